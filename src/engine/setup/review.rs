//! Each setting as a plain sentence, before it is saved.

use super::lists::country_name;
use crate::store::{ConditionDraft, Draft, LineDraft, LoginDraft, PartDraft};

/// One setting in words, with the step of the wizard where it is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From 1.
    pub step: u8,
    pub text: String,
    /// Without an answer here nothing can be saved, or nobody is created.
    pub is_missing: bool,
}

const OKTA: u8 = 2;
const PERSONIO: u8 = 3;
const LOGIN: u8 = 4;
const ATTRIBUTES: u8 = 5;

/// Everything that was answered, and what was not, in the order of the steps.
pub fn sentences(draft: &Draft) -> Vec<Sentence> {
    let mut all = vec![
        known(
            OKTA,
            &draft.okta_url,
            |url| format!("Accounts are kept in the Okta org {url}."),
            "The Okta org is not named yet.",
        ),
        known(
            PERSONIO,
            &draft.personio_url,
            |url| format!("Employees are read from {url}; nothing is ever written there."),
            "Personio's address is not named yet.",
        ),
    ];
    all.extend(login(&draft.login));
    if draft.mapping.is_empty() {
        all.push(said(
            ATTRIBUTES,
            "No attribute is sent: new accounts get name, e-mail and number alone, and no account is ever updated.",
        ));
    }
    all.extend(draft.mapping.iter().map(|line| said(ATTRIBUTES, mapped(line))));
    all.extend(activation(draft));
    all.extend(
        draft
            .out_of_scope
            .iter()
            .map(|one| said(ATTRIBUTES, out_of_scope(one))),
    );
    all
}

fn said(step: u8, text: impl Into<String>) -> Sentence {
    Sentence {
        step,
        text: text.into(),
        is_missing: false,
    }
}

fn missing(step: u8, text: impl Into<String>) -> Sentence {
    Sentence {
        is_missing: true,
        ..said(step, text)
    }
}

fn known(step: u8, answer: &str, words: impl FnOnce(&str) -> String, else_say: &str) -> Sentence {
    match answer.trim() {
        "" => missing(step, else_say),
        answer => said(step, words(answer)),
    }
}

fn login(login: &LoginDraft) -> Vec<Sentence> {
    if let Some(attribute) = &login.attribute {
        return vec![said(
            LOGIN,
            format!(
                "New accounts get Personio's {attribute} as their login; where somebody has it, that person waits for you."
            ),
        )];
    }
    let domain = login.domain.trim().trim_start_matches('@');
    let part = |part: &PartDraft| {
        let which = if part.initial { "the first letter of " } else { "" };
        format!("{which}{}", part.attribute.trim())
    };
    let local = match (&login.end, login.separator.as_str()) {
        (None, _) => part(&login.start),
        (Some(end), "") => format!("{}, followed by {}", part(&login.start), part(end)),
        (Some(end), separator) => format!("{}, \"{separator}\" and {}", part(&login.start), part(end)),
    };
    vec![
        known(
            LOGIN,
            domain,
            |domain| {
                format!(
                    "New accounts get a login of {local} at {domain}; where somebody has it, the Personio ID is added."
                )
            },
            "The domain of new logins is not named yet.",
        ),
        known(
            LOGIN,
            &login.billing_country,
            |code| {
                let country = country_name(code).unwrap_or(code);
                let umlauts = match code.to_ascii_uppercase().as_str() {
                    "DE" | "AT" | "CH" => "Müller becomes mueller",
                    _ => "Müller becomes muller",
                };
                format!("Logins are spelled as in {country}: {umlauts}.")
            },
            "The billing country is not named yet: it says how umlauts are spelled.",
        ),
    ]
}

fn mapped(line: &LineDraft) -> String {
    let first = match line.first.as_str() {
        "fill_empty" => "the first time only where Okta is empty",
        "keep" => "the first time Okta's value stays",
        _ => "from the first time on",
    };
    format!(
        "Personio's {} goes to Okta's {}, {first}.",
        line.personio, line.okta
    )
}

fn activation(draft: &Draft) -> Vec<Sentence> {
    let when = if draft.on_hire_date {
        "New accounts become active on the hire date."
    } else {
        "New accounts wait STAGED until somebody activates them in Okta."
    };
    let mails = match draft.send_email {
        Some(true) => said(ATTRIBUTES, "Okta mails people when their account becomes active."),
        Some(false) => said(ATTRIBUTES, "Okta mails nobody when an account becomes active."),
        None => missing(
            ATTRIBUTES,
            "Whether Okta mails new people is not decided yet: until it is, nobody is created.",
        ),
    };
    let early = match draft.days_before_hire {
        None => "Accounts are made as soon as Personio knows somebody.".to_owned(),
        Some(0) => "Accounts are made on the hire date.".to_owned(),
        Some(1) => "Accounts are made from one day before the hire date on.".to_owned(),
        Some(days) => format!("Accounts are made from {days} days before the hire date on."),
    };
    vec![
        said(ATTRIBUTES, when),
        mails,
        known(
            ATTRIBUTES,
            &draft.time_zone,
            |zone| format!("A day begins and ends as in {zone}."),
            "The company's time zone is not named yet.",
        ),
        said(ATTRIBUTES, early),
    ]
}

fn out_of_scope(condition: &ConditionDraft) -> String {
    format!(
        "Whoever has {} in {} is left alone.",
        condition.is.join(" or "),
        condition.attribute
    )
}
