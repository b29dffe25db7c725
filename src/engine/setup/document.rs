//! From the wizard's answers to `config.toml`, with comments for whoever opens it; and which keys an edited answer
//! changes.

use crate::store::{ConditionDraft, Draft, Key, LineDraft, LoginDraft, PartDraft, Setup};
use toml_edit::Value;

/// A key of the settings with its value as TOML; `None`: not set.
pub type KeyValue = (&'static str, Option<String>);

/// Every key that the wizard asks about, in the order of the file.
pub fn key_values(draft: &Draft) -> Vec<KeyValue> {
    let login = &draft.login;
    let generated = login.attribute.is_none();
    let end = login.end.as_ref().filter(|_| generated);
    let mut keys = vec![
        ("okta.url", filled(&draft.okta_url)),
        ("personio.url", filled(&draft.personio_url)),
        (
            "login.source",
            Some(text(if generated { "generated" } else { "attribute" })),
        ),
        ("login.attribute", login.attribute.as_deref().map(text)),
    ];
    keys.extend(part_keys(
        ["login.start.attribute", "login.start.take"],
        Some(&login.start).filter(|_| generated),
    ));
    keys.push((
        "login.separator",
        Some(text(&login.separator)).filter(|_| generated),
    ));
    keys.extend(part_keys(["login.end.attribute", "login.end.take"], end));
    keys.extend([
        ("login.domain", domain(login)),
        (
            "login.billing_country",
            filled(&login.billing_country.to_uppercase()),
        ),
        ("mapping", list(draft.mapping.iter().map(line))),
        ("activation.on_hire_date", Some(draft.on_hire_date.to_string())),
        (
            "activation.send_email",
            draft.send_email.map(|yes| yes.to_string()),
        ),
        ("activation.time_zone", filled(&draft.time_zone)),
        (
            "create.days_before_hire",
            draft.days_before_hire.map(|days| days.to_string()),
        ),
        ("scope.exclude", list(draft.out_of_scope.iter().map(condition))),
    ]);
    keys
}

fn part_keys([attribute, take]: [&'static str; 2], part: Option<&PartDraft>) -> [KeyValue; 2] {
    let word = |part: &PartDraft| text(if part.initial { "initial" } else { "whole" });
    [
        (attribute, part.map(|part| text(part.attribute.trim()))),
        (take, part.map(word)),
    ]
}

/// The keys whose values differ between two drafts, with their new values: what an edited page changes in the file.
pub fn changed_keys(before: &Draft, after: &Draft) -> Vec<KeyValue> {
    key_values(after)
        .into_iter()
        .zip(key_values(before))
        .filter(|(after, before)| after != before)
        .map(|(after, _)| after)
        .collect()
}

/// A whole new file. What was not answered is left out, so that reading it says what is missing.
pub fn settings_text(draft: &Draft, setup: Option<&Setup>) -> String {
    let prefix = Setup::prefix(setup);
    let login = &draft.login;
    let mut file = vec![
        "# koppel's settings. Every key, its default and what is allowed: koppel config show.".to_owned(),
        format!(
            "# Secrets do not stand here: they are in the system's keyring, or in {prefix}OKTA_TOKEN, {prefix}PERSONIO_CLIENT_ID"
        ),
        format!(
            "# and {prefix}PERSONIO_CLIENT_SECRET, or in files that the same names with _FILE hold the paths of."
        ),
        "version = 1".to_owned(),
    ];
    section(
        &mut file,
        "okta",
        "The org that follows Personio.",
        [("url", filled(&draft.okta_url))],
    );
    section(
        &mut file,
        "personio",
        "One address for all companies.",
        [("url", filled(&draft.personio_url))],
    );
    section(&mut file, "login", LOGIN_COMMENT, login_keys(login));
    for (number, line) in draft.mapping.iter().enumerate() {
        if number == 0 {
            file.extend([String::new(), format!("# {MAPPING_COMMENT}")]);
        } else {
            file.push(String::new());
        }
        file.push("[[mapping]]".to_owned());
        file.push(format!("personio = {}", text(line.personio.trim())));
        file.push(format!("okta = {}", text(line.okta.trim())));
        file.push(format!("on_first_link = {}", text(&line.first)));
    }
    section(
        &mut file,
        "activation",
        "When new accounts become active, and whether Okta mails them.",
        [
            ("on_hire_date", Some(draft.on_hire_date.to_string())),
            ("send_email", draft.send_email.map(|yes| yes.to_string())),
            ("time_zone", filled(&draft.time_zone)),
        ],
    );
    section(
        &mut file,
        "create",
        "Nobody gets an account earlier than this before their hire date.",
        [(
            "days_before_hire",
            draft.days_before_hire.map(|days| days.to_string()),
        )],
    );
    section(
        &mut file,
        "scope",
        "Left alone: neither linked, created, updated nor deactivated. Falling out of scope never ends anyone.",
        [("exclude", list(draft.out_of_scope.iter().map(condition)))],
    );
    section(&mut file, "safety", LIMITS_COMMENT, LIMITS.map(limit));
    let mut file = file.join("\n");
    file.push('\n');
    file
}

const LOGIN_COMMENT: &str = "How logins of new accounts are made. A login is given once: a change here changes no login that is there.";
const MAPPING_COMMENT: &str = "What Okta gets from Personio. first: \"send\", \"fill\" (only where Okta is empty) or \"keep\", the first time.";
const LIMITS_COMMENT: &str = "A run stops before its first write where it would do more than this: \"N%\" of the linked accounts, or a number.";

/// Written out, so that whoever opens the file sees what holds them back.
const LIMITS: [&str; 8] = [
    "safety.max_deactivations",
    "safety.max_unplanned",
    "safety.max_department",
    "safety.max_creations",
    "safety.max_cleared",
    "safety.max_changed",
    "safety.max_relinks",
    "safety.max_email_changes",
];

/// As delivered.
fn limit(path: &'static str) -> (&'static str, Option<String>) {
    let default = Key::find(path).and_then(|key| key.default);
    let name = path.rsplit('.').next().unwrap_or(path);
    (name, default.map(str::to_owned))
}

/// With its comment, unless nothing in it is set.
fn section<const N: usize>(
    file: &mut Vec<String>,
    name: &str,
    comment: &str,
    keys: [(&str, Option<String>); N],
) {
    let mut lines = keys
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key} = {}", value?)))
        .peekable();
    if lines.peek().is_some() {
        file.extend([String::new(), format!("# {comment}"), format!("[{name}]")]);
        file.extend(lines);
    }
}

fn login_keys(login: &LoginDraft) -> [(&'static str, Option<String>); 7] {
    let generated = login.attribute.is_none();
    [
        (
            "source",
            Some(text(if generated { "generated" } else { "attribute" })),
        ),
        ("attribute", login.attribute.as_deref().map(text)),
        ("start", Some(part(&login.start)).filter(|_| generated)),
        ("separator", Some(text(&login.separator)).filter(|_| generated)),
        ("end", login.end.as_ref().filter(|_| generated).map(part)),
        ("domain", domain(login)),
        ("billing_country", filled(&login.billing_country.to_uppercase())),
    ]
}

/// People write an `@` before it.
fn domain(login: &LoginDraft) -> Option<String> {
    let domain = login.domain.trim().trim_start_matches('@').to_lowercase();
    filled(&domain).filter(|_| login.attribute.is_none())
}

fn part(part: &PartDraft) -> String {
    let take = if part.initial { "initial" } else { "whole" };
    format!(
        "{{ attribute = {}, take = {} }}",
        text(part.attribute.trim()),
        text(take)
    )
}

fn line(line: &LineDraft) -> String {
    format!(
        "{{ personio = {}, okta = {}, on_first_link = {} }}",
        text(line.personio.trim()),
        text(line.okta.trim()),
        text(&line.first)
    )
}

fn condition(condition: &ConditionDraft) -> String {
    let words: Vec<String> = condition.is.iter().map(|word| text(word)).collect();
    format!(
        "{{ attribute = {}, is = [{}] }}",
        text(&condition.attribute),
        words.join(", ")
    )
}

fn list(items: impl Iterator<Item = String>) -> Option<String> {
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| format!("[{}]", items.join(", ")))
}

fn filled(words: &str) -> Option<String> {
    let words = words.trim();
    (!words.is_empty()).then(|| text(words))
}

/// Quoted as TOML wants it.
fn text(words: &str) -> String {
    Value::from(words).to_string()
}
