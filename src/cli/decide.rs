//! `koppel decide`: a person's decision, recorded from the command line. Asks no API.

use super::args::DecideOptions;
use super::console;
use super::context::Context;
use super::running::{self, Answer};
use crate::core::plan::HoldCode;
use crate::engine::{
    DecisionDesk, DecisionDraft, DecisionRefusal, DecisionRequest, DecisionTarget, DecisionVerb,
    DecisionWords, Staging, known_run, undecidable,
};
use crate::failure::{Exit, Failure};
use crate::report::{hold_code, hold_words, journal_words, verb, words};
use crate::store::state::{Origin, RunId, View};
use crate::store::{TargetFile, target_meant};

pub(super) fn run(context: &Context<'_>, options: &DecideOptions) -> Result<Exit, Failure> {
    running::refuse_read_only(context)?;
    let request = request(context, options)?;
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
            approval: words::approval,
            code: hold_code,
            verb,
            change: words::change,
        },
    )?;
    let drafts = drafts(context, options, &request, &desk)?;
    if drafts.is_empty() {
        context
            .console
            .note("Nobody there is on hold, or named: nothing was recorded.");
        return Ok(Exit::Done);
    }
    show(&drafts, request.verb, &desk)?;
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
fn request(context: &Context<'_>, options: &DecideOptions) -> Result<DecisionRequest, Failure> {
    let verb = options.decision.into();
    let wrong = |what: &str| Err(Failure::new(Exit::Usage, what).todo("See koppel decide --help"));
    if verb == DecisionVerb::Hold && options.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
        return wrong("A hold needs --note: whoever finds it should know why");
    }
    if verb != DecisionVerb::Hold && (options.until.is_some() || options.only.is_some()) {
        return wrong("--until and --only belong to hold");
    }
    if let Some(day) = options.until {
        let zone = &context.settings()?.time_zone;
        let today = zone.to_datetime(context.clock.now()).date();
        if day < today {
            return Err(Failure::new(
                Exit::Usage,
                format!("--until {day} is in the past; nothing was recorded"),
            )
            .todo(format!("Give the day of the reminder: {today} or later")));
        }
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
    let settings = context.settings()?;
    let mut refused = Vec::new();
    let mut targets = undone(context, options, desk)?;
    let undone = targets.len();
    for text in texts {
        let target = target_meant(&text, settings.org_host())
            .map_err(|why| {
                DecisionRefusal::new(
                    why.to_string(),
                    "Paste the address of a page of this org, or give the ID itself",
                )
            })
            .and_then(|text| desk.target(&text));
        match target {
            Ok(target) if !targets.contains(&target) => targets.push(target),
            Ok(_) => {}
            Err(why) => refused.push((text, why)),
        }
    }
    let mut drafts = Vec::with_capacity(targets.len());
    for (at, target) in targets.iter().enumerate() {
        // Whoever approves an undone run approves nothing else that waits.
        let reason = request.reason.or((at < undone).then_some(HoldCode::Undone));
        let request = DecisionRequest {
            reason,
            ..request.clone()
        };
        match desk.draft(&request, target) {
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

/// Whom the undo of a run holds that was named, or that undo itself.
fn undone(
    context: &Context<'_>,
    options: &DecideOptions,
    desk: &DecisionDesk,
) -> Result<Vec<DecisionTarget>, Failure> {
    let Some(run) = options.run else {
        return Ok(Vec::new());
    };
    let view = View::open(&context.place()?.state_folder, None, context.clock)?;
    known_run(&view, RunId(run))?;
    Ok(desk.undone_by(run))
}

fn show(drafts: &[DecisionDraft], verb: DecisionVerb, desk: &DecisionDesk) -> Result<(), Failure> {
    console::print(|out| {
        if let Some(read_at) = desk.read_at() {
            writeln!(out, "By the snapshot of {}:", journal_words::time(read_at))?;
        }
        for draft in drafts {
            writeln!(out, "{} {}: {}", verb.word(), draft.who, draft.says)?;
            for effect in &draft.effects {
                writeln!(out, "  {effect}")?;
            }
        }
        Ok(())
    })
}
