//! What can be typed.

use crate::core::EmployeeId;
use crate::core::page_address::employee_meant;
use crate::core::plan::{ActionKind, Counted, HoldCode};
use crate::core::state::AsideKind;
use crate::engine::{APPROVABLE, DecisionVerb, OverLimit, counted_word};
use crate::failure::{Exit, Failure};
use crate::report::{Format, hold_code};
use crate::sim::fault::{Fault, FaultError};
use crate::store::interval;
use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::civil::Date;
use jiff::{SignedDuration, Span, SpanRelativeTo};
use std::path::PathBuf;
use std::time::Duration;

/// Keeps Okta in step with Personio: links, provisions, updates and deactivates, and says why.
#[derive(Debug, Parser)]
#[command(name = "koppel", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub global: Global,
    /// Draw the screens with ASCII alone
    #[arg(long)]
    pub ascii: bool,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Everywhere")]
pub(super) struct Global {
    /// The settings file, instead of the one in the configuration folder
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// A named setup with settings, secrets and state of its own
    #[arg(long, global = true, value_name = "NAME")]
    pub setup: Option<String>,
    /// The language; others than English are not shipped yet
    #[arg(long, global = true, value_name = "LANGUAGE", default_value = "en", value_parser = language)]
    pub lang: Language,
    // Not as a doc comment, which would need marks that the terminal shows.
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Color::Auto,
        value_name = "WHEN",
        help = "When to colour (the variable NO_COLOR switches it off, too)"
    )]
    pub color: Color,
    /// Refuse every write
    #[arg(long, global = true)]
    pub read_only: bool,
    /// Say nothing but results and failures
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell on stderr what is done; twice: in detail
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Add what is done to this file; it holds IDs, never names, e-mails or values
    #[arg(long, global = true, value_name = "FILE")]
    pub log: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    English,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show who belongs to whom, and who to nobody
    Links(LinksOptions),
    /// Show what a sync would do now, and why not more; writes nothing to Okta
    Plan(PlanOptions),
    /// Apply what the plan says: on a terminal it is shown first and asked for
    Sync(SyncOptions),
    /// Link a profile to an employee by hand, or take a link away
    ///
    /// Stages it and shows what would come of it; nothing reaches Okta before it is confirmed, as by `--write`.
    Assign(AssignOptions),
    /// Record a decision that the screens can take, without asking either side
    ///
    /// hold and approve take employees or profiles, ignore and unignore too, reject and confirm take matches, written
    /// EMPLOYEE=PROFILE. hold needs --note; ignore of a profile needs --kind. Nothing is written to Okta.
    #[command(override_usage = DECIDE_USAGE)]
    Decide(DecideOptions),
    /// Sync again and again, without a terminal, until stopped
    Watch(WatchOptions),
    /// Show step by step why one person gets what they get, and what would change it; writes nothing
    Explain(ExplainOptions),
    /// Print the rules that koppel decides by, or one of them
    Rules(RulesOptions),
    /// Show the last run, the next, and what waits; asks neither side
    ///
    /// Exits with 8 where the last good sync is older than `--max-age`, or there was none.
    Status(StatusOptions),
    /// Show what was done or decided, when and by whom; asks neither side
    ///
    /// Without options: all runs, the newest first.
    History(HistoryOptions),
    /// Plan the reverse of a run, show it, and apply it once you agree
    ///
    /// What it reverses is held from then on, so that the next sync does not do it again.
    Undo(UndoOptions),
    /// Look whether settings, secrets, both sides and this machine are ready; writes nothing
    Doctor(DoctorOptions),
    /// Serve both APIs on this machine, with a made-up company, until stopped
    ///
    /// Prints `export NAME=value` for each setting and secret that `koppel plan` needs here, ready for `eval`.
    Simulate(SimulateOptions),
    /// Show the screens with a made-up company; needs no credentials, and leaves nothing behind
    ///
    /// Your own settings, secrets and keyring are neither read nor written. Time can be moved, and faults can be
    /// switched on, from the palette (Ctrl-P).
    Demo(DemoOptions),
    /// Settings: where they are, what they say, whether they are good
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
    /// Print a shell's completion script
    Completions {
        /// The shell that it is for
        shell: Shell,
    },
    /// Print the manual, for man or a folder of manuals
    Man,
}

