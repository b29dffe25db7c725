//! How names, e-mails and logins are compared and transliterated (rules L1, L2, N2 to N4).

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, CodePointSetDataBorrowed,
};
use std::borrow::Cow;
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Whether a reader cannot see this character: Unicode's default-ignorable and format characters (rule L2), such as a
/// zero-width space or a byte order mark.
pub fn is_invisible(letter: char) -> bool {
    const IGNORABLE: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();
    const CATEGORY: CodePointMapDataBorrowed<'static, GeneralCategory> = CodePointMapData::new();
    !letter.is_ascii() && (IGNORABLE.contains(letter) || CATEGORY.get(letter) == GeneralCategory::Format)
}

/// The text without invisible characters and without blanks at its ends.
pub fn visible(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_invisible) {
        let seen: String = text.chars().filter(|letter| !is_invisible(*letter)).collect();
        Cow::Owned(seen.trim().to_owned())
    } else {
        Cow::Borrowed(text.trim())
    }
}

/// Whether nothing but blanks and invisible characters stands in the text.
pub fn is_blank(text: &str) -> bool {
    text.chars()
        .all(|letter| letter.is_whitespace() || is_invisible(letter))
}

/// Whether two texts read the same: they differ in invisible characters, in blanks, or in composed and decomposed forms,
/// at most (rules L2 and U2).
pub fn reads_the_same(a: &str, b: &str) -> bool {
    let is_plain = |text: &str| text.is_ascii() && !text.contains("  ");
    a == b || (!(is_plain(a) && is_plain(b)) && reading(a) == reading(b))
}

/// As a reader sees it: no invisible characters, one blank between words, composed.
fn reading(text: &str) -> String {
    let seen = visible(text);
    let words: Vec<&str> = seen.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

/// The same address by rule L2.
pub fn same_email(a: &str, b: &str) -> bool {
    let (a, b) = (a.trim(), b.trim());
    a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && email_key(a) == email_key(b))
}

/// An address as a key (rule L2): trimmed, in lower case, in NFC, without invisible characters. No dot and no
/// plus-address is dropped.
pub fn email_key(email: &str) -> Cow<'_, str> {
    let email = email.trim();
    if email.is_ascii() {
        return if email.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(email.to_ascii_lowercase())
        } else {
            Cow::Borrowed(email)
        };
    }
    Cow::Owned(visible(email).to_lowercase().nfc().collect())
}

/// Rule U6: the value as exactly one address, without the invisible characters in it. `None` where it is something
/// else, such as `mailto:…`, several addresses or one with a display name.
pub fn one_address(text: &str) -> Option<Cow<'_, str>> {
    let address = visible(text);
    let is_odd = |letter: char| {
        letter.is_whitespace()
            || letter.is_control()
            || matches!(
                letter,
                ',' | ';' | ':' | '<' | '>' | '"' | '(' | ')' | '[' | ']' | '\\' | '\u{ff20}' | '\u{fe6b}'
            )
    };
    let is_one = !address.chars().any(is_odd)
        && address
            .split_once('@')
            .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty() && !domain.contains('@'));
    is_one.then_some(address)
}

/// For people: each invisible character as its code point, `\u{2039}U+200B\u{203a}` (rule U6).
pub fn show_invisible(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(is_invisible) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if is_invisible(letter) {
            let _ = write!(shown, "\u{2039}U+{:04X}\u{203a}", u32::from(letter));
        } else {
            shown.push(letter);
        }
    }
    Cow::Owned(shown)
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
    let counts = |letter: &char| !is_combining_mark(*letter) && !is_invisible(*letter);
    let bare: String = text.nfkd().filter(counts).collect();
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
    fn l2_an_email_is_compared_without_case_and_with_dots() {
        assert!(same_email(" Jörg@ACME.com", "jörg@acme.com "));
        assert!(!same_email("j.doe@acme.com", "jdoe@acme.com"));
        assert!(!same_email("doe+x@acme.com", "doe@acme.com"));
    }

    #[test]
    fn l2_invisible_characters_and_composed_forms_do_not_tell_addresses_apart() {
        for odd in [
            "\u{200b}", "\u{feff}", "\u{200e}", "\u{ad}", "\u{200d}", "\u{2060}", "\u{fe0f}",
        ] {
            assert!(
                same_email(&format!("do{odd}ra@acme.com{odd} "), "Dora@acme.com"),
                "{odd:?}"
            );
            assert!(is_blank(odd) && reads_the_same(odd, ""));
        }
        assert!(same_email("mu\u{308}ller@acme.com", "MÜLLER@acme.com"));
        assert!(reads_the_same("Mu\u{308}ller", "Müller") && !reads_the_same("Muller", "Müller"));
        assert!(reads_the_same("de\u{a0}Vries", "de  Vries") && !reads_the_same("de Vries", "deVries"));
    }

    #[test]
    fn u6_an_address_is_exactly_one() {
        assert_eq!(
            one_address(" dora\u{200b}@acme.com ").as_deref(),
            Some("dora@acme.com")
        );
        for odd in [
            "mailto:dora@acme.com",
            "Dora Dach <dora@acme.com>",
            "dora@acme.com, d@acme.com",
            "dora@acme.com;d@acme.com",
            "dora\u{ff20}acme.com",
            "do\tra@acme.com",
            "do\u{7}ra@acme.com",
            "dora@acme@com",
            "dora",
            "@acme.com",
        ] {
            assert_eq!(one_address(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn u6_an_invisible_character_is_shown_as_its_code_point() {
        assert_eq!(show_invisible("do\u{200b}ra"), "do\u{2039}U+200B\u{203a}ra");
        assert_eq!(show_invisible("Müller"), "Müller");
    }

    #[test]
    fn n4_logins_are_compared_without_case_and_diacritics() {
        assert_eq!(login_key("Isáac@X.com"), login_key("isaac@x.com"));
    }
}
