//! The rules for a terminal: `koppel rules`.

use super::page::{Page, Screen, Tone};
use crate::core::rulebook::{Rule, Rulebook};
use std::io::{self, Write};

/// The whole book: the terms, then each chapter with its rules.
pub fn write_rulebook(out: &mut dyn Write, book: &Rulebook, screen: Screen) -> io::Result<()> {
    let mut page = Page::new(screen);
    page.paragraph(0, &book.terms);
    for chapter in book.rules.chunk_by(|one, next| one.chapter == next.chapter) {
        let title = chapter[0].chapter;
        page.section(Tone::Quiet, '-', title, Some(chapter.len()), "");
        for rule in chapter {
            write_paragraphs(&mut page, rule);
        }
    }
    out.write_all(page.into_text().as_bytes())
}

/// One rule.
pub fn write_rule(out: &mut dyn Write, rule: &Rule, screen: Screen) -> io::Result<()> {
    let mut page = Page::new(screen);
    write_paragraphs(&mut page, rule);
    out.write_all(page.into_text().as_bytes())
}

fn write_paragraphs(page: &mut Page, rule: &Rule) {
    for (number, paragraph) in rule.paragraphs.iter().enumerate() {
        page.paragraph(if number == 0 { 0 } else { 2 }, paragraph);
    }
}
