//! What is decided at the prompt, and where it goes from there.

use super::form::{About, Form, Missing};
use super::rows::{Pick, Row};
use super::task::Side;
use super::{Prompt, Step, Subject, start};
use crate::core::OktaId;
use crate::core::assign::Fit;
use crate::core::employee::Employee;
use crate::lang::Key;
use crate::store::state::Decision;
use crate::tui::action::Action;
use crate::tui::desk::task;
use crate::tui::desk::{Act, What, Wish};
use crate::tui::layer::{Confirm, Layer};
use crate::tui::shell::Shell;
use crate::tui::text::safe;
use crate::tui::work::Work;

impl Prompt {
    /// `Enter`.
    pub(super) fn accept(&mut self, shell: &mut Shell) -> Step {
        if self.searching.is_some() || is_refused(shell) {
            return Step::Stays;
        }
        match &self.picked {
            None => self.say_that_nobody_is_selected(shell),
            Some(Pick::Nobody) => self.ask_what_it_is(shell),
            Some(Pick::AskHr) => self.form = Some(Form::ask_hr()),
            Some(Pick::Employee(_) | Pick::Profile(_)) => return self.link(shell),
        }
        Step::Stays
    }

    fn say_that_nobody_is_selected(&self, shell: &mut Shell) {
        let candidates = self.rows.iter().filter(|row| matches!(row, Row::Candidate(_)));
        let says = match candidates.count() {
            _ if self.guesses.is_none() && self.hits.query.is_empty() => {
                shell.lang.text(Key("prompt-still-looking"))
            }
            count => shell
                .lang
                .with(Key("prompt-nobody-selected"), &[("count", count.into())]),
        };
        shell.say_bad(says);
    }

    /// Rule L7. What takes something along, or cannot be made, has to be known before it is decided.
    fn link(&mut self, shell: &mut Shell) -> Step {
        let Some((profile, employee)) = self.pair() else {
            return Step::Stays;
        };
        let mut wish = Wish {
            profile: self.reading.people.profile(profile).id.clone(),
            employee,
            may_move: false,
        };
        if !self.has_to_be_looked_at() {
            return self.assign(wish, shell);
        }
        let Some(outlook) = &self.outlook else {
            shell.say(shell.lang.text(Key("prompt-one-moment")));
            return Step::Stays;
        };
        match &outlook.fit {
            Err(why) => {
                shell.say_bad(safe(why));
                Step::Stays
            }
            Ok(Fit::Already) => {
                shell.say(shell.lang.text(Key("prompt-linked-already")));
                Step::Stays
            }
            Ok(_) if !outlook.takes_from_somebody() && !outlook.brings_back() => self.assign(wish, shell),
            Ok(_) => {
                wish.may_move = outlook.moves;
                let question = Confirm {
                    title: shell.lang.text(if outlook.takes_from_somebody() {
                        Key("prompt-move-title")
                    } else {
                        Key("prompt-return-title")
                    }),
                    lines: outlook.says.iter().map(|says| safe(says)).collect(),
                    number: None,
                    then: Action::AssignNow,
                };
                self.asked = Some(wish);
                shell.is_settling = true;
                shell.layers.push(Layer::Confirm(question));
                Step::Stays
            }
        }
    }

    /// Of two who are free and here, and of whom nothing was decided, the list says all that there is to say.
    pub(super) fn has_to_be_looked_at(&self) -> bool {
        let Some((profile, employee)) = self.pair() else {
            return false;
        };
        let (reading, people) = (&self.reading, &self.reading.people);
        let Some(place) = people.place_of(employee) else {
            return true;
        };
        let account = people.profile(profile);
        let is_plain = Side::Employees.is_free(reading, place)
            && Side::Profiles.is_free(reading, profile)
            && account.is_live()
            && account.number.is_none()
            && !people.employee(place).status.is_inactive()
            && !reading.state.decisions.has_rejected(&account.id, employee);
        !is_plain
    }

    /// Said yes to what it takes along.
    pub(super) fn assign_now(&mut self, shell: &mut Shell) -> Step {
        match self.asked.take() {
            Some(wish) => self.assign(wish, shell),
            None => Step::Stays,
        }
    }

    fn assign(&mut self, wish: Wish, shell: &mut Shell) -> Step {
        let people = &self.reading.people;
        let login = people.find_profile(&wish.profile);
        let account = login.map_or_else(
            || wish.profile.to_string(),
            |one| name_of(&one.display_name(), &one.login),
        );
        let name = people.find(wish.employee);
        let name = name.map(Employee::display_name).unwrap_or_default();
        let says = format!("{account} → {} {name}", wish.employee);
        let profile = wish.profile.clone();
        let act = Act {
            what: What::Assign(vec![wish]),
            says: safe(&says).trim_end().to_owned(),
        };
        self.decide(act, profile, shell)
    }

    /// Written down in the background; the next case is there at once.
    fn decide(&mut self, act: Act, profile: OktaId, shell: &mut Shell) -> Step {
        shell.decide(act);
        self.decided.push(profile);
        self.go_on(shell)
    }

