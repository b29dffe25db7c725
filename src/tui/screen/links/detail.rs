//! What is to be known of the selected case: field by field on both sides, why, and what a link would do.

use super::case::{Case, rejected};
use super::fields::fields;
use super::row::name_of;
use crate::core::link::{Conflict, EmployeeStanding, PairKind, ProfileStanding};
use crate::core::suggest::{Reason, Suggestion};
use crate::core::{Employee, EmployeeId, Profile};
use crate::lang::Key;
use crate::report::words;
use crate::tui::desk::Reading;
use crate::tui::shell::Shell;
use crate::tui::theme::Role;

/// One line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// What both sides say.
    Field {
        sign: Sign,
        label: String,
        okta: String,
        personio: String,
    },
    /// A sentence.
    Says(String, Role),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    Differs,
    Similar,
    Same,
    /// One side says nothing.
    None,
}

impl Sign {
    pub fn as_text(self) -> &'static str {
        match self {
            Self::Differs => "≠",
            Self::Similar => "~",
            Self::Same => "=",
            Self::None => " ",
        }
    }

    pub fn role(self) -> Role {
        match self {
            Self::Differs => Role::Waits,
            Self::Same => Role::Good,
            Self::Similar | Self::None => Role::Quiet,
        }
    }
}

/// What a case has to tell.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detail {
    pub heading: String,
    /// Above Personio's side: who is compared.
    pub personio: String,
    pub fields: Vec<Line>,
    /// Why, and what a link would do.
    pub says: Vec<Line>,
}

/// `outlook` is what a link would do, as far as it is known yet.
pub fn of(shell: &Shell, reading: &Reading, case: Case, outlook: &[String]) -> Detail {
    let people = &reading.people;
    let lang = &shell.lang;
    let mut detail = match case {
        Case::Conflict(at) => match reading.links.conflicts.get(at as usize) {
            Some(conflict) => of_conflict(reading, conflict),
            None => Detail::default(),
        },
        Case::Rejected(at) => {
            let rejected = rejected(reading);
            let Some((id, employee)) = rejected.get(at as usize) else {
                return Detail::default();
            };
            let (profile, employee) = (people.find_profile(id), people.find(*employee));
            let mut detail = both(shell, reading, profile, employee, &[]);
            let says = lang.text(Key("links-rejected-says"));
            detail.says.push(Line::Says(says, Role::Text));
            detail
        }
        Case::Employee(at) => {
            let employee = people.employee(at);
            let mut detail = both(shell, reading, None, Some(employee), &[]);
            detail.says.extend(of_employee(reading, at));
            detail
        }
        Case::Profile(at) => of_profile(shell, reading, at),
    };
    if let Some((first, rest)) = outlook.split_first() {
        let label = lang.text(outlook_label(reading, case));
        let said = std::iter::once(format!("{label} {first}")).chain(rest.iter().cloned());
        let lines = said.map(|says| Line::Says(says, Role::Text));
        detail.says.extend(lines);
    }
    detail
}

fn outlook_label(reading: &Reading, case: Case) -> Key {
    match case {
        Case::Profile(at) if reading.links.profiles.get(at as usize) == Some(&ProfileStanding::Unmatched) => {
            Key("links-if-linked")
        }
        _ => Key("links-then"),
    }
}

fn of_profile(shell: &Shell, reading: &Reading, at: u32) -> Detail {
    let people = &reading.people;
    let profile = people.profile(at);
    match reading.links.profiles.get(at as usize) {
        Some(ProfileStanding::Paired(pair)) => {
            let Some(pair) = reading.links.pairs.get(*pair as usize) else {
                return Detail::default();
            };
            let mut detail = both(
                shell,
                reading,
                Some(profile),
                Some(people.employee(pair.employee)),
                &[],
            );
            let remarks = pair.remarks.iter().copied().map(words::pair_remark);
            let says: Vec<&str> = std::iter::once(words::pair_by(pair.by)).chain(remarks).collect();
            let standing = match pair.kind {
                PairKind::Linked => words::standing::LINKED,
                PairKind::ToLink => words::standing::TO_LINK,
            };
            let says = format!("{standing}: {}", says.join(", "));
            detail.says.push(Line::Says(says, Role::Text));
            detail
        }
        Some(ProfileStanding::Unmatched) => {
            let best = shell.desk.suggestions.of(at).and_then(<[Suggestion]>::first);
            let employee = best.and_then(|best| people.find(best.employee));
            let reasons = best.map_or(&[][..], |best| &best.reasons);
            let mut detail = both(shell, reading, Some(profile), employee, reasons);
            detail.says.extend(why(shell, best));
            if let Some(note) = reading.state.decisions.asked.get(&profile.id) {
                let says = shell
                    .lang
                    .with(Key("links-asked-says"), &[("note", note.as_str().into())]);
                detail.says.push(Line::Says(says, Role::Waits));
            }
            detail
        }
        Some(standing) => {
            let employee = holder(reading, at, standing);
            let mut detail = both(shell, reading, Some(profile), employee, &[]);
            let mut says = words::profile_standing(standing);
            if let ProfileStanding::Aside(aside) = standing
                && !aside.note.is_empty()
            {
                says = format!("{says}: {}", aside.note);
            }
            detail.says.push(Line::Says(says, Role::Text));
            detail
        }
        None => Detail::default(),
    }
}

