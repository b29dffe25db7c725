//! One word of a name in every way that it may be written, and how alike two of them are.

use crate::core::nickname;
use crate::core::text::{fold, fold_german};
use crate::core::value::Text;

/// How alike two words are; what says more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
    Differs,
    /// One is the first letter of the other.
    Initial,
    /// The same consonants, or the same letters for the most part.
    Similar,
    /// One or two letters are wrong.
    Typo,
    /// A short or pet form.
    Nickname,
    /// The same word, romanised or spelled in another way.
    Spelling,
    Same,
}

/// A folded word, never empty: letters and digits alone.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// Marks dropped: `muller`.
    pub plain: Text,
    /// Umlauts spelled out: `mueller`. Empty where that makes no difference.
    german: Text,
    /// What is left when romanisations and languages disagree: `muler`.
    pub sound: Text,
    /// The consonants of the sound.
    pub bones: Text,
    /// Which letters it has: words with other letters need no closer look.
    pub letters: Letters,
    /// Those of the sound.
    pub sound_letters: Letters,
    nicknames: nickname::Families,
}

impl Word {
    /// `None` where no letter is left.
    pub fn of(text: &str) -> Option<Self> {
        let plain = bare(&fold(text));
        if plain.is_empty() {
            return None;
        }
        let german = if text.is_ascii() {
            Text::default()
        } else {
            Some(bare(&fold_german(text)))
                .filter(|german| *german != plain)
                .unwrap_or_default()
        };
        let nicknames = nickname::families(&plain).or(|| nickname::families(&german));
        let sound = sound(&plain);
        Some(Self {
            bones: bones(&sound),
            letters: Letters::of(&plain),
            sound_letters: Letters::of(&sound),
            sound,
            plain,
            german,
            nicknames,
        })
    }

    /// The ways in which an address may have it.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.plain.as_str(), self.german.as_str()]
            .into_iter()
            .filter(|spelling| !spelling.is_empty())
    }

    pub fn nicknames(&self) -> &nickname::Families {
        &self.nicknames
    }

    pub fn initial(&self) -> u8 {
        self.plain.as_bytes().first().copied().unwrap_or_default()
    }

    /// `k` of `Qureshi` and `Chalid`.
    pub fn first_sound(&self) -> u8 {
        self.sound.as_bytes().first().copied().unwrap_or_default()
    }

    pub fn is_initial(&self) -> bool {
        self.plain.len() == 1
    }

    pub fn likeness(&self, other: &Self) -> Likeness {
        if self.plain == other.plain
            || self
                .spellings()
                .any(|mine| other.spellings().any(|theirs| mine == theirs))
        {
            return Likeness::Same;
        }
        if self.is_initial() || other.is_initial() {
            return if self.initial() == other.initial() {
                Likeness::Initial
            } else {
                Likeness::Differs
            };
        }
        if self.sound == other.sound && self.sound.len() >= 2 {
            return Likeness::Spelling;
        }
        if self.nicknames.meet(&other.nicknames) || self.is_short_for(other) || other.is_short_for(self) {
            return Likeness::Nickname;
        }
        self.misspelling(other)
    }

    /// The beginning from three letters on: `Alex`, `Alexander`.
    fn is_short_for(&self, other: &Self) -> bool {
        self.plain.len() >= 3
            && other.plain.len() > self.plain.len()
            && other.plain.starts_with(self.plain.as_str())
    }

    fn misspelling(&self, other: &Self) -> Likeness {
        let is_similar = self.bones.len() >= 3 && self.bones == other.bones;
        let shorter = self.plain.len().min(other.plain.len());
        let most = most_wrong(shorter);
        let is_far = self.letters.differing(other.letters) > 2 * most + 1;
        if is_far || self.least_wrong(other) > most {
            return if is_similar {
                Likeness::Similar
            } else {
                Likeness::Differs
            };
        }
        let wrong = distance(&self.plain, &other.plain).min(distance(&self.sound, &other.sound));
        if wrong <= forgiven(shorter) {
            Likeness::Typo
        } else if is_similar || (shorter >= 6 && wrong <= shorter / 3) {
            Likeness::Similar
        } else {
            Likeness::Differs
        }
    }

    /// So many letters are wrong at least.
    fn least_wrong(&self, other: &Self) -> usize {
        let plain = self.letters.least_wrong(other.letters);
        plain.min(self.sound_letters.least_wrong(other.sound_letters))
    }
}

