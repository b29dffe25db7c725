//! From what happened to what is shown and what is to be done. Synchronous and pure: touches no file, no
//! network, no clock and no terminal.

use super::action::Action;
use super::bindings::{ALWAYS, DEMO, EVERYWHERE, HINT};
use super::demo::{Passed, Trouble};
use super::effect::Effect;
use super::job::JobId;
use super::key::{Binding, Chord, Edit, Press};
use super::layer::{Confirm, Entry, Help, Layer, Outcome, Palette};
use super::message::{Message, News, Pasted, Pointer, Signal};
use super::model::Model;
use super::screen::ScreenId;
use super::shell::{Destination, Room, Shell};
use super::view_state::Target;
use super::widget::field::TextField;
use super::work::Answer;
use crate::failure::Exit;
use crate::lang::Key;

/// Takes one message. The effects are what the loop has to carry out, in their order.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    match message {
        Message::Key(press) => on_key(model, press),
        Message::Paste(Pasted(text)) => on_paste(model, &text),
        Message::Burst(Pasted(text)) => on_burst(model, &text),
        Message::Typed(Pasted(text)) => on_letters(model, &text),
        Message::Pointer(pointer) => on_pointer(model, pointer),
        Message::Resize { width, height } => model.shell.size = (width, height),
        Message::Tick => model.screens.tick(&mut model.shell),
        Message::Drawn => {
            model.shell.is_settling = false;
            model.shell.is_unseen = false;
        }
        Message::Job { job, news } => on_news(model, job, news),
        Message::Signal(signal) => on_signal(model, signal),
        Message::DayPassed(passed) => on_next_day(model, passed),
    }
    if let Some(Destination { screen, part, filter }) = model.shell.take_next_screen() {
        go(model, screen);
        let shown = model.screens.get_mut(screen);
        if let Some(part) = part {
            shown.open(part, &mut model.shell);
        }
        if let Some(filter) = filter {
            shown.set_filter(&filter);
        }
    }
    model.shell.take_effects()
}

/// The keys of what has them now, without those that work everywhere.
pub fn own_bindings(model: &Model) -> &'static [Binding] {
    match model.shell.layers.last() {
        Some(layer) => layer.bindings(),
        None => model.screens.get(model.shell.screen).bindings(),
    }
}

/// All keys that work now, in the order in which they are tried.
pub fn working_bindings(model: &Model) -> Vec<&'static [Binding]> {
    let mut all = vec![own_bindings(model), ALWAYS];
    if model.shell.layers.is_empty() {
        all.insert(1, EVERYWHERE);
        if model.shell.demo.is_some() {
            all.push(DEMO);
        }
        if model.shell.hint().is_some() {
            all.insert(0, HINT);
        }
    }
    all
}

/// Every printable key is text now.
pub fn takes_text(model: &Model) -> bool {
    match model.shell.layers.last() {
        Some(layer) => layer.takes_text(),
        None => model.screens.get(model.shell.screen).takes_text(),
    }
}

fn on_key(model: &mut Model, press: Press) {
    if model.shell.is_settling || is_blind(model, press) {
        return;
    }
    model.shell.word = None;
    let takes_text = takes_text(model);
    if takes_text && press.chord.typed().is_some() {
        return type_into(model, press);
    }
    let binding = working_bindings(model)
        .into_iter()
        .find_map(|bindings| Binding::find(bindings, press.chord));
    match binding {
        Some(binding) if binding.decides && (press.is_repeat || model.shell.is_unseen) => {}
        Some(binding) => {
            act(model, binding.action);
            model.shell.is_settling |= binding.decides;
        }
        None if takes_text => type_into(model, press),
        None => {}
    }
}

/// Where there is no room to show what a key does, only those work that stop or suspend koppel.
fn is_blind(model: &Model, press: Press) -> bool {
    let works = Binding::find(ALWAYS, press.chord)
        .is_some_and(|binding| matches!(binding.action, Action::Interrupt | Action::Suspend));
    model.shell.room() == Room::TooSmall && !works
}

