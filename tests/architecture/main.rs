//! Which module may use which (`src/lib.rs`), and what no part of the program may do: read from the source itself.
#![expect(clippy::expect_used, reason = "a source that cannot be read fails the test")]

mod docs;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// Each module of the library with those that it may use; itself it may always use.
const MAY_USE: [(&str, &[&str]); 13] = [
    ("main", &["cli"]),
    (
        "cli",
        &[
            "clock", "core", "engine", "failure", "lang", "report", "sim", "store", "tui",
            // How each side is reached, for the connection that it hands to the engine.
            "okta", "personio",
        ],
    ),
    (
        "engine",
        // Of `http` its errors and terms, which become failures and settings of both clients.
        &["clock", "core", "failure", "http", "okta", "personio", "store"],
    ),
    ("okta", &["clock", "core", "http"]),
    ("personio", &["clock", "core", "http"]),
    ("http", &["clock"]),
    // The state's errors are worded as failures beside their definition, for engine and cli alike.
    ("store", &["clock", "core", "failure"]),
    // The engine's examinations and the journal's rows as data; of a failure its words.
    ("report", &["clock", "core", "engine", "failure", "store"]),
    (
        "tui",
        // Of `okta` the kind of org that an address tells.
        &[
            "clock", "core", "engine", "failure", "lang", "okta", "report", "store",
        ],
    ),
    ("lang", &[]),
    ("sim", &["clock"]),
    ("clock", &[]),
    ("failure", &[]),
];

/// Crates and parts of `std` that some modules may not name, as the beginning of a path.
const MAY_NOT_NAME: [(&[&str], &[&str]); 7] = [
    (
        &["core"],
        &[
            "tokio",
            "reqwest",
            "axum",
            "futures_util",
            "tracing",
            "rand",
            "std::fs",
            "std::env",
            "std::net",
            "std::io",
            "std::time",
            "std::thread",
            "std::process",
        ],
    ),
    (&["sim", "report", "tui", "lang"], &["reqwest"]),
    (
        &[
            "core", "okta", "personio", "http", "store", "report", "engine", "cli", "sim", "lang",
        ],
        &["ratatui", "crossterm", "tui_input"],
    ),
    // The screens see files and the process through the store alone.
    (&["tui", "lang"], &["std::fs", "std::env", "std::process", "axum"]),
    (
        &[
            "core", "okta", "personio", "http", "store", "report", "engine", "cli",
        ],
        &["axum"],
    ),
    (
        &["okta", "personio", "http", "report", "engine"],
        &["std::env", "std::process"],
    ),
    // What blocks, and may wait for a person, is asked in one place.
    (
        &[
            "core", "okta", "personio", "http", "report", "engine", "cli", "sim", "tui", "lang",
        ],
        &["keyring"],
    ),
];

/// One file's tokens without comments; literals as they stand.
fn tokens(source: &str) -> Vec<String> {
    fn flatten(stream: TokenStream, flat: &mut Vec<String>) {
        for tree in stream {
            match tree {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::None => ("", ""),
                    };
                    flat.push(open.to_owned());
                    flatten(group.stream(), flat);
                    flat.push(close.to_owned());
                }
                tree => flat.push(tree.to_string()),
            }
        }
    }
    let mut flat = Vec::new();
    flatten(source.parse().expect("Rust source"), &mut flat);
    flat
}

fn is_path_separator(tokens: &[String], at: usize) -> bool {
    tokens.get(at).is_some_and(|one| one == ":") && tokens.get(at + 1).is_some_and(|two| two == ":")
}

/// All paths below `root` up to two further names, such as `std::fs::read`, with groups taken apart.
fn paths_below(tokens: &[String], root: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for at in 0..tokens.len() {
        let is_member = at >= 2 && is_path_separator(tokens, at - 2);
        if tokens[at] == root && !is_member && is_path_separator(tokens, at + 1) {
            paths.extend(
                names(tokens, at + 3)
                    .into_iter()
                    .map(|name| format!("{root}::{name}")),
            );
        }
    }
    paths
}

