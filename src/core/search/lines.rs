//! Everybody's words, folded, in one buffer: searching it reads memory from one end to the other.

use crate::core::text::{fold, fold_german};

/// One line for each person: first the ID or login, names and addresses, then the place of work.
#[derive(Debug, Default)]
pub(super) struct Lines {
    buffer: Vec<u8>,
    /// Where each line begins, and the end of the last.
    starts: Vec<u32>,
    /// How long the head of each line is, which holds who somebody is.
    heads: Vec<u16>,
    /// Which letters and digits stand in each head.
    letters: Vec<u64>,
    /// With which letters and digits a word of each line begins.
    initials: Vec<u64>,
    /// Which stand anywhere in each line.
    all_letters: Vec<u64>,
}

/// No line is longer, whatever stands in a name.
const LONGEST: usize = 600;

impl Lines {
    /// An ID or login, names and addresses, then what else is known.
    pub fn push<'t>(&mut self, head: impl Iterator<Item = &'t str>, tail: impl Iterator<Item = &'t str>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        let start = self.buffer.len();
        head.for_each(|text| self.add(start, text));
        let end_of_head = self.buffer.len();
        tail.for_each(|text| self.add(start, text));
        self.heads
            .push(u16::try_from(end_of_head - start).unwrap_or(u16::MAX));
        self.letters.push(mask(&self.buffer[start..end_of_head]));
        self.all_letters.push(mask(&self.buffer[start..]));
        self.initials.push(initials(&self.buffer[start..]));
        self.buffer.push(b'\n');
        self.starts
            .push(u32::try_from(self.buffer.len()).unwrap_or(u32::MAX));
    }

    /// Every text begins with a blank, so that the beginning of a word is known by what stands before it. Umlauts
    /// are there in both ways.
    fn add(&mut self, start: usize, text: &str) {
        let plain = fold(text);
        self.add_folded(start, &plain);
        if !text.is_ascii() {
            let german = fold_german(text);
            if german != plain {
                self.add_folded(start, &german);
            }
        }
    }

    fn add_folded(&mut self, start: usize, folded: &str) {
        let room = LONGEST.saturating_sub(self.buffer.len() - start + 1);
        self.buffer.push(b' ');
        let bytes = folded.bytes().take(room).map(|byte| match byte {
            b'\n' | b'\r' | b'\t' => b' ',
            byte => byte.to_ascii_lowercase(),
        });
        self.buffer.extend(bytes);
    }

    pub fn len(&self) -> usize {
        self.heads.len()
    }

    pub fn buffer(&self) -> &[u8] {
        &self.buffer
    }

    pub fn start(&self, line: usize) -> usize {
        self.starts[line] as usize
    }

    pub fn line(&self, line: usize) -> &[u8] {
        &self.buffer[self.start(line)..self.start(line + 1)]
    }

    pub fn head(&self, line: usize) -> &[u8] {
        let start = self.start(line);
        &self.buffer[start..start + usize::from(self.heads[line])]
    }

    pub fn letters_of_head(&self, line: usize) -> u64 {
        self.letters[line]
    }

    pub fn letters(&self, line: usize) -> u64 {
        self.all_letters[line]
    }

    pub fn initials(&self, line: usize) -> u64 {
        self.initials[line]
    }
}

/// Each letter and digit has a bit of its own.
fn bit(byte: u8) -> u64 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte - b'0'),
        _ => 0,
    }
}

/// Which letters and digits there are.
pub(super) fn mask(text: &[u8]) -> u64 {
    text.iter().fold(0, |mask, byte| mask | bit(*byte))
}

fn initials(line: &[u8]) -> u64 {
    line.windows(2)
        .filter(|pair| !pair[0].is_ascii_alphanumeric())
        .fold(0, |mask, pair| mask | bit(pair[1]))
}