/// Into the text field that has the focus.
fn type_into(model: &mut Model, press: Press) {
    let Some(edit) = press.chord.edit() else {
        return;
    };
    match model.shell.layers.last_mut() {
        Some(layer) if press.is_repeat && layer.proves() => {}
        Some(layer) => {
            layer.edit(edit);
            apply_filter(model);
        }
        None => model
            .screens
            .get_mut(model.shell.screen)
            .edit(edit, &mut model.shell),
    }
}

/// What this key does now could not be taken back as easily as it is pressed.
pub fn could_decide(model: &Model, press: Press) -> bool {
    if model.shell.is_settling || is_blind(model, press) {
        return false;
    }
    if takes_text(model) && press.chord.typed().is_some() {
        return model.shell.layers.last().is_some_and(Layer::proves);
    }
    let mut bindings = working_bindings(model).into_iter();
    let binding = bindings.find_map(|bindings| Binding::find(bindings, press.chord));
    binding.is_some_and(|binding| binding.decides)
}

/// Text where text is taken, and no answer to anything.
fn on_burst(model: &mut Model, text: &str) {
    if model.shell.is_settling || model.shell.room() == Room::TooSmall {
        return;
    }
    let proves = model.shell.layers.last().is_some_and(Layer::proves);
    if takes_text(model) && !proves && !text.is_empty() {
        on_paste(model, text);
    }
    let says = model.shell.lang.text(Key("burst-decides-nothing"));
    model.shell.say_bad(says);
}

/// As if they were typed one by one; what is looked for is looked for once.
fn on_letters(model: &mut Model, text: &str) {
    if model.shell.is_settling || model.shell.room() == Room::TooSmall {
        return;
    }
    model.shell.word = None;
    match model.shell.layers.last_mut() {
        Some(layer) => {
            for letter in text.chars() {
                layer.edit(Edit::Insert(letter));
            }
            apply_filter(model);
        }
        None => model
            .screens
            .get_mut(model.shell.screen)
            .type_all(text, &mut model.shell),
    }
}

/// Never keys: into the text field that has the focus, else into the filter.
fn on_paste(model: &mut Model, text: &str) {
    if model.shell.is_settling || model.shell.room() == Room::TooSmall {
        return;
    }
    if takes_text(model) {
        match model.shell.layers.last_mut() {
            Some(layer) => {
                layer.paste(text);
                apply_filter(model);
            }
            None => model
                .screens
                .get_mut(model.shell.screen)
                .paste(text, &mut model.shell),
        }
    } else if model.shell.layers.is_empty() && open_filter(model) {
        on_paste(model, text);
    }
}

fn on_pointer(model: &mut Model, pointer: Pointer) {
    if model.shell.is_settling || model.shell.is_unseen {
        return;
    }
    match pointer {
        Pointer::Press(Target::Action(action)) => {
            model.shell.word = None;
            act(model, action);
        }
        Pointer::Press(Target::Row { list, index }) => {
            model.shell.word = None;
            match model.shell.layers.last_mut() {
                Some(layer) => {
                    let outcome = layer.press(list, index);
                    settle_layer(model, outcome, Action::Accept);
                }
                None => model
                    .screens
                    .get_mut(model.shell.screen)
                    .press(list, index, &mut model.shell),
            }
        }
        Pointer::WheelUp(_) => act(model, Action::WheelUp),
        Pointer::WheelDown(_) => act(model, Action::WheelDown),
    }
}

