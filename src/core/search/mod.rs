//! Finds people while somebody types: all words, in whatever order, without regard to case, accents and umlauts.
//!
//! Lines that hold every word come first; only where these are few are letters looked for one by one, so that a
//! typing error finds somebody all the same. Scoring every hit would take longer than a frame: a cheap rank picks
//! those that `fuzzy-matcher` scores. Pure: may be asked on any thread, and stops when it is told that it is stale.

mod lines;
mod query;

pub use query::Query;

use super::snapshot::{Directory, Roster};
use super::value::Value;
use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use lines::{Lines, mask};
use memchr::memmem::Finder;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cmp::Reverse;

/// Everybody of one side, ready to be searched.
#[derive(Debug, Default)]
pub struct Search {
    lines: Lines,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// All who match.
    pub total: usize,
    /// The best of them, best first.
    pub best: Vec<Hit>,
}

/// One person who matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// In the roster or directory that is searched.
    pub position: u32,
    /// Greater is better; says nothing beyond this search.
    pub score: i64,
}

/// How many hits are scored and given back.
pub const MOST: usize = 500;
/// With fewer hits than this letters are looked for one by one.
const FEW: usize = 50;
/// The shortest word that is looked for letter by letter.
const LOOSE: usize = 3;
/// After so many lines the search asks whether it is stale.
const CHUNK: usize = 4_096;

/// How well a line matches at first sight. Better is greater.
type Rank = u16;
/// For each word that begins a word.
const BEGINS: Rank = 4;
/// For each word that stands in the head.
const IN_HEAD: Rank = 3;
/// For digits: the ID itself, or its beginning.
const IS_ID: Rank = 100;
const BEGINS_ID: Rank = 50;

/// The search went on after a newer key.
struct Stale;

impl Search {
    /// By ID, name, name that they go by, e-mail; department, position, office.
    pub fn employees(roster: &Roster) -> Self {
        let preferred = roster.column("preferred_name");
        let places = ["department", "position", "office"].map(|key| roster.column(key));
        let mut lines = Lines::default();
        for employee in &roster.employees {
            let id = employee.id.to_string();
            let text = |column: Option<usize>| employee.attributes.get(column?).and_then(Value::to_text);
            let (called, places) = (text(preferred), places.map(text));
            let names = [employee.first_name.as_text(), employee.last_name.as_text()];
            let head = [
                Some(id.as_str()),
                names[0],
                names[1],
                called.as_deref(),
                employee.email(),
            ];
            lines.push(
                head.into_iter().flatten(),
                places.iter().filter_map(Option::as_deref),
            );
        }
        Self { lines }
    }