/// A bit for each letter that is there, and one for each that is there again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Letters(u64);

impl Letters {
    const ONCE: u64 = u32::MAX as u64;

    pub fn of(text: &str) -> Self {
        let letters = text.bytes().filter(u8::is_ascii_lowercase);
        Self(letters.fold(0, |seen, letter| {
            let bit = 1 << (letter - b'a');
            seen | bit | (seen & bit) << 32
        }))
    }

    /// How many letters only one of them has.
    fn differing(self, other: Self) -> usize {
        ((self.0 ^ other.0) & Self::ONCE).count_ones() as usize
    }

    /// Each wrong letter takes one away, puts one there, or both.
    pub fn least_wrong(self, other: Self) -> usize {
        let (mine, theirs) = (self.0 & !other.0, other.0 & !self.0);
        mine.count_ones().max(theirs.count_ones()) as usize
    }

    /// Of either.
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn are_in(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }
}

/// How many letters may be wrong in a word of this length.
fn forgiven(length: usize) -> usize {
    match length {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// How many letters may be wrong in a word of this length for it to be similar still.
pub(super) fn most_wrong(length: usize) -> usize {
    forgiven(length).max(if length >= 6 { length / 3 } else { 0 })
}

/// Damerau and Levenshtein's; far apart where the lengths say so already.
fn distance(a: &str, b: &str) -> usize {
    if a.len().abs_diff(b.len()) > a.len().min(b.len()) / 3 + 1 {
        return usize::MAX;
    }
    let (a, b) = without_shared_ends(a, b);
    strsim::osa_distance(a, b)
}

/// What two words begin and end with costs time and changes no distance. The words are ASCII.
fn without_shared_ends<'t>(a: &'t str, b: &'t str) -> (&'t str, &'t str) {
    let same = |(a, b): &(u8, u8)| a == b;
    let head = a.bytes().zip(b.bytes()).take_while(same).count();
    let (a, b) = (&a[head..], &b[head..]);
    let tail = a.bytes().rev().zip(b.bytes().rev()).take_while(same).count();
    (&a[..a.len() - tail], &b[..b.len() - tail])
}

/// Letters and digits alone.
pub(super) fn bare(folded: &str) -> Text {
    folded
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect()
}

/// Groups of letters that languages and romanisations write in different ways, by their first letter, longest first;
/// each becomes the last.
fn groups(first: char) -> &'static [(&'static str, &'static str)] {
    match first {
        'a' => &[("ae", "a"), ("ai", "i"), ("ay", "i")],
        'c' => &[
            ("cz", "k"),
            ("ch", "k"),
            ("ck", "k"),
            ("ce", "se"),
            ("ci", "si"),
            ("cy", "si"),
            ("c", "k"),
        ],
        'd' => &[("dsch", "i"), ("dzh", "i"), ("dj", "i"), ("dh", "d")],
        'e' => &[("ee", "i"), ("ei", "i"), ("ey", "i")],
        'f' => &[("ff", "f")],
        'g' => &[("gh", "g")],
        'i' => &[("ie", "i"), ("ii", "i"), ("iy", "i"), ("ij", "i")],
        'j' => &[("j", "i")],
        'k' => &[("kh", "k")],
        'o' => &[("oe", "o"), ("ou", "u"), ("oy", "u"), ("oo", "u")],
        'p' => &[("ph", "f")],
        'q' => &[("qu", "kv"), ("q", "k")],
        's' => &[("schtsch", "s"), ("shch", "s"), ("sch", "s"), ("sh", "s")],
        't' => &[("tsch", "k"), ("tch", "k"), ("tz", "s"), ("ts", "s"), ("th", "t")],
        'u' => &[("ue", "u")],
        'w' => &[("w", "v")],
        'x' => &[("x", "ks")],
        'y' => &[("yi", "i"), ("y", "i")],
        'z' => &[("zh", "s"), ("z", "s")],
        _ => &[],
    }
}