/// An answer that nobody waits for any more is dropped.
fn on_news(model: &mut Model, id: JobId, news: News) {
    let answer = match news {
        News::Progress(progress) => {
            if let Some(job) = model.shell.jobs.get_mut(id) {
                job.progress = progress;
            }
            return;
        }
        News::Done(answer) => Ok(answer),
        News::Failed(failure) => Err(failure),
    };
    let Some(job) = model.shell.jobs.end(id) else {
        return;
    };
    if model.shell.desk.run() == Some(id) {
        model.shell.desk.note_run(&answer);
    }
    if let Some(owner) = job.owner {
        return model.screens.get_mut(owner).answer(id, answer, &mut model.shell);
    }
    let done = match answer {
        Ok(Answer::Desk(done)) => Ok(done),
        Ok(_) => return,
        Err(failure) => Err(failure),
    };
    model.shell.settle_desk(id, done);
    model.screens.renew(&mut model.shell);
}

fn on_signal(model: &mut Model, signal: Signal) {
    model.shell.want(match signal {
        Signal::Stop | Signal::HangUp => Effect::Leave(Exit::Cancelled),
        Signal::Suspend => Effect::Suspend,
    });
}

/// Does it: the layer on top first, then what works everywhere, then the screen.
fn act(model: &mut Model, action: Action) {
    match action {
        Action::Interrupt => return interrupt(model),
        Action::StopRun => return model.shell.stop_run(),
        Action::Suspend => return model.shell.want(Effect::Suspend),
        Action::Help => return open_help(model),
        Action::LeaveNow => return model.shell.want(Effect::Leave(Exit::Done)),
        _ => {}
    }
    let page = model.shell.page();
    if let Some(layer) = model.shell.layers.last_mut() {
        let outcome = layer.act(action, page);
        return settle_layer(model, outcome, action);
    }
    let shell = &mut model.shell;
    let screen = model.screens.get_mut(shell.screen);
    match action {
        Action::Back => match shell.jobs.cancellable(shell.screen, shell.now) {
            Some(job) => {
                shell.cancel(job);
                shell.forget_desk_job(job);
                shell.say(shell.lang.text(Key("cancelled")));
                screen.cancelled(job, shell);
            }
            None if screen.act(action, shell) => {}
            None => back(model),
        },
        Action::Palette => open_palette(model),
        Action::Filter => {
            if !open_filter(model) {
                let says = model.shell.lang.text(Key("filter-none"));
                model.shell.say(says);
            }
        }
        Action::Go(to) => go(model, to),
        Action::Leave => leave(model),
        Action::ToggleMouse => {
            shell.mouse = !shell.mouse;
            shell.want(Effect::Mouse(shell.mouse));
            let says = if shell.mouse {
                Key("mouse-on")
            } else {
                Key("mouse-off")
            };
            shell.say(shell.lang.text(says));
        }
        Action::CloseHint | Action::EndHints => end_hint(shell, action),
        Action::PassADay => pass_a_day(shell),
        Action::Switch(trouble) => switch(shell, trouble),
        Action::SwitchBackground => shell.theme.background = shell.theme.background.other(),
        Action::Copy => copy(model),
        Action::Undo | Action::Redo if !screen.act(action, shell) => {
            let says = match action {
                Action::Undo => Key("nothing-to-undo"),
                _ => Key("nothing-to-redo"),
            };
            shell.say(shell.lang.text(says));
        }
        Action::Undo | Action::Redo => {}
        action => {
            screen.act(action, shell);
        }
    }
}

/// After the layer on top was given `action`.
fn settle_layer(model: &mut Model, outcome: Outcome, action: Action) {
    match outcome {
        Outcome::Stays => {}
        Outcome::Closed => {
            let closed = model.shell.layers.pop();
            if matches!(closed, Some(Layer::Filter(_))) && action == Action::Back {
                model.screens.get_mut(model.shell.screen).set_filter("");
            }
        }
        Outcome::Writes => write(model),
        Outcome::Chose(chosen) => {
            model.shell.layers.clear();
            act(model, chosen);
        }
    }
}

