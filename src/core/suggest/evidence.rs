//! What speaks for and against one profile and one employee being the same person.

use super::facts::{Facts, Phrases};
use super::mailbox::Form;
use super::name::{Agreement, NameAgreement};
use super::phrase::Accord;
use super::weight::Sign;
use smallvec::SmallVec;

/// An account made within so many days before or after the hire date is made for it.
const NEAR_DAYS: std::ops::RangeInclusive<i32> = -45..=31;
/// An account made earlier than that is hardly made for somebody who was not there yet.
const BEFORE_DAYS: i32 = -60;

/// How one profile compares with one employee.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
pub(super) struct Evidence {
    pub name: NameAgreement,
    /// The profile has a name.
    pub is_named: bool,
    pub same_mailbox: bool,
    /// What the profile's addresses are made of, by the employee's names.
    pub form: Option<Form>,
    /// What the employee's address is made of, by the profile's names.
    pub their_form: Option<Form>,
    /// Department, position, office.
    pub places: [Accord; 3],
    pub manager: Accord,
    pub began: Began,
    pub has_left: bool,
    pub is_taken: bool,
}

/// The profile's creation beside the hire date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Began {
    Unknown,
    Near,
    Later,
    Before,
}

impl Evidence {
    pub fn of(profile: &Facts, employee: &Facts, is_taken: bool) -> Self {
        let is_named = !profile.name.is_empty();
        let form = profile
            .mailboxes
            .iter()
            .flat_map(|mailbox| employee.names().map(|name| mailbox.form(name)))
            .max();
        let their_form = if is_named {
            employee
                .mailboxes
                .iter()
                .map(|mailbox| mailbox.form(&profile.name))
                .max()
        } else {
            None
        };
        Self {
            name: names(profile, employee),
            is_named,
            same_mailbox: profile.mailboxes.iter().any(|mine| {
                mine.is_telling() && employee.mailboxes.iter().any(|theirs| mine.whole == theirs.whole)
            }),
            form,
            their_form,
            places: [0, 1, 2].map(|kind| accord(&profile.places[kind], &employee.places[kind])),
            manager: manager(profile, employee),
            began: began(profile.began, employee.began),
            has_left: employee.has_left,
            is_taken,
        }
    }

    /// Everything that has a weight.
    pub fn signs(&self) -> SmallVec<[Sign; 16]> {
        let mut signs: SmallVec<[Sign; 16]> = SmallVec::new();
        signs.push(Sign::Anybody);
        if self.is_named {
            signs.extend(given_sign(self.name.given));
            signs.extend(family_sign(self.name.family));
            if self.name.swapped {
                signs.push(Sign::Swapped);
            }
            if self.name.given >= Agreement::Initial && self.name.family >= Agreement::Similar {
                signs.push(Sign::BothNames);
            }
            if self.name.given.min(self.name.family) >= Agreement::Spelling {
                signs.push(Sign::WholeName);
            }
        }
        if self.same_mailbox {
            signs.push(Sign::SameMailbox);
        }
        signs.extend(self.form.map(|form| form_sign(form, self.is_named)));
        signs.extend(self.their_form.map(their_sign));
        let places = [
            [
                Sign::DepartmentSame,
                Sign::DepartmentSimilar,
                Sign::DepartmentDiffers,
            ],
            [Sign::PositionSame, Sign::PositionSimilar, Sign::PositionDiffers],
            [Sign::OfficeSame, Sign::OfficeSimilar, Sign::OfficeDiffers],
        ];
        for (accord, [same, similar, differs]) in self.places.iter().zip(places) {
            match accord {
                Accord::Unknown => {}
                Accord::Same => signs.push(same),
                Accord::Similar => signs.push(similar),
                Accord::Differs => signs.push(differs),
            }
        }
        match self.manager {
            Accord::Unknown => {}
            Accord::Differs => signs.push(Sign::ManagerDiffers),
            Accord::Same | Accord::Similar => signs.push(Sign::ManagerSame),
        }
        signs.extend(began_sign(self.began));
        if self.has_left {
            signs.push(Sign::Left);
        }
        if self.is_taken {
            signs.push(Sign::Taken);
        }
        signs
    }
}