/// As [`Word::sound`], of a folded word.
pub(super) fn sound(plain: &str) -> Text {
    let mut sound = Text::default();
    let mut rest = plain;
    // What begins a word in one romanisation only: `Jelzin`, `Yeltsin`, `Eltsin`; `Mpouzianis`, `Bouzianis`.
    for (start, says) in [("je", "e"), ("ye", "e"), ("mp", "b")] {
        if let Some(tail) = rest.strip_prefix(start) {
            push_all(&mut sound, says);
            rest = tail;
        }
    }
    while let Some(letter) = rest.chars().next() {
        let group = groups(letter).iter().find(|(group, _)| rest.starts_with(group));
        if let Some((group, says)) = group {
            push_all(&mut sound, says);
            rest = &rest[group.len()..];
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        let is_silent = letter == 'h' && !rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
        if !is_silent {
            push(&mut sound, letter);
        }
    }
    sound
}

/// Doubled letters count once.
fn push(sound: &mut Text, letter: char) {
    if !sound.ends_with(letter) {
        sound.push(letter);
    }
}

fn push_all(sound: &mut Text, says: &str) {
    says.chars().for_each(|letter| push(sound, letter));
}

/// The consonants, since some scripts write no vowels; `ch` is read as `k` here and as `sh` there.
fn bones(sound: &str) -> Text {
    let mut bones = Text::default();
    for letter in sound
        .chars()
        .filter(|letter| !matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u'))
    {
        push(&mut bones, if letter == 'k' { 's' } else { letter });
    }
    bones
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeness(a: &str, b: &str) -> Likeness {
        Word::of(a).unwrap().likeness(&Word::of(b).unwrap())
    }

    #[test]
    fn l11_one_name_in_many_spellings() {
        for (a, b) in [
            ("Müller", "Mueller"),
            ("Müller", "MULLER"),
            ("Yıldız", "Yildiz"),
            ("Groß", "Gross"),
        ] {
            assert_eq!(likeness(a, b), Likeness::Same, "{a} {b}");
        }
        for (a, b) in [
            ("Schewtschenko", "Шевченко"),
            ("Giannis", "Yiannis"),
            ("Youssef", "Yusef"),
            ("Katherine", "Catherine"),
        ] {
            assert!(likeness(a, b) >= Likeness::Typo, "{a} {b}: {:?}", likeness(a, b));
        }
    }

    #[test]
    fn l11_typing_errors_are_forgiven_by_length() {
        assert_eq!(likeness("Weber", "Webre"), Likeness::Typo);
        assert_eq!(likeness("Schneider", "Schniedre"), Likeness::Typo);
        assert_eq!(
            likeness("Ali", "Ari"),
            Likeness::Differs,
            "a short word forgives nothing"
        );
        assert_eq!(likeness("Jörg", "J"), Likeness::Initial);
        assert_eq!(likeness("Weber", "Krug"), Likeness::Differs);
    }

    #[test]
    fn l11_what_two_words_share_at_their_ends_changes_no_distance() {
        let mut dice = fastrand::Rng::with_seed(11);
        for _ in 0..20_000 {
            let mut word = || -> String { (0..dice.usize(..7)).map(|_| dice.char('a'..='c')).collect() };
            let (a, b) = (word(), word());
            let (short_a, short_b) = without_shared_ends(&a, &b);
            let whole = strsim::osa_distance(&a, &b);
            assert_eq!(strsim::osa_distance(short_a, short_b), whole, "{a} {b}");
            let least = Letters::of(&a).least_wrong(Letters::of(&b));
            assert!(least <= whole, "{a} {b}");
        }
    }
}