#[derive(Debug, Args)]
pub(super) struct LinksOptions {
    /// How to write it
    #[arg(long, value_enum, default_value_t = FormatOption::Table)]
    pub format: FormatOption,
    /// Only live profiles that nobody was found for
    #[arg(long)]
    pub unmatched: bool,
}

#[derive(Debug, Args)]
pub(super) struct PlanOptions {
    /// How to write it
    #[arg(long, value_enum, default_value_t = FormatOption::Table)]
    pub format: FormatOption,
    /// Also keep the plan in this file, for its owner alone
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Exit with 3 where there are changes
    #[arg(long)]
    pub detailed_exitcode: bool,
}

#[derive(Debug, Args)]
pub(super) struct RulesOptions {
    /// Only this rule, such as L1
    #[arg(value_name = "ID")]
    pub id: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct SyncOptions {
    /// Apply without a question, as cron and services do
    #[arg(long)]
    pub yes: bool,
    /// Also close the review of the links that this run reads: people are created from then on
    #[arg(long)]
    pub confirm_links: bool,
    /// Apply exactly the plan that koppel plan --out kept; who changed since is left out
    #[arg(long, value_name = "FILE", conflicts_with_all = ["only", "employee", "confirm_links"])]
    pub plan: Option<PathBuf>,
    /// Only these kinds of action, such as link,update
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_enum)]
    pub only: Vec<KindOption>,
    /// Only this employee, by Personio ID; also tries again what Okta refused before
    #[arg(long, value_name = "ID", value_parser = employee)]
    pub employee: Option<EmployeeId>,
    #[command(flatten)]
    pub limits: LimitOptions,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = DocumentFormat::Table)]
    pub format: DocumentFormat,
}

/// What becomes of a plan that exceeds a safety limit (rule G1).
#[derive(Debug, Args)]
pub(super) struct LimitOptions {
    /// Go on without the people whom an exceeded limit concerns: they wait
    #[arg(long, conflicts_with = "confirm_count")]
    pub hold_over_limit: bool,
    /// Let a limit pass whose people you counted, such as deactivate=30; the plan has to hold exactly as many.
    /// deactivate, provision, update and relink are counted
    #[arg(long, value_name = "KIND=N", value_parser = count)]
    pub confirm_count: Vec<(Counted, usize)>,
}

impl LimitOptions {
    pub fn over_limit(&self) -> OverLimit {
        match (self.hold_over_limit, self.confirm_count.is_empty()) {
            (true, _) => OverLimit::Hold,
            (false, true) => OverLimit::Stop,
            (false, false) => OverLimit::Counted(self.confirm_count.clone()),
        }
    }

    /// As they were typed, for the journal.
    pub fn overrides(&self) -> Vec<String> {
        let counts = self
            .confirm_count
            .iter()
            .map(|(counted, count)| format!("--confirm-count {}={count}", counted_word(*counted)));
        let hold = self.hold_over_limit.then(|| "--hold-over-limit".to_owned());
        hold.into_iter().chain(counts).collect()
    }

    /// Rule G1: whoever counted the people is a person, also where no terminal is.
    pub fn is_counted(&self) -> bool {
        !self.confirm_count.is_empty()
    }
}

