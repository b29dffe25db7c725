//! People in a few numbers: enough to see at a glance how alike two of them can be at most. Whoever may be alike
//! here still has to be compared letter by letter; whoever may not never needs to be.

use super::facts::{Facts, Phrases};
use super::mailbox::Mailbox;
use super::name::{Name, Part};
use super::phrase::{Accord, Phrase};
use super::word::{Letters, Word, most_wrong};
use rustc_hash::{FxHashMap, FxHasher};
use smallvec::SmallVec;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

/// How alike two halves of a name can be at most; more is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AtMost {
    Differs,
    /// One is the first letter of the other.
    Initial,
    Misspelled,
    Alike,
}

/// One person's names and addresses.
#[derive(Debug)]
pub(super) struct Outline {
    /// Positions of given and family name among the [`Halves`].
    pub names: SmallVec<[[u32; 2]; 1]>,
    /// What the mailboxes are written with, and how they sound; none where there is no mailbox.
    mail: Option<[Letters; 2]>,
    /// Hashes of the mailboxes that are telling.
    mailboxes: SmallVec<[u32; 3]>,
}

/// One person's work. Thousands are held beside one profile and most fail at this, so it fits into one line of the
/// processor's cache.
#[derive(Debug)]
#[repr(align(64))]
pub(super) struct Work {
    places: [Place; 3],
    /// A bit for each way to name the manager.
    managers: u64,
    pub began: Option<i32>,
}

/// A department, position or office.
#[derive(Debug)]
struct Place {
    /// Hashes of what it is called: a profile's may be two, an employee's is there twice.
    phrases: [u32; 2],
    /// A bit for each meaning.
    meanings: u64,
}

/// Given and family names, each once.
#[derive(Debug, Default)]
pub(super) struct Halves {
    outlines: Vec<Half>,
    /// By where the part lies: many people share theirs.
    known: FxHashMap<usize, u32>,
}

/// A given or a family name.
#[derive(Debug)]
pub(super) struct Half {
    /// Its words, and at the end what they are all in one.
    outlines: SmallVec<[WordOutline; 2]>,
    /// How many of them are words.
    words: usize,
}

#[derive(Debug)]
struct WordOutline {
    /// The hash of each spelling.
    plain: u32,
    german: u32,
    sound: u32,
    /// Nothing where there are too few consonants to say anything.
    bones: Option<u32>,
    /// The three letters that it begins with.
    head: [u8; 3],
    letters: Letters,
    german_letters: Letters,
    sound_letters: Letters,
    /// A bit for each family of nicknames.
    nicknames: u64,
    length: u16,
    sound_length: u16,
}

impl Halves {
    /// `facts` outlive the halves that are made of them.
    fn position(&mut self, part: &Arc<Part>) -> u32 {
        let outlines = &mut self.outlines;
        *self.known.entry(Arc::as_ptr(part) as usize).or_insert_with(|| {
            outlines.push(Half::of(part));
            u32::try_from(outlines.len() - 1).unwrap_or(u32::MAX)
        })
    }

    pub fn at(&self, position: u32) -> &Half {
        &self.outlines[position as usize]
    }
}

impl Outline {
    pub fn of(facts: &Facts, halves: &mut Halves) -> Self {
        let name = |name: &Name| [halves.position(&name.given), halves.position(&name.family)];
        let telling = facts.mailboxes.iter().filter(|mailbox| mailbox.is_telling());
        Self {
            names: facts.names().map(name).collect(),
            mail: facts
                .mailboxes
                .iter()
                .map(Mailbox::letters)
                .reduce(|a, b| [a[0].or(b[0]), a[1].or(b[1])]),
            mailboxes: telling.map(|mailbox| hash(&mailbox.whole)).collect(),
        }
    }

    pub fn mailboxes(&self) -> impl Iterator<Item = u32> {
        self.mailboxes.iter().copied()
    }

    pub fn may_share_mailbox(&self, other: &Self) -> bool {
        self.mailboxes
            .iter()
            .any(|mailbox| other.mailboxes.contains(mailbox))
    }

    pub fn has_mail(&self) -> bool {
        self.mail.is_some()
    }

    /// Whether the mailboxes may be made of given and family name.
    pub fn may_be_made_of(&self, name: [&Half; 2]) -> [bool; 2] {
        name.map(|half| self.mail.is_some_and(|mail| half.may_be_written(mail)))
    }
}

impl Work {
    /// To have it fetched.
    pub fn first_byte(&self) -> u8 {
        self.managers.to_le_bytes()[0]
    }

    pub fn of(facts: &Facts) -> Self {
        Self {
            places: [0, 1, 2].map(|kind| Place::of(&facts.places[kind])),
            managers: bits(facts.managers.iter().copied()),
            began: facts.began,
        }
    }

