//! What becomes of assignments by hand, line by line: what is staged and what would come of it, what is refused and
//! why.

mod words;

pub use words::single_refusal as assignment_refusal;

use super::page::{Page, Screen, Tone};
use super::plan::PlanView;
use super::side::named;
use super::words as plain;
use crate::core::assign::{Desk, Fit, LineRefusal, Note, Removal, Verdict};
use crate::core::plan::{Action, ActionKind, Change};
use crate::core::profile::Profile;
use crate::core::value::{Text, Value};
use crate::core::{EmployeeId, OktaId};
use std::io;

/// Something stands in the way of all of it, and is said below.
const NOTHING_YET: &str = "confirmed; nothing is written yet";

/// Assignments and what would come of them, ready to be written.
#[derive(Debug)]
pub struct Assignments<'a> {
    pub desk: &'a Desk<'a>,
    /// The plan as it would be if all of this were confirmed.
    pub outlook: &'a PlanView<'a>,
    pub link_attribute: &'a str,
    pub said: Said<'a>,
    pub keeping: Keeping,
}

/// What became of the decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing was kept: the session is read-only.
    Not,
    Staged,
    /// A person confirmed them, and they are written next.
    Written,
}

/// What was asked for.
#[derive(Debug)]
pub enum Said<'a> {
    Assign {
        /// The line in the file of each verdict, and what it says; none for a single assignment.
        lines: &'a [(Option<u64>, String)],
        verdicts: &'a [Verdict],
        /// Lines that name a profile and nobody.
        undecided: usize,
    },
    Remove {
        profile: u32,
        removal: Removal,
    },
}

