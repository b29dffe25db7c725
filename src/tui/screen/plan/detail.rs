//! The whole of what is selected: what a row cuts, what an action does and cannot undo, why something waits.

use super::deciding::Way;
use super::line::{Page, heading, hold_word};
use super::sheet::{FoldBy, GroupId, Row};
use super::sight::{Standing, Thing};
use crate::core::Employee;
use crate::core::plan::{Access, AccessReason, Action, ActionKind, Activation, Hold};
use crate::lang::{Key, Lang};
use crate::report::words;
use crate::tui::theme::Role;

pub type Line = (String, Role);

/// Heading and lines.
#[derive(Debug, Default)]
pub struct Detail {
    pub title: String,
    pub lines: Vec<Line>,
}

impl Page<'_> {
    pub fn detail(&self, row: Row) -> Detail {
        match row {
            Row::Head(at) => self.sheet.group(at).map_or_else(Detail::default, |group| {
                let (title, says, _, _) = heading(group.id, &self.shell.lang);
                let says = match group.id {
                    GroupId::Kind(kind) => words::consequence(kind).to_owned(),
                    GroupId::StillHasAccess => self.shell.lang.text(Key("plan-access-rule")),
                    _ => says,
                };
                Detail {
                    title: format!("{title} {}", self.shell.lang.number(group.len)),
                    lines: vec![(says, Role::Text)],
                }
            }),
            Row::Fold(group, item) => self.detail_of_fold(group, item),
            Row::One { group, at, .. } => {
                let group = self.sheet.group(group);
                let thing = group.and_then(|group| self.sight.thing(group.id, at));
                thing.map_or_else(Detail::default, |thing| self.detail_of(&thing))
            }
        }
    }

    fn detail_of_fold(&self, group: u32, item: u32) -> Detail {
        const NAMED: usize = 40;
        let (Some(group), Some(fold)) = (self.sheet.group(group), self.sheet.fold(group, item)) else {
            return Detail::default();
        };
        let things = fold.members.iter().take(NAMED);
        let things: Vec<Thing<'_>> = things.filter_map(|at| self.sight.thing(group.id, *at)).collect();
        let mut lines = Vec::new();
        if let Some(Thing::Action(action)) = things.first() {
            lines.extend(why_it_waits(action, self));
            if fold.by == FoldBy::Same {
                lines.extend(changed(action));
            }
        }
        let people = self.sight.people();
        let mut names: Vec<String> = things.iter().map(|thing| thing.name(people)).collect();
        if let Some(more) = fold.members.len().checked_sub(NAMED).filter(|more| *more > 0) {
            let fillings = [("count", more.into())];
            names.push(self.shell.lang.with(Key("plan-and-more"), &fillings));
        }
        lines.push((names.join(", "), Role::Quiet));
        let fillings = [("people", words::people(fold.members.len()).into())];
        Detail {
            title: self.shell.lang.with(Key("plan-fold-title"), &fillings),
            lines,
        }
    }

    fn detail_of(&self, thing: &Thing<'_>) -> Detail {
        let (people, lang) = (self.sight.people(), &self.shell.lang);
        let name = thing.name(people);
        match thing {
            Thing::Action(action) => Detail {
                title: format!("{name}, {} ({})", words::verb(action.kind), rule(action.kind)),
                lines: self.detail_of_action(action),
            },
            Thing::Access(access) => {
                let says = format!("{}: {}", access.login, words::access(access.reason));
                Detail {
                    title: format!("{name} ({})", access.employee),
                    lines: vec![
                        (says, Role::Danger),
                        (lang.text(Key("plan-access-rule")), Role::Quiet),
                    ],
                }
            }
            Thing::Skip(skip) => Detail {
                title: name,
                lines: vec![(words::skip(&skip.reason), Role::Text)],
            },
            Thing::Remark(remark) => Detail {
                title: name,
                lines: vec![(words::remark(&remark.code), Role::Text)],
            },
            Thing::Left(left) => {
                let (says, role) = self.one(thing);
                Detail {
                    title: format!("{name}, {}", words::verb(left.kind)),
                    lines: vec![(says, role)],
                }
            }
        }
    }

    fn detail_of_action(&self, action: &Action) -> Vec<Line> {
        let lang = &self.shell.lang;
        let mut lines = why_it_waits(action, self);
        if self.taken.standing(action) == Standing::Out {
            lines.push((lang.text(Key("plan-out-now")), Role::Waits));
        }
        match action.kind {
            ActionKind::Deactivate => {
                let profile = action
                    .profile
                    .as_ref()
                    .and_then(|id| self.sight.people().find_profile(id));
                let status = profile.map_or("?", |profile| profile.status.as_word()).to_owned();
                let fillings = [("status", status.into())];
                lines.push((lang.with(Key("plan-deactivate-says"), &fillings), Role::Text));
                lines.push((lang.text(Key("plan-deactivate-undo")), Role::Text));
                lines.extend(self.also_theirs(action));
            }
            ActionKind::Provision => {
                let begins = action.activation.map(words::activation).unwrap_or_default();
                lines.push((format!("{}: {begins}", action.login), Role::Text));
                let mails = self.sight.reading.settings.policy.activation.send_email == Some(true);
                let mailed = match (mails, action.activation) {
                    (true, Some(Activation::Now)) => Key("plan-mails"),
                    (true, _) => Key("plan-mails-later"),
                    (false, _) => Key("plan-mails-not"),
                };
                lines.push((lang.text(mailed), Role::Quiet));
            }
            kind => lines.push((words::consequence(kind).to_owned(), Role::Quiet)),
        }
        lines.extend(changed(action));
        lines
    }

    /// Second accounts of whoever is deactivated: they are not.
    fn also_theirs(&self, action: &Action) -> Vec<Line> {
        let Some(plan) = self.sight.plan() else {
            return Vec::new();
        };
        let is_theirs = |access: &&Access| {
            access.reason == AccessReason::SecondAccount && Some(access.employee) == action.employee
        };
        let also = plan.still_have_access.iter().filter(is_theirs);
        also.map(|access| {
            let fillings = [("login", access.login.to_string().into())];
            let says = self.shell.lang.with(Key("plan-also-theirs"), &fillings);
            (says, Role::Danger)
        })
        .collect()
    }
}