/// The one way to Okta: what the page before a write asked about, and was agreed to.
fn write(model: &mut Model) {
    let page = model.shell.layers.pop();
    model.shell.layers.clear();
    if let Some(Layer::Write(page)) = page
        && model.shell.start_run(page.into_request())
    {
        go(model, ScreenId::Run);
    }
}

fn go(model: &mut Model, to: ScreenId) {
    if model.shell.screen != to {
        model.shell.screen = to;
        model.screens.get_mut(to).enter(&mut model.shell);
    }
}

/// One level up: from a screen to the overview, from there out.
fn back(model: &mut Model) {
    match model.shell.screen {
        ScreenId::Overview => leave(model),
        // Nothing is set up: there is nothing else to go back to.
        ScreenId::Wizard if model.shell.header.org.is_none() => leave(model),
        _ => go(model, ScreenId::Overview),
    }
}

/// Asks only where something is under way, or was decided and not written.
fn leave(model: &mut Model) {
    if model.shell.jobs.is_writing()
        || model.shell.desk.has_unwritten()
        || model.shell.desk.next_sync.is_some()
    {
        ask_to_leave(model);
    } else {
        model.shell.want(Effect::Leave(Exit::Done));
    }
}

/// A run is asked about first: it may be stopped, and koppel stay.
fn interrupt(model: &mut Model) {
    let shell = &mut model.shell;
    let is_asked =
        |layer: &Layer| matches!(layer, Layer::Confirm(confirm) if confirm.then == Action::StopRun);
    if shell.desk.run().is_none() || shell.layers.last().is_some_and(is_asked) {
        return ask_to_leave(model);
    }
    let question = Confirm {
        title: shell.lang.text(Key("stop-title")),
        lines: vec![shell.lang.text(Key("stop-says"))],
        number: None,
        then: Action::StopRun,
    };
    open(model, Layer::Confirm(question));
}

/// A second `Ctrl-C` answers the question that the first one asked.
fn ask_to_leave(model: &mut Model) {
    let is_asked = |layer: &Layer| {
        matches!(
            layer,
            Layer::Confirm(Confirm {
                then: Action::LeaveNow,
                ..
            })
        )
    };
    let shell = &mut model.shell;
    if shell.layers.last().is_some_and(is_asked) {
        return shell.want(Effect::Leave(Exit::Cancelled));
    }
    let says = if shell.jobs.is_writing() {
        Key("leave-writing")
    } else if shell.desk.next_sync.is_some() {
        Key("leave-scheduled")
    } else if shell.desk.has_unwritten() {
        Key("leave-unwritten")
    } else {
        Key("leave-nothing-lost")
    };
    let question = Confirm {
        title: shell.lang.text(Key("leave-title")),
        lines: vec![shell.lang.text(says)],
        number: None,
        then: Action::LeaveNow,
    };
    open(model, Layer::Confirm(question));
}

/// A question opens only once it can be read: what was typed before is no answer.
fn open(model: &mut Model, layer: Layer) {
    model.shell.is_settling |= matches!(layer, Layer::Confirm(_));
    model.shell.layers.push(layer);
}

fn open_help(model: &mut Model) {
    if matches!(model.shell.layers.last(), Some(Layer::Help(_))) {
        model.shell.layers.pop();
        return;
    }
    let lang = &model.shell.lang;
    let takes_text = takes_text(model);
    // In a text field a letter is text, and no key.
    let is_key = |chord: &Chord| !takes_text || chord.typed().is_none();
    let rows = working_bindings(model)
        .into_iter()
        .flatten()
        .filter(|binding| binding.chords.iter().any(is_key) && is_of_use(model, binding))
        .map(|binding| (binding.all_chords(), lang.text(binding.says)))
        .collect();
    let help = Help {
        rows,
        ..Help::default()
    };
    open(model, Layer::Help(help));
}

/// Not every screen has a list that can be filtered.
fn is_of_use(model: &Model, binding: &Binding) -> bool {
    let can_be_filtered = model.screens.get(model.shell.screen).filter().is_some();
    binding.action != Action::Filter || can_be_filtered
}