/// The name at this place, or the first name of each item of a group.
fn names(tokens: &[String], at: usize) -> Vec<String> {
    if tokens.get(at).is_none_or(|token| token != "{") {
        return tokens.get(at).cloned().into_iter().collect();
    }
    let mut found = Vec::new();
    let mut depth = 0;
    for (offset, token) in tokens[at..].iter().enumerate() {
        match token.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {
                let before = &tokens[at + offset - 1];
                if depth == 1 && (before == "{" || before == ",") {
                    found.push(token.clone());
                }
            }
        }
        if depth == 0 {
            break;
        }
    }
    found
}

/// The modules of the library that this file uses: by `crate::`, by `koppel::`, or by climbing out of its own.
/// `depth` is how many modules deep the file lies.
fn used_modules(tokens: &[String], depth: usize) -> Vec<String> {
    let mut used: Vec<String> = ["crate", "koppel"]
        .iter()
        .flat_map(|root| paths_below(tokens, root))
        .filter_map(|path| path.split("::").nth(1).map(str::to_owned))
        .collect();
    let mut at = 0;
    while at < tokens.len() {
        let mut climbed = 0;
        while tokens.get(at).is_some_and(|token| token == "super") && is_path_separator(tokens, at + 1) {
            climbed += 1;
            at += 3;
        }
        if climbed > 0 && climbed >= depth {
            used.extend(names(tokens, at));
        }
        at += 1;
    }
    used.retain(|name| name == "core" || MAY_USE.iter().any(|(module, _)| module == name));
    used
}

/// What is wrong with this file of the library, in words.
fn breaches(path: &Path, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let parts: Vec<String> = path
        .with_extension("")
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .filter(|part| part != "mod")
        .collect();
    let Some(module) = parts.first().filter(|module| *module != "lib") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let allowed = MAY_USE
        .iter()
        .find(|(name, _)| name == module)
        .map_or(&[][..], |(_, allowed)| allowed);
    for used in used_modules(&tokens, parts.len()) {
        if used != *module && !allowed.contains(&used.as_str()) {
            found.push(format!("{module} may not use {used}"));
        }
    }
    for (modules, names) in MAY_NOT_NAME {
        for name in names.iter().filter(|_| modules.contains(&module.as_str())) {
            let (root, rest) = name.split_once("::").unwrap_or((name, ""));
            let paths = paths_below(&tokens, root);
            if paths.iter().any(|path| rest.is_empty() || path == name) {
                found.push(format!("{module} may not name {name}"));
            }
        }
    }
    found.extend(forbidden_words(module, &parts, &tokens));
    found
}

fn forbidden_words(module: &str, parts: &[String], tokens: &[String]) -> Vec<String> {
    let has = |word: &str| tokens.iter().any(|token| token.trim_matches('"') == word);
    let mut found = Vec::new();
    if has("unsafe") {
        found.push("nothing is unsafe".to_owned());
    }
    if matches!(module, "http" | "okta" | "personio" | "engine" | "cli") {
        for verb in ["DELETE", "PUT", "PATCH"] {
            if has(verb) {
                found.push(format!("no client sends {verb}"));
            }
        }
    }
    // The Personio client reads. What it posts is the credentials, for a token; what Okta is sent is in one file.
    let posts = match module {
        "personio" => Some("token"),
        "okta" => Some("write"),
        _ => None,
    };
    if let Some(file) = posts
        && has("Post")
        && parts.get(1).is_none_or(|name| name != file)
    {
        found.push(format!("{module} posts nothing outside of {file}"));
    }
    let asks_the_time = tokens.windows(2).any(|pair| pair[0] == ":" && pair[1] == "now");
    if module == "core" && asks_the_time {
        found.push("core is told what time it is".to_owned());
    }
    found
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_keeps_to_the_directions() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 50, "the source was found");
    for path in files {
        let source = std::fs::read_to_string(&path).expect("a source file");
        let inside = path.strip_prefix(&root).expect("below src");
        assert_eq!(breaches(inside, &source), [""; 0], "{}", inside.display());
    }
}

