//! All strong candidates at once: a list to be read, which one stroke stages (rule L11).

use super::offer::Offer;
use super::{Links, Over, row};
use crate::core::EmployeeId;
use crate::core::suggest::{Strength, Suggestion};
use crate::lang::Key;
use crate::report::words;
use crate::tui::desk::{Act, Reading, What, Wish};
use crate::tui::shell::Shell;
use crate::tui::theme::Role;
use rustc_hash::FxHashMap;

/// Of people who are wrong among many: never none.
const LEAST: f32 = 0.1;

impl Links {
    /// `A`: all who are strong, to be read before `Enter` stages them.
    pub(super) fn offer_strong(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        let suggestions = &shell.desk.suggestions;
        let unknown = reading
            .undecided()
            .filter(|at| suggestions.of(*at).is_none())
            .count();
        if unknown > 0 {
            let says = shell
                .lang
                .with(Key("links-still-looking"), &[("count", unknown.into())]);
            return shell.say_bad(says);
        }
        let strong = strong(shell, &reading);
        let lang = &shell.lang;
        if strong.is_empty() {
            return shell.say(lang.text(Key("links-none-strong")));
        }
        let wrong: f32 = strong.iter().map(|(_, best)| 1.0 - best.score).sum();
        let count = strong.len();
        let people = &reading.people;
        let rows = strong.iter().map(|(at, best)| {
            let profile = people.profile(*at);
            let employee = people.find(best.employee);
            let reasons: Vec<&str> = best.reasons.iter().copied().map(words::reason).collect();
            [
                format!("{} {}", row::name_of(profile), profile.login),
                employee.map_or_else(String::new, |employee| {
                    format!("{} {}", employee.id, employee.display_name())
                }),
                reasons.join(", "),
            ]
        });
        let rows = rows.collect();
        let wishes = strong.iter().map(|(at, best)| Wish {
            profile: people.profile(*at).id.clone(),
            employee: best.employee,
            may_move: false,
        });
        let act = Act {
            what: What::Assign(wishes.collect()),
            says: lang.with(Key("links-did-strong"), &[("count", count.into())]),
        };
        let wrong = [("wrong", format!("{:.1}", wrong.max(LEAST)).into())];
        let says = vec![
            (lang.with(Key("links-strong-wrong"), &wrong), Role::Waits),
            (lang.text(Key("links-strong-left-out")), Role::Quiet),
        ];
        let title = lang.with(Key("links-strong-title"), &[("count", count.into())]);
        self.over = Some(Over::Offer(Box::new(Offer::new(title, says, rows, Some(act)))));
    }
}

/// Undecided profiles with their strong candidate: nobody who has left or is taken, and nobody who is the strong
/// candidate of two. What HR is asked about waits for HR. The least sure first: they are the ones to look at.
fn strong<'a>(shell: &'a Shell, reading: &'a Reading) -> Vec<(u32, &'a Suggestion)> {
    let suggestions = &shell.desk.suggestions;
    let people = &reading.people;
    let found = reading.undecided().filter_map(|at| {
        let best = suggestions.of(at)?.first()?;
        let id = &people.profile(at).id;
        let is_free = best.strength == Strength::Strong && !best.has_left && !best.is_taken;
        let is_open = !shell.desk.is_being_decided(id)
            && !shell.desk.is_being_given(best.employee)
            && !reading.state.decisions.asked.contains_key(id);
        (is_free && is_open).then_some((at, best))
    });
    let mut found: Vec<(u32, &Suggestion)> = found.collect();
    let mut claims: FxHashMap<EmployeeId, usize> = FxHashMap::default();
    for (_, best) in &found {
        *claims.entry(best.employee).or_default() += 1;
    }
    found.retain(|(_, best)| claims.get(&best.employee) == Some(&1));
    found.sort_by(|(_, one), (_, other)| one.score.total_cmp(&other.score));
    found
}
