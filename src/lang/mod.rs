//! What the screens say, by language: texts from the Fluent files in `assets/locales`, and how a language
//! writes numbers, days and times. Knows no screen, and no clock: who asks says what time it is.
//!
//! English alone is shipped. Every text has a [`Key`]; that each key exists, and each text is used, is proven
//! by a test that reads the source.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::memoizer::MemoizerKind;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use unic_langid::LanguageIdentifier;

/// The name of a text in the Fluent files. Written as a literal, so that the test finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(pub &'static str);

/// One language.
pub struct Lang {
    bundle: FluentBundle<FluentResource>,
}

/// What a text is given to fill in.
pub type Filling<'a> = (&'static str, FluentValue<'a>);

const ENGLISH: [&str; 7] = [
    include_str!("../../assets/locales/en/shell.ftl"),
    include_str!("../../assets/locales/en/overview.ftl"),
    include_str!("../../assets/locales/en/links.ftl"),
    include_str!("../../assets/locales/en/assign.ftl"),
    include_str!("../../assets/locales/en/plan.ftl"),
    include_str!("../../assets/locales/en/history.ftl"),
    include_str!("../../assets/locales/en/demo.ftl"),
];
/// A moment no longer ago than this is named by its weekday: a week later it would be another day's name.
const NAMED_BY_WEEKDAY: SignedDuration = SignedDuration::from_hours(6 * 24);

impl Lang {
    pub fn english() -> Self {
        let english: LanguageIdentifier = "en".parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![english]);
        // Else invisible marks around each filled-in value would shift columns.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(grouped));
        for text in ENGLISH {
            // What cannot be read of a file is left out; the test proves that everything can.
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        Self { bundle }
    }

    /// A text without anything to fill in.
    pub fn text(&self, key: Key) -> String {
        self.format(key, None)
    }

    /// A text with what it names filled in.
    pub fn with(&self, key: Key, fillings: &[Filling<'_>]) -> String {
        let mut arguments = FluentArgs::with_capacity(fillings.len());
        for (name, value) in fillings {
            arguments.set(*name, value.clone());
        }
        self.format(key, Some(&arguments))
    }

    /// A key that does not exist gives its name: better a strange word than none.
    fn format(&self, key: Key, arguments: Option<&FluentArgs<'_>>) -> String {
        let pattern = self.bundle.get_message(key.0).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            debug_assert!(false, "no text {key:?}");
            return key.0.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors);
        debug_assert!(errors.is_empty(), "{key:?}: {errors:?}");
        text.into_owned()
    }

    /// `12,345`
    pub fn number(&self, number: usize) -> String {
        group(&number.to_string())
    }

    /// `24 Nov 2026`
    pub fn day(&self, day: Date) -> String {
        day.strftime("%-d %b %Y").to_string()
    }

    /// `Mon 14:02` within the last days, else `24 Nov 2026 14:02`.
    pub fn moment(&self, at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
        let local = zone.to_datetime(at);
        if now.duration_since(at).abs() <= NAMED_BY_WEEKDAY {
            local.strftime("%a %H:%M").to_string()
        } else {
            format!("{} {}", self.day(local.date()), local.strftime("%H:%M"))
        }
    }

    /// `1 min ago`, `62 h ago`, `12 d ago`.
    pub fn ago(&self, length: SignedDuration) -> String {
        let (key, count) = match length.as_mins() {
            ..1 => return self.text(Key("ago-now")),
            minutes @ 1..120 => (Key("ago-minutes"), minutes),
            minutes @ 120..5760 => (Key("ago-hours"), minutes / 60),
            minutes => (Key("ago-days"), minutes / 60 / 24),
        };
        self.with(key, &[("count", count.into())])
    }

    /// `in 1 min`, `in 3 h`, `in 12 d`; rounded down, so that nobody counts on more time than there is.
    pub fn until(&self, length: SignedDuration) -> String {
        let (key, count) = match length.as_mins() {
            ..1 => return self.text(Key("until-now")),
            minutes @ 1..120 => (Key("until-minutes"), minutes),
            minutes @ 120..5760 => (Key("until-hours"), minutes / 60),
            minutes => (Key("until-days"), minutes / 60 / 24),
        };
        self.with(key, &[("count", count.into())])
    }
}

/// Numbers in texts are written as [`Lang::number`] does.
fn grouped<M: MemoizerKind>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(group(&number.as_string())),
        _ => None,
    }
}

fn group(digits: &str) -> String {
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && at < whole && (whole - at).is_multiple_of(3) && !text.ends_with('-') {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lang")
            .field("locales", &self.bundle.locales)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_english_file_can_be_read_completely() {
        for text in ENGLISH {
            assert!(FluentResource::try_new(text.to_owned()).is_ok());
        }
    }

    #[test]
    fn numbers_are_grouped() {
        let lang = Lang::english();
        assert_eq!(lang.number(0), "0");
        assert_eq!(lang.number(999), "999");
        assert_eq!(lang.number(1_234_567), "1,234,567");
        assert_eq!(group("-123456.25"), "-123,456.25");
    }

    #[test]
    fn times_are_written_as_people_need_them() {
        let lang = Lang::english();
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        let at: Timestamp = "2026-11-23T13:02:00Z".parse().unwrap();
        let after = |hours| at + SignedDuration::from_hours(hours);
        assert_eq!(lang.moment(at, after(1), &zone), "Mon 14:02");
        assert_eq!(lang.moment(at, after(200), &zone), "23 Nov 2026 14:02");
        assert_eq!(lang.day(date(2026, 12, 1)), "1 Dec 2026");
    }

    #[test]
    fn ages_are_named_by_what_they_are_counted_in() {
        let lang = Lang::english();
        for (minutes, says) in [
            (-5, "just now"),
            (0, "just now"),
            (1, "1 min ago"),
            (119, "119 min ago"),
            (120, "2 h ago"),
            (62 * 60, "62 h ago"),
            (12 * 24 * 60, "12 d ago"),
        ] {
            assert_eq!(lang.ago(SignedDuration::from_mins(minutes)), says);
        }
        for (minutes, says) in [
            (0, "in a moment"),
            (30, "in 30 min"),
            (120, "in 2 h"),
            (12 * 24 * 60, "in 12 d"),
        ] {
            assert_eq!(lang.until(SignedDuration::from_mins(minutes)), says);
        }
    }
}
