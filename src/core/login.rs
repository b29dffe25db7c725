//! The login of a newcomer (rules N1 to N5).

use super::ahead;
use super::employee::Employee;
use super::plan::SkipReason;
use super::policy::{LoginPart, LoginSchema, Policy, Take, Umlauts};
use super::schema::{Property, Schema};
use super::snapshot::Roster;
use super::text::{fold, fold_german, login_key, mailbox, visible};
use super::value::{Text, Value};
use regex::Regex;
use rustc_hash::{FxBuildHasher, FxHashSet};
use std::borrow::Cow;

/// Okta's limits of a login, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 5..=100;

/// All logins that are held or promised, as [`login_key`]s.
#[derive(Debug, Clone, Default)]
pub struct Taken<'a>(FxHashSet<Cow<'a, str>>);

/// What the schema gives a newcomer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    Login(Text),
    /// Rule N4: with an attribute as source a taken login waits for a person.
    Held(Text),
    Skip(SkipReason),
}

impl<'a> Taken<'a> {
    pub fn of(logins: impl IntoIterator<Item = &'a str>) -> Self {
        let logins: Vec<&str> = logins.into_iter().collect();
        let mut taken = FxHashSet::with_capacity_and_hasher(logins.len(), FxBuildHasher);
        for few in logins.chunks(ahead::FEW) {
            ahead::glance(few.iter().copied());
            taken.extend(few.iter().copied().map(login_key));
        }
        Self(taken)
    }

    pub fn has(&self, login: &str) -> bool {
        self.0.contains(&login_key(login))
    }

    pub fn take(&mut self, login: &str) {
        self.0.insert(Cow::Owned(login_key(login).into_owned()));
    }
}

/// Rule N5: what the org takes as a login.
#[derive(Debug, Clone)]
pub struct LoginRules {
    form: LoginForm,
    /// In characters.
    length: std::ops::RangeInclusive<usize>,
}

/// The form of a login, from the pattern of `login` in the org's schema (`okta-api.md` section 3).
#[derive(Debug, Clone)]
enum LoginForm {
    /// No pattern: an e-mail address.
    Address,
    /// The username format "None", or a pattern that only Okta can read.
    Anything,
    Pattern(Regex),
}

impl Default for LoginRules {
    /// Where the org's schema does not matter: anything is a login.
    fn default() -> Self {
        Self {
            form: LoginForm::Anything,
            length: 1..=*LENGTH.end(),
        }
    }
}

impl LoginRules {
    /// From the org's schema. A pattern that cannot be read is left to Okta.
    pub fn of(schema: &Schema) -> Self {
        let property = schema.property("login");
        let form = match property.and_then(|property| property.pattern.as_deref()) {
            None => LoginForm::Address,
            Some(".+" | ".*") => LoginForm::Anything,
            Some(pattern) => {
                Regex::new(&format!("^(?:{pattern})$")).map_or(LoginForm::Anything, LoginForm::Pattern)
            }
        };
        let shortest = match form {
            LoginForm::Address => *LENGTH.start(),
            LoginForm::Anything | LoginForm::Pattern(_) => 1,
        };
        let bound = |of: fn(&Property) -> Option<u32>, otherwise: usize| {
            let bound = property
                .and_then(of)
                .and_then(|bound| usize::try_from(bound).ok());
            bound.unwrap_or(otherwise)
        };
        let shortest = bound(|property| property.min_length, shortest);
        Self {
            length: shortest..=bound(|property| property.max_length, *LENGTH.end()),
            form,
        }
    }

    /// The login, or why the org does not take it.
    fn check(&self, login: Text) -> Result<Text, SkipReason> {
        match self.refuses(login.chars().count(), || login.clone()) {
            Some(reason) => Err(reason),
            None if matches!(self.form, LoginForm::Address) && !is_address(&login) => {
                Err(SkipReason::LoginMalformed)
            }
            None => Ok(login),
        }
    }

    /// Why the org does not take a login of this length in characters, whose form as an address is certain. `login`
    /// is made only where a pattern looks at it.
    pub(super) fn refuses(&self, length: usize, login: impl FnOnce() -> Text) -> Option<SkipReason> {
        if !self.length.contains(&length) {
            return Some(SkipReason::LoginLength(length));
        }
        let fits = match &self.form {
            LoginForm::Address => true,
            LoginForm::Anything => !login().chars().any(char::is_control),
            LoginForm::Pattern(pattern) => pattern.is_match(&login()),
        };
        (!fits).then_some(SkipReason::LoginMalformed)
    }
}

/// The login by the schema, before anybody else is looked at (rules N1 to N3 and N5).
pub fn wanted(
    policy: &Policy,
    roster: &Roster,
    rules: &LoginRules,
    employee: &Employee,
) -> Result<Text, SkipReason> {
    let login = match &policy.login {
        LoginSchema::Attribute(key) => {
            let value = attribute(roster, employee, key);
            let login = value.to_text().unwrap_or_default();
            let login = visible(&login);
            if login.is_empty() {
                return Err(SkipReason::LoginEmpty);
            }
            Text::from(login)
        }
        LoginSchema::Generated { domain, .. } => {
            let local = local_part(policy, roster, employee)?;
            Text::from(format!("{local}@{domain}"))
        }
    };
    rules.check(login)
}

