//! What is typed before it is done: notes, questions to HR, names of files; and what comes back from HR.

use super::ask::{Ask, Purpose};
use super::case::Case;
use super::decide::titled;
use super::offer::Offer;
use super::task::{Answers, Done, Task};
use super::{Links, Over};
use crate::core::link::ProfileStanding;
use crate::core::suggest::Suggestion;
use crate::core::{EmployeeId, OktaId};
use crate::lang::Key;
use crate::store::state::Decision;
use crate::tui::desk::{Act, Reading, What};
use crate::tui::job::Kind;
use crate::tui::screen::ScreenId;
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use crate::tui::work::Work;

impl Links {
    /// `H`: whose account it is, HR is asked.
    pub(super) fn ask_hr(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let cases = self.list.meant();
        let is_open = |case: &Case| {
            matches!(case, Case::Profile(at)
                if reading.links.profiles.get(*at as usize) == Some(&ProfileStanding::Unmatched))
        };
        if cases.is_empty() || !cases.iter().all(is_open) {
            return shell.say_bad(shell.lang.text(Key("links-nothing-to-ask")));
        }
        let title = titled(shell, &reading, &cases, Key("links-ask-title"));
        let label = shell.lang.text(Key("links-form-question"));
        let ask = Ask::for_line(Purpose::AskHr, label, title, cases, "");
        self.over = Some(Over::Ask(Box::new(ask)));
    }

    /// `e`: what is shown, or marked, as a file.
    pub(super) fn ask_for_file(&mut self, shell: &mut Shell) {
        if self.list.shown().is_empty() {
            return shell.say(shell.lang.text(Key("links-nothing-to-export")));
        }
        let marked = self.list.marked();
        let cases = if marked.is_empty() {
            self.list.shown().to_vec()
        } else {
            marked
        };
        let day = shell.zone.to_datetime(shell.now).date();
        let name = format!("koppel-{}-{day}.csv", self.list.tab().word());
        let title = shell
            .lang
            .with(Key("links-export-title"), &[("count", cases.len().into())]);
        let label = shell.lang.text(Key("links-form-file"));
        let ask = Ask::for_line(Purpose::Export, label, title, cases, &name);
        self.over = Some(Over::Ask(Box::new(ask)));
    }

    /// `I`: what HR filled in.
    pub(super) fn ask_for_answers(&mut self, shell: &mut Shell) {
        if self.may_decide(shell).is_none() {
            return;
        }
        let title = shell.lang.text(Key("links-read-back-title"));
        let label = shell.lang.text(Key("links-form-file"));
        let name = self.exported.clone().unwrap_or_default();
        let ask = Ask::for_line(Purpose::ReadBack, label, title, Vec::new(), &name);
        self.over = Some(Over::Ask(Box::new(ask)));
    }

    /// `Enter` in the form: what it asked for is done, or said what is missing.
    pub(super) fn try_ask(&mut self, shell: &mut Shell) {
        let (Some(Over::Ask(ask)), Some(reading)) = (&mut self.over, self.list.reading().cloned()) else {
            return;
        };
        if ask.waits_for.is_some() {
            return;
        }
        let lang = &shell.lang;
        let profiles = |cases: &[Case]| -> Vec<OktaId> {
            let profiles = cases.iter().filter_map(|case| case.sides(&reading).0);
            profiles.map(|at| reading.people.profile(at).id.clone()).collect()
        };
        let (decisions, says): (Vec<Decision>, Key) = match ask.purpose {
            Purpose::Export | Purpose::ReadBack => return self.try_file(&reading, shell),
            Purpose::Aside => {
                let knows = |owner: EmployeeId| reading.people.place_of(owner).is_some();
                let Some(aside) = ask.aside(lang, knows) else {
                    return;
                };
                let decisions = profiles(&ask.cases)
                    .into_iter()
                    .map(|profile| Decision::SetAside {
                        profile,
                        aside: aside.clone(),
                    });
                (decisions.collect(), Key("links-did-aside"))
            }
            Purpose::Exclude if ask.line().is_empty() => {
                let says = lang.text(Key("links-form-no-note"));
                return ask.refuse::<()>(0, says).unwrap_or_default();
            }
            Purpose::Exclude => {
                let note = ask.line().to_owned();
                let employees = ask.cases.iter().filter_map(|case| case.sides(&reading).1);
                let decisions = employees.map(|at| Decision::Exclude {
                    employee: reading.people.employee(at).id,
                    note: note.clone(),
                });
                (decisions.collect(), Key("links-did-exclude"))
            }
            Purpose::AskHr => {
                let note = ask.line().to_owned();
                let decisions = profiles(&ask.cases).into_iter().map(|profile| Decision::AskHr {
                    profile,
                    note: note.clone(),
                });
                (decisions.collect(), Key("links-did-ask"))
            }
        };
        let cases = std::mem::take(&mut ask.cases);
        self.over = None;
        let says = titled(shell, &reading, &cases, says);
        let what = What::Decide(decisions);
        self.decide(Act { what, says }, shell);
    }

