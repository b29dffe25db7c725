//! What is sent of an attribute, and whether (rules U2, U3, U5 and U6).

use super::plan::Misfit;
use super::policy::{Drift, First, Source};
use super::schema::{ItemKind, Kind, Mutability, Property};
use super::state::Base;
use super::text::{one_address, reads_the_same, same_email};
use super::value::{Text, Value};
use std::borrow::Cow;

/// What is to be done about one mapped attribute of one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to send. The base may move without a call.
    Same,
    /// Personio's value is not known: nothing is said about it (rule R4).
    Untouched,
    /// Send this; `Empty` empties the attribute.
    Change(Value),
    /// Rule U2: Okta was changed by somebody else; this is what Personio says.
    Drift(Value),
    /// Rule U5: empty in Personio, and stays in Okta.
    KeptRequired,
    /// Rule U6: cannot be sent.
    Misfit(Misfit),
}

/// One mapped Okta attribute, with all that its verdict depends on besides the person.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    pub name: &'a str,
    /// `None`: the org has no such attribute.
    pub property: Option<&'a Property>,
    pub first: First,
    pub drift: Drift,
    /// Values are addresses: case alone is no change (rule U2).
    pub is_email: bool,
    /// Never emptied (rule U5).
    pub is_kept: bool,
}

/// Never emptied, whatever the schema says (rule U5).
pub const NEVER_EMPTIED: [&str; 4] = ["firstName", "lastName", "email", "login"];

impl<'a> Target<'a> {
    pub fn new(name: &'a str, property: Option<&'a Property>, first: First, drift: Drift) -> Self {
        let is_email = holds_email(name, property);
        let is_kept = NEVER_EMPTIED.contains(&name) || property.is_some_and(|property| property.required);
        Self {
            name,
            property,
            first,
            drift,
            is_email,
            is_kept,
        }
    }

    /// With what is known of where the values come from: an e-mail is compared and checked as one, whatever the name
    /// of the attribute that it goes to.
    #[must_use]
    pub fn fed_by(mut self, source: &Source) -> Self {
        self.is_email |= match source {
            Source::Attribute(key) => key == "email",
            Source::SupervisorEmail => true,
            _ => false,
        };
        self
    }

    /// Rule U6.
    fn fit(&self, value: &Value) -> Result<Value, Misfit> {
        if self.is_email {
            fit(&fit_address(value)?, self.property)
        } else {
            fit(value, self.property)
        }
    }

    /// Rules U2, U3, U5 and U6 for one attribute: `personio` as read, `okta` as held, `base` as last sent.
    pub fn verdict(&self, personio: &Value, okta: &Value, base: Option<&Base>) -> Verdict {
        if is_plainly_same(personio, okta) {
            return Verdict::Same;
        }
        let wanted = match personio {
            Value::Absent => return Verdict::Untouched,
            Value::Odd => return Verdict::Misfit(Misfit::OddShape),
            Value::Empty => Value::Empty,
            value => match self.fit(value) {
                Ok(value) => value,
                Err(misfit) => {
                    // A value that did not move is not worth a word in every run.
                    return if base.is_some_and(|base| base.sent == *personio) {
                        Verdict::Same
                    } else {
                        Verdict::Misfit(misfit)
                    };
                }
            },
        };
        match base {
            None => self.first_time(wanted, okta),
            Some(base) => self.since(wanted, okta, base),
        }
    }

    /// Rule U3.
    fn first_time(&self, wanted: Value, okta: &Value) -> Verdict {
        let is_sent = match self.first {
            First::Send => true,
            First::Fill => !okta.is_present(),
            First::Keep => false,
        };
        if wanted.is_empty() || !is_sent || self.is_same(&wanted, okta) {
            Verdict::Same
        } else {
            Verdict::Change(wanted)
        }
    }

    /// Rule U2.
    fn since(&self, wanted: Value, okta: &Value, base: &Base) -> Verdict {
        if self.is_same(&wanted, okta) {
            return Verdict::Same;
        }
        let personio_moved = !self.is_same(&wanted, &base.sent);
        if !personio_moved && self.is_same(okta, &base.taken) {
            return Verdict::Same;
        }
        if wanted.is_empty() && self.is_kept {
            return Verdict::KeptRequired;
        }
        if personio_moved || self.drift == Drift::Overwrite {
            Verdict::Change(wanted)
        } else {
            Verdict::Drift(wanted)
        }
    }

