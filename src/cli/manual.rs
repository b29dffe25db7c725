//! `koppel completions` and `koppel man`: made from the arguments themselves.

use super::args::Arguments;
use super::console;
use crate::failure::{Exit, Failure};
use crate::store::KEYS;
use clap::builder::StyledStr;
use clap::{Command, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;
use clap_mangen::roff::{Inline, Roff, bold, roman};
use std::io;

pub(super) fn completions(shell: Shell) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "koppel", &mut script);
    console::print(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}

/// One page with everything on it, for `man -l -` or a folder of manuals.
pub(super) fn man() -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    command.build();
    let man = Man::new(command.clone()).manual("koppel");
    console::print(|out| {
        man.render_title(out)?;
        man.render_name_section(out)?;
        man.render_synopsis_section(out)?;
        man.render_description_section(out)?;
        man.render_options_section(out)?;
        commands(&command, out)?;
        exit_codes(out)?;
        signals(out)?;
        environment(out)?;
        files(out)
    })?;
    Ok(Exit::Done)
}

/// Each command with its own options; those that stand everywhere are above.
fn commands(command: &Command, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Roff::new();
    page.control("SH", ["COMMANDS"]);
    for command in command.get_subcommands() {
        of_command(command, &mut page);
    }
    page.to_writer(out)
}

fn of_command(command: &Command, page: &mut Roff) {
    let is_shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
    if !is_shown(&command) {
        return;
    }
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    page.control("SS", [name]);
    let about = command.get_long_about().or_else(|| command.get_about());
    page.text([roman(plain(about))]);
    if !command.has_subcommands() {
        let usage = command.clone().render_usage().to_string();
        for line in usage.trim_start_matches("Usage:").lines() {
            page.control("br", []);
            page.text([bold(line.trim())]);
        }
    }
    for argument in command.get_arguments() {
        let is_own = !argument.is_global_set() && !matches!(argument.get_id().as_str(), "help" | "version");
        if is_own {
            let help = argument.get_long_help().or_else(|| argument.get_help());
            entry(page, &spelling(argument), &plain(help));
        }
    }
    for command in command.get_subcommands().filter(is_shown) {
        of_command(command, page);
    }
}

/// Help as the arguments have it, without the marks that a terminal shows.
fn plain(help: Option<&StyledStr>) -> String {
    help.map(ToString::to_string).unwrap_or_default().replace('`', "")
}

/// `--format <FORMAT>`, with its values.
fn spelling(argument: &clap::Arg) -> String {
    let values: Vec<String> = argument
        .get_possible_values()
        .iter()
        .map(|value| value.get_name().to_owned())
        .collect();
    let takes_values = argument.get_action().takes_values();
    match (takes_values, values.is_empty()) {
        (true, false) if argument.is_positional() => values.join("|"),
        (true, false) => format!(
            "--{} {}",
            argument.get_long().unwrap_or_default(),
            values.join("|")
        ),
        _ => argument.to_string(),
    }
}

fn entry(page: &mut Roff, term: &str, says: &str) {
    page.control("TP", []);
    page.text([bold(term)]);
    page.text([roman(says)]);
}

fn exit_codes(out: &mut dyn io::Write) -> io::Result<()> {
    const CODES: [(&str, &str); 10] = [
        ("0", "Done, or nothing to do; doctor: no problem"),
        (
            "1",
            "Failed, or the reading was incomplete, or a saved plan does not fit",
        ),
        (
            "2",
            "Wrong usage or settings, or --yes missing without a terminal",
        ),
        ("3", "There are changes (plan --detailed-exitcode)"),
        (
            "4",
            "Stopped before the first write by a limit, a suspicious reading or an open review; beats 3",
        ),
        ("5", "Some actions failed, or somebody who left still has access"),
        (
            "6",
            "Credentials or permissions refused, or a needed attribute is not readable",
        ),
        ("7", "Another run holds the lock"),
        ("8", "The last good sync is too old (status --max-age)"),
        (
            "130",
            "Cancelled (SIGINT, SIGTERM); watch that was waiting ends with 0",
        ),
    ];
    let mut page = Roff::new();
    page.control("SH", ["EXIT STATUS"]);
    for (code, says) in CODES {
        entry(&mut page, code, says);
    }
    page.to_writer(out)
}

fn signals(out: &mut dyn io::Write) -> io::Result<()> {
    const SIGNALS: [(&str, &str); 2] = [
        (
            "SIGINT, SIGTERM",
            "End a run after the calls in flight; a second one ends it at once",
        ),
        (
            "SIGHUP",
            "Makes watch read the settings again and run at once; settings that cannot be used leave the earlier ones \
             in force",
        ),
    ];
    let mut page = Roff::new();
    page.control("SH", ["SIGNALS"]);
    for (names, says) in SIGNALS {
        entry(&mut page, names, says);
    }
    page.to_writer(out)
}

fn environment(out: &mut dyn io::Write) -> io::Result<()> {
    const VARIABLES: [(&str, &str); 7] = [
        (
            "KOPPEL_OKTA_TOKEN, KOPPEL_PERSONIO_CLIENT_ID, KOPPEL_PERSONIO_CLIENT_SECRET",
            "The secrets; the same names with _FILE hold the path of a file instead",
        ),
        (
            "KOPPEL_CONFIG_DIR, KOPPEL_STATE_DIR",
            "Folders instead of the platform's own",
        ),
        (
            "KOPPEL_NAME_OKTA_TOKEN, KOPPEL_NAME_OKTA__URL, …",
            "Secrets and settings of the setup that --setup NAME names; it takes nothing from the others",
        ),
        (
            "KOPPEL_EVENT, KOPPEL_SUMMARY, KOPPEL_EXIT_CODE, KOPPEL_RUN, KOPPEL_HOST, KOPPEL_ORG_HOST, KOPPEL_SETUP",
            "What the program of notify.command finds in its environment; it gets no other variable of koppel's",
        ),
        ("NO_COLOR", "No colours, whatever it holds"),
        ("COLUMNS", "The width of reports that go into a pipe or a file"),
        (
            "HTTPS_PROXY, ALL_PROXY, NO_PROXY",
            "Proxies; never used for addresses of this machine",
        ),
    ];
    let mut page = Roff::new();
    page.control("SH", ["ENVIRONMENT"]);
    for (names, says) in VARIABLES {
        entry(&mut page, names, says);
    }
    page.control("PP", []);
    page.text([roman(
        "Each setting can be set by a variable, lists and tables as TOML:",
    )]);
    for key in KEYS.iter().filter(|key| !key.path.contains("[]")) {
        let default = key
            .default
            .map_or_else(String::new, |default| format!("; unless set {default}"));
        entry(
            &mut page,
            &key.variable("KOPPEL_"),
            &format!("{}{default}", key.allowed),
        );
    }
    page.to_writer(out)
}

fn files(out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Roff::new();
    page.control("SH", ["FILES"]);
    entry(
        &mut page,
        "config.toml",
        "The settings, in the configuration folder; koppel config path says where. Never holds a secret",
    );
    entry(
        &mut page,
        "state folder",
        "What koppel knows from earlier, its owner's alone (0700); koppel config show says where",
    );
    page.control("SH", ["SEE ALSO"]);
    page.text([
        roman("koppel "),
        bold("COMMAND"),
        roman(" --help; "),
        bold("koppel doctor"),
        Inline::from(" looks whether all of it is right"),
    ]);
    page.to_writer(out)
}
