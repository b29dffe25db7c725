//! The settings that the rules depend on: from keys to a [`Policy`].

use super::reader::Reader;
use crate::core::EmployeeId;
use crate::core::policy::{
    Activation, Condition, Drift, First, Limit, Limits, LoginPart, LoginSchema, Mapping, Policy, Rehire,
    Rename, Scope, Source, Take, Umlauts,
};
use crate::core::value::Text;
use rustc_hash::FxHashSet;
use toml::Value;

impl Reader<'_> {
    pub(super) fn policy(&mut self) -> Option<Policy> {
        let link_attribute = self.known("okta.link_attribute", |name: String| {
            let taken = ["login", "email", "firstName", "lastName", ""];
            let is_free = !taken.iter().any(|taken| taken.eq_ignore_ascii_case(name.trim()));
            is_free.then(|| Text::from(name.trim()))
        });
        let mapping = self.mapping(link_attribute.as_deref());
        let login = self.login();
        let umlauts = self.umlauts(mapping.as_deref(), login.as_ref());
        let on_hire_date = self.switch("activation.on_hire_date");
        let send_email = self.optional("activation.send_email", |yes: bool| Some(yes));
        let days_before_hire = self.optional("create.days_before_hire", |days: u16| {
            (days <= 3650).then_some(days)
        });
        let link_auto = self.switch("link.auto");
        let overwrite_unknown_ids = self.switch("link.overwrite_unknown_ids");
        let aside = self.known("link.ignore_profiles", |list: Vec<String>| logins(&list));
        let exclude = self.known("link.ignore_employees", |ids: Vec<u64>| {
            Some(ids.into_iter().map(EmployeeId).collect())
        });
        let include_scope = self.conditions("scope.include");
        let exclude_scope = self.conditions("scope.exclude");
        let drift = self.word(
            "update.drift",
            &[("keep", Drift::Keep), ("overwrite", Drift::Overwrite)],
        );
        let rename = self.word("update.rename", &[("send", Rename::Send), ("ask", Rename::Ask)]);
        let limits = self.limits();
        let hold_possible_duplicates = self.switch("safety.hold_possible_duplicates");
        let protected = self.known("safety.protected", |list: Vec<String>| logins(&list));
        let rehire = self.word(
            "sync.rehire",
            &[
                ("ask", Rehire::Ask),
                ("reactivate", Rehire::Reactivate),
                ("ignore", Rehire::Ignore),
            ],
        );
        Some(Policy {
            link_attribute: link_attribute?,
            login: login?,
            umlauts: umlauts?,
            mapping: mapping?,
            activation: Activation {
                on_hire_date: on_hire_date?,
                send_email,
            },
            days_before_hire,
            link_auto: link_auto?,
            overwrite_unknown_ids: overwrite_unknown_ids?,
            aside: aside?,
            exclude: exclude?,
            scope: Scope {
                include: include_scope?,
                exclude: exclude_scope?,
            },
            drift: drift?,
            rename: rename?,
            limits: limits?,
            hold_possible_duplicates: hold_possible_duplicates?,
            protected: protected?,
            rehire: rehire?,
        })
    }

    fn limits(&mut self) -> Option<Limits> {
        let deactivations = self.limit("safety.max_deactivations");
        let unannounced = self.limit("safety.max_unplanned");
        let department = self.limit("safety.max_department");
        let creations = self.limit("safety.max_creations");
        let emptied = self.limit("safety.max_cleared");
        let changed = self.limit("safety.max_changed");
        let relinks = self.limit("safety.max_relinks");
        let email_changes = self.limit("safety.max_email_changes");
        Some(Limits {
            deactivations: deactivations?,
            unannounced: unannounced?,
            department: department?,
            creations: creations?,
            emptied: emptied?,
            changed: changed?,
            relinks: relinks?,
            email_changes: email_changes?,
        })
    }

    fn limit(&mut self, path: &str) -> Option<Limit> {
        self.known(path, |value: Value| match value {
            Value::Integer(count) => u32::try_from(count).ok().map(Limit::Count),
            Value::String(text) => Limit::from_text(&text),
            _ => None,
        })
    }

    /// Rule N1. A generated login has no default: a login is given once and stays.
    fn login(&mut self) -> Option<LoginSchema> {
        if self.word("login.source", &[("generated", false), ("attribute", true)])? {
            let attribute = self.known("login.attribute", |key: String| attribute_key(&key));
            return Some(LoginSchema::Attribute(attribute?));
        }
        let start = self.login_part("login.start");
        let separator = self.known("login.separator", |text: String| {
            (!text.contains(|one: char| one.is_whitespace() || one == '@')).then(|| Text::from(text))
        });
        let has_end = self.is_set("login.end.attribute") || self.is_set("login.end.take");
        let end = has_end.then(|| self.login_part("login.end"));
        let domain = self.known("login.domain", |text: String| domain(&text));
        Some(LoginSchema::Generated {
            start: start?,
            separator: separator?,
            end: match end {
                Some(end) => Some(end?),
                None => None,
            },
            domain: domain?,
        })
    }

    fn login_part(&mut self, path: &str) -> Option<LoginPart> {
        let attribute = self.known(&format!("{path}.attribute"), |key: String| attribute_key(&key));
        let words = [("whole", Take::Whole), ("initial", Take::Initial)];
        let take = self.word(&format!("{path}.take"), &words);
        Some(LoginPart {
            attribute: attribute?,
            take: take?,
        })
    }

    /// Rule N3. Needed only where something is transliterated: a generated login, or the computed `upn`.
    fn umlauts(&mut self, mapping: Option<&[Mapping]>, login: Option<&LoginSchema>) -> Option<Umlauts> {
        const PATH: &str = "login.billing_country";
        let needs = !matches!(login, Some(LoginSchema::Attribute(_)))
            || mapping.is_some_and(|lines| lines.iter().any(|line| line.source == Source::Upn));
        if !needs && !self.is_set(PATH) {
            return Some(Umlauts::Dropped);
        }
        self.known(PATH, |code: String| {
            let code = code.trim();
            let is_code = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
            is_code.then(|| Umlauts::from_billing_country(code))
        })
    }

    /// Rules U1 and N6: each target once, and neither the login nor the link attribute.
    fn mapping(&mut self, link_attribute: Option<&str>) -> Option<Vec<Mapping>> {
        let mut lines: Vec<Option<Mapping>> = Vec::new();
        let mut targets: Vec<Text> = Vec::new();
        for number in 0..self.items.get("mapping").map_or(0, Vec::len) {
            let source = self.source(&format!("mapping[{number}].personio"));
            let target = self.known(&format!("mapping[{number}].okta"), |name: String| {
                let name = name.trim();
                let is_closed = name.is_empty()
                    || name.eq_ignore_ascii_case("login")
                    || link_attribute.is_some_and(|link| link.eq_ignore_ascii_case(name))
                    || targets.iter().any(|taken| taken == name);
                (!is_closed).then(|| Text::from(name))
            });
            targets.extend(target.clone());
            let first = self.first(&format!("mapping[{number}].on_first_link"), target.as_deref());
            lines.push((|| {
                Some(Mapping {
                    source: source?,
                    target: target?,
                    first: first?,
                })
            })());
        }
        lines.into_iter().collect()
    }

    fn source(&mut self, path: &str) -> Option<Source> {
        self.known(path, |words: String| Source::from_words(words.trim()).ok())
    }

    /// Rule U3: unset it is `send`, and `keep` for the e-mail.
    fn first(&mut self, path: &str, target: Option<&str>) -> Option<First> {
        if !self.is_set(path) {
            return Some(if target == Some("email") {
                First::Keep
            } else {
                First::Send
            });
        }
        self.word(
            path,
            &[
                ("overwrite", First::Send),
                ("fill_empty", First::Fill),
                ("keep", First::Keep),
            ],
        )
    }

    fn conditions(&mut self, list: &str) -> Option<Vec<Condition>> {
        let mut conditions: Vec<Option<Condition>> = Vec::new();
        for number in 0..self.items.get(list).map_or(0, Vec::len) {
            let attribute = self.known(&format!("{list}[{number}].attribute"), |key: String| {
                attribute_key(&key)
            });
            let is = self.known(&format!("{list}[{number}].is"), |words: Vec<String>| {
                (!words.is_empty()).then(|| words.iter().map(|word| Text::from(word.trim())).collect())
            });
            conditions.push(
                attribute
                    .zip(is)
                    .map(|(attribute, is)| Condition { attribute, is }),
            );
        }
        conditions.into_iter().collect()
    }
}

fn attribute_key(text: &str) -> Option<Text> {
    let text = text.trim();
    (!text.is_empty() && !text.contains(char::is_whitespace)).then(|| Text::from(text))
}

/// Logins are compared in lower case.
fn logins(list: &[String]) -> Option<FxHashSet<Text>> {
    list.iter()
        .map(|login| login.trim().to_lowercase())
        .map(|login| (!login.is_empty()).then(|| Text::from(login)))
        .collect()
}

/// `acme.com`; an `@` before it is what people add.
fn domain(text: &str) -> Option<Text> {
    let text = text.trim();
    let name = text.strip_prefix('@').unwrap_or(text).to_ascii_lowercase();
    let is_good = name.contains('.')
        && name.split('.').all(|label| {
            !label.is_empty()
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        });
    is_good.then(|| Text::from(name))
}