    /// Rules U2 and U3: the base that follows without a call, because Okta equals Personio or Okta's value stands.
    /// `None`: there is something to send or to tell, or the base is known.
    pub fn settled(&self, personio: &Value, okta: &Value, base: Option<&Base>) -> Option<Base> {
        let is_known = |sent: &Value| {
            base.is_some_and(|base| same_value(&base.sent, sent) && same_value(&base.taken, okta))
        };
        if is_plainly_same(personio, okta) && is_known(personio) {
            return None;
        }
        let sent = match personio {
            Value::Absent | Value::Odd => return None,
            Value::Empty => Value::Empty,
            value => self.fit(value).ok()?,
        };
        let is_settled = self.verdict(personio, okta, base) == Verdict::Same;
        (is_settled && !is_known(&sent)).then(|| Base {
            sent,
            taken: if okta.is_present() {
                okta.clone()
            } else {
                Value::Empty
            },
        })
    }

    fn is_same(&self, a: &Value, b: &Value) -> bool {
        if self.is_email
            && let (Value::Text(a), Value::Text(b)) = (a, b)
        {
            return same_email(a, b);
        }
        same_value(a, b)
    }
}

/// Whether Okta's attribute holds an e-mail address.
fn holds_email(name: &str, property: Option<&Property>) -> bool {
    matches!(name, "email" | "secondEmail")
        || property.is_some_and(|property| property.format.as_deref() == Some("email"))
}

/// Rule U6 for an attribute by its name: the value as it is sent, or why it cannot be. `value` is present.
pub fn fit_attribute(name: &str, value: &Value, property: Option<&Property>) -> Result<Value, Misfit> {
    if holds_email(name, property) {
        fit(&fit_address(value)?, property)
    } else {
        fit(value, property)
    }
}

/// Exactly one address, without the invisible characters in it.
fn fit_address(value: &Value) -> Result<Value, Misfit> {
    let text = value.to_text().unwrap_or_default();
    let address = one_address(&text).ok_or(Misfit::Format(Text::const_new("email")))?;
    Ok(Value::Text(Text::from(address)))
}

/// Most attributes of most people are the same text on both sides: nothing else has to be looked at.
pub fn is_plainly_same(personio: &Value, okta: &Value) -> bool {
    matches!((personio, okta), (Value::Text(a), Value::Text(b)) if a == b)
}

/// Equal as Okta and its readers see it: absent and empty are both "no value" there, 40 is 40.0, and texts that read the
/// same are one (rule U2).
pub fn same_value(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Absent | Value::Empty, Value::Absent | Value::Empty) => true,
        (Value::Integer(whole), Value::Decimal(number)) | (Value::Decimal(number), Value::Integer(whole)) => {
            as_whole(*number) == Some(*whole)
        }
        (Value::Text(a), Value::Text(b)) => reads_the_same(a, b),
        (a, b) => a == b,
    }
}

fn as_whole(number: f64) -> Option<i64> {
    // Beyond 2^53 a decimal no longer tells one whole number from the next.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        format!("{number:.0}").parse().ok()
    } else {
        None
    }
}

/// Rule U6: the value in the schema's type, or why it cannot be taken. `value` is present.
pub fn fit(value: &Value, property: Option<&Property>) -> Result<Value, Misfit> {
    let Some(property) = property else {
        return Err(Misfit::NoSuchAttribute);
    };
    if property.mutability != Mutability::ReadWrite {
        return Err(Misfit::ReadOnly);
    }
    let wrong = || Misfit::Type(property.kind);
    let number = || -> Option<f64> {
        value
            .to_text()?
            .trim()
            .parse()
            .ok()
            .filter(|n: &f64| n.is_finite())
    };
    let fitted = match property.kind {
        Kind::String => Value::Text(fit_text(&value.to_text().ok_or_else(wrong)?, property)?),
        Kind::Boolean => match value {
            Value::Bool(yes) => Value::Bool(*yes),
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
            _ => return Err(wrong()),
        },
        Kind::Integer => match value {
            Value::Integer(whole) => Value::Integer(*whole),
            Value::Bool(_) | Value::List(_) => return Err(wrong()),
            _ => Value::Integer(number().and_then(as_whole).ok_or_else(wrong)?),
        },
        Kind::Number => match value {
            Value::Integer(whole) => Value::Integer(*whole),
            Value::Bool(_) | Value::List(_) => return Err(wrong()),
            _ => {
                let number = number().ok_or_else(wrong)?;
                as_whole(number).map_or(Value::Decimal(number), Value::Integer)
            }
        },
        Kind::Array(ItemKind::String) => {
            let items: Vec<Text> = match value {
                Value::List(items) => items.to_vec(),
                value => vec![Text::from(value.to_text().ok_or_else(wrong)?)],
            };
            let plain = Property {
                options: property.options.clone(),
                ..Property::default()
            };
            for item in &items {
                fit_text(item, &plain)?;
            }
            return Ok(Value::list(items));
        }
        Kind::Array(_) | Kind::Other => return Err(wrong()),
    };
    if property.kind != Kind::String
        && !property.options.is_empty()
        && !property
            .options
            .iter()
            .any(|option| fitted.to_text().as_deref() == Some(option))
    {
        return Err(Misfit::NotAnOption);
    }
    Ok(fitted)
}