impl Assignments<'_> {
    pub fn write(&self, out: &mut dyn io::Write, screen: Screen) -> io::Result<()> {
        out.write_all(self.text(screen).as_bytes())
    }

    fn text(&self, screen: Screen) -> String {
        let mut page = Page::new(screen);
        match self.said {
            Said::Assign {
                lines,
                verdicts,
                undecided,
            } => {
                self.refused(&mut page, lines, verdicts);
                self.to_write(&mut page, lines, verdicts);
                self.to_confirm(&mut page, verdicts);
                self.nothing_to_do(&mut page, lines, verdicts, undecided);
            }
            Said::Remove { profile, removal } => self.removal(&mut page, profile, removal),
        }
        page.into_text()
    }

    fn refused(&self, page: &mut Page, lines: &[(Option<u64>, String)], verdicts: &[Verdict]) {
        let refused: Vec<(usize, &LineRefusal)> = verdicts
            .iter()
            .enumerate()
            .filter_map(|(at, verdict)| match verdict {
                Verdict::Refused(refusal) => Some((at, refusal)),
                _ => None,
            })
            .collect();
        if refused.is_empty() {
            return;
        }
        page.section(
            Tone::Danger,
            '!',
            "refused",
            Some(refused.len()),
            "nothing was kept of these",
        );
        for (at, refusal) in refused {
            let number = |at: usize| lines.get(at).and_then(|(number, _)| *number);
            let told = words::line_refusal(self.outlook, refusal, number);
            let head = match lines.get(at) {
                Some((Some(number), text)) => format!("line {number}, {text}: {told}"),
                Some((None, text)) => format!("{text}: {told}"),
                None => told,
            };
            page.paragraph(2, &head);
        }
    }

    fn to_write(&self, page: &mut Page, lines: &[(Option<u64>, String)], verdicts: &[Verdict]) {
        let is_one = |verdict: &&Verdict| {
            matches!(
                verdict,
                Verdict::Fit {
                    fit: Fit::Assign(_),
                    ..
                }
            )
        };
        let number = verdicts.iter().filter(is_one).count();
        if number == 0 {
            return;
        }
        let have_left = verdicts
            .iter()
            .filter(|verdict| verdict.notes().contains(&Note::HasLeft))
            .count();
        let is_written = |verdict: &&Verdict| match verdict {
            Verdict::Fit {
                profile, employee, ..
            } => self.is_written(ActionKind::Link, &self.desk.profile(*profile).id, *employee),
            _ => false,
        };
        let written = verdicts.iter().filter(is_one).filter(is_written).count();
        let are_leavers = number - written == have_left;
        let what_next = match self.keeping {
            Keeping::Written if written == 0 && are_leavers => {
                "confirmed; on hold as unlinked leaver, nothing is written yet"
            }
            Keeping::Written if written == 0 => NOTHING_YET,
            Keeping::Written if written < number && are_leavers => {
                "confirmed; is written now, except for unlinked leavers"
            }
            Keeping::Written if written < number => "confirmed; is written now, except for what waits below",
            _ => self.what_next(),
        };
        page.section(Tone::Change, '>', "assign", Some(number), what_next);
        for (at, verdict) in verdicts.iter().enumerate() {
            if let Verdict::Fit {
                profile,
                employee,
                fit: Fit::Assign(notes),
            } = verdict
            {
                let profile = self.desk.profile(*profile);
                let line = lines.get(at).and_then(|(number, _)| *number);
                self.pair(page, line, profile, *employee);
                let change = Change {
                    attribute: Text::from(self.link_attribute),
                    from: profile.number.as_deref().map_or(Value::Empty, Value::text),
                    to: Value::Text(employee.to_link()),
                };
                if change.from != change.to {
                    page.paragraph(6, &plain::change(&change));
                }
                for note in notes {
                    page.paragraph(6, &words::note(self.outlook, note));
                    if *note == Note::HasLeft {
                        page.paragraph(6, &format!("to approve it: koppel decide approve {employee}"));
                    }
                }
                self.then(page, &profile.id, *employee);
            }
        }
    }

    fn to_confirm(&self, page: &mut Page, verdicts: &[Verdict]) {
        let confirmed = verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Fit {
                profile,
                employee,
                fit: Fit::Confirm,
            } => Some((*profile, *employee)),
            _ => None,
        });
        let confirmed: Vec<(u32, EmployeeId)> = confirmed.collect();
        if confirmed.is_empty() {
            return;
        }
        let says =
            "the number stands there already; from now on it counts as right, and nothing is written for it";
        page.section(Tone::Change, '>', "confirm", Some(confirmed.len()), says);
        for (profile, employee) in confirmed {
            let profile = self.desk.profile(profile);
            self.pair(page, None, profile, employee);
            self.then(page, &profile.id, employee);
        }
    }

    fn nothing_to_do(
        &self,
        page: &mut Page,
        lines: &[(Option<u64>, String)],
        verdicts: &[Verdict],
        undecided: usize,
    ) {
        let linked = verdicts.iter().filter_map(|verdict| match verdict {
            Verdict::Fit {
                profile,
                employee,
                fit: Fit::Already,
            } => Some((*profile, *employee)),
            _ => None,
        });
        let linked: Vec<(u32, EmployeeId)> = linked.collect();
        if let [(profile, employee)] = linked.as_slice() {
            page.section(Tone::Quiet, '=', "linked already", None, "nothing to do");
            self.pair(page, None, self.desk.profile(*profile), *employee);
        } else if !linked.is_empty() {
            page.section(
                Tone::Quiet,
                '=',
                "linked already",
                Some(linked.len()),
                "nothing to do",
            );
        }
        let number = |at: usize| lines.get(at).and_then(|(number, _)| *number).unwrap_or_default();
        let repeats = verdicts
            .iter()
            .enumerate()
            .filter_map(|(at, verdict)| match verdict {
                Verdict::Repeats(first) => Some(format!("line {} as line {}", number(at), number(*first))),
                _ => None,
            });
        let repeats: Vec<String> = repeats.collect();
        if !repeats.is_empty() {
            page.section(
                Tone::Quiet,
                '=',
                "said twice",
                Some(repeats.len()),
                &repeats.join(", "),
            );
        }
        if undecided > 0 {
            let says = "their personio_id is empty";
            page.section(Tone::Quiet, '-', "left out", Some(undecided), says);
        }
    }

    fn removal(&self, page: &mut Page, profile: u32, removal: Removal) {
        let profile = self.desk.profile(profile);
        match removal {
            Removal::TakeBack(employee) => {
                let says = match self.keeping {
                    Keeping::Not => "the staged assignment would be gone; this session is read-only",
                    Keeping::Staged | Keeping::Written => "the staged assignment is gone; Okta is as it was",
                };
                page.section(Tone::Change, '-', "take back", None, says);
                self.pair(page, None, profile, employee);
            }
            Removal::Remove(employee) => {
                let is_written = self.is_written(ActionKind::Unlink, &profile.id, employee);
                let what_next = match self.keeping {
                    Keeping::Written if !is_written => NOTHING_YET,
                    _ => self.what_next(),
                };
                page.section(Tone::Danger, '-', "remove link", None, what_next);
                self.pair(page, None, profile, employee);
                let change = Change {
                    attribute: Text::from(self.link_attribute),
                    from: profile.number.as_deref().map_or(Value::Empty, Value::text),
                    to: Value::Empty,
                };
                page.paragraph(6, &plain::change(&change));
                page.paragraph(6, "the account stays as it is; no later run links the two again");
                self.then(page, &profile.id, employee);
            }
        }
    }

    /// The run that follows sends this to Okta.
    fn is_written(&self, kind: ActionKind, profile: &OktaId, employee: EmployeeId) -> bool {
        self.outlook.plan().actions.iter().any(|action| {
            action.kind == kind
                && action.held.is_none()
                && action.employee == Some(employee)
                && action.profile.as_ref() == Some(profile)
        })
    }

    fn what_next(&self) -> &'static str {
        match self.keeping {
            Keeping::Not => "would be staged; this session is read-only, and nothing was kept",
            Keeping::Staged => "staged; reaches Okta only once it is confirmed, as by --write",
            Keeping::Written => "confirmed; is written now",
        }
    }

    /// `line 4: anna.weiss@acme.com (Anna Weiß) → 11 Anna Weiß`
    fn pair(&self, page: &mut Page, line: Option<u64>, profile: &Profile, employee: EmployeeId) {
        let line = line.map_or_else(String::new, |line| format!("line {line}: "));
        page.paragraph(
            2,
            &format!(
                "{line}{} ({}) → {employee} {}",
                profile.login,
                named(profile.display_name()),
                named(self.outlook.name(Some(employee), None))
            ),
        );
    }

    /// What the plan then holds for the two besides the link itself.
    fn then(&self, page: &mut Page, profile: &OktaId, employee: EmployeeId) {
        for says in consequences(self.outlook, profile, employee) {
            page.paragraph(6, &says);
        }
    }
}