/// By the name that agrees best.
fn names(profile: &Facts, employee: &Facts) -> NameAgreement {
    let own = profile.name.agreement(&employee.name);
    employee
        .other_names
        .iter()
        .map(|name| profile.name.agreement(name))
        .fold(
            own,
            |best, other| if other.rank() > best.rank() { other } else { best },
        )
}

fn accord(profile: &Phrases, employee: &Phrases) -> Accord {
    let Some(theirs) = employee.first() else {
        return Accord::Unknown;
    };
    let mut best = Accord::Unknown;
    for mine in profile {
        match (mine.accord(theirs), best) {
            (Accord::Same, _) => return Accord::Same,
            (Accord::Similar, _) => best = Accord::Similar,
            (Accord::Differs, Accord::Unknown) => best = Accord::Differs,
            _ => {}
        }
    }
    best
}

fn manager(profile: &Facts, employee: &Facts) -> Accord {
    if profile.managers.is_empty() || employee.managers.is_empty() {
        Accord::Unknown
    } else if profile
        .managers
        .iter()
        .any(|name| employee.managers.contains(name))
    {
        Accord::Same
    } else {
        Accord::Differs
    }
}

pub(super) fn began(profile: Option<i32>, employee: Option<i32>) -> Began {
    match (profile, employee) {
        (Some(created), Some(hired)) if NEAR_DAYS.contains(&(created - hired)) => Began::Near,
        (Some(created), Some(hired)) if created - hired < BEFORE_DAYS => Began::Before,
        (Some(_), Some(_)) => Began::Later,
        _ => Began::Unknown,
    }
}

fn given_sign(agreement: Agreement) -> Option<Sign> {
    Some(match agreement {
        Agreement::Unknown => return None,
        Agreement::Differs => Sign::GivenDiffers,
        Agreement::Initial => Sign::GivenInitial,
        Agreement::Similar => Sign::GivenSimilar,
        Agreement::Typo => Sign::GivenTypo,
        Agreement::Nickname => Sign::GivenNickname,
        Agreement::Partly => Sign::GivenPartly,
        Agreement::Spelling => Sign::GivenSpelling,
        Agreement::Same => Sign::GivenSame,
    })
}

fn family_sign(agreement: Agreement) -> Option<Sign> {
    Some(match agreement {
        Agreement::Unknown => return None,
        Agreement::Differs => Sign::FamilyDiffers,
        Agreement::Initial => Sign::FamilyInitial,
        Agreement::Similar => Sign::FamilySimilar,
        Agreement::Typo => Sign::FamilyTypo,
        Agreement::Nickname | Agreement::Partly => Sign::FamilyPartly,
        Agreement::Spelling => Sign::FamilySpelling,
        Agreement::Same => Sign::FamilySame,
    })
}

pub(super) fn began_sign(began: Began) -> Option<Sign> {
    match began {
        Began::Unknown => None,
        Began::Near => Some(Sign::BeganNear),
        Began::Later => Some(Sign::BeganLater),
        Began::Before => Some(Sign::BeganBefore),
    }
}

/// An address says more where it is all that there is.
fn form_sign(form: Form, is_named: bool) -> Sign {
    match (form, is_named) {
        (Form::Full, true) => Sign::MailFull,
        (Form::InitialFamily, true) => Sign::MailInitialFamily,
        (Form::GivenInitial, true) => Sign::MailGivenInitial,
        (Form::Family, true) => Sign::MailFamily,
        (Form::Given, true) => Sign::MailGiven,
        (Form::Initials, true) => Sign::MailInitials,
        (Form::Other, true) => Sign::MailOther,
        (Form::Full, false) => Sign::AloneFull,
        (Form::InitialFamily, false) => Sign::AloneInitialFamily,
        (Form::GivenInitial, false) => Sign::AloneGivenInitial,
        (Form::Family, false) => Sign::AloneFamily,
        (Form::Given, false) => Sign::AloneGiven,
        (Form::Initials, false) => Sign::AloneInitials,
        (Form::Other, false) => Sign::AloneOther,
    }
}

fn their_sign(form: Form) -> Sign {
    match form {
        Form::Full => Sign::TheirMailFull,
        Form::InitialFamily | Form::GivenInitial => Sign::TheirMailPart,
        Form::Family | Form::Given | Form::Initials | Form::Other => Sign::TheirMailOther,
    }
}
