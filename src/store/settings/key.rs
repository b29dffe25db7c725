//! Every key of the settings file, its default, and what is allowed: the one list that reading, the environment,
//! `config show` and the README go by.

/// One key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// Dotted; `[]` stands for "each of a list": `mapping[].personio`.
    pub path: &'static str,
    /// As the file would write it. `None`: without a value unless it is set.
    pub default: Option<&'static str>,
    /// In words, for errors and the README.
    pub allowed: &'static str,
}

const fn key(path: &'static str, default: Option<&'static str>, allowed: &'static str) -> Key {
    Key {
        path,
        default,
        allowed,
    }
}

const LIMIT: &str = "\"N%\" with N from 0 to 100, or a number of people";
const ATTRIBUTE: &str = "the key of a Personio attribute, such as \"first_name\"";
const SWITCH: &str = "true or false";
const TEXTS: &str = "a list of texts, such as [\"a\", \"b\"]";
const PERSONIO_URL: Option<&str> = Some("\"https://api.personio.de\"");

/// In the order of the settings file.
pub const KEYS: &[Key] = &[
    key("version", Some("1"), "1"),
    key(
        "okta.url",
        None,
        "the org's address, such as \"https://acme.okta.com\"",
    ),
    key(
        "okta.rate_limit_share",
        Some("0.8"),
        "a number above 0 and at most 1",
    ),
    key(
        "okta.link_attribute",
        Some("\"employeeNumber\""),
        "the name of an Okta attribute other than login, email, firstName and lastName",
    ),
    key(
        "personio.url",
        PERSONIO_URL,
        "the address of Personio's API, \"https://api.personio.de\"",
    ),
    key("personio.api", Some("\"v1\""), "\"v1\""),
    key(
        "login.source",
        Some("\"generated\""),
        "\"generated\" or \"attribute\"",
    ),
    key("login.attribute", None, ATTRIBUTE),
    key("login.start.attribute", None, ATTRIBUTE),
    key("login.start.take", Some("\"whole\""), "\"whole\" or \"initial\""),
    key(
        "login.separator",
        Some("\".\""),
        "a text without blanks and @, or \"\"",
    ),
    key("login.end.attribute", None, ATTRIBUTE),
    key("login.end.take", Some("\"whole\""), "\"whole\" or \"initial\""),
    key("login.domain", None, "a domain, such as \"acme.com\""),
    key(
        "login.billing_country",
        None,
        "a country's two letters, such as \"DE\"",
    ),
    key(
        "mapping[].personio",
        None,
        "the key of a Personio attribute, \"supervisor.id\", \"supervisor.name\", \"supervisor.email\", \"login\" or \"upn\"",
    ),
    key(
        "mapping[].okta",
        None,
        "the name of an Okta attribute other than login and the link attribute, each once",
    ),
    key(
        "mapping[].on_first_link",
        None,
        "\"overwrite\", \"fill_empty\" or \"keep\"",
    ),
    key("activation.on_hire_date", Some("true"), SWITCH),
    key("activation.send_email", None, SWITCH),
    key(
        "activation.time_zone",
        None,
        "a time zone's name, such as \"Europe/Berlin\"",
    ),
    key("create.days_before_hire", None, "a whole number from 0 to 3650"),
    key("link.auto", Some("false"), SWITCH),
    key("link.overwrite_unknown_ids", Some("false"), SWITCH),
    key(
        "link.ignore_profiles",
        Some("[]"),
        "a list of logins, such as [\"svc-backup@acme.com\"]",
    ),
    key(
        "link.ignore_employees",
        Some("[]"),
        "a list of Personio IDs, such as [4711]",
    ),
    key("scope.include[].attribute", None, ATTRIBUTE),
    key("scope.include[].is", None, TEXTS),
    key("scope.exclude[].attribute", None, ATTRIBUTE),
    key("scope.exclude[].is", None, TEXTS),
    key("update.drift", Some("\"keep\""), "\"keep\" or \"overwrite\""),
    key("update.rename", Some("\"send\""), "\"send\" or \"ask\""),
    key("safety.max_deactivations", Some("\"5%\""), LIMIT),
    key("safety.max_unplanned", Some("\"1%\""), LIMIT),
    key("safety.max_department", Some("\"50%\""), LIMIT),
    key("safety.max_creations", Some("\"20%\""), LIMIT),
    key("safety.max_cleared", Some("\"1%\""), LIMIT),
    key("safety.max_changed", Some("\"20%\""), LIMIT),
    key("safety.max_relinks", Some("\"5%\""), LIMIT),
    key("safety.max_email_changes", Some("\"20%\""), LIMIT),
    key("safety.hold_possible_duplicates", Some("true"), SWITCH),
    key(
        "safety.protected",
        Some("[]"),
        "a list of logins, such as [\"admin@acme.com\"]",
    ),
    key(
        "sync.every",
        Some("\"30m\""),
        "a time from a minute to a day, such as \"30m\" or \"2h\"",
    ),
    key(
        "sync.rehire",
        Some("\"ask\""),
        "\"ask\", \"reactivate\" or \"ignore\"",
    ),
    key(
        "notify.command",
        None,
        "the whole path of a program, which is started without arguments",
    ),
    key("journal.keep_days", Some("400"), "a whole number from 1 to 36500"),
];