/// Rule N4: the wanted login, or the one with the ID. What is given is taken from then on.
pub fn give(
    policy: &Policy,
    roster: &Roster,
    rules: &LoginRules,
    employee: &Employee,
    taken: &mut Taken<'_>,
) -> Given {
    let login = match wanted(policy, roster, rules, employee) {
        Ok(login) => login,
        Err(reason) => return Given::Skip(reason),
    };
    if !taken.has(&login) {
        taken.take(&login);
        return Given::Login(login);
    }
    let LoginSchema::Generated { domain, .. } = &policy.login else {
        return Given::Held(login);
    };
    let suffixed = format!("{}_{}@{domain}", mailbox(&login), employee.id);
    match rules.check(Text::from(suffixed)) {
        Err(reason) => Given::Skip(reason),
        Ok(suffixed) if taken.has(&suffixed) => Given::Skip(SkipReason::LoginTaken(suffixed)),
        Ok(suffixed) => {
            taken.take(&suffixed);
            Given::Login(suffixed)
        }
    }
}

/// Rule N3: the user principal name is made by the same rule as a login. With an attribute as source its local
/// part is transliterated.
pub fn upn(policy: &Policy, roster: &Roster, rules: &LoginRules, employee: &Employee) -> Option<Text> {
    let login = wanted(policy, roster, rules, employee).ok()?;
    match &policy.login {
        LoginSchema::Generated { .. } => Some(login),
        LoginSchema::Attribute(_) => {
            let (local, domain) = login.split_once('@')?;
            let local: String = spell(local, policy.umlauts)
                .chars()
                .filter(|l| is_login_char(*l) || *l == '.')
                .collect();
            (!local.is_empty()).then(|| Text::from(format!("{local}@{}", fold(domain))))
        }
    }
}

/// What an employee's attribute says, fields and columns alike.
pub fn attribute(roster: &Roster, employee: &Employee, key: &str) -> Value {
    let day = |day: super::Day| match day {
        super::Day::Absent => Value::Absent,
        super::Day::Empty => Value::Empty,
        super::Day::Odd => Value::Odd,
        super::Day::On(date) => Value::Text(Text::from(date.to_string())),
    };
    match key {
        "id" => Value::Text(employee.id.to_link()),
        "first_name" => employee.first_name.clone(),
        "last_name" => employee.last_name.clone(),
        "email" => employee.email.clone(),
        "status" => match &employee.status {
            super::EmployeeStatus::Absent => Value::Absent,
            status => Value::text(status.as_word()),
        },
        "hire_date" => day(employee.hire_date),
        "termination_date" => day(employee.termination_date),
        "created_at" => match employee.created_at {
            Some(instant) => Value::Text(Text::from(&instant.to_string()[..10])),
            None => Value::Absent,
        },
        key => match roster
            .column(key)
            .and_then(|column| employee.attributes.get(column))
        {
            Some(value) => value.clone(),
            None => Value::Absent,
        },
    }
}

fn local_part(policy: &Policy, roster: &Roster, employee: &Employee) -> Result<String, SkipReason> {
    let LoginSchema::Generated {
        start,
        separator,
        end,
        ..
    } = &policy.login
    else {
        return Err(SkipReason::LoginEmpty);
    };
    let part = |part: &LoginPart| {
        let value = attribute(roster, employee, &part.attribute);
        part_text(&value.to_text().unwrap_or_default(), part.take, policy.umlauts)
    };
    let start = part(start);
    let end = end.as_ref().map(part).unwrap_or_default();
    // Where one part has nothing to give, a separator would stand at the edge, which no address allows.
    match (start.is_empty(), end.is_empty()) {
        (true, true) => Err(SkipReason::LoginEmpty),
        (false, false) => Ok(format!("{start}{separator}{end}")),
        _ => Ok(format!("{start}{end}")),
    }
}

/// Rule N2. The first letter is taken after transliteration: `Öztürk` gives `o` in every country, `Щ` gives `s`.
pub(super) fn part_text(text: &str, take: Take, umlauts: Umlauts) -> String {
    let kept: String = spell(text, umlauts)
        .chars()
        .filter(|letter| is_login_char(*letter))
        .collect();
    let Some(first) = kept.chars().find(char::is_ascii_alphanumeric) else {
        return String::new();
    };
    match take {
        Take::Whole => kept.trim_matches('-').to_owned(),
        Take::Initial => first.to_string(),
    }
}

fn spell(text: &str, umlauts: Umlauts) -> String {
    match umlauts {
        Umlauts::Spelled => fold_german(text).into_owned(),
        Umlauts::Dropped => fold(text).into_owned(),
    }
}

/// A dot is a separator, never part of a name: `J. R.` would end in two dots.
fn is_login_char(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
}

fn is_address(text: &str) -> bool {
    let clean = !text
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control());
    clean
        && text
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'))
}
