//! Which people are worth comparing: those who share a key. A hundred thousand people are never compared one by
//! one.

use super::facts::Facts;
use super::name::{Name, Part};
use super::phrase::Phrase;
use super::word::{Word, sound};
use smallvec::SmallVec;

/// Whose keys: what one side enters the other looks up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Employee,
    Profile,
}

/// Shared by people who are probably one.
pub(super) type Keys = SmallVec<[u32; 32]>;

/// Who has which key.
#[derive(Debug)]
pub(super) struct Blocks {
    /// Key and position in one number, sorted.
    entries: Vec<u64>,
    /// Where the keys begin that share their first bits.
    starts: Vec<usize>,
    /// How many bits those are not.
    shift: u32,
}

/// A key that more people share tells too little, and would take too long.
const CROWD: usize = 3_000;

impl Blocks {
    pub fn of<'f>(people: impl Iterator<Item = &'f Facts>, side: Side) -> Self {
        let mut entries = Vec::new();
        for (position, facts) in (0u64..).zip(people) {
            let keys = narrow(facts).into_iter().chain(wide(facts, side));
            entries.extend(keys.map(|key| u64::from(key) << 32 | position));
        }
        entries.sort_unstable();
        entries.dedup();
        // A few entries each.
        let bits = (entries.len() / 4 + 1).ilog2().clamp(1, 24);
        let shift = 32 - bits;
        let mut starts = Vec::with_capacity((1 << bits) + 1);
        for (at, entry) in entries.iter().enumerate() {
            let key = (entry >> 32) as u32;
            starts.resize((key >> shift) as usize + 1, at);
        }
        starts.resize((1 << bits) + 1, entries.len());
        Self {
            entries,
            starts,
            shift,
        }
    }

    /// Positions, sorted, of those who share one of the keys.
    pub fn sharing(&self, keys: &Keys) -> Vec<u32> {
        let mut found: Vec<u32> = self.sharing_each(keys).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// As [`sharing`](Self::sharing), key by key: in no order, and each as often as keys are shared.
    pub fn sharing_each(&self, keys: &Keys) -> impl Iterator<Item = u32> {
        keys.iter().flat_map(|key| self.with(*key)).map(|entry| {
            #[expect(clippy::cast_possible_truncation, reason = "the lower half is the position")]
            let position = *entry as u32;
            position
        })
    }

    /// Nobody where it is a crowd.
    fn with(&self, key: u32) -> &[u64] {
        let from = u64::from(key) << 32;
        let bucket = (key >> self.shift) as usize;
        let (start, end) = (self.starts[bucket], self.starts[bucket + 1]);
        let start = start + self.entries[start..end].partition_point(|entry| *entry < from);
        let rest = &self.entries[start..end.min(start + CROWD + 1)];
        let count = rest.partition_point(|entry| entry >> 32 == u64::from(key));
        if count <= CROWD { &rest[..count] } else { &[] }
    }
}

/// Keys that hardly anybody shares by chance: the whole name, the whole mailbox.
pub(super) fn narrow(facts: &Facts) -> Keys {
    let mut keys = Keys::new();
    for name in facts.names() {
        for given in each(&name.given).filter(|word| !word.is_initial()) {
            for family in each(&name.family) {
                keys.push(pair(b'n', &given.sound, &family.sound));
            }
        }
        if let (Some(given), Some(family)) = (name.given.single(), name.family.single()) {
            joined(&mut keys, given, family);
            if given.bones.len() + family.bones.len() >= 5 {
                keys.push(pair(b'o', &given.bones, &family.bones));
            }
        }
    }
    for mailbox in facts.mailboxes.iter().filter(|mailbox| mailbox.is_telling()) {
        keys.push(key(b'm', &[mailbox.whole.as_bytes()]));
        keys.push(key(b'c', &[mailbox.text.as_bytes()]));
    }
    keys
}

/// As an address has them that does not say where one name ends.
fn joined(keys: &mut Keys, given: &Word, family: &Word) {
    for given in given.spellings() {
        for family in family.spellings() {
            keys.push(key(b'c', &[given.as_bytes(), family.as_bytes()]));
            keys.push(key(b'c', &[family.as_bytes(), given.as_bytes()]));
        }
    }
}

/// Keys that namesakes and neighbours share too.
pub(super) fn wide(facts: &Facts, side: Side) -> Keys {
    let mut keys = Keys::new();
    for name in facts.names() {
        let initials = Initials::of(&name.given);
        for family in each(&name.family) {
            keys.push(key(b'f', &[family.sound.as_bytes()]));
            misspelled(&mut keys, family, &initials);
        }
        begins_with(&mut keys, name);
        for given in name.given.words.iter().filter(|word| !word.is_initial()) {
            at_work(&mut keys, given, facts, side);
            match side {
                Side::Employee => keys.push(key(b'g', &[given.sound.as_bytes()])),
                // Whose names are swapped.
                Side::Profile => {
                    keys.push(key(b'f', &[given.sound.as_bytes()]));
                    misspelled(&mut keys, given, &Initials::of(&name.family));
                }
            }
        }
    }
    match side {
        Side::Employee => {
            for name in facts.names() {
                for family in each(&name.family) {
                    let given = name.given.words.first();
                    keys.extend(given.map(|given| initials(given.initial(), family.initial())));
                }
            }
        }
        Side::Profile if facts.name.is_empty() => nameless(&mut keys, facts),
        Side::Profile => {}
    }
    keys
}

