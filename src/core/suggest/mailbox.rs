//! The part of an address before the `@`, and which names it may be made of.

use super::name::{Name, Part};
use super::word::{Letters, Word, bare, sound};
use crate::core::text::{fold, mailbox};
use crate::core::value::Text;

/// A local part, folded: without what follows a plus, without digits at its end, without the sign of a second
/// account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mailbox {
    /// As it stands, but folded and without what follows a plus: codes such as `x4711` too.
    pub whole: Text,
    /// Letters and digits: `joergmueller` of `joerg.mueller2`.
    pub text: Text,
    sound: Text,
    /// `joerg`, `mueller`.
    pub parts: Box<[Text]>,
    /// Each way to take the parts for two names.
    cuts: Box<[[Heard; 2]]>,
}

/// A text, and how it sounds.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Heard {
    text: Text,
    sound: Text,
}

/// What an address is made of; what says more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// None that is known.
    Other,
    /// `jm`, `jmu`, `muej`.
    Initials,
    /// `joerg`.
    Given,
    /// `mueller`.
    Family,
    /// `joerg.m`.
    GivenInitial,
    /// `jmueller`, `mueller.j`.
    InitialFamily,
    /// `joerg.mueller`, `muellerjoerg`.
    Full,
}

/// What marks the second account of an administrator, an external or a test.
const MARKS: [&str; 12] = [
    "adm", "admin", "a", "ext", "extern", "x", "svc", "test", "t0", "t1", "da", "priv",
];
/// Longer is no address, and would only cost time.
const LONGEST: usize = 100;
/// The longest code of initials.
pub(super) const CODE: usize = 5;

impl Heard {
    fn of(parts: &[Text]) -> Self {
        let text = Text::from(parts.concat());
        Self {
            sound: sound(&text),
            text,
        }
    }
}

impl Mailbox {
    /// `None` where there is none, or one without end.
    pub fn of(address: &str) -> Option<Self> {
        let local = mailbox(address.trim());
        let local = local.split('+').next().unwrap_or(local);
        let whole = Text::from(fold(local).as_ref());
        let named = whole.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let mut parts: Vec<Text> = named
            .split(['.', '_', '-'])
            .map(bare)
            .filter(|part| !part.is_empty())
            .take(6)
            .collect();
        if parts.len() > 1 && MARKS.contains(&parts[0].as_str()) && parts[0].len() + parts[1].len() > 3 {
            parts.remove(0);
        }
        let text = Text::from(parts.concat());
        (!whole.is_empty() && whole.len() <= LONGEST).then(|| Self {
            sound: sound(&text),
            whole,
            text,
            cuts: (1..parts.len())
                .map(|cut| [Heard::of(&parts[..cut]), Heard::of(&parts[cut..])])
                .collect(),
            parts: parts.into(),
        })
    }

    /// Long enough to be nobody else's by chance.
    pub fn is_telling(&self) -> bool {
        self.whole.len() >= 3
    }

    /// The name that it says, where it says two: `yusuf.al-qasimi`. In which order is for others to find out.
    pub fn as_name(&self) -> Option<Name> {
        let (given, family) = self.parts.split_first()?;
        (!family.is_empty()).then(|| Name::of(Some(given), Some(&family.join(" "))))
    }

    /// Of the text, and of how it and its parts sound. No word is written or heard here that has others.
    pub fn letters(&self) -> [Letters; 2] {
        let heard = self.cuts.iter().flatten().map(|part| Letters::of(&part.sound));
        [
            Letters::of(&self.text),
            heard.fold(Letters::of(&self.sound), Letters::or),
        ]
    }

    /// How it may be made of this name.
    pub fn form(&self, name: &Name) -> Form {
        let cut = if self.parts.len() > 1 {
            self.form_of_parts(name)
        } else {
            Form::Other
        };
        if cut >= Form::GivenInitial {
            return cut;
        }
        cut.max(self.form_of_text(name))
    }

    /// Where it is cut already.
    fn form_of_parts(&self, name: &Name) -> Form {
        let both =
            |[left, right]: &[Heard; 2]| form_of_two(left, right, name).max(form_of_two(right, left, name));
        self.cuts.iter().map(both).max().unwrap_or(Form::Other)
    }

    /// Where nobody knows where one name ends.
    fn form_of_text(&self, name: &Name) -> Form {
        let text = self.text.as_str();
        let mut best = Form::Other;
        for family in each(&name.family) {
            if is_written(text, family) {
                best = best.max(Form::Family);
            }
            for given in each(&name.given) {
                best = best.max(self.form_of_pair(given, family));
                if best == Form::Full {
                    return best;
                }
            }
        }
        if best < Form::Given && each(&name.given).any(|given| is_written(text, given)) {
            best = Form::Given;
        }
        best
    }