/// Every action that can be done now; what only moves is no action of the palette.
fn open_palette(model: &mut Model) {
    let screen = model.screens.get(model.shell.screen);
    let entries = working_bindings(model)
        .into_iter()
        .flatten()
        .filter(|binding| !binding.action.moves() && screen.is_enabled(binding.action))
        .filter(|binding| is_of_use(model, binding))
        .map(|binding| Entry {
            action: binding.action,
            says: palette_words(&model.shell, binding),
            keys: binding.all_chords(),
        })
        .collect();
    open(model, Layer::Palette(Box::new(Palette::new(entries))));
}

/// What an entry does; the demo's trouble may be on already.
fn palette_words(shell: &Shell, binding: &Binding) -> String {
    let says = shell.lang.text(binding.says);
    let Action::Switch(trouble) = binding.action else {
        return says;
    };
    let is_on = shell.demo.as_ref().is_some_and(|demo| demo.is_on(trouble));
    let key = if is_on {
        Key("trouble-switch-off")
    } else {
        Key("trouble-switch-on")
    };
    shell.lang.with(key, &[("trouble", says.into())])
}

fn end_hint(shell: &mut Shell, action: Action) {
    let screen = shell.screen;
    if let Some(demo) = &mut shell.demo {
        match action {
            Action::EndHints => demo.end_hints(),
            _ => demo.close_hint(screen),
        }
    }
}

/// Nothing of a run may happen on two days.
fn pass_a_day(shell: &mut Shell) {
    if shell.jobs.is_writing() {
        shell.say_bad(shell.lang.text(Key("day-must-wait")));
    } else if shell.demo.is_some() {
        shell.want(Effect::PassADay);
    }
}

/// What is shown is of the day before: the screen reads again, where it reads.
fn on_next_day(model: &mut Model, passed: Passed) {
    let shell = &mut model.shell;
    let says = shell.lang.with(
        Key("day-passed"),
        &[
            ("day", shell.lang.day(passed.day).into()),
            ("start", passed.first_days.into()),
            ("left", passed.left.into()),
        ],
    );
    if shell.desk.reading().is_some() || shell.desk.is_reading() {
        shell.read_again();
    }
    if shell.screen == ScreenId::Settings {
        model
            .screens
            .get_mut(ScreenId::Settings)
            .act(Action::ReadAgain, shell);
    }
    shell.say(says);
}

fn switch(shell: &mut Shell, trouble: Trouble) {
    let Some(demo) = &mut shell.demo else {
        return;
    };
    let on = demo.switch(trouble).to_vec();
    let key = if on.contains(&trouble) {
        Key("trouble-is-on")
    } else {
        Key("trouble-is-off")
    };
    let says = shell.lang.text(trouble.says());
    shell.want(Effect::Trouble(on));
    shell.say(shell.lang.with(key, &[("trouble", says.into())]));
}

/// `false`: this screen cannot be filtered.
fn open_filter(model: &mut Model) -> bool {
    let filter = model.screens.get(model.shell.screen).filter().map(TextField::new);
    match filter {
        Some(field) => {
            open(model, Layer::Filter(field));
            true
        }
        None => false,
    }
}

/// What was typed filters at once.
fn apply_filter(model: &mut Model) {
    if let Some(Layer::Filter(field)) = model.shell.layers.last() {
        model.screens.get_mut(model.shell.screen).set_filter(field.text());
    }
}

fn copy(model: &mut Model) {
    let shell = &mut model.shell;
    match model.screens.get(shell.screen).copied(shell) {
        Some(copied) => {
            let says = shell
                .lang
                .with(Key("copied"), &[("what", copied.what.as_str().into())]);
            shell.say(says);
            shell.want(Effect::Copy(copied.text));
        }
        None => shell.say(shell.lang.text(Key("nothing-to-copy"))),
    }
}