    /// By name, login, e-mails; number, department, title.
    pub fn profiles(directory: &Directory) -> Self {
        let places = ["department", "title", "city"].map(|name| directory.column(name));
        let mut lines = Lines::default();
        for profile in &directory.profiles {
            let email = profile.email.as_deref().filter(|email| *email != profile.login);
            let head = [
                profile.first_name.as_deref(),
                profile.last_name.as_deref(),
                Some(profile.login.as_str()),
                email,
                profile.second_email.as_deref(),
            ];
            let text = |column: Option<usize>| profile.attributes.get(column?).and_then(Value::to_text);
            let places: [Option<Cow<'_, str>>; 3] = places.map(text);
            let tail = places
                .iter()
                .map(Option::as_deref)
                .chain([profile.number.as_deref()]);
            lines.push(head.into_iter().flatten(), tail.flatten());
        }
        Self { lines }
    }

    /// Whoever matches, of those who may be found. `is_stale` is asked now and then; `None`: it said yes.
    pub fn find(
        &self,
        query: &Query,
        may: impl Fn(u32) -> bool,
        is_stale: impl Fn() -> bool,
    ) -> Option<Found> {
        if query.is_empty() {
            return Some(Found::default());
        }
        let mut ranked = self.by_words(query, &may, &is_stale).ok()?;
        let mut total = ranked.len();
        let mut best = self.scored(query, &mut ranked, MOST);
        // An ID that is nearly right is another person's.
        let is_loose = query.as_number().is_none();
        if is_loose && total < FEW && query.words().iter().any(|word| word.len() >= LOOSE) {
            let mut loose = self.by_letters(query, &may, &is_stale).ok()?;
            loose.retain(|(_, position)| !best.iter().any(|hit| hit.position == *position));
            total += loose.len();
            // Letters here and there never come before whole words.
            best.extend(self.scored(query, &mut loose, MOST - best.len()));
        }
        Some(Found { total, best })
    }

    /// All who hold every word, by position; nobody by letters alone. For a list that is filtered: it keeps its order.
    pub fn holding(&self, query: &Query) -> Vec<u32> {
        if query.is_empty() {
            return Vec::new();
        }
        let ranked = self.by_words(query, &|_| true, &|| false).unwrap_or_default();
        ranked.into_iter().map(|(_, position)| position).collect()
    }

    /// Lines that hold every word.
    fn by_words(
        &self,
        query: &Query,
        may: &impl Fn(u32) -> bool,
        is_stale: &impl Fn() -> bool,
    ) -> Result<Vec<(Rank, u32)>, Stale> {
        let words = Words::of(query);
        let mut ranked = Vec::new();
        let mut offer = |line: usize| {
            let position = position(line);
            if may(position)
                && let Some(rank) = words.rank(&self.lines, line)
            {
                ranked.push((rank, position));
            }
        };
        let probe = words.longest();
        if probe.text.len() == 1 {
            for line in 0..self.lines.len() {
                if line % CHUNK == 0 && is_stale() {
                    return Err(Stale);
                }
                if self.lines.letters(line) & words.letters == words.letters {
                    offer(line);
                }
            }
            return Ok(ranked);
        }
        let buffer = self.lines.buffer();
        let (mut line, mut at, mut next_look) = (0, 0, 0);
        while let Some(found) = probe.finder.find(&buffer[at..]) {
            let place = at + found;
            while self.lines.start(line + 1) <= place {
                line += 1;
            }
            if line >= next_look {
                if is_stale() {
                    return Err(Stale);
                }
                next_look = line + CHUNK;
            }
            if self.lines.letters(line) & words.letters == words.letters {
                offer(line);
            }
            at = self.lines.start(line + 1);
        }
        Ok(ranked)
    }

    /// Lines whose head holds the letters of every word in their order; the closer together the better.
    fn by_letters(
        &self,
        query: &Query,
        may: &impl Fn(u32) -> bool,
        is_stale: &impl Fn() -> bool,
    ) -> Result<Vec<(Rank, u32)>, Stale> {
        let wanted = query
            .words()
            .iter()
            .fold(0, |all, word| all | mask(word.as_bytes()));
        let mut ranked = Vec::new();
        for line in 0..self.lines.len() {
            if line % CHUNK == 0 && is_stale() {
                return Err(Stale);
            }
            if self.lines.letters_of_head(line) & wanted != wanted || !may(position(line)) {
                continue;
            }
            let head = self.lines.head(line);
            let spread: Option<usize> = query.words().iter().map(|word| spread(head, word)).sum();
            if let Some(spread) = spread {
                let rank = Rank::MAX - Rank::try_from(spread).unwrap_or(Rank::MAX);
                ranked.push((rank, position(line)));
            }
        }
        Ok(ranked)
    }

    /// The best of these, scored.
    fn scored(&self, query: &Query, ranked: &mut Vec<(Rank, u32)>, most: usize) -> Vec<Hit> {
        let order = |(rank, position): &(Rank, u32)| (Reverse(*rank), *position);
        if ranked.len() > most {
            ranked.select_nth_unstable_by_key(most, order);
            ranked.truncate(most);
        }
        let matcher = SkimMatcherV2::default();
        let mut hits: Vec<(Rank, Hit)> = ranked
            .iter()
            .map(|(rank, position)| {
                let head = std::str::from_utf8(self.lines.head(*position as usize)).unwrap_or_default();
                let score = query
                    .words()
                    .iter()
                    .filter_map(|word| matcher.fuzzy_match(head, word))
                    .sum();
                let hit = Hit {
                    position: *position,
                    score,
                };
                (*rank, hit)
            })
            .collect();
        // An ID is an ID, whatever the letters say.
        let is_id = |rank: Rank| query.as_number().map(|_| rank.min(IS_ID + BEGINS_ID) / BEGINS_ID);
        hits.sort_by_key(|(rank, hit)| {
            (
                Reverse(is_id(*rank)),
                Reverse(hit.score),
                Reverse(*rank),
                hit.position,
            )
        });
        hits.into_iter().map(|(_, hit)| hit).collect()
    }
}

/// The words of a query, ready to be found.
struct Words<'q> {
    each: SmallVec<[Sought<'q>; 4]>,
    letters: u64,
    number: Option<&'q str>,
}

struct Sought<'q> {
    text: &'q str,
    finder: Finder<'q>,
    /// With a blank before it: where a text begins.
    begins: Finder<'static>,
    initial: u64,
}

