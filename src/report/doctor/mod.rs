//! What `doctor` found: for a terminal, line by line with what to do, and as JSON.

mod code;
mod step;
mod words;

use super::page::{Page, Screen, Tone};
use super::write_json;
use crate::engine::doctor::{Check, Topic, Verdict, exit};
use crate::report::words::count;
use serde::Serialize;
use std::io;

/// A diagnosis, ready to be written.
#[derive(Debug)]
pub struct Diagnosis<'a> {
    /// In the order of their topics.
    pub checks: &'a [Check],
}

#[derive(Serialize)]
struct Document<'a> {
    version: u8,
    exit: u8,
    checks: Vec<JsonCheck<'a>>,
}

#[derive(Serialize)]
struct JsonCheck<'a> {
    topic: &'a str,
    code: &'a str,
    verdict: &'a str,
    text: String,
    todo: Option<String>,
}

impl Diagnosis<'_> {
    /// For people: each check on a line, with what to do below it.
    pub fn write_table(&self, out: &mut dyn io::Write, screen: Screen) -> io::Result<()> {
        out.write_all(self.text(screen).as_bytes())
    }

    /// For scripts (`assets/doctor.schema.json`).
    pub fn write_json(&self, out: &mut dyn io::Write) -> io::Result<()> {
        write_json(out, &self.document())
    }

    fn document(&self) -> Document<'_> {
        let check = |check: &Check| {
            let said = words::of(&check.finding);
            JsonCheck {
                topic: code::topic(check.topic),
                code: code::finding(&check.finding),
                verdict: code::verdict(check.finding.verdict()),
                text: said.text,
                todo: said.todo,
            }
        };
        Document {
            version: 1,
            exit: exit(self.checks).code(),
            checks: self.checks.iter().map(check).collect(),
        }
    }

    fn text(&self, screen: Screen) -> String {
        let mut page = Page::new(screen);
        let mut topic = None;
        for check in self.checks {
            if topic.replace(check.topic) != Some(check.topic) {
                page.section(Tone::Quiet, '=', title(check.topic), None, "");
            }
            let (tone, label) = label(check.finding.verdict());
            let said = words::of(&check.finding);
            page.item(tone, label, &said.text);
            if let Some(todo) = said.todo {
                page.item(Tone::Quiet, "", &format!("do: {todo}"));
            }
        }
        page.blank();
        page.paragraph(0, &self.summary());
        page.into_text()
    }

    fn summary(&self) -> String {
        let number = |is_wanted: fn(Verdict) -> bool| {
            let verdicts = self.checks.iter().map(|check| check.finding.verdict());
            verdicts.filter(|verdict| is_wanted(*verdict)).count()
        };
        let problems = number(|verdict| matches!(verdict, Verdict::Problem(_)));
        let notes = count(number(|verdict| verdict == Verdict::Note), "note", "notes");
        match problems {
            0 => format!("No problem, {notes}. Nothing was written."),
            problems => format!(
                "{}, {notes}. Nothing was written.",
                count(problems, "problem", "problems")
            ),
        }
    }
}

fn title(topic: Topic) -> &'static str {
    match topic {
        Topic::Settings => "settings",
        Topic::Secrets => "secrets",
        Topic::Okta => "Okta",
        Topic::Personio => "Personio",
        Topic::Mapping => "mapping",
        Topic::Machine => "this machine",
    }
}

fn label(verdict: Verdict) -> (Tone, &'static str) {
    match verdict {
        Verdict::Ok => (Tone::Change, "+ ok"),
        Verdict::Note => (Tone::Waits, "i note"),
        Verdict::Problem(_) => (Tone::Danger, "! problem"),
        Verdict::Skipped => (Tone::Quiet, "- skipped"),
    }
}