    fn try_file(&mut self, reading: &Shared<Reading>, shell: &mut Shell) {
        let Some(Over::Ask(ask)) = &mut self.over else {
            return;
        };
        let path = ask.line().to_owned();
        if path.is_empty() {
            let says = shell.lang.text(Key("links-form-no-file"));
            return ask.refuse::<()>(0, says).unwrap_or_default();
        }
        let (title, task) = if ask.purpose == Purpose::Export {
            let title = shell.lang.text(Key("links-exporting"));
            let task = Task::Export {
                reading: reading.clone(),
                suggestions: Shared::new(known(shell, &ask.cases)),
                cases: ask.cases.clone(),
                path,
            };
            (title, task)
        } else {
            let reading = reading.clone();
            let title = shell.lang.text(Key("links-reading-back"));
            (title, Task::ReadBack { reading, path })
        };
        ask.waits_for = Some(shell.start(ScreenId::Links, Kind::Looks, title, Work::Links(task)));
    }

    /// What the background came to.
    pub(super) fn take(&mut self, done: Done, shell: &mut Shell) {
        let typed = match self.over.take() {
            Some(Over::Ask(ask)) => ask.line().to_owned(),
            _ => return,
        };
        match done {
            Done::Exported(path, count) => {
                self.exported = Some(typed);
                let fillings = [
                    ("count", count.into()),
                    ("path", path.display().to_string().into()),
                ];
                shell.say(shell.lang.with(Key("links-exported"), &fillings));
            }
            Done::Read(answers) => self.offer_answers(answers, shell),
        }
    }

    fn offer_answers(&mut self, answers: Answers, shell: &mut Shell) {
        let Some(reading) = self.list.reading().cloned() else {
            return;
        };
        let lang = &shell.lang;
        let counted = |key, count: usize| lang.with(key, &[("count", count.into())]);
        let count = answers.fit.len();
        let mut says = vec![(counted(Key("links-answers-fit"), count), Role::Good)];
        for (key, count, role) in [
            (Key("links-answers-refused"), answers.refused.len(), Role::Waits),
            (Key("links-answers-known"), answers.known, Role::Quiet),
            (Key("links-answers-open"), answers.undecided, Role::Quiet),
        ] {
            if count > 0 {
                says.push((counted(key, count), role));
            }
        }
        let people = &reading.people;
        let fit = answers.fit.iter().map(|wish| {
            let profile = people.find_profile(&wish.profile);
            let employee = people.find(wish.employee);
            [
                profile.map_or_else(String::new, |profile| profile.login.to_string()),
                employee.map_or_else(String::new, |employee| {
                    format!("{} {}", employee.id, employee.display_name())
                }),
                String::new(),
            ]
        });
        let rows = answers.refused.iter().cloned().chain(fit).collect();
        let act = (count > 0).then(|| Act {
            says: counted(Key("links-did-read-back"), count),
            what: What::Assign(answers.fit),
        });
        let title = lang.text(Key("links-answers-title"));
        self.over = Some(Over::Offer(Box::new(Offer::new(title, says, rows, act))));
    }
}

/// Candidates of these cases, sorted by position.
fn known(shell: &Shell, cases: &[Case]) -> Vec<(u32, Vec<Suggestion>)> {
    let known = cases.iter().filter_map(|case| match case {
        Case::Profile(at) => Some((*at, shell.desk.suggestions.of(*at)?.to_vec())),
        _ => None,
    });
    let mut known: Vec<(u32, Vec<Suggestion>)> = known.collect();
    known.sort_by_key(|(at, _)| *at);
    known
}
