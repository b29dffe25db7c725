//! What is old goes (`journal.keep_days`), and what still matters never does.

use super::column::micros;
use super::error::Fault;
use super::{StateError, Store, Writing};
use jiff::{SignedDuration, Timestamp};
use rusqlite::params;

/// What rule G1 counts of the last 24 hours is never forgotten, whatever the settings say.
const FEWEST_DAYS: u32 = 2;

/// However old: so that `history` and `status` always have something to tell.
const NEWEST_RUNS: u32 = 50;

/// What pruning took away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pruned {
    pub runs: usize,
    pub decisions: usize,
}

impl Store {
    /// Forgets runs with their actions, and decisions that do not hold any more, which ended more than
    /// `keep_days` ago (at least 2). Stays: bases, links, everything that is in force with its own acts, the
    /// last review, runs with an action of which nobody knows what it did, the last good run, and the newest
    /// runs.
    pub fn prune(&mut self, keep_days: u32) -> Result<Pruned, StateError> {
        self.write(|writing| {
            let kept = SignedDuration::from_hours(24 * i64::from(keep_days.max(FEWEST_DAYS)));
            let before = writing.now.checked_sub(kept).unwrap_or(Timestamp::MIN);
            Ok(Pruned {
                runs: prune_runs(writing, before)?,
                decisions: prune_decisions(writing, before)?,
            })
        })
    }
}

fn prune_runs(writing: &Writing<'_>, before: Timestamp) -> Result<usize, Fault> {
    let removed = writing.transaction.execute(
        "DELETE FROM runs WHERE org = ?1 AND ended < ?2
         AND number NOT IN (SELECT number FROM runs WHERE org = ?1 ORDER BY number DESC LIMIT ?3)
         AND number IS NOT (SELECT max(number) FROM runs WHERE org = ?1
             AND coalesce(verdict, CASE ending WHEN 'done' THEN 'good' END) = 'good' AND kind = 'sync')
         AND NOT EXISTS (SELECT 1 FROM actions WHERE run = number AND called IS NOT NULL
             AND (outcome IS NULL OR outcome = 'unknown'))",
        params![writing.org, micros(before), NEWEST_RUNS],
    )?;
    Ok(removed)
}

fn prune_decisions(writing: &Writing<'_>, before: Timestamp) -> Result<usize, Fault> {
    let transaction = &writing.transaction;
    // Decisions of which every act is old; their acts go first, since they name them.
    transaction.execute_batch("CREATE TEMP TABLE old (id INTEGER PRIMARY KEY)")?;
    transaction.execute(
        "INSERT INTO old SELECT id FROM decisions AS root
         WHERE org = ?1 AND about IS NULL AND at < ?2
         AND id NOT IN (SELECT decision FROM in_force)
         AND NOT EXISTS (SELECT 1 FROM decisions AS act WHERE act.about = root.id AND act.at >= ?2)",
        params![writing.org, micros(before)],
    )?;
    let acts = transaction.execute("DELETE FROM decisions WHERE about IN (SELECT id FROM old)", [])?;
    let roots = transaction.execute("DELETE FROM decisions WHERE id IN (SELECT id FROM old)", [])?;
    transaction.execute_batch("DROP TABLE old")?;
    transaction.execute(
        "DELETE FROM reviews WHERE org = ?1 AND at < ?2
         AND id IS NOT (SELECT max(id) FROM reviews WHERE org = ?1)",
        params![writing.org, micros(before)],
    )?;
    Ok(acts + roots)
}