#[derive(Debug, Args)]
pub(super) struct WatchOptions {
    /// From the end of one run to the next, from a minute to a day, such as 30m or 2h; unset: sync.every
    #[arg(long, value_name = "TIME", value_parser = every)]
    pub every: Option<Duration>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum KindOption {
    Unlink,
    Deactivate,
    Reactivate,
    Link,
    Update,
    Create,
    Activate,
}

impl From<KindOption> for ActionKind {
    fn from(option: KindOption) -> Self {
        match option {
            KindOption::Unlink => Self::Unlink,
            KindOption::Deactivate => Self::Deactivate,
            KindOption::Reactivate => Self::Reactivate,
            KindOption::Link => Self::Link,
            KindOption::Update => Self::Update,
            KindOption::Create => Self::Provision,
            KindOption::Activate => Self::Activate,
        }
    }
}

impl From<DocumentFormat> for Format {
    fn from(option: DocumentFormat) -> Self {
        match option {
            DocumentFormat::Table => Self::Table,
            DocumentFormat::Json => Self::Json,
        }
    }
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["okta", "remove", "from"])))]
pub(super) struct AssignOptions {
    /// The profile, by its Okta ID or its login
    #[arg(value_name = "OKTA", requires = "employee_id")]
    pub okta: Option<String>,
    /// The employee, by their Personio ID
    #[arg(value_name = "PERSONIO_ID", requires = "okta")]
    pub employee_id: Option<String>,
    /// Somebody may lose a link by it: another profile the employee, or another employee the profile
    #[arg(long = "move")]
    pub may_move: bool,
    /// Take this profile's link away instead, or what is staged for it
    #[arg(long, value_name = "OKTA", conflicts_with = "may_move")]
    pub remove: Option<String>,
    // Not as a doc comment, which would need marks that the terminal shows.
    #[arg(
        long,
        value_name = "FILE",
        help = "All assignments of a CSV file with the columns okta and employee_id"
    )]
    pub from: Option<PathBuf>,
    /// Write it to Okta at once, and nothing else
    #[arg(long)]
    pub write: bool,
}