#[test]
fn every_module_of_the_library_has_a_direction() {
    let source = include_str!("../../src/lib.rs");
    let tokens = tokens(source);
    for declared in tokens.windows(2).filter(|pair| pair[0] == "mod") {
        let is_known = declared[1] == "core" || MAY_USE.iter().any(|(module, _)| *module == declared[1]);
        assert!(is_known, "{}", declared[1]);
    }
}

#[test]
fn a_planted_breach_is_found() {
    for (path, source, expected) in [
        ("core/login.rs", "use crate::okta::Okta;", "core may not use okta"),
        (
            "core/plan/make.rs",
            "fn a(clock: crate::clock::Clock) {}",
            "core may not use clock",
        ),
        (
            "core/link/mod.rs",
            "use super::super::store::Settings;",
            "core may not use store",
        ),
        (
            "sim/okta/mod.rs",
            "use crate::{clock::Clock, okta::Profile};",
            "sim may not use okta",
        ),
        (
            "report/mod.rs",
            "use crate::core::{Plan, plan::Action}; use crate::okta;",
            "report may not use okta",
        ),
        (
            "okta/list.rs",
            "use crate::personio;",
            "okta may not use personio",
        ),
        ("http/mod.rs", "use crate::core::Text;", "http may not use core"),
        ("main.rs", "use koppel::engine;", "main may not use engine"),
        (
            "core/text.rs",
            "use std::{borrow::Cow, fs};",
            "core may not name std::fs",
        ),
        (
            "core/text.rs",
            "let a = std::env::var(\"HOME\");",
            "core may not name std::env",
        ),
        (
            "core/text.rs",
            "use tokio::sync::Mutex;",
            "core may not name tokio",
        ),
        (
            "core/text.rs",
            "let now = Timestamp::now();",
            "core is told what time it is",
        ),
        ("sim/mod.rs", "reqwest::get(\"x\")", "sim may not name reqwest"),
        (
            "tui/view/mod.rs",
            "std::fs::read(path)",
            "tui may not name std::fs",
        ),
        ("tui/screen/mod.rs", "use crate::http;", "tui may not use http"),
        (
            "engine/event.rs",
            "use ratatui::style::Style;",
            "engine may not name ratatui",
        ),
        ("okta/write.rs", "Verb::DELETE", "no client sends DELETE"),
        (
            "http/transport.rs",
            "Method::from_bytes(\"PUT\")",
            "no client sends PUT",
        ),
        (
            "personio/client.rs",
            "call.verb = Verb::Post;",
            "personio posts nothing outside of token",
        ),
        (
            "okta/client.rs",
            "call.verb = Verb::Post;",
            "okta posts nothing outside of write",
        ),
        ("sim/ledger.rs", "unsafe { x() }", "nothing is unsafe"),
    ] {
        let found = breaches(Path::new(path), source);
        assert_eq!(found, [expected], "{path}: {source}");
    }
}

#[test]
fn what_is_allowed_is_no_breach() {
    for (path, source) in [
        (
            "core/login.rs",
            "use crate::core::{Text, plan::Plan}; use super::policy::Policy; // use crate::okta",
        ),
        (
            "core/link/resolve.rs",
            "use super::super::text::fold; /* std::fs */",
        ),
        (
            "core/text.rs",
            "//! Never std::fs.\nuse std::borrow::Cow; const A: &str = \"crate::okta\";",
        ),
        ("clock.rs", "mod tests { use super::*; }"),
        ("personio/token.rs", "let verb = Verb::Post;"),
        (
            "engine/read.rs",
            "use crate::{okta, personio}; use crate::core::Snapshot;",
        ),
        (
            "sim/mod.rs",
            "use crate::clock::Clock; fn delete() {} const A: &str = \"DELETE\";",
        ),
    ] {
        assert_eq!(breaches(Path::new(path), source), [""; 0], "{path}: {source}");
    }
}
