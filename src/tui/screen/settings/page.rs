//! The pages of the settings screen and their rows: which key stands where, under what name, and how its value
//! is told to people.

use super::facts::{Facts, Known};
use crate::core::policy::{First, Mapping};
use crate::failure::Failure;
use crate::lang::{Key, Lang};
use crate::okta::Tier;
use crate::report::words::aside_kind;
use crate::store::{Origin, Secret, Settings, ShownKey};
use crate::tui::shell::Shell;
use crate::tui::theme::{Background, Depth, Role};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What is wrong, where something is.
    Problem,
    Connections,
    Login,
    Attributes,
    Activation,
    Links,
    Limits,
    Protected,
    Aside,
    Excluded,
    Rejected,
    Schedule,
    Screen,
    Files,
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    pub section: Section,
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub label: String,
    pub value: String,
    /// Where the value comes from.
    pub origin: String,
    pub role: Role,
    /// What the settings file calls it; empty: it is no setting.
    pub path: String,
    /// It tells where this secret is.
    pub secret: Option<Secret>,
}

/// In the order in which they stand, with what each holds of the settings.
const SECTIONS: [(Section, Key); 14] = [
    (Section::Problem, Key("settings-problem")),
    (Section::Connections, Key("settings-connections")),
    (Section::Login, Key("settings-login")),
    (Section::Attributes, Key("settings-attributes")),
    (Section::Activation, Key("settings-activation")),
    (Section::Links, Key("settings-links")),
    (Section::Limits, Key("settings-limits")),
    (Section::Protected, Key("settings-protected")),
    (Section::Aside, Key("settings-aside")),
    (Section::Excluded, Key("settings-excluded")),
    (Section::Rejected, Key("settings-rejected")),
    (Section::Schedule, Key("settings-schedule")),
    (Section::Screen, Key("settings-screen")),
    (Section::Files, Key("settings-files")),
];

/// Each single setting: the page that it stands on, and its name. Lists are told apart in code.
pub const LABELS: [(&str, Section, Key); 36] = [
    ("okta.url", Section::Connections, Key("set-okta-url")),
    (
        "okta.rate_limit_share",
        Section::Connections,
        Key("set-okta-share"),
    ),
    ("okta.link_attribute", Section::Connections, Key("set-okta-link")),
    ("personio.url", Section::Connections, Key("set-personio-url")),
    ("personio.api", Section::Connections, Key("set-personio-api")),
    ("login.source", Section::Login, Key("set-login-source")),
    ("login.attribute", Section::Login, Key("set-login-attribute")),
    ("login.start.attribute", Section::Login, Key("set-login-start")),
    ("login.start.take", Section::Login, Key("set-login-start-take")),
    ("login.separator", Section::Login, Key("set-login-separator")),
    ("login.end.attribute", Section::Login, Key("set-login-end")),
    ("login.end.take", Section::Login, Key("set-login-end-take")),
    ("login.domain", Section::Login, Key("set-login-domain")),
    ("login.billing_country", Section::Login, Key("set-login-country")),
    (
        "activation.on_hire_date",
        Section::Activation,
        Key("set-activation-hire"),
    ),
    (
        "activation.send_email",
        Section::Activation,
        Key("set-activation-mail"),
    ),
    (
        "activation.time_zone",
        Section::Activation,
        Key("set-activation-zone"),
    ),
    (
        "create.days_before_hire",
        Section::Activation,
        Key("set-days-before"),
    ),
    ("link.auto", Section::Links, Key("set-link-auto")),
    (
        "link.overwrite_unknown_ids",
        Section::Links,
        Key("set-link-overwrite"),
    ),
    ("update.drift", Section::Links, Key("set-update-drift")),
    ("update.rename", Section::Links, Key("set-update-rename")),
    (
        "safety.max_deactivations",
        Section::Limits,
        Key("set-max-deactivations"),
    ),
    (
        "safety.max_unplanned",
        Section::Limits,
        Key("set-max-unannounced"),
    ),
    (
        "safety.max_department",
        Section::Limits,
        Key("set-max-department"),
    ),
    ("safety.max_creations", Section::Limits, Key("set-max-creations")),
    ("safety.max_cleared", Section::Limits, Key("set-max-emptied")),
    ("safety.max_changed", Section::Limits, Key("set-max-changed")),
    ("safety.max_relinks", Section::Limits, Key("set-max-relinks")),
    ("safety.max_email_changes", Section::Limits, Key("set-max-email")),
    (
        "safety.hold_possible_duplicates",
        Section::Limits,
        Key("set-hold-duplicates"),
    ),
    ("sync.every", Section::Schedule, Key("set-sync-every")),
    ("sync.rehire", Section::Schedule, Key("set-sync-rehire")),
    ("notify.command", Section::Schedule, Key("set-notify")),
    ("journal.keep_days", Section::Schedule, Key("set-journal")),
    ("version", Section::Files, Key("set-version")),
];