    /// As far as it can agree at most.
    pub fn place(&self, other: &Self, kind: usize) -> Accord {
        let (mine, theirs) = (&self.places[kind], &other.places[kind]);
        if mine.meanings == 0 || theirs.meanings == 0 {
            Accord::Unknown
        } else if mine.phrases.iter().any(|phrase| theirs.phrases.contains(phrase)) {
            Accord::Same
        } else if mine.meanings & theirs.meanings != 0 {
            Accord::Similar
        } else {
            Accord::Differs
        }
    }

    /// As far as they can agree at most.
    pub fn manager(&self, other: &Self) -> Accord {
        if self.managers == 0 || other.managers == 0 {
            Accord::Unknown
        } else if self.managers & other.managers != 0 {
            Accord::Same
        } else {
            Accord::Differs
        }
    }
}

impl Place {
    fn of(phrases: &Phrases) -> Self {
        let hashes = |phrase: Option<&Phrase>| phrase.map(hash).unwrap_or_default();
        let meanings = phrases.iter().flat_map(Phrase::meanings);
        Self {
            phrases: [hashes(phrases.first()), hashes(phrases.last())],
            meanings: bits(meanings.map(|meaning| scattered(u64::from(*meaning)))),
        }
    }
}

impl Half {
    fn of(part: &Part) -> Self {
        Self {
            words: part.words.len(),
            outlines: part
                .words
                .iter()
                .chain(&part.whole)
                .map(WordOutline::of)
                .collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.words == 0
    }

    pub fn at_most(&self, other: &Self) -> AtMost {
        let mut most = AtMost::Differs;
        for mine in &self.outlines {
            for theirs in &other.outlines {
                most = most.max(mine.at_most(theirs));
                if most == AtMost::Alike {
                    return most;
                }
            }
        }
        most
    }

    fn may_be_written(&self, [letters, sounds]: [Letters; 2]) -> bool {
        self.outlines.iter().any(|word| {
            word.letters.are_in(letters)
                || word.german_letters.are_in(letters)
                || word.sound_letters.are_in(sounds)
        })
    }

    /// Whether each of its words may be the same as one of those.
    pub fn may_be_in(&self, others: [&Self; 2]) -> bool {
        self.outlines[..self.words].iter().all(|mine| {
            let mut others = others.iter().flat_map(|half| &half.outlines[..half.words]);
            others.any(|theirs| mine.may_be(theirs))
        })
    }
}

impl WordOutline {
    fn of(word: &Word) -> Self {
        let mut head = [0; 3];
        for (place, letter) in head.iter_mut().zip(word.plain.bytes()) {
            *place = letter;
        }
        let german = word.spellings().last().unwrap_or(&word.plain);
        Self {
            plain: hash(&word.plain),
            german: hash(german),
            german_letters: Letters::of(german),
            sound: hash(&word.sound),
            bones: (word.bones.len() >= 3).then(|| hash(&word.bones)),
            head,
            letters: word.letters,
            sound_letters: word.sound_letters,
            nicknames: word
                .nicknames()
                .numbers()
                .iter()
                .fold(0, |bits, family| bits | 1 << (family % 64)),
            length: u16::try_from(word.plain.len()).unwrap_or(u16::MAX),
            sound_length: u16::try_from(word.sound.len()).unwrap_or(u16::MAX),
        }
    }

    /// The same, however it is spelled.
    fn may_be(&self, other: &Self) -> bool {
        self.plain == other.plain
            || self.sound == other.sound
            || self.german == other.german
            || self.german == other.plain
            || self.plain == other.german
    }

    /// No less than what [`Word::likeness`] finds.
    fn at_most(&self, other: &Self) -> AtMost {
        if self.may_be(other) {
            return AtMost::Alike;
        }
        if self.length == 1 || other.length == 1 {
            return if self.head[0] == other.head[0] {
                AtMost::Initial
            } else {
                AtMost::Differs
            };
        }
        let may_be_short = self.head == other.head
            && (self.letters.are_in(other.letters) || other.letters.are_in(self.letters));
        let is_alike = may_be_short || self.nicknames & other.nicknames != 0;
        if is_alike {
            AtMost::Alike
        } else if (self.bones.is_some() && self.bones == other.bones) || self.may_be_misspelled(other) {
            AtMost::Misspelled
        } else {
            AtMost::Differs
        }
    }

    fn may_be_misspelled(&self, other: &Self) -> bool {
        let most = most_wrong(usize::from(self.length.min(other.length)));
        let may_be = |letters: Letters, others: Letters, length: u16, other_length: u16| {
            usize::from(length.abs_diff(other_length)) <= most && letters.least_wrong(others) <= most
        };
        may_be(self.letters, other.letters, self.length, other.length)
            || may_be(
                self.sound_letters,
                other.sound_letters,
                self.sound_length,
                other.sound_length,
            )
    }
}

fn hash(thing: &(impl Hash + ?Sized)) -> u32 {
    let mut hasher = FxHasher::default();
    thing.hash(&mut hasher);
    (hasher.finish() >> 32) as u32
}

fn scattered(number: u64) -> u64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58
}

/// A bit for each.
fn bits(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0, |bits, number| bits | 1 << (number % 64))
}
