//! How probable a pair can be at most, from what is seen at a glance. Never less than what the evidence says.

use super::evidence::{began, began_sign};
use super::facts::Facts;
use super::mailbox::CODE;
use super::outline::{AtMost, Half, Halves, Outline, Work};
use super::phrase::Accord;
use super::weight::{STRONG, Sign};

/// Against the rounding of sums in another order.
const SLACK: f64 = 1e-6;

/// By [`AtMost`]: what each step can be besides those before.
const GIVEN: [&[Sign]; 4] = [
    &[Sign::GivenDiffers],
    &[Sign::GivenInitial],
    &[Sign::GivenTypo, Sign::GivenSimilar],
    &[
        Sign::GivenSame,
        Sign::GivenSpelling,
        Sign::GivenPartly,
        Sign::GivenNickname,
    ],
];
const FAMILY: [&[Sign]; 4] = [
    &[Sign::FamilyDiffers],
    &[Sign::FamilyInitial],
    &[Sign::FamilyTypo, Sign::FamilySimilar],
    &[Sign::FamilySame, Sign::FamilySpelling, Sign::FamilyPartly],
];
/// What an address may be made of: nothing, the given name, the family name, both.
const MAIL: [&[Sign]; 4] = [
    &[Sign::MailOther],
    &[Sign::MailGiven, Sign::MailGivenInitial],
    &[Sign::MailFamily, Sign::MailInitialFamily],
    &[Sign::MailFull],
];
const ALONE: [&[Sign]; 4] = [
    &[Sign::AloneOther],
    &[Sign::AloneGiven, Sign::AloneGivenInitial],
    &[Sign::AloneFamily, Sign::AloneInitialFamily],
    &[Sign::AloneFull],
];
const THEIR_MAIL: [&[Sign]; 4] = [
    &[Sign::TheirMailOther],
    &[Sign::TheirMailPart],
    &[Sign::TheirMailPart],
    &[Sign::TheirMailFull],
];
const BOTH: [Sign; 2] = [Sign::BothNames, Sign::WholeName];
const PLACES: [[Sign; 3]; 3] = [
    [
        Sign::DepartmentSame,
        Sign::DepartmentSimilar,
        Sign::DepartmentDiffers,
    ],
    [Sign::PositionSame, Sign::PositionSimilar, Sign::PositionDiffers],
    [Sign::OfficeSame, Sign::OfficeSimilar, Sign::OfficeDiffers],
];

/// The greatest weights that each kind of sign can have.
#[derive(Debug)]
pub(super) struct Ceiling {
    /// By [`AtMost`].
    given: [f64; 4],
    family: [f64; 4],
    /// Where the names stand the other way round.
    swapped: f64,
    /// Whatever the names.
    names: f64,
    /// By what it may be made of.
    mail: [f64; 4],
    alone: [f64; 4],
    their_mail: [f64; 4],
    /// Same, similar, differs.
    places: [[f64; 3]; 3],
    same_manager: f64,
    same_mailbox: f64,
    /// From so great odds on a pair is strong, as a logarithm.
    strong: f64,
}

/// A profile beside whom many are held.
#[derive(Debug)]
pub(super) struct Measured {
    work: Work,
    outline: Outline,
    halves: Halves,
    is_named: bool,
    /// Whether an address is short enough for a code of initials.
    has_code: bool,
}

impl Measured {
    pub fn of(facts: &Facts) -> Self {
        let mut halves = Halves::default();
        Self {
            work: Work::of(facts),
            outline: Outline::of(facts, &mut halves),
            halves,
            is_named: !facts.name.is_empty(),
            has_code: facts.mailboxes.iter().any(|mailbox| mailbox.text.len() <= CODE),
        }
    }

    pub fn mailboxes(&self) -> impl Iterator<Item = u32> {
        self.outline.mailboxes()
    }
}

impl Ceiling {
    pub fn new() -> Self {
        let given = rising(&GIVEN);
        let family = rising(&FAMILY).map(|most| most + positive(&BOTH));
        let swapped = given[3] + family[3] + Sign::Swapped.weight();
        Self {
            names: swapped.max(given[3].max(0.0) + family[3].max(0.0)),
            given,
            family,
            swapped,
            mail: of_names(&MAIL),
            alone: of_names(&ALONE),
            their_mail: of_names(&THEIR_MAIL),
            places: PLACES.map(|[same, similar, differs]| {
                let [differs, similar, same] = rising(&[&[differs], &[similar], &[same]]);
                [same, similar, differs]
            }),
            same_manager: greatest(&[Sign::ManagerSame, Sign::ManagerDiffers]),
            same_mailbox: Sign::SameMailbox.weight().max(0.0),
            strong: (STRONG / (1.0 - STRONG)).ln() - SLACK,
        }
    }

    /// The least that [`work`](Self::work) has to say for a pair to be strong, whatever the names and addresses.
    pub fn needed(&self, profile: &Measured, may_share_mailbox: bool) -> f64 {
        let own = self.own_mail(profile, WHOLE);
        let names = if profile.is_named {
            self.names + self.their_mail[WHOLE].max(0.0)
        } else {
            0.0
        };
        let shared = if may_share_mailbox { self.same_mailbox } else { 0.0 };
        self.strong - (own + names + shared)
    }

