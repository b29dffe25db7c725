//! What can be typed.

use crate::report::Format;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Keeps Okta in step with Personio: links, provisions, updates and deactivates, and says why.
#[derive(Debug, Parser)]
#[command(name = "koppel", version, max_term_width = 100)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub global: Global,
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
    /// When to colour (the variable `NO_COLOR` switches it off, too)
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
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
    /// Settings: where they are, what they say, whether they are good
    Config {
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

#[derive(Debug, Args)]
pub(super) struct LinksOptions {
    /// How to write it
    #[arg(long, value_enum, default_value_t = FormatOption::Table)]
    pub format: FormatOption,
    /// Only live profiles that nobody was found for
    #[arg(long)]
    pub undecided: bool,
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

fn language(word: &str) -> Result<Language, String> {
    match word {
        "en" => Ok(Language::English),
        "nl" | "de" => Err("not shipped yet; leave it out for English".to_owned()),
        _ => Err("there are en, and later nl and de".to_owned()),
    }
}
