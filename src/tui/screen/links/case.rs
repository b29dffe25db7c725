//! One case of the report: somebody, or several who cannot be told apart, and under which heading they stand.

use crate::core::link::{ConflictKind, EmployeeStanding, LinkReport, PairKind, ProfileStanding};
use crate::core::{EmployeeId, OktaId};
use crate::lang::{Key, Lang};
use crate::report::words::standing;
use crate::tui::desk::Reading;

/// A line of the report. Positions are those of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Case {
    /// A profile, with its employee where it has one.
    Profile(u32),
    /// An employee without a profile.
    Employee(u32),
    Conflict(u32),
    /// A pair that was taken apart, by its position in [`rejected`].
    Rejected(u32),
}

/// The same case in whatever reading.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum CaseId {
    Profile(OktaId),
    Employee(EmployeeId),
    /// By its kind and whoever comes first on either side.
    Conflict(ConflictKind, Option<OktaId>, Option<EmployeeId>),
    Rejected(OktaId, EmployeeId),
}

/// A heading of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    #[default]
    Undecided,
    /// HR is asked whose account it is.
    Asked,
    Conflict,
    ToLink,
    Linked,
    /// Set aside, excluded, rejected: what can be taken back.
    Aside,
    NoAccount,
    Former,
    /// Profiles that hold a number which makes no pair.
    OtherNumbers,
    New,
    All,
}

impl Tab {
    pub const ALL: [Self; 11] = [
        Self::Undecided,
        Self::Conflict,
        Self::ToLink,
        Self::Linked,
        Self::Aside,
        Self::NoAccount,
        Self::Asked,
        Self::Former,
        Self::OtherNumbers,
        Self::New,
        Self::All,
    ];

    pub fn title(self, lang: &Lang) -> String {
        let known = match self {
            Self::Undecided => standing::UNDECIDED,
            Self::Conflict => standing::CONFLICT,
            Self::ToLink => standing::TO_LINK,
            Self::Linked => standing::LINKED,
            Self::Aside => standing::ASIDE,
            Self::NoAccount => standing::NO_ACCOUNT,
            Self::Former => standing::FORMER,
            Self::Asked => return lang.text(Key("links-tab-asked")),
            Self::OtherNumbers => return lang.text(Key("links-tab-other")),
            Self::New => return lang.text(Key("links-tab-new")),
            Self::All => return lang.text(Key("links-tab-all")),
        };
        crate::failure::capital(known)
    }

    /// For the name of a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Undecided => "undecided",
            Self::Asked => "asked-hr",
            Self::Conflict => "conflicts",
            Self::ToLink => "to-link",
            Self::Linked => "linked",
            Self::Aside => "aside",
            Self::NoAccount => "no-account",
            Self::Former => "former",
            Self::OtherNumbers => "other-numbers",
            Self::New => "new",
            Self::All => "all",
        }
    }

    /// Its lines are employees.
    pub fn is_of_employees(self) -> bool {
        self == Self::NoAccount
    }
}

impl Case {
    /// `None`: it is none of this reading.
    pub fn id(self, reading: &Reading) -> Option<CaseId> {
        let snapshot = &reading.people.snapshot;
        let profile = |at: u32| Some(snapshot.directory.profiles.get(at as usize)?.id.clone());
        let employee = |at: u32| Some(snapshot.roster.employees.get(at as usize)?.id);
        Some(match self {
            Self::Profile(at) => CaseId::Profile(profile(at)?),
            Self::Employee(at) => CaseId::Employee(employee(at)?),
            Self::Conflict(at) => {
                let conflict = reading.links.conflicts.get(at as usize)?;
                CaseId::Conflict(
                    conflict.kind,
                    conflict.profiles.first().and_then(|at| profile(*at)),
                    conflict.employees.first().and_then(|at| employee(*at)),
                )
            }
            Self::Rejected(at) => {
                let (profile, employee) = rejected(reading).into_iter().nth(at as usize)?;
                CaseId::Rejected(profile.clone(), employee)
            }
        })
    }

