//! One row of the plan as text.

use super::sheet::{Fold, FoldBy, Group, GroupId, Opening, Row, Sheet};
use super::sight::{Sight, Standing, Taken, Thing};
use crate::core::plan::{Action, ActionKind, Activation, HoldCode};
use crate::lang::{Key, Lang};
use crate::report::why_left;
use crate::report::words::{self, standing};
use crate::tui::shell::Shell;
use crate::tui::text::{fit, pad};
use crate::tui::theme::Role;

/// Cells of a name, of an ID, and of why something waits.
const NAME: usize = 22;
const ID: usize = 7;
const WHY: usize = 12;

/// Everything that a row is read from.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    pub shell: &'a Shell,
    pub sight: &'a Sight,
    pub sheet: &'a Sheet,
    pub opening: &'a Opening,
    pub taken: &'a Taken,
}

impl Page<'_> {
    pub fn line(&self, row: Row) -> (String, Role) {
        match row {
            Row::Head(at) => self
                .sheet
                .group(at)
                .map_or((String::new(), Role::Text), |group| self.head(group)),
            Row::Fold(group, item) => match (self.sheet.group(group), self.sheet.fold(group, item)) {
                (Some(group), Some(fold)) => (self.fold(group, fold), Role::Text),
                _ => (String::new(), Role::Text),
            },
            Row::One { group, at, is_folded } => {
                let thing = self
                    .sheet
                    .group(group)
                    .and_then(|group| self.sight.thing(group.id, at));
                let (text, role) = thing.map_or((String::new(), Role::Text), |thing| self.one(&thing));
                let indent = if is_folded { "    " } else { "  " };
                (format!("{indent}{text}"), role)
            }
        }
    }

    fn head(&self, group: &Group) -> (String, Role) {
        let (title, says, sign, role) = heading(group.id, &self.shell.lang);
        let arrow = arrow(self.opening.is_open(group.id));
        let count = self.shell.lang.number(group.len);
        (
            format!("{arrow} {sign} {} {count}  {says}", title.to_uppercase()),
            role,
        )
    }

    fn fold(&self, group: &Group, fold: &Fold) -> String {
        let first = fold
            .members
            .first()
            .and_then(|at| self.sight.thing(group.id, *at));
        let what = match (first, fold.by) {
            (Some(Thing::Action(action)), FoldBy::Same) => {
                format!("{}{}", waits_for(action, &self.shell.lang), changes(action))
            }
            (Some(Thing::Action(action)), FoldBy::Attributes) => {
                let names: Vec<&str> = action
                    .changes
                    .iter()
                    .map(|change| change.attribute.as_str())
                    .collect();
                names.join(", ")
            }
            (Some(Thing::Action(action)), FoldBy::Reason) => {
                format!(
                    "{}{}",
                    waits_for(action, &self.shell.lang),
                    words::verb(action.kind)
                )
            }
            (Some(Thing::Skip(skip)), _) => words::skip(&skip.reason),
            (Some(Thing::Remark(remark)), _) => words::remark(&remark.code),
            _ => String::new(),
        };
        let people = words::people(fold.members.len());
        let single = if fold.by == FoldBy::Attributes {
            let fillings = [("count", fold.members.len().into())];
            self.shell.lang.with(Key("plan-single-changes"), &fillings)
        } else {
            String::new()
        };
        let mark = if group.id.is_of_actions() {
            format!("{} ", self.mark_of_all(fold))
        } else {
            String::new()
        };
        let arrow = arrow(self.opening.open.contains(&fold.id));
        format!("  {mark}{arrow} {}  {people}{single}", fit(&what, 48))
    }

    fn mark_of_all(&self, fold: &Fold) -> &'static str {
        let Some(plan) = self.sight.plan() else {
            return mark(Standing::Waits);
        };
        let actions = fold.members.iter();
        let mut standings = actions
            .filter_map(|at| plan.actions.get(*at as usize))
            .map(|action| self.taken.standing(action));
        let Some(first) = standings.next() else {
            return mark(Standing::Waits);
        };
        if standings.all(|one| one == first) {
            mark(first)
        } else {
            "[~]"
        }
    }

    pub fn one(&self, thing: &Thing<'_>) -> (String, Role) {
        let people = self.sight.people();
        let id = thing
            .employee()
            .map_or_else(|| "—".to_owned(), |id| id.to_string());
        let who = format!("{} {id:>ID$}", pad(&thing.name(people), NAME));
        match thing {
            Thing::Action(action) => {
                let sign = mark(self.taken.standing(action));
                let rest = self.rest(action);
                match &action.held {
                    Some(hold) => {
                        let why = pad(&hold_word(hold.code, &self.shell.lang), WHY);
                        (format!("{sign} {why} {who}  {rest}"), Role::Waits)
                    }
                    None if action.kind == ActionKind::Deactivate => {
                        (format!("{sign} {who}  {rest}"), Role::Danger)
                    }
                    None => (format!("{sign} {who}  {rest}"), Role::Text),
                }
            }
            Thing::Access(access) => (
                format!("{who}  {}: {}", access.login, words::access(access.reason)),
                Role::Danger,
            ),
            Thing::Skip(skip) => (format!("{who}  {}", words::skip(&skip.reason)), Role::Quiet),
            Thing::Remark(remark) => {
                let nobody = remark.employee.is_none() && remark.profile.is_none();
                let says = words::remark(&remark.code);
                (if nobody { says } else { format!("{who}  {says}") }, Role::Quiet)
            }
            Thing::Left(left) => {
                let says = why_left(&left.why, |id| {
                    let profile = people.find_profile(id);
                    profile.map_or_else(|| id.to_string(), |profile| profile.login.to_string())
                });
                (format!("{who}  {}: {says}", words::verb(left.kind)), Role::Waits)
            }
        }
    }

    /// What there is to know of an action beside its name.
    fn rest(&self, action: &Action) -> String {
        let lang = &self.shell.lang;
        let people = self.sight.people();
        let employee = action.employee.and_then(|id| people.find(id));
        match action.kind {
            ActionKind::Deactivate => {
                let profile = action.profile.as_ref().and_then(|id| people.find_profile(id));
                let signed = match profile.and_then(|profile| profile.last_login) {
                    Some(at) => {
                        let moment = lang.moment(at, self.shell.now, &self.shell.zone);
                        lang.with(Key("plan-signed-in"), &[("moment", moment.into())])
                    }
                    None => lang.text(Key("plan-never-signed-in")),
                };
                let ended = employee.and_then(|one| one.termination_date.date());
                match ended.filter(|_| employee.is_some_and(|one| one.status.is_inactive())) {
                    Some(day) => {
                        let says = lang.with(Key("plan-inactive-since"), &[("day", lang.day(day).into())]);
                        format!("{says}  {signed}")
                    }
                    None => signed,
                }
            }
            ActionKind::Update => changes(action),
            ActionKind::Provision => {
                let begins = match action.activation {
                    Some(Activation::On(day)) => {
                        lang.with(Key("plan-starts"), &[("day", lang.day(day).into())])
                    }
                    Some(Activation::Now) => lang.text(Key("plan-active-at-once")),
                    Some(Activation::ByHand) | None => lang.text(Key("plan-staged")),
                };
                format!("{begins}  {}", action.login)
            }
            ActionKind::Link | ActionKind::Unlink => {
                let replaced = action.changes.iter().filter(|change| change.from.is_present());
                let replaced: Vec<String> = replaced.map(words::change).collect();
                format!("{}  {}", action.login, replaced.join(", "))
            }
            ActionKind::Activate | ActionKind::Reactivate => action.login.to_string(),
        }
    }
}

