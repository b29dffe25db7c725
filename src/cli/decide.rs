//! `koppel decide`: a person's decision, recorded from the command line. Asks no API.

use super::args::DecideOptions;
use super::console;
use super::context::Context;
use super::running::{self, Answer};
use crate::engine::{
    DecisionDesk, DecisionDraft, DecisionRequest, DecisionVerb, DecisionWords, Staging, undecidable,
};
use crate::failure::{Exit, Failure};
use crate::report::{hold_code, hold_words, verb};
use crate::store::state::{Origin, View};
use crate::store::{TargetFile, address_target};

pub(super) fn run(context: &Context<'_>, options: &DecideOptions) -> Result<Exit, Failure> {
    running::refuse_read_only(context)?;
    let request = request(options)?;
    if !options.yes && !context.console.can_ask() {
        return Err(
            Failure::new(Exit::Usage, "Nobody can be asked here; nothing was recorded")
                .because("There is no terminal to show the decisions on and to ask")
                .todo("Give --yes where they are to be recorded without a question"),
        );
    }
    let folder = context.place()?.state_folder;
    let view = View::open(&folder, None, context.clock)?;
    let Some(org) = view.org()? else {
        return Err(
            Failure::new(Exit::Usage, "The state knows no org yet; nothing was recorded")
                .because("koppel decide looks at the last snapshot, and there was no run yet")
                .todo("Run koppel sync first, or take koppel assign and the screens, which read both sides"),
        );
    };
    let desk = DecisionDesk::of(
        &view,
        DecisionWords {
            hold: hold_words,
            code: hold_code,
            verb,
        },
    )?;
    let drafts = drafts(context, options, &request, &desk)?;
    if drafts.is_empty() {
        context.console.note("There is nobody to decide about.");
        return Ok(Exit::Done);
    }
    show(&drafts, request.verb)?;
    let question = match drafts.len() {
        1 => "Record this decision?".to_owned(),
        count => format!("Record these {count} decisions?"),
    };
    if !options.yes && running::ask(&question, "yes")? == Answer::No {
        return Err(Failure::new(Exit::Cancelled, "Nothing was recorded"));
    }
    let origin = if options.from.is_some() {
        Origin::File
    } else {
        Origin::Command
    };
    let (mut staging, set_aside) = Staging::begin(&folder, &org, origin, context.clock)?;
    if let Some(set_aside) = set_aside {
        context.console.note(&format!("Warning: {set_aside}"));
    }
    for draft in &drafts {
        staging.take_back(&draft.take_back)?;
        staging.decide(&draft.decide)?;
    }
    console::print(|out| {
        let count = drafts.len();
        let decisions = if count == 1 { "decision" } else { "decisions" };
        writeln!(
            out,
            "{count} {decisions} recorded. Okta was not asked or written; koppel plan shows the effect on today's data."
        )
    })?;
    Ok(Exit::Done)
}

/// What the options say, as far as they fit together.
fn request(options: &DecideOptions) -> Result<DecisionRequest, Failure> {
    let verb = options.decision.into();
    let wrong = |what: &str| Err(Failure::new(Exit::Usage, what).todo("See koppel decide --help"));
    if verb == DecisionVerb::Hold && options.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return wrong("A hold needs --note: whoever finds it should know why");
    }
    if verb != DecisionVerb::Hold && (options.until.is_some() || options.only.is_some()) {
        return wrong("--until and --only belong to hold");
    }
    if verb != DecisionVerb::Approve && (options.reason.is_some() || options.run.is_some()) {
        return wrong("--reason and --run belong to approve");
    }
    if verb != DecisionVerb::Ignore && (options.kind.is_some() || options.owner.is_some()) {
        return wrong("--kind and --owner belong to ignore");
    }
    Ok(DecisionRequest {
        verb,
        note: options.note.clone().unwrap_or_default().trim().to_owned(),
        until: options.until,
        only: options.only.map(Into::into),
        reason: options.reason,
        kind: options.aside_kind()?,
    })
}

fn drafts(
    context: &Context<'_>,
    options: &DecideOptions,
    request: &DecisionRequest,
    desk: &DecisionDesk,
) -> Result<Vec<DecisionDraft>, Failure> {
    let mut texts = options.targets.clone();
    if let Some(path) = &options.from {
        let file = TargetFile::read(path).map_err(|error| {
            Failure::new(Exit::Usage, "The list cannot be read; nothing was recorded")
                .because(format!("{}: {error}", path.display()))
                .todo("Give a CSV file whose first line names the column target")
        })?;
        texts.extend(file.targets);
    }
    let okta = context.settings()?.okta_url;
    let mut refused = Vec::new();
    let mut targets = options.run.map(|run| desk.undone_by(run)).unwrap_or_default();
    for text in texts {
        let target = address_target(&text, &okta).and_then(|text| desk.target(&text));
        match target {
            Ok(target) if !targets.contains(&target) => targets.push(target),
            Ok(_) => {}
            Err(why) => refused.push((text, why)),
        }
    }
    let mut drafts = Vec::with_capacity(targets.len());
    for target in &targets {
        match desk.draft(request, target) {
            Ok(draft) => drafts.push(draft),
            Err(why) => refused.push((desk.who(target), why)),
        }
    }
    if refused.is_empty() {
        Ok(drafts)
    } else {
        Err(undecidable(&refused))
    }
}

fn show(drafts: &[DecisionDraft], verb: DecisionVerb) -> Result<(), Failure> {
    console::print(|out| {
        for draft in drafts {
            writeln!(out, "{} {}: {}", verb.word(), draft.who, draft.says)?;
            for effect in &draft.effects {
                writeln!(out, "  {effect}")?;
            }
        }
        Ok(())
    })
}