    /// The most that has nothing to do with names and addresses.
    pub fn work(&self, profile: &Measured, employee: &Work) -> f64 {
        let places: f64 = self
            .places
            .iter()
            .enumerate()
            .map(
                |(kind, [same, similar, differs])| match profile.work.place(employee, kind) {
                    Accord::Unknown => 0.0,
                    Accord::Same => *same,
                    Accord::Similar => *similar,
                    Accord::Differs => *differs,
                },
            )
            .sum();
        let manager = match profile.work.manager(employee) {
            Accord::Unknown => 0.0,
            Accord::Same | Accord::Similar => self.same_manager,
            Accord::Differs => Sign::ManagerDiffers.weight(),
        };
        let began = began_sign(began(profile.work.began, employee.began)).map_or(0.0, Sign::weight);
        places + manager + began
    }

    /// Whether the evidence for this pair may come to *strong*, where so much is said by [`work`](Self::work).
    /// `theirs` are the halves of the employee's names.
    pub fn may_be_strong(&self, work: f64, profile: &Measured, employee: &Outline, theirs: &Halves) -> bool {
        let shared = if profile.outline.may_share_mailbox(employee) {
            self.same_mailbox
        } else {
            0.0
        };
        let may_with = |[form, their_form]: [usize; 2]| {
            let their_mail = if profile.is_named && employee.has_mail() {
                self.their_mail[their_form]
            } else {
                0.0
            };
            let sum = work + shared + self.own_mail(profile, form) + their_mail;
            self.names_suffice(sum, profile, employee, theirs)
        };
        // Most that come this far end here.
        if !may_with([WHOLE, WHOLE]) {
            return false;
        }
        let own = profile.outline.names[0].map(|half| profile.halves.at(half));
        let form = employee.names.iter().fold(0, |form, name| {
            form | made_of(&profile.outline, name.map(|half| theirs.at(half)))
        });
        may_with([form, made_of(employee, own)])
    }

    /// Whether the names can add what is missing.
    fn names_suffice(&self, sum: f64, profile: &Measured, employee: &Outline, theirs: &Halves) -> bool {
        if !profile.is_named {
            return sum >= self.strong;
        }
        if sum + self.names < self.strong {
            return false;
        }
        let own = profile.outline.names[0].map(|half| profile.halves.at(half));
        employee.names.iter().any(|name| {
            let name = name.map(|half| theirs.at(half));
            sum + self.straight(own, name) >= self.strong
                || (sum + self.swapped >= self.strong && may_be_swapped(own, name))
        })
    }

    fn straight(&self, own: [&Half; 2], name: [&Half; 2]) -> f64 {
        let half = |at: usize, weights: &[f64; 4]| {
            if own[at].is_empty() || name[at].is_empty() {
                0.0
            } else {
                weights[own[at].at_most(name[at]) as usize]
            }
        };
        half(0, &self.given) + half(1, &self.family)
    }

    /// With what is always there.
    fn own_mail(&self, profile: &Measured, form: usize) -> f64 {
        let (of_names, code) = if profile.is_named {
            (self.mail[form], Sign::MailInitials.weight())
        } else {
            (self.alone[form], Sign::AloneInitials.weight())
        };
        let mail = match (profile.outline.has_mail(), profile.has_code) {
            (false, _) => 0.0,
            (true, false) => of_names,
            (true, true) => of_names.max(code),
        };
        Sign::Anybody.weight() + Sign::Left.weight().max(0.0) + mail
    }
}

/// Made of given and family name.
const WHOLE: usize = 3;

/// One for the given name, two for the family name.
fn made_of(person: &Outline, name: [&Half; 2]) -> usize {
    let [given, family] = person.may_be_made_of(name);
    usize::from(given) + 2 * usize::from(family)
}

/// Both halves have to agree, or all words be the same in some order.
fn may_be_swapped(own: [&Half; 2], name: [&Half; 2]) -> bool {
    let may_cross = |at: usize| own[at].at_most(name[1 - at]) >= AtMost::Misspelled;
    (may_cross(0) && may_cross(1)) || own.iter().all(|half| half.may_be_in(name))
}

fn greatest(signs: &[Sign]) -> f64 {
    signs
        .iter()
        .map(|sign| sign.weight())
        .fold(f64::NEG_INFINITY, f64::max)
}

/// The greatest of each step and of those before.
fn rising<const STEPS: usize>(steps: &[&[Sign]; STEPS]) -> [f64; STEPS] {
    let mut most = f64::NEG_INFINITY;
    steps.map(|signs| {
        most = most.max(greatest(signs));
        most
    })
}

/// Of what an address may be made of: with both names it may be of one alone.
fn of_names([other, given, family, full]: &[&[Sign]; 4]) -> [f64; 4] {
    let other = greatest(other);
    let (given, family) = (other.max(greatest(given)), other.max(greatest(family)));
    [other, given, family, given.max(family).max(greatest(full))]
}

/// What signs add that may be there or not.
fn positive(signs: &[Sign]) -> f64 {
    signs.iter().map(|sign| sign.weight().max(0.0)).sum()
}