/// clap puts the group before the decision, and refuses that order.
const DECIDE_USAGE: &str = "koppel decide [OPTIONS] <DECISION> <TARGET>...
       koppel decide [OPTIONS] <DECISION> --from <FILE>
       koppel decide [OPTIONS] approve --run <N>";

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("whom").required(true).multiple(true).args(["targets", "from", "run"])))]
pub(super) struct DecideOptions {
    /// What is decided
    #[arg(value_name = "DECISION", value_enum)]
    pub decision: DecisionOption,
    /// An employee's Personio ID, a profile's Okta ID or login, or EMPLOYEE=PROFILE for a match; also the pasted
    /// address of a person's page
    #[arg(value_name = "TARGET")]
    pub targets: Vec<String>,
    /// Why, for whoever looks later; a hold needs it
    #[arg(long, value_name = "TEXT")]
    pub note: Option<String>,
    /// Of a hold: remind on this day; ends nothing
    #[arg(long, value_name = "DAY")]
    pub until: Option<Date>,
    /// Of a hold: this kind of action alone
    #[arg(long, value_name = "KIND", value_enum)]
    pub only: Option<KindOption>,
    // Not as a doc comment, which would need marks that the terminal shows.
    #[arg(
        long,
        value_name = "FILE",
        help = "All targets of a CSV file with the column target"
    )]
    pub from: Option<PathBuf>,
    /// Of an approval: everybody whom the undo of this run holds
    #[arg(long, value_name = "N")]
    pub run: Option<i64>,
    /// Of an approval: which hold, by its code in the JSON plan, such as rehire
    #[arg(long, value_name = "CODE", value_parser = reason)]
    pub reason: Option<HoldCode>,
    /// Of an ignored profile: what it is; ignore of a profile needs it
    #[arg(long, value_name = "KIND", value_enum)]
    pub kind: Option<ProfileKindOption>,
    /// Of an ignored second account: its owner's Personio ID
    #[arg(long, value_name = "ID", value_parser = employee)]
    pub owner: Option<EmployeeId>,
    /// Record it without a question
    #[arg(long)]
    pub yes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DecisionOption {
    /// No run touches them until a person approves
    Hold,
    /// Release a hold
    Approve,
    /// Write nothing to them
    Ignore,
    /// Take that back
    Unignore,
    /// Not the same person
    Reject,
    /// The same person
    Confirm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ProfileKindOption {
    Service,
    Shared,
    /// A room or a device
    Room,
    External,
    /// A second account of an employee: see --owner
    Second,
    Other,
}

impl From<DecisionOption> for DecisionVerb {
    fn from(option: DecisionOption) -> Self {
        match option {
            DecisionOption::Hold => Self::Hold,
            DecisionOption::Approve => Self::Approve,
            DecisionOption::Ignore => Self::Ignore,
            DecisionOption::Unignore => Self::Unignore,
            DecisionOption::Reject => Self::Reject,
            DecisionOption::Confirm => Self::Confirm,
        }
    }
}

impl DecideOptions {
    /// What an ignored profile is.
    ///
    /// # Errors
    /// Only a second account has an owner.
    pub fn aside_kind(&self) -> Result<Option<AsideKind>, Failure> {
        let kind = self.kind.map(|kind| match kind {
            ProfileKindOption::Service => AsideKind::Service,
            ProfileKindOption::Shared => AsideKind::Shared,
            ProfileKindOption::Room => AsideKind::Room,
            ProfileKindOption::External => AsideKind::External,
            ProfileKindOption::Other => AsideKind::Other,
            ProfileKindOption::Second => AsideKind::Second(self.owner),
        });
        if self.owner.is_some() && self.kind != Some(ProfileKindOption::Second) {
            return Err(Failure::new(Exit::Usage, "--owner belongs to --kind second"));
        }
        Ok(kind)
    }
}

#[derive(Debug, Args)]
pub(super) struct ExplainOptions {
    /// A Personio ID, an Okta ID, an e-mail, a login, a last name, or first and last name
    #[arg(value_name = "PERSON")]
    pub person: String,
}

#[derive(Debug, Args)]
pub(super) struct StatusOptions {
    /// How old the last good sync may be, such as 2h, 90m or 1d
    #[arg(long, value_name = "TIME", value_parser = length)]
    pub max_age: Option<SignedDuration>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = DocumentFormat::Table)]
    pub format: DocumentFormat,
}

#[derive(Debug, Args)]
pub(super) struct UndoOptions {
    /// The run, by its number
    #[arg(long, value_name = "N")]
    pub run: i64,
    /// Apply without a question
    #[arg(long)]
    pub yes: bool,
    #[command(flatten)]
    pub limits: LimitOptions,
}

#[derive(Debug, Args)]
pub(super) struct HistoryOptions {
    /// The actions of one run, by its number
    #[arg(long, value_name = "N")]
    pub run: Option<i64>,
    /// What was done for one employee, by their Personio ID
    #[arg(long, value_name = "ID", value_parser = employee)]
    pub employee: Option<EmployeeId>,
    /// What people decided, with everything that became of it, instead of what runs did
    #[arg(long)]
    pub decisions: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = FormatOption::Table)]
    pub format: FormatOption,
}