impl Section {
    pub fn title(self) -> Key {
        SECTIONS
            .into_iter()
            .find(|(section, _)| *section == self)
            .map_or(Key("settings-problem"), |(_, title)| title)
    }
}

impl Row {
    fn new(label: String, value: impl Into<String>) -> Self {
        Self {
            label,
            value: value.into(),
            origin: String::new(),
            role: Role::Text,
            path: String::new(),
            secret: None,
        }
    }

    fn with_role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    fn of_setting(mut self, path: &str, origin: String) -> Self {
        path.clone_into(&mut self.path);
        self.origin = origin;
        self
    }
}

/// All pages that have something to show.
pub fn pages(facts: &Facts, shell: &Shell) -> Vec<Page> {
    let lang = &shell.lang;
    SECTIONS
        .into_iter()
        .map(|(section, _)| Page {
            section,
            rows: rows(section, facts, lang),
        })
        .filter(|page| !page.rows.is_empty() || page.section == Section::Screen)
        .collect()
}

fn rows(section: Section, facts: &Facts, lang: &Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Ok(settings) = &facts.settings {
        rows.extend(single_settings(section, settings, lang));
        rows.extend(list_settings(section, settings, lang));
    }
    match section {
        Section::Problem => rows.extend(problems(facts, lang)),
        Section::Connections => rows.extend(secrets(facts, lang)),
        Section::Files => rows.extend(files(facts, lang)),
        _ => {}
    }
    if let Ok(known) = &facts.known {
        rows.extend(decided(section, known, lang));
    }
    let may_be_empty = [
        (Section::Protected, Key("settings-nobody-protected")),
        (Section::Aside, Key("settings-nobody-aside")),
        (Section::Excluded, Key("settings-nobody-excluded")),
        (Section::Rejected, Key("settings-nobody-rejected")),
        (Section::Attributes, Key("settings-nothing-mapped")),
    ];
    let empty = may_be_empty.into_iter().find(|(empty, _)| *empty == section);
    if let (true, Some((_, says)), Ok(_)) = (rows.is_empty(), empty, &facts.settings) {
        rows.push(Row::new(lang.text(says), "").with_role(Role::Quiet));
    }
    rows
}

fn single_settings(section: Section, settings: &Settings, lang: &Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    for (path, _, label) in LABELS.into_iter().filter(|(_, at, _)| *at == section) {
        let Some(shown) = settings.shown.iter().find(|shown| shown.path == path) else {
            continue;
        };
        let value = shown.value.as_deref();
        let row = Row::new(lang.text(label), words(value, lang));
        let role = if value.is_some() { Role::Text } else { Role::Quiet };
        rows.push(row.with_role(role).of_setting(path, origin(shown, lang)));
        if path == "okta.url" {
            rows.push(tier(settings, lang));
        }
    }
    rows
}

fn tier(settings: &Settings, lang: &Lang) -> Row {
    let (says, role) = match Tier::of(&settings.okta_url) {
        Tier::Production => (Key("tier-production"), Role::Danger),
        Tier::Preview => (Key("tier-preview"), Role::Good),
        Tier::Local => (Key("tier-local"), Role::Good),
    };
    Row::new(lang.text(Key("set-okta-tier")), lang.text(says)).with_role(role)
}