/// Whose ID the profile holds, though the two are no pair.
fn holder<'a>(reading: &'a Reading, profile: u32, standing: &ProfileStanding) -> Option<&'a Employee> {
    let people = &reading.people;
    match standing {
        ProfileStanding::SpareNumber(employee) | ProfileStanding::LeftAlone(employee) => {
            people.find(*employee)
        }
        _ => {
            let number = people.profile(profile).number.as_deref()?;
            people.find(EmployeeId::from_link(number)?)
        }
    }
}

fn why(shell: &Shell, best: Option<&Suggestion>) -> Option<Line> {
    let best = best?;
    let reasons: Vec<&str> = best.reasons.iter().copied().map(words::reason).collect();
    let fillings = [
        ("strength", words::strength(best.strength).into()),
        ("reasons", reasons.join(", ").into()),
    ];
    Some(Line::Says(
        shell.lang.with(Key("links-why"), &fillings),
        Role::Text,
    ))
}

fn of_employee(reading: &Reading, at: u32) -> Option<Line> {
    let says = match reading.links.employees.get(at as usize)? {
        EmployeeStanding::Excluded => words::standing::EXCLUDED,
        _ => return None,
    };
    let id = reading.people.employee(at).id;
    let note = reading.in_force.iter().find_map(|one| match &one.row.decision {
        crate::store::state::Decision::Exclude { employee, note } if *employee == id => Some(note.as_str()),
        _ => None,
    });
    let says = match note {
        Some(note) if !note.is_empty() => format!("{says}: {note}"),
        Some(_) => says.to_owned(),
        None => words::aside_kind(crate::core::state::AsideKind::Settings),
    };
    Some(Line::Says(says, Role::Text))
}

/// Whatever both sides say of these two.
fn both(
    shell: &Shell,
    reading: &Reading,
    profile: Option<&Profile>,
    employee: Option<&Employee>,
    reasons: &[Reason],
) -> Detail {
    let lang = &shell.lang;
    let heading = match (profile, employee) {
        (Some(profile), _) => {
            let created = profile
                .created
                .map(|at| lang.day(shell.zone.to_datetime(at).date()));
            let fillings = [
                ("name", name_of(profile).into()),
                ("status", profile.status.as_word().into()),
                ("created", created.unwrap_or_default().into()),
            ];
            lang.with(Key("links-heading"), &fillings)
        }
        (None, Some(employee)) => format!("{} {}", employee.id, employee.display_name()),
        (None, None) => String::new(),
    };
    let personio = employee.map_or_else(String::new, |employee| {
        let fillings = [
            ("id", employee.id.to_string().into()),
            ("status", employee.status.as_word().into()),
        ];
        lang.with(Key("links-personio-side"), &fillings)
    });
    Detail {
        heading,
        personio,
        fields: fields(shell, reading, profile, employee, reasons),
        says: Vec::new(),
    }
}

/// Everybody whom it is about, one below the other.
fn of_conflict(reading: &Reading, conflict: &Conflict) -> Detail {
    let people = &reading.people;
    let attribute = &reading.settings.policy.link_attribute;
    let mut fields = Vec::new();
    let row = |label: &str, okta: String, personio: String| Line::Field {
        sign: Sign::None,
        label: label.to_owned(),
        okta,
        personio,
    };
    let rows = conflict.profiles.len().max(conflict.employees.len());
    for at in 0..rows {
        let profile = conflict.profiles.get(at).map(|at| people.profile(*at));
        let employee = conflict.employees.get(at).map(|at| people.employee(*at));
        fields.push(row(
            "",
            profile.map_or_else(String::new, |profile| {
                format!("{}  {}", name_of(profile), profile.status.as_word())
            }),
            employee.map_or_else(String::new, |employee| {
                format!(
                    "{} {}  {}",
                    employee.id,
                    employee.display_name(),
                    employee.status.as_word()
                )
            }),
        ));
        fields.push(row(
            "",
            profile.map_or_else(String::new, |profile| format!("  {}", profile.login)),
            employee.map_or_else(String::new, |employee| {
                format!("  {}", employee.email().unwrap_or("—"))
            }),
        ));
        if let Some(number) = profile.and_then(|profile| profile.number.as_deref()) {
            fields.push(row("", format!("  {attribute} {number}"), String::new()));
        }
    }
    Detail {
        heading: words::conflict(conflict.kind).to_owned(),
        personio: String::new(),
        fields,
        says: vec![Line::Says(
            words::conflict_cure(conflict.kind).to_owned(),
            Role::Waits,
        )],
    }
}
