//! One line of the list: where a case stands, its profile, its employee or candidate.

use super::case::{Case, Tab, rejected};
use super::list::List;
use crate::core::link::{ConflictKind, EmployeeStanding, PairBy, PairKind, ProfileStanding};
use crate::core::suggest::{Strength, Suggestion};
use crate::core::{Employee, Profile};
use crate::lang::{Key, Lang};
use crate::report::words::{self, standing};
use crate::tui::desk::{People, Reading};
use crate::tui::shell::{Room, Shell};
use crate::tui::theme::Role;
use crate::tui::widget::table::Cell;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Constraint;

const NOTHING: &str = "—";
/// Cells of the column that tells where a case stands: mark, sign and word.
const STATE: u16 = 15;
const GUESS: u16 = 10;
const SIGN_IN: u16 = 8;

/// Where somebody stands: a sign and a word, so that no colour is needed.
pub struct Standing {
    pub sign: &'static str,
    pub word: String,
    pub role: Role,
}

impl Standing {
    fn new(sign: &'static str, word: impl Into<String>, role: Role) -> Self {
        Self {
            sign,
            word: word.into(),
            role,
        }
    }
}

/// The columns of a list at this width, and what stands above them.
pub fn columns(shell: &Shell, list: &List) -> (Vec<Constraint>, Vec<String>) {
    let lang = &shell.lang;
    let state = if matches!(list.tab(), Tab::Undecided | Tab::Asked) {
        (Constraint::Length(GUESS), lang.text(Key("links-head-guess")))
    } else {
        (Constraint::Length(STATE), lang.text(Key("links-head-state")))
    };
    let okta = (Constraint::Fill(4), lang.text(Key("links-head-profile")));
    let login = (Constraint::Fill(3), lang.text(Key("links-head-login")));
    let sign_in = (Constraint::Length(SIGN_IN), lang.text(Key("links-head-sign-in")));
    let employee = (Constraint::Fill(5), lang.text(Key("links-head-employee")));
    let place = (Constraint::Fill(3), lang.text(Key("links-head-place")));
    let hired = (Constraint::Length(11), lang.text(Key("links-head-hired")));
    let email = (Constraint::Fill(4), lang.text(Key("links-head-email")));
    let status = (Constraint::Length(10), lang.text(Key("links-head-status")));
    let columns = match (list.tab().is_of_employees(), shell.room()) {
        (true, Room::Wide) => vec![state, employee, email, place, hired, status],
        (true, _) => vec![state, employee, place, hired],
        // Okta on the left, Personio on the right, and between them how they stand.
        (false, Room::Wide) => vec![okta, login, sign_in, state, employee, place, status],
        (false, _) => vec![state, okta, login, sign_in, employee],
    };
    columns.into_iter().unzip()
}

/// As [`columns`] has it.
pub fn cells(shell: &Shell, list: &List, reading: &Reading, case: Case) -> Vec<Cell<'static>> {
    let people = &reading.people;
    let standing = standing_of(shell, list.tab(), reading, case);
    let mark = if list.is_marked(case) { '*' } else { ' ' };
    let state = Cell::new(
        format!("{mark}{} {}", standing.sign, standing.word),
        standing.role,
    );
    let (profile, employee) = case.sides(reading);
    let (more_profiles, more_employees) = more(reading, case);
    let employee = match (employee, case) {
        (Some(at), _) => Some((people.employee(at), more_employees)),
        (None, Case::Profile(at)) => candidate(shell, reading, at),
        (None, _) => None,
    };
    let text = |text: String| Cell::new(text, Role::Text);
    let quiet = |text: String| Cell::new(text, Role::Quiet);
    let nothing = || NOTHING.to_owned();
    let who = text(employee.map_or_else(nothing, |(employee, others)| {
        format!(
            "{:<5} {}{}",
            employee.id.to_string(),
            employee.display_name(),
            and(others)
        )
    }));
    let hers = |text: fn(&Employee, &People) -> Option<String>| {
        let text = employee.and_then(|(employee, _)| text(employee, people));
        quiet(text.unwrap_or_default())
    };
    let place = hers(place_of);
    let status = hers(|employee, _| Some(employee.status.as_word().to_owned()));
    let is_wide = shell.room() == Room::Wide;
    if list.tab().is_of_employees() {
        let hired = employee.and_then(|(employee, _)| employee.hire_date.date());
        let hired = quiet(hired.map_or_else(nothing, |day| shell.lang.day(day)));
        let email = hers(|employee, _| employee.email().map(str::to_owned));
        return if is_wide {
            vec![state, who, email, place, hired, status]
        } else {
            vec![state, who, place, hired]
        };
    }
    let profile = profile.map(|at| people.profile(at));
    let okta = text(profile.map_or_else(nothing, |profile| {
        format!("{}{}", name_of(profile), and(more_profiles))
    }));
    let login = quiet(profile.map_or_else(nothing, |profile| login_of(profile, is_wide)));
    let sign_in = profile.map(|profile| sign_in(&shell.lang, profile.last_login, shell.now, &shell.zone));
    let sign_in = quiet(sign_in.unwrap_or_default());
    if is_wide {
        vec![okta, login, sign_in, state, who, place, status]
    } else {
        vec![state, okta, login, sign_in, who]
    }
}

