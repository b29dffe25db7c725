//! The story of one person for a terminal: each step with its rule, what it depends on, and what would change it.

mod words;

use super::PlanView;
use super::page::{Page, Screen, Tone};
use super::side::named;
use super::table::Table;
use super::words as plain;
use crate::core::Snapshot;
use crate::core::employee::Employee;
use crate::core::explain::{Explanation, Fact, Origin, Stage, Step, Subject};
use crate::core::profile::Profile;
use crate::core::rulebook::Rulebook;
use crate::core::value::Value;
use std::io;

/// Writes one person's story. `view` is of the plan that it was read off.
pub fn write_explanation(
    out: &mut dyn io::Write,
    view: &PlanView<'_>,
    subject: Subject,
    explanation: &Explanation,
    screen: Screen,
) -> io::Result<()> {
    let mut page = Page::new(screen);
    page.paragraph(0, &subject_name(view.snapshot, subject));
    for (number, stage) in ('1'..).zip(words::STAGES) {
        let steps: Vec<&Step> = explanation
            .steps
            .iter()
            .filter(|step| step.stage == stage)
            .collect();
        page.section(tone(stage, &steps), number, words::stage(stage), None, "");
        if steps.is_empty() {
            page.paragraph(2, words::nothing_at(stage));
        } else if stage == Stage::Mapping {
            write_mapping(&mut page, view, &steps);
        } else {
            for step in steps {
                write_step(&mut page, view, step);
            }
        }
    }
    page.blank();
    page.paragraph(0, &cited_rules(&explanation.steps));
    out.write_all(page.into_text().as_bytes())
}

/// The rules behind the steps by ID and name, and where they are found.
fn cited_rules(steps: &[Step]) -> String {
    let mut cited: Vec<&str> = Vec::new();
    for step in steps {
        if !cited.contains(&step.rule) {
            cited.push(step.rule);
        }
    }
    let book = Rulebook::embedded();
    let names: Vec<String> = cited
        .into_iter()
        .filter_map(|id| book.find(id))
        .map(|rule| format!("{} {}", rule.id, rule.name))
        .collect();
    format!(
        "Rules: {}. koppel rules ID prints the rule with this ID.",
        names.join(" · ")
    )
}

/// `Jörg Müller, Personio 10234, Okta j.mueller@acme.com (00u…)`.
pub fn subject_name(snapshot: &Snapshot, subject: Subject) -> String {
    let employee = subject.employee.map(|at| &snapshot.roster.employees[at as usize]);
    let profile = subject
        .profile
        .map(|at| &snapshot.directory.profiles[at as usize]);
    let name = employee
        .map(Employee::display_name)
        .filter(|name| !name.is_empty())
        .or_else(|| profile.map(Profile::display_name));
    let employee = employee.map(|one| format!("Personio {}", one.id));
    let profile = profile.map(|one| format!("Okta {} ({})", one.login, one.id));
    let parts = [Some(named(name.unwrap_or_default())), employee, profile];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn tone(stage: Stage, steps: &[&Step]) -> Tone {
    if stage == Stage::Result {
        steps
            .iter()
            .map(|step| words::tone(&step.verdict))
            .find(|tone| *tone != Tone::Quiet)
            .unwrap_or(Tone::Quiet)
    } else {
        Tone::Quiet
    }
}

fn write_step(page: &mut Page, view: &PlanView<'_>, step: &Step) {
    page.paragraph(
        2,
        &format!("{} (rule {})", words::verdict(&step.verdict, view), step.rule),
    );
    for origin in [Origin::Personio, Origin::Okta] {
        let facts: Vec<String> = step
            .facts
            .iter()
            .filter(|fact| fact.from == origin)
            .map(|fact| format!("{} {}", fact.name, plain::value(&fact.value)))
            .collect();
        if !facts.is_empty() {
            page.paragraph(4, &format!("{}: {}", words::origin(origin), facts.join(", ")));
        }
    }
    let ways: Vec<String> = step.ways.iter().map(words::way).collect();
    if !ways.is_empty() {
        page.paragraph(4, &format!("otherwise: {}", ways.join("; or ")));
    }
}

/// One line for each line of the mapping; where not all of it fits, nothing of it is cut, and they stand below each
/// other.
fn write_mapping(page: &mut Page, view: &PlanView<'_>, steps: &[&Step]) {
    let mut table = Table::new(&[true; 6]);
    for step in steps {
        let verdict = words::verdict(&step.verdict, view);
        let [personio, okta, base] = held(step);
        table.row([&line_of(step), &personio, &okta, &base, &verdict, step.rule]);
    }
    if page.fits(2, &table) {
        page.table(2, &table);
    } else {
        for step in steps {
            let verdict = words::verdict(&step.verdict, view);
            page.paragraph(2, &format!("{}: {verdict} (rule {})", line_of(step), step.rule));
            for value in held(step).iter().filter(|value| !value.is_empty()) {
                page.paragraph(4, value);
            }
        }
    }
    write_ways_of_mapping(page, steps);
}

/// Once for all attributes that the same would change.
fn write_ways_of_mapping(page: &mut Page, steps: &[&Step]) {
    let mut told: Vec<(String, Vec<&str>)> = Vec::new();
    for step in steps.iter().filter(|step| !step.ways.is_empty()) {
        let ways: Vec<String> = step.ways.iter().map(words::way).collect();
        let ways = ways.join("; or ");
        let target = fact_of(step, Origin::Okta).map_or("", |fact| fact.name.as_str());
        match told.iter_mut().find(|(known, _)| *known == ways) {
            Some((_, targets)) => targets.push(target),
            None => told.push((ways, vec![target])),
        }
    }
    for (ways, targets) in told {
        page.paragraph(4, &format!("otherwise, for {}: {ways}", targets.join(", ")));
    }
}

/// `department → department`.
fn line_of(step: &Step) -> String {
    let name = |origin| fact_of(step, origin).map(|fact| fact.name.as_ref());
    let source = name(Origin::Personio).unwrap_or(words::COMPUTED);
    format!("{source} → {}", name(Origin::Okta).unwrap_or_default())
}

/// The values that decide (rule U2): `Personio Sales`, `Okta Vertrieb`, `last sent Vertrieb`; the last one is empty
/// where nothing was sent yet.
fn held(step: &Step) -> [String; 3] {
    let held = |origin, value| format!("{} {}", words::origin(origin), plain::value(value));
    let now = |origin| {
        held(
            origin,
            fact_of(step, origin).map_or(&Value::Absent, |fact| &fact.value),
        )
    };
    let base = fact_of(step, Origin::Base).map(|fact| held(Origin::Base, &fact.value));
    [now(Origin::Personio), now(Origin::Okta), base.unwrap_or_default()]
}

fn fact_of(step: &Step, origin: Origin) -> Option<&Fact> {
    step.facts.iter().find(|fact| fact.from == origin)
}