/// Why it waits, and what ends that.
fn why_it_waits(action: &Action, page: &Page<'_>) -> Vec<Line> {
    let Some(hold) = &action.held else {
        return Vec::new();
    };
    let lang = &page.shell.lang;
    let word = hold_word(hold.code, lang);
    let mut lines = vec![(format!("? {word}: {}", hold_words(hold, page)), Role::Waits)];
    let way = match Way::out_of(hold.code) {
        Way::Release | Way::TwoPeople => Key("plan-way-release"),
        Way::TakeBack => Key("plan-way-take-back"),
        Way::Review => Key("plan-way-review"),
        Way::Links => Key("plan-way-links"),
        Way::Settings => Key("plan-way-settings"),
        Way::Others => Key("plan-way-others"),
        Way::Clock => Key("plan-way-clock"),
    };
    lines.push((lang.text(way), Role::Quiet));
    lines
}

/// With whom else it is about, by name.
fn hold_words(hold: &Hold, page: &Page<'_>) -> String {
    let people = page.sight.people();
    let login = hold.profile.as_ref().map(|id| {
        let profile = people.find_profile(id);
        profile.map_or_else(|| id.to_string(), |profile| profile.login.to_string())
    });
    let employee = hold.employee.map(|id| {
        let name = people.find(id).map(Employee::display_name);
        name.map_or_else(|| id.to_string(), |name| format!("{name} ({id})"))
    });
    words::hold(hold, login.as_deref(), employee.as_deref())
}

fn changed(action: &Action) -> Vec<Line> {
    let changes = action.changes.iter();
    changes
        .map(|change| (format!("~ {}", words::change(change)), Role::Text))
        .collect()
}

/// Which rule asks for it.
fn rule(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Unlink => "L7",
        ActionKind::Deactivate => "D1",
        ActionKind::Reactivate => "D4",
        ActionKind::Link => "L1",
        ActionKind::Update => "U2",
        ActionKind::Provision => "P1",
        ActionKind::Activate => "P6",
    }
}

/// What lets it go does to this person, in exact words.
pub fn effect(action: &Action, lang: &Lang) -> String {
    let key = match action.kind {
        ActionKind::Unlink => Key("plan-effect-unlink"),
        ActionKind::Deactivate => Key("plan-effect-deactivate"),
        ActionKind::Reactivate => Key("plan-effect-reactivate"),
        ActionKind::Link => Key("plan-effect-link"),
        ActionKind::Update => Key("plan-effect-update"),
        ActionKind::Provision => Key("plan-effect-provision"),
        ActionKind::Activate => Key("plan-effect-activate"),
    };
    let id = action.employee.map_or_else(String::new, |id| id.to_string());
    let changes = super::line::changes(action);
    let fillings = [
        ("name", action.name.clone().into()),
        ("login", action.login.to_string().into()),
        ("id", id.into()),
        ("changes", changes.into()),
    ];
    lang.with(key, &fillings)
}
