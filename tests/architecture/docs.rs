//! Rules and docs: what is cited exists, and what is promised is tested.

use koppel::core::rulebook::Rulebook;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The paths below these folders that end so, with their texts.
fn texts(folders: &[&str], endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            let is_wanted = |ending: &str| path.extension().is_some_and(|is| is == ending);
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| is_wanted(ending)) {
                let text = std::fs::read_to_string(&path).expect("a text");
                found.push((path, text));
            }
        }
    }
    assert!(found.len() > 5, "the files were found");
    found
}

/// Words of letters, digits and what is in `also`.
fn words<'a>(text: &'a str, also: &'static str) -> impl Iterator<Item = &'a str> {
    text.split(move |letter: char| !letter.is_alphanumeric() && !also.contains(letter))
}

/// `L1`: one of the rules' letters and a number of one or two digits.
fn is_rule_id(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|first| "RLPNUDGA".contains(first))
        && matches!(word.len(), 2 | 3)
        && letters.all(|letter| letter.is_ascii_digit())
}

fn known() -> BTreeSet<&'static str> {
    Rulebook::embedded().rules.iter().map(|rule| rule.id).collect()
}

/// The rules that comments and texts of this file cite, such as `rule L1` or `rules L1, U2 and P3`.
fn cited(text: &str) -> BTreeSet<&str> {
    let mut cited = BTreeSet::new();
    let mut is_list = false;
    for word in words(text, "") {
        match word {
            "rule" | "rules" | "Rule" | "Rules" => is_list = true,
            "and" | "to" | "or" | "" => {}
            id if is_list && is_rule_id(id) => {
                cited.insert(id);
            }
            _ => is_list = false,
        }
    }
    cited
}

#[test]
fn every_rule_that_is_cited_is_written_down() {
    let known = known();
    let mut count = 0;
    for (path, text) in texts(&["src", "tests", "assets/docs"], &["rs", "ftl", "md"]) {
        // Both name rules that do not exist.
        let is_about_citing = ["tests/architecture/docs.rs", "tests/cli/rules.rs"];
        if is_about_citing.iter().any(|file| path.ends_with(file)) {
            continue;
        }
        for id in cited(&text) {
            count += 1;
            assert!(known.contains(id), "{} cites rule {id}", path.display());
        }
    }
    assert!(count > 200, "the citations were found: {count}");
}

#[test]
fn every_rule_has_a_test_of_its_name() {
    let mut tested = BTreeSet::new();
    for (_, text) in texts(&["src", "tests"], &["rs"]) {
        for line in text.lines() {
            let declared = line.trim_start().trim_start_matches("async ").strip_prefix("fn ");
            // `g1_g2_…` proves both.
            let parts = declared.into_iter().flat_map(|name| name.split(['_', '(']));
            tested.extend(
                parts
                    .take_while(|part| is_rule_id(&part.to_uppercase()))
                    .map(str::to_uppercase),
            );
        }
    }
    let untested: Vec<_> = known().into_iter().filter(|id| !tested.contains(*id)).collect();
    assert_eq!(untested, [""; 0]);
}

#[test]
fn every_document_that_is_named_exists() {
    let documents: BTreeSet<String> = texts(&["assets/docs"], &["md"])
        .into_iter()
        .filter_map(|(path, _)| Some(path.file_name()?.to_str()?.to_owned()))
        .chain([
            "README.md".to_owned(),
            "CHANGELOG.md".to_owned(),
            "SOURCES.md".to_owned(),
        ])
        .collect();
    for (path, text) in texts(&["src", "tests", "assets/docs"], &["rs", "ftl", "md", "py", "sh"]) {
        // Sources are other people's documents.
        let ours = text.split("\n## Sources").next().unwrap_or_default();
        let tokens = ours.split_whitespace().filter(|token| !token.contains("://"));
        for word in tokens.flat_map(|token| words(token, "._-")) {
            let word = word.trim_end_matches('.');
            let is_document = word.strip_suffix(".md").is_some_and(|name| !name.is_empty());
            assert!(
                !is_document || documents.contains(word),
                "{} names {word}",
                path.display()
            );
        }
    }
}

#[test]
fn a_planted_citation_is_found() {
    let found = cited("// rules Z1, L1 and U99 decide; (rule G7). No rule: A4, and U8.");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["A4", "G7", "U8"]);
    assert!(is_rule_id("U99") && !known().contains("U99"));
}
