//! `koppel rules`: the rules that `explain` and the screens cite. Reads neither settings nor state.

use super::args::RulesOptions;
use super::console;
use super::context::Context;
use crate::core::rulebook::Rulebook;
use crate::failure::{Exit, Failure};
use crate::report::{write_rule, write_rulebook};

pub(super) fn run(context: &Context<'_>, options: &RulesOptions) -> Result<Exit, Failure> {
    let book = Rulebook::embedded();
    let screen = context.console.screen;
    match &options.id {
        None => console::print(|out| write_rulebook(out, book, screen))?,
        Some(id) => {
            let rule = book.find(id).ok_or_else(|| unknown(book, id))?;
            console::print(|out| write_rule(out, rule, screen))?;
        }
    }
    Ok(Exit::Done)
}

fn unknown(book: &Rulebook, id: &str) -> Failure {
    let first = id.trim().chars().next().map(|letter| letter.to_ascii_uppercase());
    let alike: Vec<&str> = book
        .rules
        .iter()
        .map(|rule| rule.id)
        .filter(|known| known.chars().next() == first)
        .collect();
    let known = if alike.is_empty() {
        "A rule's ID is a letter and a number, such as L1".to_owned()
    } else {
        format!("The IDs with that letter are {}", alike.join(", "))
    };
    Failure::new(Exit::Usage, "There is no rule with this ID")
        .because(known)
        .todo("koppel rules prints all rules with their IDs")
}