impl<'q> Words<'q> {
    /// The longest first: it is the rarest, probably.
    fn of(query: &'q Query) -> Self {
        let mut words: SmallVec<[Sought<'q>; 4]> = query
            .words()
            .iter()
            .map(|word| Sought {
                text: word,
                finder: Finder::new(word),
                begins: Finder::new(&format!(" {word}")).into_owned(),
                initial: mask(&word.as_bytes()[..1]),
            })
            .collect();
        words.sort_by_key(|word| Reverse(word.text.len()));
        Self {
            letters: query
                .words()
                .iter()
                .fold(0, |all, word| all | mask(word.as_bytes())),
            each: words,
            number: query.as_number(),
        }
    }

    fn longest(&self) -> &Sought<'q> {
        &self.each[0]
    }

    /// `None` where a word is missing.
    fn rank(&self, lines: &Lines, line: usize) -> Option<Rank> {
        let text = lines.line(line);
        let head = lines.head(line).len();
        let mut rank = 0;
        for word in &self.each {
            let mut place = word.finder.find(text)?;
            let mut begins = begins_a_word(text, place);
            if !begins
                && lines.initials(line) & word.initial != 0
                && let Some(at) = word.begins.find(text)
            {
                (place, begins) = (at + 1, true);
            }
            rank += Rank::from(begins) * BEGINS + Rank::from(place < head) * IN_HEAD;
        }
        if let Some(number) = self.number
            && text[1..].starts_with(number.as_bytes())
        {
            let is_whole = !text.get(1 + number.len()).is_some_and(u8::is_ascii_digit);
            rank += if is_whole { IS_ID } else { BEGINS_ID };
        }
        Some(rank)
    }
}

fn begins_a_word(text: &[u8], place: usize) -> bool {
    place == 0 || !text[place - 1].is_ascii_alphanumeric()
}

/// From the first to the last letter, where a word's letters stand in their order: the shortest stretch that begins
/// where a word does. Short words have to stand there as a whole.
fn spread(head: &[u8], word: &str) -> Option<usize> {
    let word = word.as_bytes();
    if word.len() < LOOSE {
        return memchr::memmem::find(head, word).map(|_| word.len());
    }
    let starts = memchr::memchr_iter(word[0], head).filter(|at| begins_a_word(head, *at));
    starts.filter_map(|start| stretch(&head[start..], word)).min()
}

fn stretch(text: &[u8], word: &[u8]) -> Option<usize> {
    let mut at = 0;
    for letter in word {
        at += memchr::memchr(*letter, &text[at..])? + 1;
    }
    Some(at)
}

fn position(line: usize) -> u32 {
    u32::try_from(line).unwrap_or(u32::MAX)
}
