//! What is decided at the report: everything but whose account a profile is, which the prompt asks.

use super::ask::{Ask, Purpose};
use super::case::{Case, rejected};
use super::{Asked, Links, Over, row};
use crate::core::link::{Conflict, ConflictKind, EmployeeStanding, Pair, PairBy, PairKind, ProfileStanding};
use crate::core::suggest::Suggestion;
use crate::core::{EmployeeId, OktaId};
use crate::lang::Key;
use crate::store::state::{Decision, DecisionId, DecisionKind};
use crate::tui::action::Action;
use crate::tui::desk::{Act, Reading, What, Wish};
use crate::tui::layer::{Confirm, Layer};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;

/// Names that a question lists; the rest is counted.
const NAMED: usize = 10;

impl Links {
    /// The reading to decide on; `None`: nothing can be decided, and it was said why.
    pub(super) fn may_decide(&self, shell: &mut Shell) -> Option<Shared<Reading>> {
        let reading = self.list.reading()?.clone();
        if shell.header.read_only {
            shell.say_bad(shell.lang.text(Key("links-read-only")));
            return None;
        }
        if let Err(failure) = &reading.plan {
            shell.fail(failure.clone());
            return None;
        }
        Some(reading)
    }

    pub(super) fn decide(&mut self, act: Act, shell: &mut Shell) {
        shell.decide(act);
        self.list.unmark_all();
    }

    /// `x`: sets aside, excludes; what was taken out already comes back.
    pub(super) fn set_aside(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let cases = self.list.meant();
        let lang = &shell.lang;
        let count = cases.len();
        let is_out = |case: &Case| is_taken_out(&reading, *case);
        if cases.is_empty() {
        } else if cases.iter().all(is_out) {
            self.take_back(&reading, &cases, shell);
        } else if cases
            .iter()
            .all(|case| matches!(case, Case::Profile(_)) && !is_out(case))
        {
            let title = titled(shell, &reading, &cases, Key("links-aside-title"));
            let owner = match cases.as_slice() {
                [Case::Profile(at)] => {
                    let best = shell.desk.suggestions.of(*at).and_then(<[Suggestion]>::first);
                    best.map(|best| best.employee)
                }
                _ => None,
            };
            self.over = Some(Over::Ask(Box::new(Ask::to_set_aside(lang, title, cases, owner))));
        } else if cases
            .iter()
            .all(|case| matches!(case, Case::Employee(_)) && !is_out(case))
        {
            let title = titled(shell, &reading, &cases, Key("links-exclude-title"));
            let label = lang.text(Key("links-form-note"));
            let ask = Ask::for_line(Purpose::Exclude, label, title, cases, "");
            self.over = Some(Over::Ask(Box::new(ask)));
        } else if count > 1 {
            shell.say_bad(shell.lang.text(Key("links-mixed")));
        } else {
            shell.say_bad(shell.lang.text(Key("links-conflict-first")));
        }
    }

    fn take_back(&mut self, reading: &Reading, cases: &[Case], shell: &mut Shell) {
        let ids: Option<Vec<DecisionId>> = cases.iter().map(|case| decision_of(reading, *case)).collect();
        let Some(ids) = ids else {
            return shell.say_bad(shell.lang.text(Key("links-in-settings")));
        };
        let says = titled(shell, reading, cases, Key("links-did-take-back"));
        self.decide(
            Act {
                what: What::TakeBack(ids),
                says,
            },
            shell,
        );
    }

