//! What each key does on the plan.

use super::Plan;
use super::asking::{Answer as Answered, Ask};
use super::deciding::{self, named};
use super::sheet::Row;
use super::sight::{Sight, Standing, Thing, key};
use crate::core::EmployeeId;
use crate::core::plan::{Action as Planned, ActionKind};
use crate::lang::Key;
use crate::tui::action::Action;
use crate::tui::desk::{Shown, ShownKind};
use crate::tui::shell::Shell;

impl Plan {
    /// Shows this instead of the next sync.
    pub(super) fn show(&mut self, shown: Shown) {
        let reading = match &self.sight {
            Some(sight) => sight.reading.clone(),
            None => shown.reading.clone(),
        };
        self.sight = Some(Sight {
            reading,
            other: Some(shown),
        });
        self.begin_anew();
    }

    fn show_sync(&mut self) {
        if let Some(sight) = &mut self.sight {
            sight.other = None;
        }
        self.begin_anew();
    }

    fn begin_anew(&mut self) {
        self.taken.out.clear();
        self.ask = None;
        self.selection.set(0);
        self.lay_out(None);
    }

    pub(super) fn act_on_rows(&mut self, action: Action, shell: &mut Shell) -> bool {
        match action {
            Action::Accept => self.accept(shell),
            Action::Right => self.open(true),
            Action::Left => self.open(false),
            Action::Mark => self.mark(shell),
            Action::OnlyNow => self.only_now(shell),
            Action::TakeNone => self.take_none(),
            Action::TakeAll => {
                self.taken.out.clear();
                self.count();
            }
            Action::SetAside => self.ask_to_hold(shell),
            Action::Write => self.write(shell),
            Action::Export => self.ask_for_a_file(shell),
            Action::Explain => self.explain(shell),
            Action::OnePerson => self.one_person(shell),
            Action::ReadAgain => shell.read_again(),
            Action::Undo => return shell.undo_decision() && self.followed(shell),
            Action::Redo => return shell.redo_decision() && self.followed(shell),
            Action::Back if !self.filter.is_empty() => {
                crate::tui::screen::Screen::set_filter(self, "");
            }
            Action::Back if self.sight.as_ref().is_some_and(|sight| sight.other.is_some()) => {
                self.show_sync();
            }
            action => return self.selection.act(action, self.rows.len(), shell.page()),
        }
        true
    }

    /// What was decided a moment ago shows.
    fn followed(&mut self, shell: &Shell) -> bool {
        self.taken.follow(shell.desk.pending());
        true
    }

    fn actions(&self) -> Vec<&Planned> {
        match (&self.sight, self.row()) {
            (Some(sight), Some(row)) => sight.actions_of(&self.sheet, row),
            _ => Vec::new(),
        }
    }