impl Key {
    /// By its path, or by the path of one of a list: `mapping[3].okta` is `mapping[].okta`.
    pub fn find(path: &str) -> Option<&'static Self> {
        let pattern = pattern_of(path);
        KEYS.iter().find(|key| key.path == pattern)
    }

    /// `KOPPEL_OKTA__URL`; of a list's part, the variable of the whole list: `KOPPEL_MAPPING`.
    pub fn variable(&self, prefix: &str) -> String {
        let whole = self.path.split_once("[]").map_or(self.path, |(list, _)| list);
        format!("{prefix}{}", whole.to_ascii_uppercase().replace('.', "__"))
    }
}

/// `mapping[3].okta` → `mapping[].okta`.
pub(super) fn pattern_of(path: &str) -> String {
    let mut pattern = String::with_capacity(path.len());
    let mut is_inside = false;
    for one in path.chars() {
        is_inside = match one {
            '[' => true,
            ']' => false,
            _ => is_inside,
        };
        if !is_inside || one == '[' {
            pattern.push(one);
        }
    }
    pattern
}

/// Where `path` stands among all keys: by its list or itself, then its number in the list, then its key.
pub(super) fn rank(path: &str) -> (usize, usize, usize) {
    let pattern = pattern_of(path);
    let place = |wanted: &dyn Fn(&Key) -> bool| KEYS.iter().position(wanted).unwrap_or(KEYS.len());
    let own = place(&|key| key.path == pattern);
    match path.split_once('[') {
        Some((list, rest)) => {
            let number = rest.split_once(']').and_then(|(number, _)| number.parse().ok());
            let start = format!("{list}[]");
            (
                place(&|key| key.path.starts_with(&start)),
                number.unwrap_or_default(),
                own,
            )
        }
        None => (own, 0, own),
    }
}

/// Keys that once had another name, and tables: an old name is an error that names the new one.
const RENAMED: [(&str, &str); 8] = [
    ("mapping[].first", "on_first_link"),
    ("provision", "create"),
    ("provision.days_before_hire", "create.days_before_hire"),
    ("link.aside", "link.ignore_profiles"),
    ("link.exclude", "link.ignore_employees"),
    ("link.overwrite_foreign", "link.overwrite_unknown_ids"),
    ("safety.max_unannounced", "safety.max_unplanned"),
    ("safety.max_emptied", "safety.max_cleared"),
];

/// What the key or table at `path` is called now, where that is an old name.
pub(super) fn renamed(path: &str) -> Option<&'static str> {
    let pattern = pattern_of(path);
    RENAMED
        .iter()
        .find(|(old, _)| *old == pattern)
        .map(|(_, new)| *new)
}

/// Whether `path` is a key, or a table or list that holds keys.
pub(super) fn is_known(path: &str) -> bool {
    Key::find(path).is_some() || is_table(path) || is_list(path)
}

/// The key that the variable `name` sets, in dots.
pub(super) fn path_of_variable(name: &str, prefix: &str) -> Option<String> {
    Some(name.strip_prefix(prefix)?.to_ascii_lowercase().replace("__", "."))
}

/// Whether `path` is a table on the way to a key.
pub(super) fn is_table(path: &str) -> bool {
    let start = format!("{}.", pattern_of(path));
    KEYS.iter().any(|key| key.path.starts_with(&start))
}

/// Whether `path` is a list of tables.
pub(super) fn is_list(path: &str) -> bool {
    let start = format!("{}[].", pattern_of(path));
    KEYS.iter().any(|key| key.path.starts_with(&start))
}

/// The known name next to `path`, if one is near: the name alone was mistyped, or it stands in the wrong table.
pub(super) fn nearest(path: &str) -> Option<String> {
    const FAR: f64 = 0.75;
    let pattern = pattern_of(path);
    let mut names: Vec<&str> = KEYS.iter().map(|key| key.path).collect();
    names.extend(
        KEYS.iter()
            .filter_map(|key| Some(key.path.split_once(['.', '['])?.0)),
    );
    let leaf = leaf_of(&pattern);
    names
        .into_iter()
        .map(|name| {
            let whole = strsim::normalized_damerau_levenshtein(&pattern, name);
            let misplaced = if leaf_of(name) == leaf { 0.76 } else { 0.0 };
            (name, whole.max(misplaced))
        })
        .filter(|(_, likeness)| *likeness >= FAR)
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(a.0)))
        .map(|(name, _)| name.replace("[]", ""))
}

fn leaf_of(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}
