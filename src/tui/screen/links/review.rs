//! How far the review is, closing it (rule P2), and writing the links.

use super::{Asked, Links};
use crate::core::OktaId;
use crate::engine::OverLimit;
use crate::lang::Key;
use crate::report::words;
use crate::store::state::{DecisionKind, RunKind};
use crate::tui::desk::{Act, Reading, RunRequest, Seen, What};
use crate::tui::shared::Shared;
use crate::tui::shell::Shell;
use rustc_hash::FxHashSet;

impl Links {
    /// Said yes to the question that was open.
    pub(super) fn agree(&mut self, shell: &mut Shell) {
        let act = match self.asked.take() {
            Some(Asked::Decide(act)) => act,
            Some(Asked::Close(closing)) => Act {
                says: shell.lang.text(Key("links-did-close")),
                what: What::CloseReview(closing),
            },
            None => return,
        };
        self.decide(act, shell);
    }

    /// `C` (rule P2): closing names who will then be created.
    pub(super) fn ask_to_close(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        if shell.desk.pending().next().is_some() {
            return shell.say_bad(shell.lang.text(Key("links-wait")));
        }
        let closing = reading.closing.clone();
        let lang = &shell.lang;
        let counted = |key, count: usize| lang.with(key, &[("count", count.into())]);
        let mut lines = vec![
            counted(Key("links-close-creations"), closing.covered.len()),
            counted(Key("links-close-on-hold"), closing.on_hold.values().sum()),
            counted(Key("links-close-undecided"), closing.undecided),
            counted(Key("links-close-conflicts"), reading.links.conflicts.len()),
        ];
        let reasons = closing.on_hold.iter().map(|(code, count)| {
            let fillings = [
                ("reason", words::hold_code(*code).into()),
                ("count", (*count).into()),
            ];
            lang.with(Key("links-close-reason"), &fillings)
        });
        lines.splice(2..2, reasons);
        if reading.state.review.is_closed() {
            lines.push(lang.text(Key("links-close-again")));
        }
        lines.push(lang.text(Key("links-close-says")));
        let title = lang.text(Key("links-close-title"));
        self.ask(title, lines, Asked::Close(closing), shell);
    }

    /// `W`: the page that counts what writing the links writes.
    pub(super) fn write(&mut self, shell: &mut Shell) {
        let Some(reading) = self.may_decide(shell) else {
            return;
        };
        if shell.desk.pending().next().is_some() {
            return shell.say_bad(shell.lang.text(Key("links-wait")));
        }
        shell.ask_to_write(RunRequest::Seen(Box::new(Seen {
            kind: RunKind::Assign,
            plan: Shared::new(reading.links_plan.clone()),
            confirm: reading.staged_ids(),
            reading,
            over_limit: OverLimit::Stop,
            undo: None,
            overrides: Vec::new(),
        })));
    }
}

/// How many profiles people decided, and how many there are to decide: those, whoever is undecided, and conflicts.
pub(super) fn progress(reading: &Reading) -> (usize, usize) {
    let decided: FxHashSet<&OktaId> = reading
        .in_force
        .iter()
        .filter(|one| {
            matches!(
                one.row.decision.kind(),
                DecisionKind::Assign | DecisionKind::SetAside | DecisionKind::ConfirmLink
            )
        })
        .filter_map(|one| one.row.decision.profile())
        .collect();
    let open = reading.undecided().count() + reading.links.conflicts.len();
    (decided.len(), decided.len() + open)
}