    fn go_on(&mut self, shell: &mut Shell) -> Step {
        match self.queue.next(&self.reading, &shell.desk) {
            Some(next) => {
                self.show(Subject::Profile(next), shell);
                Step::Stays
            }
            None => self.close(shell),
        }
    }

    /// It is no question any more, and not by this prompt: that is said, and the next one is asked about.
    pub(super) fn leave_behind(&mut self, why: Key, shell: &mut Shell) -> Step {
        shell.say_bad(shell.lang.text(why));
        self.go_on(shell)
    }

    /// `Tab`: stays undecided.
    pub(super) fn skip(&mut self, shell: &mut Shell) {
        match self.queue.next(&self.reading, &shell.desk) {
            Some(next) => self.show(Subject::Profile(next), shell),
            None => shell.say(shell.lang.text(Key("prompt-no-other"))),
        }
    }

    pub(super) fn go_back(&mut self, shell: &mut Shell) {
        match self.queue.back(&self.reading) {
            Some(before) => self.show(Subject::Profile(before), shell),
            None => shell.say(shell.lang.text(Key("prompt-none-before"))),
        }
    }

    /// Leads back to what was undone.
    pub(super) fn undo(&mut self, shell: &mut Shell) {
        let about = shell.desk.undo_about().cloned();
        if !shell.undo_decision() {
            return shell.say(shell.lang.text(Key("nothing-to-undo")));
        }
        if let Some(profile) = about {
            self.decided.retain(|decided| *decided != profile);
            self.queue.go_to(&profile);
            if matches!(self.subject, Subject::Profile(_)) {
                self.show(Subject::Profile(profile), shell);
            }
        }
    }

    /// Rule L10: these are two people.
    pub(super) fn reject(&mut self, shell: &mut Shell) {
        if self.searching.is_some() || is_refused(shell) {
            return;
        }
        let Some((profile, employee)) = self.pair() else {
            return self.say_that_nobody_is_selected(shell);
        };
        let people = &self.reading.people;
        let profile = people.profile(profile);
        let name = people
            .find(employee)
            .map(Employee::display_name)
            .unwrap_or_default();
        let says = format!(
            "{} ≠ {employee} {name}",
            name_of(&profile.display_name(), &profile.login)
        );
        let reject = Decision::Reject {
            profile: profile.id.clone(),
            employee,
        };
        shell.decide(Act {
            what: What::Decide(vec![reject]),
            says: safe(&says).trim_end().to_owned(),
        });
        self.list_without_the_rejected(shell);
    }

    pub(super) fn act_in_form(&mut self, action: Action, shell: &mut Shell) -> Step {
        match (action, &mut self.form) {
            (Action::Back, _) => self.form = None,
            (Action::Accept, Some(_)) => return self.keep_form(shell),
            (action, Some(form)) => form.act(action),
            (_, None) => {}
        }
        Step::Stays
    }

    fn keep_form(&mut self, shell: &mut Shell) -> Step {
        let (Some(form), Subject::Profile(profile)) = (&self.form, &self.subject) else {
            return Step::Stays;
        };
        let profile = profile.clone();
        let decision = match form.decision(profile.clone(), &self.reading.people) {
            Ok(decision) => decision,
            Err(missing) => {
                shell.say_bad(shell.lang.text(match missing {
                    Missing::Note => Key("prompt-note-missing"),
                    Missing::Owner => Key("prompt-owner-missing"),
                }));
                return Step::Stays;
            }
        };
        let one = self.reading.people.profile(self.place);
        let account = name_of(&one.display_name(), &one.login);
        let what = match form.about {
            About::Aside => shell.lang.text(form.kind().1),
            About::Hr => shell.lang.text(Key("prompt-says-hr")),
        };
        if form.about == About::Aside {
            self.last_aside = Some(form.clone());
        }
        let act = Act {
            what: What::Decide(vec![decision]),
            says: safe(&format!("{account}: {what}")),
        };
        self.decide(act, profile, shell)
    }

    /// Rule L9. Meanwhile it is looked whose second account it may be: somebody who has one already.
    fn ask_what_it_is(&mut self, shell: &mut Shell) {
        self.form = Some(Form::aside(self.last_aside.as_ref()));
        let ask = task::Task::Suggest {
            reading: self.reading.clone(),
            profiles: vec![self.place],
            with_taken: true,
        };
        self.owning = Some(start(shell, Work::Desk(ask)));
    }
}

/// The name, or the login where there is none.
pub(super) fn name_of(name: &str, login: &str) -> String {
    let name = safe(name);
    if name.trim().is_empty() { safe(login) } else { name }
}

/// Rule G5, said before somebody has typed a note in vain.
fn is_refused(shell: &mut Shell) -> bool {
    if shell.header.read_only {
        shell.say_bad(shell.lang.text(Key("prompt-read-only")));
    }
    shell.header.read_only
}