    /// `R`: two are not the same person (rule L10).
    pub(super) fn reject(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let cases = self.list.meant();
        let pairs: Vec<(Case, Decision)> = cases
            .iter()
            .filter_map(|case| Some((*case, rejection(shell, &reading, *case)?)))
            .collect();
        if pairs.is_empty() {
            return shell.say_bad(shell.lang.text(Key("links-nothing-to-reject")));
        }
        let names = pairs.iter().map(|(case, decision)| {
            let employee = decision.employee().and_then(|id| reading.people.find(id));
            let employee = employee.map_or_else(String::new, |employee| {
                format!("{} {}", employee.id, employee.display_name())
            });
            format!("{} × {employee}", row::title_of(&reading, *case))
        });
        let names: Vec<String> = names.collect();
        let what = What::Decide(pairs.into_iter().map(|(_, decision)| decision).collect());
        let fillings = [
            ("count", names.len().into()),
            ("who", names.first().cloned().unwrap_or_default().into()),
        ];
        let says = shell.lang.with(Key("links-did-reject"), &fillings);
        self.decide_or_ask(Act { what, says }, names, Key("links-reject-title"), shell);
    }

    /// One at once; several after a question that counts them.
    fn decide_or_ask(&mut self, act: Act, names: Vec<String>, title: Key, shell: &mut Shell) {
        let count = names.len();
        if count == 1 {
            return self.decide(act, shell);
        }
        let mut lines = names;
        lines.truncate(NAMED);
        if count > NAMED {
            let more = [("count", (count - NAMED).into())];
            lines.push(shell.lang.with(Key("links-and-more"), &more));
        }
        let title = shell.lang.with(title, &[("count", count.into())]);
        self.ask(title, lines, Asked::Decide(act), shell);
    }

    pub(super) fn ask(&mut self, title: String, lines: Vec<String>, asked: Asked, shell: &mut Shell) {
        self.asked = Some(asked);
        shell.layers.push(Layer::Confirm(Confirm {
            title,
            lines,
            number: None,
            then: Action::Agree,
        }));
        shell.is_settling = true;
    }

    /// `d`: the link, the staged assignment or the question to HR goes.
    pub(super) fn remove(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let cases = self.list.meant();
        let asked = |case: &Case| {
            matches!(case, Case::Profile(at) if {
                let id = &reading.people.profile(*at).id;
                reading.state.decisions.asked.contains_key(id)
            })
        };
        if !cases.is_empty() && cases.iter().all(asked) {
            return self.take_back(&reading, &cases, shell);
        }
        let [Case::Profile(at)] = cases.as_slice() else {
            return shell.say_bad(shell.lang.text(Key("links-one-by-one")));
        };
        let Some(ProfileStanding::Paired(pair)) = reading.links.profiles.get(*at as usize) else {
            return shell.say_bad(shell.lang.text(Key("links-no-link")));
        };
        let pair = reading.links.pairs.get(*pair as usize);
        let is_found = |pair: &&Pair| pair.kind == PairKind::ToLink && pair.by == PairBy::Email;
        if pair.as_ref().is_some_and(is_found) {
            return shell.say_bad(shell.lang.text(Key("links-reject-instead")));
        }
        let says = titled(shell, &reading, &cases, Key("links-did-remove"));
        let profile = reading.people.profile(*at).id.clone();
        self.decide(
            Act {
                what: What::RemoveLink(profile),
                says,
            },
            shell,
        );
    }

    /// `f`: the Personio ID replaces this number (rule L5).
    pub(super) fn accept_number(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let selected = self.list.selected();
        let wish = match selected {
            Some(Case::Conflict(at)) => reading
                .links
                .conflicts
                .get(at as usize)
                .and_then(|one| foreign(&reading, one)),
            _ => None,
        };
        let Some(wish) = wish else {
            return shell.say_bad(shell.lang.text(Key("links-no-foreign")));
        };
        let cases: Vec<Case> = selected.into_iter().collect();
        let says = titled(shell, &reading, &cases, Key("links-did-replace"));
        self.decide(
            Act {
                what: What::Assign(vec![wish]),
                says,
            },
            shell,
        );
    }

