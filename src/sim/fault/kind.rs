//! What can go wrong. The comments of the variants are what `koppel simulate --fault help` prints.

use super::{Calls, about, name_of};
use clap::ValueEnum;

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, ValueEnum)]
pub enum Kind {
    /// Refuses with 429; the headers name a reset two seconds away
    #[value(name = "limit-429")]
    Limit429,
    /// Refuses with 429, and no header says until when
    #[value(name = "bare-429")]
    Bare429,
    /// Refuses with Okta's 429 for too many calls at once: limit 0
    #[value(name = "concurrency-429")]
    Concurrency429,
    /// Fails with 500 before the call took effect
    #[value(name = "status-500")]
    Status500,
    /// Fails with a gateway's 502 in HTML, after the call took effect
    #[value(name = "status-502")]
    Status502,
    /// Fails with 503 before the call took effect
    #[value(name = "status-503")]
    Status503,
    /// Fails with a gateway's 504 in HTML, after the call took effect
    #[value(name = "status-504")]
    Status504,
    /// Breaks the connection before the call took effect
    CutBefore,
    /// Breaks the connection after the call took effect, before the answer
    CutAfter,
    /// Breaks the connection in the middle of the answer
    CutWithin,
    /// Answers after 3 seconds
    Slow,
    /// Never answers, and keeps the connection
    Stalled,
    /// Sends the answer byte by byte, one a second
    Dripping,
    /// Sends the first half of the answer as if it were all
    Truncated,
    /// Answers 200 with random bytes
    Garbage,
    /// Answers 200 with a sign-in page in HTML, as a proxy does
    SignInPage,
    /// Redirects to a sign-in page at another host, as a proxy does, before the call took effect
    SignInRedirect,
    /// Refuses with 403 and a page in HTML, as a proxy does, before the call took effect
    BlockedPage,
    /// Refuses with 404 and a page in HTML, as a proxy does, before the call took effect
    MissingPage,
    /// Answers 200 with 10 GB of blanks
    HugeAnswer,
    /// Okta's search shows everybody as they were when the faults were set
    LaggingSearch,
    /// A quarter of the profiles is in transition to another status
    InTransition,
    /// Personio does not let the e-mail be read, and says nothing
    HiddenEmail,
    /// Personio does not let the status be read, and says nothing
    HiddenStatus,
    /// Personio does not let the hire date be read, and says nothing
    HiddenHireDate,
    /// Personio does not let the department be read, and says nothing
    HiddenDepartment,
    /// Personio names nobody
    EmptyCompany,
    /// Personio names only the first half of the employees
    HalvedCompany,
    /// The token has expired; Personio gives a new one for the asking
    ExpiredToken,
    /// The token may not do this
    Forbidden,
    /// The token may only read
    ReadOnlyToken,
    /// The second in which a rate limit's window ends is rounded down
    ResetRoundedDown,
    /// The server's clock is two hours ahead
    ClockOff,
    /// Right before a create, somebody else takes its login
    LoginTaken,
    /// Right before the call, an administrator deactivates a linked profile
    ProfileDeactivated,
    /// Right before the call, HR changes somebody's last name and department
    EmployeeChanged,
    /// Right before the call, somebody becomes inactive
    EmployeeLeft,
    /// Right before the call, HR adds a newcomer
    EmployeeJoined,
    /// Right before the call, HR deletes the first employee of the list
    EmployeeRemoved,
    /// The last one of a page is replaced by its first one
    Duplicate,
    /// The last one of a page is left out
    Gap,
    /// The total is one higher than it was
    MovedTotal,
    /// Empty pages without an end
    EndlessPages,
    /// Pages of 50,000 made-up people without an end
    EndlessPeople,
    /// The next page is this page
    SelfNext,
    /// The next page is at another host
    ForeignNext,
}

impl Kind {
    /// All of them.
    pub fn all() -> &'static [Self] {
        Self::value_variants()
    }

    /// As it is written.
    pub fn name(self) -> String {
        name_of(&self)
    }

    /// What happens, in one sentence.
    pub fn about(self) -> String {
        about(&self)
    }

    /// The calls that it can strike.
    pub fn strikes(self) -> Calls {
        match self {
            Self::Limit429
            | Self::Bare429
            | Self::Status500
            | Self::Status502
            | Self::Status503
            | Self::Status504
            | Self::CutBefore
            | Self::CutAfter
            | Self::CutWithin
            | Self::Slow
            | Self::Stalled
            | Self::Dripping
            | Self::Truncated
            | Self::Garbage
            | Self::SignInPage
            | Self::SignInRedirect
            | Self::BlockedPage
            | Self::MissingPage
            | Self::HugeAnswer
            | Self::ClockOff
            | Self::ProfileDeactivated
            | Self::EmployeeChanged
            | Self::EmployeeLeft
            | Self::EmployeeJoined
            | Self::EmployeeRemoved => Calls::Any,
            Self::Concurrency429 | Self::ResetRoundedDown => Calls::Okta,
            Self::LaggingSearch => Calls::Search,
            Self::InTransition => Calls::Profiles,
            Self::HiddenEmail | Self::HiddenStatus | Self::HiddenHireDate | Self::HiddenDepartment => {
                Calls::Personio
            }
            Self::EmptyCompany | Self::HalvedCompany | Self::Gap | Self::MovedTotal => Calls::Employees,
            Self::ExpiredToken | Self::Forbidden => Calls::WithToken,
            Self::ReadOnlyToken => Calls::Writes,
            Self::LoginTaken => Calls::Create,
            Self::Duplicate | Self::EndlessPages | Self::EndlessPeople => Calls::Pages,
            Self::SelfNext | Self::ForeignNext => Calls::List,
        }
    }
}
