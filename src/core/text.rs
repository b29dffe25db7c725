//! How names, e-mails and logins are compared and transliterated (rules L1, L2, N2 to N4).

use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The same address: trimmed, without case (rule L2). No dot and no plus-address is dropped.
pub fn same_email(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && a.to_lowercase() == b.to_lowercase())
}

/// An address as a key: trimmed, lower case.
pub fn email_key(email: &str) -> Cow<'_, str> {
    let email = email.trim();
    let is_plain = email
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_plain {
        Cow::Borrowed(email)
    } else {
        Cow::Owned(email.to_lowercase())
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Lower-case ASCII: marks are dropped (ä→a), ß→ss, other scripts are transliterated. What no table knows is
/// dropped. Composed and decomposed forms give the same.
pub fn fold(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase())
    {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        return Cow::Owned(text.to_ascii_lowercase());
    }
    let bare: String = text.nfkd().filter(|letter| !is_combining_mark(*letter)).collect();
    Cow::Owned(any_ascii::any_ascii(&bare).to_ascii_lowercase())
}

/// As [`fold`], with ä→ae, ö→oe, ü→ue first.
pub fn fold_german(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return fold(text);
    }
    let mut spelled = String::with_capacity(text.len() + 4);
    for letter in text.nfc() {
        match letter {
            'ä' | 'Ä' => spelled.push_str("ae"),
            'ö' | 'Ö' => spelled.push_str("oe"),
            'ü' | 'Ü' => spelled.push_str("ue"),
            other => spelled.push(other),
        }
    }
    Cow::Owned(fold(&spelled).into_owned())
}

/// Okta's notion of one login: case and diacritics do not count. Transliterating whole scripts goes further than
/// Okta says it does, so that a doubtful case counts as taken (rule N4).
pub fn login_key(login: &str) -> Cow<'_, str> {
    fold(login.trim())
}

/// The same name, however its umlauts are written (`Müller`, `Mueller`, `Muller`); blanks, hyphens, dots and
/// apostrophes do not count.
pub fn same_name(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    // Names of which no letter is left say nothing, least of all that they are the same.
    let both = |a: &str, b: &str| {
        letters(a.as_bytes()).next().is_some() && letters(a.as_bytes()).eq(letters(b.as_bytes()))
    };
    if a.is_ascii() && b.is_ascii() {
        return both(a, b);
    }
    let (plain_a, plain_b) = (fold(a), fold(b));
    let (german_a, german_b) = (fold_german(a), fold_german(b));
    both(&plain_a, &plain_b) || both(&german_a, &plain_b) || both(&plain_a, &german_b)
}

fn letters(text: &[u8]) -> impl Iterator<Item = u8> + '_ {
    text.iter()
        .filter(|byte| byte.is_ascii_alphanumeric())
        .map(u8::to_ascii_lowercase)
}

fn words(folded: &str) -> Vec<&str> {
    folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Rule L2: two names share a word. Words are folded either way; a short form counts: the beginning of the other
/// from three letters on (`Alex`, `Alexander`), or one of the known ones (`Bob`, `Robert`).
pub fn share_a_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let ways = |text: &str| [fold(text).into_owned(), fold_german(text).into_owned()];
    let (ways_a, ways_b) = (ways(a), ways(b));
    ways_a.iter().any(|a| {
        let words_a = words(a);
        ways_b.iter().any(|b| {
            words(b)
                .iter()
                .any(|b| words_a.iter().any(|a| is_same_word(a, b)))
        })
    })
}

fn is_same_word(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    (short.len() >= 3 && long.starts_with(short)) || is_short_form(a, b)
}

/// One family of first names a line, all of them short or long forms of each other.
const SHORT_FORMS: &str = include_str!("../../assets/short_forms.txt");

fn is_short_form(a: &str, b: &str) -> bool {
    SHORT_FORMS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .any(|line| {
            let has = |name: &str| line.split_whitespace().any(|word| word == name);
            has(a) && has(b)
        })
}

/// How alike two folded texts are, 0 to 1.
pub fn likeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

/// The part of an address before the `@`.
pub fn mailbox(address: &str) -> &str {
    address.split('@').next().unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n3_all_scripts_become_ascii() {
        assert_eq!(fold("Łukasz Øverås"), "lukasz overas");
        assert_eq!(fold("Straße"), "strasse");
        assert_eq!(fold("Mu\u{308}ller"), fold("Müller"));
        assert_eq!(fold_german("Mu\u{308}ller"), "mueller");
        assert_eq!(fold_german("Öztürk"), "oeztuerk");
        assert!(fold("Παπαδόπουλος").is_ascii() && !fold("Παπαδόπουλος").is_empty());
        assert!(fold("Шевченко").is_ascii() && !fold("Шевченко").is_empty());
        assert!(fold("王小明").is_ascii() && !fold("王小明").is_empty());
    }

    #[test]
    fn l1_names_agree_however_umlauts_are_written() {
        assert!(same_name("Jörg", "Joerg") && same_name("Jorg", "Jörg") && same_name("JÖRG", "jo\u{308}rg"));
        assert!(same_name("Müller-Groß", "Mueller Gross"));
        assert!(same_name("O'Brien", "O\u{2019}Brien"));
        assert!(!same_name("Maier", "Meier"));
    }

    #[test]
    fn l2_short_forms_count_as_a_shared_word() {
        assert!(share_a_word("Alex Weber", "Alexander Schulz"));
        assert!(share_a_word("Bob Smith", "Robert Jones"));
        assert!(share_a_word("Jörg Müller", "Mueller, Hans"));
        assert!(!share_a_word("Jörg Müller", "Anna Weiß"));
        assert!(
            !share_a_word("Li Wu", "Lisa Wunder"),
            "two letters are no short form"
        );
    }

    #[test]
    fn l2_an_email_is_compared_without_case_and_with_dots() {
        assert!(same_email(" Jörg@ACME.com", "jörg@acme.com "));
        assert!(!same_email("j.doe@acme.com", "jdoe@acme.com"));
        assert!(!same_email("doe+x@acme.com", "doe@acme.com"));
    }

    #[test]
    fn n4_logins_are_compared_without_case_and_diacritics() {
        assert_eq!(login_key("Isáac@X.com"), login_key("isaac@x.com"));
    }
}