#[derive(Debug, Args)]
pub(super) struct DoctorOptions {
    /// Look as cron or a service would: no terminal, nothing of this shell
    #[arg(long)]
    pub headless: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = DocumentFormat::Table)]
    pub format: DocumentFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DocumentFormat {
    Table,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct SimulateOptions {
    /// The port on 127.0.0.1, instead of a free one
    #[arg(long)]
    pub port: Option<u16>,
    /// How many people the made-up company employs
    #[arg(long, value_name = "N", default_value_t = 340, value_parser = employees)]
    pub employees: usize,
    /// Another number makes another company; the same makes the same
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// A company of your own, as JSON, instead of a made-up one
    #[arg(long, value_name = "FILE", conflicts_with_all = ["employees", "seed"])]
    pub data: Option<PathBuf>,
    /// Whether the APIs limit how often they may be called, as the real ones do
    #[arg(long, value_enum, default_value_t = RateLimitsOption::On, value_name = "WHETHER")]
    pub rate_limits: RateLimitsOption,
    /// What goes wrong, such as cut-after=5% or status-500@create:3; give it once for each fault. The word help
    /// lists all of them
    #[arg(long = "fault", value_name = "FAULT", value_parser = fault)]
    pub faults: Vec<FaultOption>,
    /// Another number draws other calls for faults with a rate
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub fault_seed: u64,
}

#[derive(Debug, Args)]
pub(super) struct DemoOptions {
    /// How many people the made-up company employs, about
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = employees)]
    pub employees: usize,
    /// Another number makes another company; the same makes the same
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Draw the screens with ASCII alone
    #[arg(long)]
    pub ascii: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum FaultOption {
    Help,
    Fault(Fault),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum RateLimitsOption {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub(super) enum ConfigCommand {
    /// The settings file's path
    Path,
    /// Every key, its value, and where that comes from; never a secret
    Show,
    /// Whether settings and secrets are complete and good; asks no network
    Check,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormatOption {
    Table,
    Json,
    Csv,
}

impl From<FormatOption> for Format {
    fn from(option: FormatOption) -> Self {
        match option {
            FormatOption::Table => Self::Table,
            FormatOption::Json => Self::Json,
            FormatOption::Csv => Self::Csv,
        }
    }
}

fn fault(text: &str) -> Result<FaultOption, FaultError> {
    match text {
        "help" => Ok(FaultOption::Help),
        text => text.parse().map(FaultOption::Fault),
    }
}

fn language(word: &str) -> Result<Language, String> {
    match word {
        "en" => Ok(Language::English),
        "nl" | "de" => Err("not shipped yet; leave it out for English".to_owned()),
        _ => Err("there are en, and later nl and de".to_owned()),
    }
}

/// `2h`, `90m`, `1d 12h`; a day has 24 hours.
fn length(text: &str) -> Result<SignedDuration, String> {
    let length = text
        .trim()
        .parse()
        .ok()
        .and_then(|span: Span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    length
        .filter(SignedDuration::is_positive)
        .ok_or_else(|| "allowed is a time above zero, such as 2h, 90m or 1d".to_owned())
}

fn employees(number: &str) -> Result<usize, String> {
    match number.parse() {
        Ok(employees @ 1..=1_000_000) => Ok(employees),
        _ => Err("allowed is a number from 1 to 1000000".to_owned()),
    }
}

fn every(text: &str) -> Result<Duration, String> {
    interval(text).ok_or_else(|| {
        "a time from a minute to a day, such as 30m or 2h; both APIs are read whole each time".to_owned()
    })
}

fn employee(number: &str) -> Result<EmployeeId, String> {
    let number = employee_meant(number).map_err(|why| why.to_string())?;
    EmployeeId::from_link(&number).ok_or_else(|| "a Personio ID is a whole number".to_owned())
}

fn reason(word: &str) -> Result<HoldCode, String> {
    let found = APPROVABLE
        .into_iter()
        .find(|code| hold_code(*code) == word.trim());
    found.ok_or_else(|| format!("approved can be {}", APPROVABLE.map(hold_code).join(", ")))
}

fn count(text: &str) -> Result<(Counted, usize), String> {
    let (word, number) = text
        .split_once('=')
        .ok_or_else(|| "it is written like deactivate=30".to_owned())?;
    let counted = Counted::ALL
        .into_iter()
        .find(|counted| counted_word(*counted) == word.trim());
    let words = Counted::ALL.map(counted_word).join(", ");
    let counted = counted.ok_or_else(|| format!("{word} is not counted; {words} are"))?;
    let number = number.trim().parse();
    Ok((counted, number.map_err(|_| "after = comes a number".to_owned())?))
}