/// One row for each entry of a list.
fn list_settings(section: Section, settings: &Settings, lang: &Lang) -> Vec<Row> {
    let list = |path: &str| -> Vec<Row> {
        let shown = settings.shown.iter().find(|shown| shown.path == path);
        let items = shown.and_then(|shown| Some((shown, entries(shown.value.as_deref()?))));
        let Some((shown, items)) = items else {
            return Vec::new();
        };
        items
            .into_iter()
            .map(|item| Row::new(item, lang.text(Key("by-settings"))).of_setting(path, origin(shown, lang)))
            .collect()
    };
    let conditions = |start: &str| -> Vec<Row> {
        settings
            .shown
            .iter()
            .filter(|shown| shown.path.starts_with(start) && shown.path.contains("].is"))
            .map(|shown| {
                let attribute = shown.path.replace("].is", "].attribute");
                let named = settings.shown.iter().find(|other| other.path == attribute);
                let label = words(named.and_then(|named| named.value.as_deref()), lang);
                let values = entries(shown.value.as_deref().unwrap_or_default()).join(", ");
                Row::new(label, values).of_setting(&shown.path, origin(shown, lang))
            })
            .collect()
    };
    match section {
        Section::Attributes => mapping(settings, lang),
        Section::Protected => list("safety.protected"),
        Section::Aside => list("link.ignore_profiles"),
        Section::Excluded => {
            let mut rows = list("link.ignore_employees");
            rows.extend(conditions("scope.exclude["));
            rows
        }
        Section::Links => conditions("scope.include["),
        _ => Vec::new(),
    }
}

fn mapping(settings: &Settings, lang: &Lang) -> Vec<Row> {
    let row = |(number, mapping): (usize, &Mapping)| {
        let path = format!("mapping[{number}].okta");
        let shown = settings.shown.iter().find(|shown| shown.path == path);
        let first = lang.text(match mapping.first {
            First::Send => Key("first-send"),
            First::Fill => Key("first-fill"),
            First::Keep => Key("first-keep"),
        });
        Row::new(
            mapping.source.as_words().to_owned(),
            format!("→ {}, {first}", mapping.target),
        )
        .of_setting(&path, shown.map(|shown| origin(shown, lang)).unwrap_or_default())
    };
    settings.policy.mapping.iter().enumerate().map(row).collect()
}

fn problems(facts: &Facts, lang: &Lang) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut tell = |failure: &Failure| {
        let mut add = |label: String, text: &str, role: Role| {
            for (number, line) in text.lines().enumerate() {
                let label = if number == 0 { label.clone() } else { String::new() };
                rows.push(Row::new(label, line.trim()).with_role(role));
            }
        };
        add(lang.text(Key("problem-what")), &failure.what, Role::Danger);
        add(
            lang.text(Key("problem-why")),
            failure.why.as_deref().unwrap_or_default(),
            Role::Text,
        );
        add(
            lang.text(Key("problem-do")),
            failure.todo.as_deref().unwrap_or_default(),
            Role::Heading,
        );
    };
    facts.settings.as_ref().err().into_iter().for_each(&mut tell);
    facts.known.as_ref().err().into_iter().for_each(&mut tell);
    rows
}

fn secrets(facts: &Facts, lang: &Lang) -> Vec<Row> {
    facts
        .secrets
        .iter()
        .map(|(secret, place)| {
            let label = secret.name().to_owned();
            let row = match place {
                Ok(place) if place.is_exposed => {
                    let fillings = [("place", place.says.as_str().into())];
                    Row::new(label, lang.with(Key("secret-exposed"), &fillings)).with_role(Role::Danger)
                }
                Ok(place) => {
                    let fillings = [("place", place.says.as_str().into())];
                    Row::new(label, lang.with(Key("secret-from"), &fillings)).with_role(Role::Good)
                }
                Err(failure) => {
                    let says = [Some(failure.what.as_str()), failure.todo.as_deref()];
                    let says: Vec<&str> = says.into_iter().flatten().collect();
                    Row::new(label, says.join(". ")).with_role(Role::Waits)
                }
            };
            Row {
                secret: Some(*secret),
                ..row
            }
        })
        .collect()
}