fn arrow(is_open: bool) -> char {
    if is_open { '▾' } else { '▸' }
}

fn mark(standing: Standing) -> &'static str {
    match standing {
        Standing::In => "[x]",
        Standing::Out => "[-]",
        Standing::Waits => "[ ]",
    }
}

/// `department: Vertrieb → Sales, title: (empty) → Clerk`.
pub fn changes(action: &Action) -> String {
    let changes: Vec<String> = action.changes.iter().map(words::change).collect();
    changes.join(", ")
}

/// `rename  `; nothing for what does not wait.
fn waits_for(action: &Action, lang: &Lang) -> String {
    action.held.as_ref().map_or_else(String::new, |hold| {
        format!("{} ", pad(&hold_word(hold.code, lang), WHY))
    })
}

/// Title, what it does, sign and what that is.
pub fn heading(group: GroupId, lang: &Lang) -> (String, String, char, Role) {
    let text = |title, says, sign, role| (lang.text(title), lang.text(says), sign, role);
    match group {
        GroupId::Kind(kind) => {
            let role = match kind {
                ActionKind::Deactivate | ActionKind::Unlink => Role::Danger,
                _ => Role::Heading,
            };
            let says = words::consequence(kind).split(';').next().unwrap_or_default();
            (
                words::verb(kind).to_owned(),
                says.to_owned(),
                words::sign(kind),
                role,
            )
        }
        GroupId::LookFirst => text(
            Key("plan-look-first"),
            Key("plan-look-first-says"),
            '!',
            Role::Danger,
        ),
        GroupId::StillHasAccess => text(Key("plan-access"), Key("plan-access-says"), '!', Role::Danger),
        GroupId::Waits => {
            let says = lang.text(Key("plan-waits-says"));
            (lang.text(Key("plan-waits")), says, '?', Role::Waits)
        }
        GroupId::NeedsYou => text(
            Key("plan-needs-you"),
            Key("plan-needs-you-says"),
            '?',
            Role::Waits,
        ),
        GroupId::Left => text(Key("plan-left"), Key("plan-left-says"), '?', Role::Waits),
        GroupId::Skipped => {
            let says = lang.text(Key("plan-skipped-says"));
            (standing::SKIPPED.to_owned(), says, '-', Role::Quiet)
        }
        GroupId::Remarks => text(Key("plan-remarks"), Key("plan-remarks-says"), 'i', Role::Quiet),
    }
}

