//! `koppel explain PERSON`: one person, step by step.

use super::args::ExplainOptions;
use super::console;
use super::context::Context;
use super::reading::Situation;
use crate::core::explain::{explain, find};
use crate::core::page_address::person_meant;
use crate::failure::{Exit, Failure, capital};
use crate::report::{PlanView, printable, subject_name, write_explanation};

/// So many people of one name are told about at once; more are only named.
const MOST: usize = 4;

pub(super) fn run(context: &Context<'_>, options: &ExplainOptions) -> Result<Exit, Failure> {
    let situation = Situation::read(context)?;
    let plan = situation.plan()?;
    let Situation {
        settings,
        snapshot,
        state,
        links,
    } = &situation;
    let person = person_meant(&options.person, settings.org_host()).map_err(|why| {
        Failure::new(Exit::Usage, "Nobody can be looked up by this address")
            .because(capital(&why.to_string()))
            .todo("Take the ID, the e-mail or the name")
    })?;
    let subjects = find(snapshot, links, &person);
    if subjects.is_empty() {
        return Err(Failure::new(Exit::Failed, "Nobody of that name, ID, e-mail or login was found")
            .because("Both sides were read completely, deactivated profiles included")
            .todo("Write first and last name as Personio has them, or take the ID; koppel links --format csv names everybody"));
    }
    let screen = context.console.screen;
    if subjects.len() > MOST {
        let names = subjects.iter().map(|subject| subject_name(snapshot, *subject));
        let names: Vec<String> = names.map(|name| printable(&name)).collect();
        console::print(|out| names.iter().try_for_each(|name| writeln!(out, "{name}")))?;
        return Err(Failure::new(
            Exit::Failed,
            format!("These words name {} people", subjects.len()),
        )
        .todo("Take one of the IDs"));
    }
    let view = PlanView::new(snapshot, &plan);
    console::print(|out| {
        for (number, subject) in subjects.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            let story = explain(snapshot, &settings.policy, state, links, &plan, *subject);
            write_explanation(out, &view, *subject, &story, screen)?;
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}
