//! The rules in words, as `assets/docs/rules.md` has them: what `koppel rules` prints, and `explain` cites.

use std::sync::LazyLock;

const TEXT: &str = include_str!("../../assets/docs/rules.md");

/// All rules in the order of the file, and what stands before them.
#[derive(Debug)]
pub struct Rulebook {
    /// The words that all rules use, as one paragraph.
    pub terms: String,
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// `L6`.
    pub id: &'static str,
    /// Its name, without a full stop: `Duplicate ID`.
    pub name: &'static str,
    /// The heading above it: `Link`.
    pub chapter: &'static str,
    /// What it says, its ID and name first, in paragraphs without line breaks and without Markdown's marks.
    pub paragraphs: Vec<String>,
}

impl Rulebook {
    /// The rules that this program was built with.
    pub fn embedded() -> &'static Self {
        static BOOK: LazyLock<Rulebook> = LazyLock::new(|| Rulebook::parse(TEXT));
        &BOOK
    }

    /// The rule with this ID, in capitals or not.
    pub fn find(&self, id: &str) -> Option<&Rule> {
        self.rules
            .iter()
            .find(|rule| rule.id.eq_ignore_ascii_case(id.trim()))
    }

    fn parse(text: &'static str) -> Self {
        let mut book = Self {
            terms: String::new(),
            rules: Vec::new(),
        };
        let mut chapter = "";
        for line in text.lines() {
            if let Some(heading) = line.strip_prefix("## ") {
                chapter = heading;
                continue;
            }
            let words = plain(line);
            let open = match (line.strip_prefix("- **"), book.rules.last_mut()) {
                (Some(rule), _) => {
                    let title = rule.split("**").next().unwrap_or_default();
                    let (id, name) = title.split_once(' ').unwrap_or((title, ""));
                    book.rules.push(Rule {
                        id,
                        name: name.trim_end_matches('.'),
                        chapter,
                        paragraphs: vec![words],
                    });
                    continue;
                }
                (None, Some(rule)) if line.trim_start().starts_with("- ") => {
                    rule.paragraphs.push(words);
                    continue;
                }
                (None, Some(rule)) => rule.paragraphs.last_mut(),
                (None, None) if line.starts_with('#') => None,
                (None, None) => Some(&mut book.terms),
            };
            if let Some(open) = open.filter(|_| !words.is_empty()) {
                if !open.is_empty() {
                    open.push(' ');
                }
                open.push_str(&words);
            }
        }
        book
    }
}

/// Without marks of lists and of strong or stressed words.
fn plain(line: &str) -> String {
    let line = line.trim();
    line.strip_prefix("- ").unwrap_or(line).replace(['*', '`'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_by_its_id_and_says_something() {
        let book = Rulebook::embedded();
        assert!(book.terms.starts_with("koppel decides by these rules."));
        assert!(book.rules.len() > 60);
        for rule in &book.rules {
            assert_eq!(book.find(&rule.id.to_lowercase()), Some(rule), "{}", rule.id);
            assert!(
                rule.paragraphs[0].starts_with(&format!("{} ", rule.id)),
                "{}",
                rule.id
            );
            assert!(!rule.chapter.is_empty() && !rule.name.is_empty(), "{}", rule.id);
        }
        assert_eq!(book.find("Z9"), None);
    }

    #[test]
    fn a_rule_has_its_name_its_chapter_and_a_paragraph_for_each_point() {
        let book = Rulebook::parse(
            "# Rules\nSome *words*.\nMore.\n\n## Link\n- **L1 ID.** The `ID`\n  decides.\n  - One\n    point.\n- **L2 Two.** B.\n",
        );
        assert_eq!(book.terms, "Some words. More.");
        let first = Rule {
            id: "L1",
            name: "ID",
            chapter: "Link",
            paragraphs: vec!["L1 ID. The ID decides.".to_owned(), "One point.".to_owned()],
        };
        assert_eq!(book.rules[0], first);
        assert_eq!(book.rules[1].paragraphs, ["L2 Two. B."]);
    }
}