/// How a case stands, in a word of at most twelve letters.
fn standing_of(shell: &Shell, tab: Tab, reading: &Reading, case: Case) -> Standing {
    let lang = &shell.lang;
    match case {
        Case::Profile(at) => {
            let id = &reading.people.profile(at).id;
            if shell.desk.is_being_decided(id) {
                return Standing::new("…", lang.text(Key("links-being-decided")), Role::Waits);
            }
            of_profile(shell, tab, reading, at)
        }
        Case::Employee(at) => match reading.links.employees.get(at as usize) {
            Some(EmployeeStanding::Excluded) => Standing::new("-", standing::EXCLUDED, Role::Quiet),
            Some(EmployeeStanding::OutOfScope) => {
                Standing::new("-", lang.text(Key("links-out-of-scope")), Role::Quiet)
            }
            _ => Standing::new("+", standing::NO_ACCOUNT, Role::Text),
        },
        Case::Conflict(at) => {
            let kind = reading
                .links
                .conflicts
                .get(at as usize)
                .map(|conflict| conflict.kind);
            let word = match kind {
                Some(ConflictKind::SameEmail) | None => Key("links-conflict-same-email"),
                Some(ConflictKind::PersonDisagrees) => Key("links-conflict-person"),
                Some(ConflictKind::NumberDisagrees) => Key("links-conflict-number"),
                Some(ConflictKind::ForeignNumber) => Key("links-conflict-foreign"),
                Some(ConflictKind::NumberTwice) => Key("links-conflict-twice"),
            };
            Standing::new("!", lang.text(word), Role::Waits)
        }
        Case::Rejected(_) => Standing::new("x", standing::REJECTED, Role::Quiet),
    }
}

fn of_profile(shell: &Shell, tab: Tab, reading: &Reading, profile: u32) -> Standing {
    let lang = &shell.lang;
    match reading.links.profiles.get(profile as usize) {
        Some(ProfileStanding::Unmatched) => {
            let id = &reading.people.profile(profile).id;
            if tab != Tab::Asked && reading.state.decisions.asked.contains_key(id) {
                Standing::new("?", lang.text(Key("links-asked")), Role::Waits)
            } else if matches!(tab, Tab::Undecided | Tab::Asked) {
                guess(lang, shell.desk.suggestions.of(profile))
            } else {
                Standing::new("?", standing::UNDECIDED, Role::Waits)
            }
        }
        Some(ProfileStanding::Paired(pair)) => match reading.links.pairs.get(*pair as usize) {
            Some(pair) if pair.kind == PairKind::ToLink => {
                let by = match pair.by {
                    PairBy::Hand => words::pair_by(pair.by).to_owned(),
                    _ if tab == Tab::ToLink => lang.text(Key("links-conflict-same-email")),
                    _ => standing::TO_LINK.to_owned(),
                };
                Standing::new(">", by, Role::Link)
            }
            Some(pair) if !pair.remarks.is_empty() => Standing::new("=", standing::LINKED, Role::Waits),
            _ => Standing::new("=", standing::LINKED, Role::Good),
        },
        Some(ProfileStanding::Aside(_)) => Standing::new("-", standing::ASIDE, Role::Quiet),
        Some(ProfileStanding::InConflict(_)) => Standing::new("!", standing::CONFLICT, Role::Waits),
        Some(ProfileStanding::EmployeeGone(_)) => {
            Standing::new("!", lang.text(Key("links-gone")), Role::Waits)
        }
        Some(ProfileStanding::SpareNumber(_)) => {
            Standing::new("!", lang.text(Key("links-spare")), Role::Waits)
        }
        Some(ProfileStanding::LeftAlone(_)) => Standing::new("-", standing::EXCLUDED, Role::Quiet),
        Some(ProfileStanding::Former) | None => Standing::new("·", standing::FORMER, Role::Quiet),
    }
}