    fn form_of_pair(&self, given: &Word, family: &Word) -> Form {
        let text = self.text.as_str();
        let is_joined =
            |text: &str, a: &str, b: &str| text.strip_prefix(a) == Some(b) || text.strip_prefix(b) == Some(a);
        let initial = |word: &'_ Word| word.plain.chars().next().unwrap_or_default();
        let (given_initial, family_initial) = (initial(given), initial(family));
        // `jmueller` or `muellerj`.
        let is_with = |initial: char, spelling: &str| {
            text.strip_prefix(initial) == Some(spelling) || text.strip_suffix(initial) == Some(spelling)
        };
        let all = |family_spelling: &str| {
            given
                .spellings()
                .any(|given_spelling| is_joined(text, given_spelling, family_spelling))
        };
        if family.spellings().any(all) || is_joined(&self.sound, &given.sound, &family.sound) {
            return Form::Full;
        }
        if family
            .spellings()
            .any(|spelling| is_with(given_initial, spelling))
        {
            return Form::InitialFamily;
        }
        if given
            .spellings()
            .any(|spelling| is_with(family_initial, spelling))
        {
            return Form::GivenInitial;
        }
        if text.len() <= CODE && is_code(text, given, family) {
            return Form::Initials;
        }
        Form::Other
    }
}

/// Whole words and all of them in one.
fn each(part: &Part) -> impl Iterator<Item = &Word> {
    part.words.iter().chain(&part.whole)
}

fn is_written(text: &str, word: &Word) -> bool {
    word.spellings().any(|spelling| spelling == text)
}

fn form_of_two(given_part: &Heard, family_part: &Heard, name: &Name) -> Form {
    let (given, family) = (says(given_part, &name.given), says(family_part, &name.family));
    match (given, family) {
        (Says::Word, Says::Word) => Form::Full,
        (Says::Initial, Says::Word) => Form::InitialFamily,
        (Says::Word, Says::Initial) => Form::GivenInitial,
        (Says::Nothing, Says::Word) => Form::Family,
        (Says::Word, Says::Nothing) => Form::Given,
        (Says::Initial, Says::Initial) => Form::Initials,
        _ => Form::Other,
    }
}

enum Says {
    Nothing,
    Initial,
    Word,
}

fn says(heard: &Heard, part: &Part) -> Says {
    let text = heard.text.as_str();
    let is_heard = |word: &Word| heard.sound.len() >= 3 && word.sound == heard.sound;
    if each(part).any(|word| is_written(text, word) || is_heard(word)) {
        return Says::Word;
    }
    let is_initial = text.len() == 1 && each(part).any(|word| word.plain.starts_with(text));
    if is_initial { Says::Initial } else { Says::Nothing }
}

/// `jm`, `jmu`, `jomu`, `muj`: the beginning of one, then of the other.
fn is_code(text: &str, given: &Word, family: &Word) -> bool {
    (1..text.len()).any(|cut| {
        let Some((head, tail)) = text.split_at_checked(cut) else {
            return false;
        };
        let begins = |word: &Word, with: &str| word.spellings().any(|spelling| spelling.starts_with(with));
        (begins(given, head) && begins(family, tail)) || (begins(family, head) && begins(given, tail))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l11_the_usual_forms_of_addresses_are_known() {
        let name = Name::of(Some("Jörg"), Some("Müller"));
        for (address, form) in [
            ("joerg.mueller@x.com", Form::Full),
            ("Mueller_Joerg@x.com", Form::Full),
            ("jorgmuller2@x.com", Form::Full),
            ("jmueller@x.com", Form::InitialFamily),
            ("muellerj@x.com", Form::InitialFamily),
            ("j.muller@x.com", Form::InitialFamily),
            ("joerg.m@x.com", Form::GivenInitial),
            ("mueller@x.com", Form::Family),
            ("joerg@x.com", Form::Given),
            ("jm@x.com", Form::Initials),
            ("jomu@x.com", Form::Initials),
            ("adm-jmueller+okta@x.com", Form::InitialFamily),
            ("anna.weiss@x.com", Form::Other),
        ] {
            assert_eq!(Mailbox::of(address).unwrap().form(&name), form, "{address}");
        }
        assert_eq!(Mailbox::of("4711@x.com").unwrap().form(&name), Form::Other);
        assert_eq!(Mailbox::of("@x.com"), None);
    }
}