    pub(super) fn thing(&self) -> Option<Thing<'_>> {
        let Row::One { group, at, .. } = self.row()? else {
            return None;
        };
        self.sight.as_ref()?.thing(self.sheet.group(group)?.id, at)
    }

    fn accept(&mut self, shell: &mut Shell) {
        match self.row() {
            Some(Row::Head(_) | Row::Fold(..)) => self.turn(),
            Some(Row::One { .. }) => {
                let waits = matches!(self.thing(), Some(Thing::Action(action)) if action.held.is_some());
                if waits {
                    self.ask_about_what_waits(shell);
                } else {
                    self.look_closer(shell);
                }
            }
            None => {}
        }
    }

    fn turn(&mut self) {
        match self.row() {
            Some(Row::Head(at)) => {
                if let Some(group) = self.sheet.group(at) {
                    self.opening.turn(group.id);
                }
            }
            Some(Row::Fold(group, item)) => {
                if let Some(fold) = self.sheet.fold(group, item)
                    && !self.opening.open.remove(&fold.id)
                {
                    self.opening.open.insert(fold.id);
                }
            }
            _ => {}
        }
        let anchor = self.anchor();
        self.unfold(anchor);
    }

    /// Opens what is selected, or closes it; from a person out to what they stand in.
    fn open(&mut self, is_to_open: bool) {
        let is_open = match self.row() {
            Some(Row::Head(at)) => self
                .sheet
                .group(at)
                .is_some_and(|group| self.opening.is_open(group.id)),
            Some(Row::Fold(group, item)) => self
                .sheet
                .fold(group, item)
                .is_some_and(|fold| self.opening.open.contains(&fold.id)),
            Some(Row::One { is_folded, .. }) if !is_to_open => {
                let at = self.selection.at(self.rows.len());
                let before = self.rows.get(..at).unwrap_or_default();
                let outer = before.iter().rposition(|row| match row {
                    Row::Head(_) => true,
                    Row::Fold(..) => is_folded,
                    Row::One { .. } => false,
                });
                self.selection.set(outer.unwrap_or_default());
                return;
            }
            _ => return,
        };
        if is_open != is_to_open {
            self.turn();
        }
    }

    /// Out of every run, or in again.
    fn mark(&mut self, shell: &mut Shell) {
        let actions = self.actions();
        if actions.is_empty() {
            return shell.say(shell.lang.text(Key("plan-nothing-to-take")));
        }
        if actions.iter().all(|action| action.held.is_some()) {
            return self.ask_about_what_waits(shell);
        }
        if self.sight.as_ref().is_some_and(Sight::is_undo) {
            return self.only_now(shell);
        }
        let is_out = |action: &&&Planned| self.taken.standing(action) == Standing::Out;
        let out: Vec<_> = actions.iter().filter(is_out).map(|action| key(action)).collect();
        if !out.is_empty() {
            for key in out {
                self.taken.out.remove(&key);
            }
            return self.count();
        }
        let note = shell.lang.text(Key("plan-taken-out-note"));
        let (whom, who) = self.whom();
        self.hold(&whom, &who, &note, None, shell);
    }

    /// Those of the row that a hold can be about, and in words who they are.
    fn whom(&self) -> (Vec<(EmployeeId, ActionKind)>, String) {
        let actions: Vec<&Planned> = self
            .actions()
            .into_iter()
            .filter(|action| self.taken.standing(action) != Standing::Waits)
            .collect();
        let whom = actions
            .iter()
            .filter_map(|action| Some((action.employee?, action.kind)));
        (whom.collect(), named(&actions))
    }

    fn hold(
        &mut self,
        whom: &[(EmployeeId, ActionKind)],
        who: &str,
        note: &str,
        until: Option<jiff::civil::Date>,
        shell: &mut Shell,
    ) {
        if may_not_decide(shell) {
            return;
        }
        if whom.is_empty() {
            return shell.say_bad(shell.lang.text(Key("plan-nobody-to-hold")));
        }
        let act = deciding::hold(whom, who, note, until, &shell.lang);
        let says = act.says.clone();
        shell.decide(act);
        self.taken.follow(shell.desk.pending());
        shell.say(says);
    }

    fn only_now(&mut self, shell: &mut Shell) {
        let actions = self.actions();
        let free: Vec<_> = actions
            .into_iter()
            .filter(|action| action.held.is_none())
            .collect();
        if free.is_empty() {
            return shell.say(shell.lang.text(Key("plan-nothing-to-take")));
        }
        let keys: Vec<_> = free.iter().map(|action| key(action)).collect();
        if keys.iter().all(|key| self.taken.out.contains(key)) {
            for key in &keys {
                self.taken.out.remove(key);
            }
        } else {
            self.taken.out.extend(keys);
            shell.say(shell.lang.text(Key("plan-out-now")));
        }
        self.count();
    }

    fn take_none(&mut self) {
        let plan = self.sight.as_ref().and_then(Sight::plan);
        let free = plan.into_iter().flat_map(|plan| &plan.actions);
        let free = free.filter(|action| action.held.is_none());
        self.taken.out = free.map(key).collect();
        self.count();
    }

    fn ask_to_hold(&mut self, shell: &mut Shell) {
        if self.sight.as_ref().is_some_and(Sight::is_undo) {
            return shell.say(shell.lang.text(Key("plan-undo-no-hold")));
        }
        let (whom, who) = self.whom();
        if whom.is_empty() {
            return shell.say(shell.lang.text(Key("plan-nobody-to-hold")));
        }
        self.ask = Some(Ask::hold(whom, who, &shell.lang));
    }

    fn ask_about_what_waits(&mut self, shell: &mut Shell) {
        let (Some(sight), Some(row)) = (&self.sight, self.row()) else {
            return;
        };
        let actions = sight.actions_of(&self.sheet, row);
        let code = |action: &&Planned| action.held.as_ref().map(|hold| hold.code);
        let first = actions.first().and_then(code);
        if actions.iter().any(|action| code(action) != first) {
            // Different questions have different answers.
            return shell.say(shell.lang.text(Key("plan-one-reason")));
        }
        let mut detail = self.page(sight, shell).detail(row);
        let choices = deciding::choices(&actions, sight, &shell.lang);
        // Why it waits; of what else is to be known only where it ends, and only where that is not here.
        detail.lines.truncate(if choices.is_empty() { 2 } else { 1 });
        self.ask = Some(Ask::choose(detail.title, detail.lines, choices));
        shell.is_settling = true;
    }

    fn look_closer(&mut self, shell: &Shell) {
        let (Some(sight), Some(row)) = (&self.sight, self.row()) else {
            return;
        };
        let detail = self.page(sight, shell).detail(row);
        let width = usize::from(shell.size.0).saturating_sub(10).max(20);
        let lines = super::asking::wrapped(&detail.lines, width);
        self.ask = Some(Ask::reading(detail.title, lines));
    }

    pub(super) fn settle(&mut self, answer: Answered, shell: &mut Shell) {
        match answer {
            Answered::Stays => {}
            Answered::Closed => self.ask = None,
            Answered::Held(note, until) => {
                if let Some(Ask::Hold(form)) = self.ask.take() {
                    self.hold(&form.whom, &form.who, &note, until, shell);
                }
            }
            Answered::Named(path) => {
                self.ask = None;
                self.export(path, shell);
            }
            Answered::Chose(act) => {
                self.ask = None;
                if !may_not_decide(shell) {
                    let says = act.says.clone();
                    shell.decide(act);
                    self.taken.follow(shell.desk.pending());
                    shell.say(says);
                }
            }
        }
    }

    /// This person's part alone, or everybody's again.
    fn one_person(&mut self, shell: &mut Shell) {
        let is_one = self
            .sight
            .as_ref()
            .and_then(|sight| sight.other.as_ref())
            .is_some_and(|shown| matches!(shown.kind, ShownKind::Person(_)));
        if is_one {
            return self.show_sync();
        }
        let employee = self.thing().and_then(|thing| thing.employee());
        match (&self.sight, employee) {
            (Some(sight), Some(employee)) if sight.other.is_none() => {
                if let Some(shown) = Shown::of_person(&sight.reading, employee) {
                    self.show(shown);
                }
            }
            _ => shell.say(shell.lang.text(Key("plan-one-person-first"))),
        }
    }
}

/// Rule G5, said before anything is asked.
fn may_not_decide(shell: &mut Shell) -> bool {
    let is_read_only = shell.header.read_only;
    if is_read_only {
        shell.say_bad(shell.lang.text(Key("write-read-only")));
    }
    is_read_only
}