fn each(part: &Part) -> impl Iterator<Item = &Word> {
    part.words.iter().chain(&part.whole)
}

/// First letters, each once.
struct Initials(SmallVec<[u8; 3]>);

impl Initials {
    fn of(part: &Part) -> Self {
        let mut letters: SmallVec<[u8; 3]> = part.words.iter().map(Word::first_sound).collect();
        letters.sort_unstable();
        letters.dedup();
        Self(letters)
    }
}

/// A wrong letter leaves the beginning or the end as it was.
fn misspelled(keys: &mut Keys, word: &Word, others: &Initials) {
    let sound = word.sound.as_str();
    let head = sound.get(..3).unwrap_or(sound);
    let tail = sound.get(sound.len().saturating_sub(3)..).unwrap_or(sound);
    let bones = word.bones.as_bytes();
    if bones.len() >= 4 {
        keys.push(key(b'b', &[bones]));
    }
    for initial in &others.0 {
        keys.push(key(b'h', &[head.as_bytes(), &[*initial]]));
        keys.push(key(b't', &[tail.as_bytes(), &[*initial]]));
        if bones.len() == 3 {
            keys.push(key(b's', &[bones, &[*initial]]));
        }
    }
}

/// The first name, or its nicknames, with the first letter of the family name.
fn begins_with(keys: &mut Keys, name: &Name) {
    for initial in &Initials::of(&name.family).0 {
        for given in name.given.words.iter().filter(|word| !word.is_initial()) {
            keys.push(key(b'r', &[given.sound.as_bytes(), &[*initial]]));
            if given.bones.len() >= 3 {
                keys.push(key(b'v', &[given.bones.as_bytes(), &[*initial]]));
            }
            for family in given.nicknames().numbers() {
                keys.push(key(b'k', &[&family.to_be_bytes(), &[*initial]]));
            }
        }
    }
}

/// Who married and changed the family name is still found in the same department, or by the month of hiring.
fn at_work(keys: &mut Keys, given: &Word, facts: &Facts, side: Side) {
    for (kind, phrases) in [b'1', b'2', b'3'].into_iter().zip(&facts.places) {
        for meaning in phrases.iter().flat_map(Phrase::meanings) {
            keys.push(key(kind, &[given.sound.as_bytes(), &meaning.to_be_bytes()]));
        }
    }
    if let Some(day) = facts.began {
        let month = day.div_euclid(30);
        let around = match side {
            Side::Employee => month..=month,
            Side::Profile => month - 1..=month + 1,
        };
        for month in around {
            keys.push(key(b'd', &[given.sound.as_bytes(), &month.to_be_bytes()]));
        }
    }
}

/// What the login of a profile without a name may be made of.
fn nameless(keys: &mut Keys, facts: &Facts) {
    for mailbox in &facts.mailboxes {
        for part in mailbox.parts.iter().filter(|part| part.len() >= 2) {
            let sound = sound(part);
            keys.push(key(b'f', &[sound.as_bytes()]));
            keys.push(key(b'g', &[sound.as_bytes()]));
        }
        let text = mailbox.text.as_str();
        for without_initial in [text.get(1..), text.get(..text.len().saturating_sub(1))]
            .into_iter()
            .flatten()
        {
            keys.push(key(b'f', &[sound(without_initial).as_bytes()]));
            keys.push(key(b'g', &[sound(without_initial).as_bytes()]));
        }
        let letters = text.as_bytes();
        if letters.len() <= 5 {
            for letter in letters.iter().skip(1) {
                keys.push(initials(letters[0], *letter));
            }
        }
    }
}

fn initials(a: u8, b: u8) -> u32 {
    key(b'i', &[&[a.min(b), a.max(b)]])
}

/// In whatever order.
fn pair(kind: u8, a: &str, b: &str) -> u32 {
    key(kind, &[a.min(b).as_bytes(), b" ", a.max(b).as_bytes()])
}

/// Fowler, Noll and Vo's hash: pieces that follow one another are as the whole that they make.
fn key(kind: u8, pieces: &[&[u8]]) -> u32 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(kind);
    for byte in pieces.iter().copied().flatten() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    (hash ^ hash >> 29)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15)
        .to_be_bytes()[..4]
        .iter()
        .fold(0, |key, byte| key << 8 | u32::from(*byte))
}