/// What goes with an assignment that can be made, and what the plan then holds for the two besides the link itself.
/// `outlook` is of the plan as it would be if it were confirmed.
pub fn assignment_outcome(
    outlook: &PlanView<'_>,
    profile: &OktaId,
    employee: EmployeeId,
    notes: &[Note],
) -> Vec<String> {
    let notes = notes.iter().map(|note| words::note(outlook, note));
    notes.chain(consequences(outlook, profile, employee)).collect()
}

fn consequences(outlook: &PlanView<'_>, profile: &OktaId, employee: EmployeeId) -> Vec<String> {
    let plan = outlook.plan();
    let is_theirs =
        |action: &&Action| action.employee == Some(employee) || action.profile.as_ref() == Some(profile);
    let actions = plan.actions.iter().filter(is_theirs);
    let actions = actions.filter_map(|action| consequence(outlook, action));
    let skips = plan.skipped.iter().filter(|skip| skip.employee == Some(employee));
    let skips = skips.map(|skip| format!("then left out of the next sync: {}", plain::skip(&skip.reason)));
    actions.chain(skips).collect()
}

/// `None`: the link that was asked for, and nothing stands in its way.
fn consequence(outlook: &PlanView<'_>, action: &Action) -> Option<String> {
    let verb = plain::verb(action.kind);
    let is_link = matches!(action.kind, ActionKind::Link | ActionKind::Unlink);
    let changes: Vec<String> = action.changes.iter().map(plain::change).collect();
    let what = match action.kind {
        ActionKind::Update => format!("{verb} {}", changes.join(", ")),
        _ => format!("{verb} {}", action.login),
    };
    match &action.held {
        Some(hold) => Some(format!("waits: {what}: {}", outlook.hold(hold))),
        None if is_link => None,
        None => Some(format!("then: {what}")),
    }
}