fn fit_text(text: &str, property: &Property) -> Result<Text, Misfit> {
    // Okta: strings with characters of four bytes in UTF-8 are not supported. Control characters come from
    // pasted HR fields and are no part of any name.
    if text
        .chars()
        .any(|letter| letter.len_utf8() == 4 || letter.is_control())
    {
        return Err(Misfit::Characters);
    }
    let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    if let Some(max) = property.max_length.filter(|max| length > *max) {
        return Err(Misfit::TooLong(max));
    }
    if let Some(min) = property.min_length.filter(|min| length < *min) {
        return Err(Misfit::TooShort(min));
    }
    if !property.options.is_empty() && !property.options.iter().any(|option| option == text) {
        return Err(Misfit::NotAnOption);
    }
    if let Some(format) = &property.format
        && !meets_format(text, format)
    {
        return Err(Misfit::Format(format.clone()));
    }
    Ok(Text::from(text))
}

/// The formats whose shape is certain; a word that is not listed is left to Okta.
fn meets_format(text: &str, format: &str) -> bool {
    match format {
        "email" => text
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !text.contains(' ')),
        "country-code" => text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()),
        "uri" => text.contains(':') && !text.contains(char::is_whitespace),
        _ => true,
    }
}

/// What a value would look like in a column of changes.
pub fn shown(value: &Value) -> Cow<'_, str> {
    value.to_text().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::text(text)
    }

    fn base(sent: &str, taken: &str) -> Base {
        Base {
            sent: text(sent),
            taken: text(taken),
        }
    }

    fn target(property: &Property) -> Target<'_> {
        Target::new("department", Some(property), First::Send, Drift::Keep)
    }

    #[test]
    fn u2_three_values_decide() {
        let property = Property::default();
        let target = target(&property);
        let verdict = |personio, okta, base| target.verdict(&text(personio), &text(okta), Some(&base));
        assert_eq!(
            verdict("B", "A", base("A", "A")),
            Verdict::Change(text("B")),
            "Personio moved"
        );
        assert_eq!(
            verdict("A", "X", base("A", "A")),
            Verdict::Drift(text("A")),
            "Okta moved"
        );
        assert_eq!(
            verdict("B", "X", base("A", "A")),
            Verdict::Change(text("B")),
            "both moved: Personio is the truth"
        );
        assert_eq!(
            verdict("B", "B", base("A", "A")),
            Verdict::Same,
            "Okta is there already"
        );
        assert_eq!(
            verdict("A", "a", base("A", "a")),
            Verdict::Same,
            "Okta stored it in its own form"
        );
        let overwrite = Target {
            drift: Drift::Overwrite,
            ..target.clone()
        };
        assert_eq!(
            overwrite.verdict(&text("A"), &text("X"), Some(&base("A", "A"))),
            Verdict::Change(text("A"))
        );
    }

    #[test]
    fn u2_case_alone_in_an_email_is_no_change() {
        let property = Property::default();
        let email = Target::new("email", Some(&property), First::Send, Drift::Overwrite);
        assert_eq!(
            email.verdict(&text("A@x.com"), &text("a@X.com"), None),
            Verdict::Same
        );
        assert_eq!(
            target(&property).verdict(&text("Sales"), &text("sales"), None),
            Verdict::Change(text("Sales"))
        );
    }

    #[test]
    fn u3_the_first_time_send_fill_or_keep() {
        let property = Property::default();
        let first = |first, personio, okta| {
            Target {
                first,
                ..target(&property)
            }
            .verdict(&text(personio), &text(okta), None)
        };
        assert_eq!(first(First::Send, "A", "B"), Verdict::Change(text("A")));
        assert_eq!(first(First::Fill, "A", "B"), Verdict::Same);
        assert_eq!(first(First::Fill, "A", ""), Verdict::Change(text("A")));
        assert_eq!(first(First::Keep, "A", ""), Verdict::Same);
        for way in [First::Send, First::Fill, First::Keep] {
            assert_eq!(
                first(way, "", "B"),
                Verdict::Same,
                "nothing is emptied the first time"
            );
        }
    }

    #[test]
    fn u3_a_kept_value_stays_until_personio_moves() {
        let property = Property::default();
        let target = Target {
            first: First::Keep,
            ..target(&property)
        };
        let kept = base("joerg.mueller@acme.com", "j.mueller@acme.com");
        let verdict = |personio| target.verdict(&text(personio), &text("j.mueller@acme.com"), Some(&kept));
        assert_eq!(verdict("joerg.mueller@acme.com"), Verdict::Same);
        assert_eq!(
            verdict("joerg.maier@acme.com"),
            Verdict::Change(text("joerg.maier@acme.com"))
        );
    }

    #[test]
    fn r4_absent_and_odd_never_empty_anything() {
        let property = Property::default();
        let target = target(&property);
        for base in [None, Some(base("A", "A"))] {
            assert_eq!(
                target.verdict(&Value::Absent, &text("A"), base.as_ref()),
                Verdict::Untouched
            );
            assert_eq!(
                target.verdict(&Value::Odd, &text("A"), base.as_ref()),
                Verdict::Misfit(Misfit::OddShape)
            );
        }
    }

    #[test]
    fn u5_emptied_in_personio_empties_but_never_what_is_required() {
        let property = Property::default();
        let required = Property {
            required: true,
            ..Property::default()
        };
        let was = base("A", "A");
        assert_eq!(
            target(&property).verdict(&Value::Empty, &text("A"), Some(&was)),
            Verdict::Change(Value::Empty)
        );
        assert_eq!(
            target(&required).verdict(&Value::Empty, &text("A"), Some(&was)),
            Verdict::KeptRequired
        );
        for name in NEVER_EMPTIED {
            let target = Target::new(name, Some(&property), First::Send, Drift::Overwrite);
            assert_eq!(
                target.verdict(&Value::Empty, &text("A"), Some(&was)),
                Verdict::KeptRequired,
                "{name}"
            );
        }
    }

    #[test]
    fn u6_a_value_takes_the_type_of_the_schema() {
        let of = |kind| Property {
            kind,
            ..Property::default()
        };
        let items = Value::list([Text::const_new("A"), Text::const_new("B")]);
        assert_eq!(fit(&items, Some(&of(Kind::String))), Ok(text("A, B")));
        assert_eq!(
            fit(&items, Some(&of(Kind::Array(ItemKind::String)))),
            Ok(items.clone())
        );
        assert_eq!(fit(&text("40"), Some(&of(Kind::Integer))), Ok(Value::Integer(40)));
        assert_eq!(
            fit(&text("38.5"), Some(&of(Kind::Number))),
            Ok(Value::Decimal(38.5))
        );
        assert_eq!(
            fit(&text("True"), Some(&of(Kind::Boolean))),
            Ok(Value::Bool(true))
        );
        assert_eq!(fit(&Value::Integer(7), Some(&of(Kind::String))), Ok(text("7")));
        assert_eq!(
            fit(&text("38.5"), Some(&of(Kind::Integer))),
            Err(Misfit::Type(Kind::Integer))
        );
        assert_eq!(
            fit(&text("yes"), Some(&of(Kind::Boolean))),
            Err(Misfit::Type(Kind::Boolean))
        );
        assert_eq!(
            fit(&text("NaN"), Some(&of(Kind::Number))),
            Err(Misfit::Type(Kind::Number))
        );
    }

    #[test]
    fn u6_misfits_are_caught_in_the_plan() {
        let short = Property {
            max_length: Some(3),
            min_length: Some(2),
            ..Property::default()
        };
        assert_eq!(
            fit(&text("äöü"), Some(&short)),
            Ok(text("äöü")),
            "characters, not bytes"
        );
        assert_eq!(fit(&text("äöüß"), Some(&short)), Err(Misfit::TooLong(3)));
        assert_eq!(fit(&text("ä"), Some(&short)), Err(Misfit::TooShort(2)));
        let options = Property {
            options: vec![Text::const_new("A")],
            ..Property::default()
        };
        assert_eq!(fit(&text("B"), Some(&options)), Err(Misfit::NotAnOption));
        let locked = Property {
            mutability: Mutability::ReadOnly,
            ..Property::default()
        };
        assert_eq!(fit(&text("B"), Some(&locked)), Err(Misfit::ReadOnly));
        assert_eq!(fit(&text("B"), None), Err(Misfit::NoSuchAttribute));
        assert_eq!(
            fit(&text("party 🎉"), Some(&Property::default())),
            Err(Misfit::Characters)
        );
        let country = Property {
            format: Some(Text::const_new("country-code")),
            ..Property::default()
        };
        assert_eq!(
            fit(&text("Germany"), Some(&country)),
            Err(Misfit::Format(Text::const_new("country-code")))
        );
    }
}