fn files(facts: &Facts, lang: &Lang) -> Vec<Row> {
    let path = |label, path: &std::path::Path| Row::new(lang.text(label), path.display().to_string());
    let mut rows = vec![
        path(Key("file-settings"), &facts.place.settings_file),
        path(Key("file-state"), &facts.place.state_folder),
    ];
    let reading = facts.known.as_ref().ok().and_then(|known| known.reading);
    if let Some(reading) = reading {
        let fillings = [
            ("employees", reading.employees.into()),
            ("profiles", reading.profiles.into()),
            ("links", reading.links.into()),
        ];
        rows.push(Row::new(
            lang.text(Key("file-reading")),
            lang.with(Key("file-reading-found"), &fillings),
        ));
    }
    rows
}

/// What was decided at the screens rather than in the settings.
fn decided(section: Section, known: &Known, lang: &Lang) -> Vec<Row> {
    let by_you = || lang.text(Key("by-you"));
    match section {
        Section::Aside => known
            .aside
            .iter()
            .map(|(profile, aside)| {
                let kind = aside_kind(aside.kind);
                let says = if aside.note.is_empty() {
                    kind
                } else {
                    format!("{kind}: {}", aside.note)
                };
                let mut row = Row::new(profile.to_string(), says);
                row.origin = by_you();
                row
            })
            .collect(),
        Section::Excluded => known
            .excluded
            .iter()
            .map(|employee| Row::new(employee.to_string(), by_you()))
            .collect(),
        Section::Rejected => known
            .rejected
            .iter()
            .map(|(profile, employee)| Row::new(profile.to_string(), format!("≠ {employee}")))
            .collect(),
        _ => Vec::new(),
    }
}

/// How the screens themselves are; changed by keys and the palette.
pub fn screen_rows(shell: &Shell) -> Vec<Row> {
    let lang = &shell.lang;
    let colors = match shell.theme.depth {
        Depth::None => Key("screen-no-colors"),
        Depth::Sixteen => Key("screen-sixteen"),
        Depth::Many => Key("screen-many"),
    };
    let background = match shell.theme.background {
        Background::Dark => Key("screen-dark"),
        Background::Light => Key("screen-light"),
    };
    let mouse = if shell.mouse {
        Key("mouse-on")
    } else {
        Key("mouse-off")
    };
    let signs = if shell.ascii {
        Key("screen-ascii")
    } else {
        Key("screen-unicode")
    };
    [
        (Key("screen-colors"), colors),
        (Key("screen-background"), background),
        (Key("screen-mouse"), mouse),
        (Key("screen-signs"), signs),
    ]
    .map(|(label, value)| Row::new(lang.text(label), lang.text(value)))
    .into()
}

fn origin(shown: &ShownKey, lang: &Lang) -> String {
    match &shown.origin {
        Origin::Line(line) => lang.with(Key("origin-line"), &[("line", (*line).into())]),
        Origin::Variable(name) => name.clone(),
        Origin::Default if shown.value.is_none() => String::new(),
        Origin::Default => lang.text(Key("origin-default")),
    }
}

/// A value of the settings file as people say it.
fn words(value: Option<&str>, lang: &Lang) -> String {
    match value {
        None => lang.text(Key("not-set")),
        Some("true") => lang.text(Key("yes")),
        Some("false") => lang.text(Key("no")),
        Some("\"\"") => lang.text(Key("nothing")),
        Some(value) => parsed(value).unwrap_or_else(|| value.to_owned()),
    }
}

/// The text that a TOML value holds; `None`: it is no text.
fn parsed(value: &str) -> Option<String> {
    let value: toml::Value = format!("value = {value}")
        .parse::<toml::Table>()
        .ok()?
        .remove("value")?;
    value.as_str().map(str::to_owned)
}

/// Each entry of a TOML list, as text.
pub fn entries(value: &str) -> Vec<String> {
    let table: Option<toml::Table> = format!("value = {value}").parse().ok();
    let list = table.and_then(|mut table| match table.remove("value")? {
        toml::Value::Array(list) => Some(list),
        _ => None,
    });
    list.into_iter()
        .flatten()
        .map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned))
        .collect()
}