    /// `F`: everywhere.
    pub(super) fn accept_numbers(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let conflicts = (0u32..).zip(&reading.links.conflicts);
        let found: Vec<(Case, Wish)> = conflicts
            .filter_map(|(at, conflict)| Some((Case::Conflict(at), foreign(&reading, conflict)?)))
            .collect();
        if found.is_empty() {
            return shell.say_bad(shell.lang.text(Key("links-no-foreign")));
        }
        let (cases, wishes): (Vec<Case>, Vec<Wish>) = found.into_iter().unzip();
        let says = titled(shell, &reading, &cases, Key("links-did-replace"));
        let act = Act {
            what: What::Assign(wishes),
            says,
        };
        let names = cases.iter().map(|case| row::title_of(&reading, *case)).collect();
        self.decide_or_ask(act, names, Key("links-replace-title"), shell);
    }
}

/// It is set aside, excluded or rejected: `x` takes that back.
pub(super) fn is_taken_out(reading: &Reading, case: Case) -> bool {
    match case {
        Case::Profile(at) => {
            matches!(
                reading.links.profiles.get(at as usize),
                Some(ProfileStanding::Aside(_))
            )
        }
        Case::Employee(at) => reading.links.employees.get(at as usize) == Some(&EmployeeStanding::Excluded),
        Case::Rejected(_) => true,
        Case::Conflict(_) => false,
    }
}

/// What set it aside, excluded, rejected it or asked about it; `None`: the settings do.
fn decision_of(reading: &Reading, case: Case) -> Option<DecisionId> {
    let people = &reading.people;
    let (profile, employee, kinds): (Option<OktaId>, Option<EmployeeId>, &[DecisionKind]) = match case {
        Case::Profile(at) => (
            Some(people.profile(at).id.clone()),
            None,
            &[DecisionKind::SetAside, DecisionKind::AskHr],
        ),
        Case::Employee(at) => (None, Some(people.employee(at).id), &[DecisionKind::Exclude]),
        Case::Rejected(at) => {
            let (profile, employee) = rejected(reading).into_iter().nth(at as usize)?;
            (Some(profile.clone()), Some(employee), &[DecisionKind::Reject])
        }
        Case::Conflict(_) => return None,
    };
    let is_it = |decision: &Decision| {
        kinds.contains(&decision.kind())
            && decision.profile() == profile.as_ref()
            && decision.employee() == employee
    };
    let mut in_force = reading.in_force.iter();
    in_force
        .find(|one| is_it(&one.row.decision))
        .map(|one| one.row.id)
}

/// That these two are not the same person: the pair that was found, or the first candidate.
fn rejection(shell: &Shell, reading: &Reading, case: Case) -> Option<Decision> {
    let Case::Profile(at) = case else {
        return None;
    };
    let people = &reading.people;
    let employee = match reading.links.profiles.get(at as usize)? {
        ProfileStanding::Unmatched => shell.desk.suggestions.of(at)?.first()?.employee,
        ProfileStanding::Paired(pair) => {
            let pair = reading.links.pairs.get(*pair as usize)?;
            // A link that stands in Okta is removed, which rejects the pair once it is written.
            (pair.kind == PairKind::ToLink).then(|| people.employee(pair.employee).id)?
        }
        _ => return None,
    };
    Some(Decision::Reject {
        profile: people.profile(at).id.clone(),
        employee,
    })
}

/// Rule L5: one profile and one employee, and a number that is no employee's.
fn foreign(reading: &Reading, conflict: &Conflict) -> Option<Wish> {
    let people = &reading.people;
    match (
        conflict.kind,
        conflict.profiles.as_slice(),
        conflict.employees.as_slice(),
    ) {
        (ConflictKind::ForeignNumber, [profile], [employee]) => Some(Wish {
            profile: people.profile(*profile).id.clone(),
            employee: people.employee(*employee).id,
            may_move: false,
        }),
        _ => None,
    }
}

/// A text about one case by its name, about several by their number.
pub(super) fn titled(shell: &Shell, reading: &Reading, cases: &[Case], key: Key) -> String {
    let who = match cases {
        [one] => row::title_of(reading, *one),
        _ => String::new(),
    };
    let fillings = [("count", cases.len().into()), ("who", who.into())];
    shell.lang.with(key, &fillings)
}