/// Why something waits, in twelve letters at most.
pub fn hold_word(code: HoldCode, lang: &Lang) -> String {
    lang.text(match code {
        HoldCode::ReviewOpen => Key("hold-review-open"),
        HoldCode::PossibleDuplicate => Key("hold-duplicate"),
        HoldCode::HiredLongAgo => Key("hold-hired-before"),
        HoldCode::SecondRecord => Key("hold-second-record"),
        HoldCode::LoginTaken => Key("hold-login-taken"),
        HoldCode::Staged => Key("hold-staged"),
        HoldCode::LaterPair => Key("hold-later-pair"),
        HoldCode::LinkChanged => Key("hold-link-changed"),
        HoldCode::MissedLeaver => Key("hold-missed-leaver"),
        HoldCode::Rehire => Key("hold-rehire"),
        HoldCode::Undone => Key("hold-undone"),
        HoldCode::Rename => Key("hold-rename"),
        HoldCode::Protected => Key("hold-protected"),
        HoldCode::TokenOwnerUnknown => Key("hold-no-owner"),
        HoldCode::ClockOff => Key("hold-clock"),
        HoldCode::ByPerson => Key("hold-by-person"),
        HoldCode::StagedByOthers => Key("hold-staged-by-others"),
        HoldCode::LockedInOkta => Key("hold-locked"),
        HoldCode::LinkReadOnly => Key("hold-read-only"),
        HoldCode::Follows => Key("hold-follows"),
        HoldCode::OverLimit => Key("hold-over-limit"),
    })
}
