//! Every text that is named exists, and every text that exists is named: read from the source itself.

use koppel::store::KEYS;
use koppel::tui::screen::settings::LABELS;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::BTreeSet;
use std::path::Path;

/// All files of one language.
fn english() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/locales/en");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect()
}

/// The literals in `Key("…")`.
fn named(stream: TokenStream, found: &mut BTreeSet<String>) {
    let mut is_key = false;
    for tree in stream {
        match tree {
            TokenTree::Group(group) => {
                if is_key {
                    let text = group.stream().to_string();
                    if let Some(key) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                        found.insert(key.to_owned());
                    }
                }
                named(group.stream(), found);
                is_key = false;
            }
            TokenTree::Ident(ident) => is_key = ident == "Key",
            _ => is_key = false,
        }
    }
}

fn read(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, found);
        } else {
            named(std::fs::read_to_string(&path).unwrap().parse().unwrap(), found);
        }
    }
}

#[test]
fn texts_that_are_named_and_texts_that_exist_are_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut used = BTreeSet::new();
    for folder in ["lang", "tui", "cli"] {
        read(&root.join(folder), &mut used);
    }
    let written: BTreeSet<String> = english()
        .lines()
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .filter_map(|line| Some(line.split_once(" =")?.0.to_owned()))
        .collect();
    let missing: Vec<_> = used.difference(&written).collect();
    let unused: Vec<_> = written.difference(&used).collect();
    assert!(
        missing.is_empty() && unused.is_empty(),
        "missing {missing:?}, unused {unused:?}"
    );
}

#[test]
fn no_text_is_written_twice() {
    let mut seen = BTreeSet::new();
    let english = english();
    for line in english.lines().filter(|line| !line.starts_with([' ', '#'])) {
        if let Some((key, _)) = line.split_once(" =") {
            assert!(seen.insert(key.to_owned()), "{key}");
        }
    }
}

/// Lists are shown entry by entry; every other key of the settings has a name for people.
#[test]
fn every_setting_stands_on_a_page() {
    const LISTS: [&str; 3] = [
        "link.ignore_profiles",
        "link.ignore_employees",
        "safety.protected",
    ];
    for key in KEYS.iter().map(|key| key.path) {
        let has_name = LABELS.iter().any(|(path, _, _)| *path == key);
        let is_list = key.contains("[]") || LISTS.contains(&key);
        assert!(has_name != is_list, "{key}");
    }
}