/// How sure the first candidate is.
fn guess(lang: &Lang, suggestions: Option<&[Suggestion]>) -> Standing {
    match suggestions.map(<[Suggestion]>::first) {
        None => Standing::new("?", "…", Role::Quiet),
        Some(None) => Standing::new("?", lang.text(Key("links-guess-nobody")), Role::Quiet),
        Some(Some(best)) if best.has_left => {
            Standing::new("!", lang.text(Key("links-guess-left")), Role::Danger)
        }
        Some(Some(best)) => match best.strength {
            Strength::Strong => Standing::new("?", words::strength(Strength::Strong), Role::Good),
            Strength::Likely => Standing::new("?", words::strength(Strength::Likely), Role::Text),
            Strength::Weak => Standing::new("?", words::strength(Strength::Weak), Role::Quiet),
            Strength::TwoAlike => Standing::new("?", lang.text(Key("links-guess-alike")), Role::Waits),
        },
    }
}

/// The first candidate of an undecided profile, with how many more there are who are as likely.
fn candidate<'a>(shell: &Shell, reading: &'a Reading, profile: u32) -> Option<(&'a Employee, usize)> {
    if reading.links.profiles.get(profile as usize) != Some(&ProfileStanding::Unmatched) {
        return None;
    }
    let suggestions = shell.desk.suggestions.of(profile)?;
    let best = suggestions.first()?;
    let alike = suggestions
        .iter()
        .filter(|one| one.strength == Strength::TwoAlike)
        .count();
    Some((reading.people.find(best.employee)?, alike.saturating_sub(1)))
}

/// How many more profiles and employees a conflict is about.
fn more(reading: &Reading, case: Case) -> (usize, usize) {
    match case {
        Case::Conflict(at) => reading
            .links
            .conflicts
            .get(at as usize)
            .map_or((0, 0), |conflict| {
                let more = |all: &[u32]| all.len().saturating_sub(1);
                (more(&conflict.profiles), more(&conflict.employees))
            }),
        _ => (0, 0),
    }
}

fn and(others: usize) -> String {
    match others {
        0 => String::new(),
        others => format!("  +{others}"),
    }
}

pub fn name_of(profile: &Profile) -> String {
    let name = profile.display_name();
    if name.is_empty() { NOTHING.to_owned() } else { name }
}

/// Where there is little room, what stands before the domain: the detail has all of it.
fn login_of(profile: &Profile, is_whole: bool) -> String {
    match profile.login.rsplit_once('@') {
        Some((local, _)) if !is_whole => local.to_owned(),
        _ => profile.login.to_string(),
    }
}

fn place_of(employee: &Employee, people: &People) -> Option<String> {
    let column = people.snapshot.roster.column("department")?;
    Some(employee.attributes.get(column)?.to_text()?.into_owned())
}

/// `today`, `3 d ago`, `8 months`, `never`.
pub fn sign_in(lang: &Lang, at: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> String {
    const MANY_DAYS: i64 = 60;
    let Some(at) = at else {
        return lang.text(Key("links-never"));
    };
    let (day, today) = (zone.to_datetime(at).date(), zone.to_datetime(now).date());
    let days = day.duration_until(today).as_hours() / 24;
    match days {
        ..1 => lang.text(Key("links-today")),
        1..MANY_DAYS => lang.with(Key("ago-days"), &[("count", days.into())]),
        _ => lang.with(Key("links-months"), &[("count", (days / 30).into())]),
    }
}

/// Of a case, for what is copied and for questions: the name and the login or ID.
pub fn title_of(reading: &Reading, case: Case) -> String {
    let people = &reading.people;
    let profile = |at: u32| {
        let profile = people.profile(at);
        format!("{} ({})", name_of(profile), profile.login)
    };
    let employee = |at: u32| {
        let employee = people.employee(at);
        format!("{} {}", employee.id, employee.display_name())
    };
    match case {
        Case::Rejected(at) => rejected(reading)
            .get(at as usize)
            .map_or_else(String::new, |(profile, employee)| {
                format!("{} × {employee}", profile.as_str())
            }),
        case => match case.sides(reading) {
            (Some(at), _) => profile(at),
            (None, Some(at)) => employee(at),
            (None, None) => String::new(),
        },
    }
}