    /// Where it stands in this reading; `None`: it is gone, or something else by now.
    pub fn find(id: &CaseId, reading: &Reading) -> Option<Self> {
        let people = &reading.people;
        match id {
            CaseId::Profile(id) => people.place_of_profile(id).map(Self::Profile),
            CaseId::Employee(id) => people.place_of(*id).map(Self::Employee),
            CaseId::Conflict(..) => {
                let conflicts = (0u32..).zip(&reading.links.conflicts);
                let mut cases = conflicts.map(|(at, _)| Self::Conflict(at));
                cases.find(|case| case.id(reading).as_ref() == Some(id))
            }
            CaseId::Rejected(profile, employee) => {
                let mut rejected = (0u32..).zip(rejected(reading));
                let is_it = |one: &(&OktaId, EmployeeId)| *one == (profile, *employee);
                rejected
                    .find(|(_, one)| is_it(one))
                    .map(|(at, _)| Self::Rejected(at))
            }
        }
    }

    /// The profile and the employee that it is about first.
    pub fn sides(self, reading: &Reading) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Profile(at) => (Some(at), employee_of(&reading.links, at)),
            Self::Employee(at) => (None, Some(at)),
            Self::Conflict(at) => reading
                .links
                .conflicts
                .get(at as usize)
                .map_or((None, None), |conflict| {
                    (
                        conflict.profiles.first().copied(),
                        conflict.employees.first().copied(),
                    )
                }),
            Self::Rejected(at) => {
                rejected(reading)
                    .get(at as usize)
                    .map_or((None, None), |(profile, employee)| {
                        (
                            reading.people.place_of_profile(profile),
                            reading.people.place_of(*employee),
                        )
                    })
            }
        }
    }
}

/// Pairs that were taken apart (rule L10), sorted.
pub fn rejected(reading: &Reading) -> Vec<(&OktaId, EmployeeId)> {
    let rejected = reading.state.decisions.rejected.iter();
    let mut rejected: Vec<_> = rejected.map(|(profile, employee)| (profile, *employee)).collect();
    rejected.sort_unstable();
    rejected
}

/// Whom the profile belongs to, or holds the number of.
pub fn employee_of(links: &LinkReport, profile: u32) -> Option<u32> {
    match links.profiles.get(profile as usize)? {
        ProfileStanding::Paired(pair) => links.pairs.get(*pair as usize).map(|pair| pair.employee),
        _ => None,
    }
}

/// The headings under which this profile stands, besides [`Tab::New`] and [`Tab::All`]; `None`: its conflict does.
pub fn tab_of_profile(reading: &Reading, profile: u32) -> Option<Tab> {
    let links = &reading.links;
    Some(match links.profiles.get(profile as usize)? {
        ProfileStanding::Unmatched => {
            let id = &reading.people.profile(profile).id;
            if reading.state.decisions.asked.contains_key(id) {
                Tab::Asked
            } else {
                Tab::Undecided
            }
        }
        ProfileStanding::Former => Tab::Former,
        ProfileStanding::Paired(pair) => match links.pairs.get(*pair as usize)?.kind {
            PairKind::Linked => Tab::Linked,
            PairKind::ToLink => Tab::ToLink,
        },
        ProfileStanding::InConflict(_) => return None,
        ProfileStanding::Aside(_) => Tab::Aside,
        ProfileStanding::EmployeeGone(_)
        | ProfileStanding::SpareNumber(_)
        | ProfileStanding::LeftAlone(_) => Tab::OtherNumbers,
    })
}

/// As [`tab_of_profile`]; `None`: a profile or a conflict stands for this employee. Out of scope is [`Tab::All`] alone.
pub fn tab_of_employee(reading: &Reading, employee: u32) -> Option<Tab> {
    match reading.links.employees.get(employee as usize)? {
        EmployeeStanding::Unmatched => Some(Tab::NoAccount),
        EmployeeStanding::Excluded => Some(Tab::Aside),
        EmployeeStanding::OutOfScope => Some(Tab::All),
        EmployeeStanding::Paired(_) | EmployeeStanding::InConflict(_) | EmployeeStanding::ProfileAside(_) => {
            None
        }
    }
}
