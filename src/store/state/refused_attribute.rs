//! Attributes that Okta itself refused (rule A6): kept for each profile, and counted for its user type.

use super::Writing;
use super::column::{changes_json, micros};
use super::error::Fault;
use super::history::ActionRow;
use super::journal::CallError;
use crate::core::plan::ActionKind;
use crate::core::{AGREEING_PROFILES, AttributeMarks, OktaId, RefusedAttribute, RefusedAttributes, Text};
use rusqlite::{Connection, params};

/// What Okta said of the attributes of one action.
#[derive(Debug, Clone, Default)]
pub struct AttributeAnswers {
    /// The ID of the profile's user type; empty where Okta named none.
    pub user_type: Text,
    pub refused: Vec<RefusedAttribute>,
    /// Attributes that were not sent, since the profile's user type agrees by now, with Okta's code and words.
    pub known: Vec<(Text, String)>,
    /// Attributes that came to no answer after others were taken, and why; the next run has them again.
    pub unsent: Option<(Vec<Text>, CallError)>,
}

impl AttributeAnswers {
    /// Whether the attribute was left out of what Okta took.
    pub fn leaves_out(&self, attribute: &Text) -> bool {
        let unsent = self.unsent.iter().flat_map(|(attributes, _)| attributes);
        let refused = self.refused.iter().map(|one| &one.attribute);
        let known = self.known.iter().map(|(attribute, _)| attribute);
        unsent.chain(refused).chain(known).any(|one| one == attribute)
    }

    /// What was said of the attributes that were left out.
    pub(super) fn error(&self) -> Option<CallError> {
        let without = |names: &[&str], code: &Option<String>, words: &str| CallError {
            code: code.clone(),
            summary: format!("without {}: {words}", names.join(", ")),
        };
        if let Some((attributes, error)) = &self.unsent {
            let names: Vec<&str> = attributes.iter().map(Text::as_str).collect();
            return Some(without(&names, &error.code, &error.summary));
        }
        let first = self.refused.first()?;
        let names: Vec<&str> = self.refused.iter().map(|one| one.attribute.as_str()).collect();
        Some(without(&names, &first.code, &first.words))
    }
}

/// Writes down what was refused; `taken` says that the other attributes of the action were taken.
pub(super) fn keep(
    writing: &Writing<'_>,
    row: &ActionRow,
    answers: &AttributeAnswers,
    taken: bool,
) -> Result<(), Fault> {
    for refused in &answers.refused {
        writing
            .transaction
            .prepare_cached(
                "INSERT OR REPLACE INTO refused_attributes
                     (org, profile, attribute, user_type, basis, value, at, run, error_code, error)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute(params![
                writing.org,
                refused.profile,
                refused.attribute.as_str(),
                refused.user_type.as_str(),
                refused.marks.basis,
                refused.marks.value,
                micros(writing.now),
                row.run.0,
                refused.code,
                refused.words,
            ])?;
    }
    if !taken {
        return Ok(());
    }
    let (out, sent): (Vec<_>, Vec<_>) = row
        .action
        .changes
        .iter()
        .cloned()
        .partition(|change| answers.leaves_out(&change.attribute));
    if !out.is_empty() {
        // The journal says what was written, which an undo goes by (rule A9).
        writing.transaction.execute(
            "UPDATE actions SET changes = ?3 WHERE run = ?1 AND position = ?2",
            params![row.run.0, row.position, changes_json(&sent)],
        )?;
    }
    // A new profile has no other source yet: what it takes says nothing of the others.
    let is_update = row.action.kind == ActionKind::Update;
    let Some(profile) = row.action.profile.as_ref().filter(|_| is_update) else {
        return Ok(());
    };
    for change in sent {
        note_taken(writing, profile, &answers.user_type, &change.attribute)?;
    }
    Ok(())
}

/// One profile took the attribute: its user type does not agree any more. Where it agreed, somebody mended the cause,
/// and all its profiles are tried again.
fn note_taken(
    writing: &Writing<'_>,
    profile: &OktaId,
    user_type: &str,
    attribute: &str,
) -> Result<(), Fault> {
    let agreeing: usize = writing
        .transaction
        .prepare_cached(
            "SELECT count(*) FROM refused_attributes WHERE org = ?1 AND user_type = ?2 AND attribute = ?3 AND agrees",
        )?
        .query_one(params![writing.org, user_type, attribute], |row| row.get(0))?;
    let is_mended = agreeing >= AGREEING_PROFILES;
    writing
        .transaction
        .prepare_cached(
            "DELETE FROM refused_attributes WHERE org = ?1 AND attribute = ?2
             AND (profile = ?3 OR (?5 AND user_type = ?4))",
        )?
        .execute(params![writing.org, attribute, profile, user_type, is_mended])?;
    writing
        .transaction
        .prepare_cached(
            "UPDATE refused_attributes SET agrees = 0 WHERE org = ?1 AND user_type = ?2 AND attribute = ?3",
        )?
        .execute(params![writing.org, user_type, attribute])?;
    Ok(())
}

/// A person retries: what was refused is sent again, also where its user type agreed.
pub(super) fn forget(writing: &Writing<'_>, profile: &OktaId) -> Result<(), Fault> {
    writing.transaction.execute(
        "UPDATE refused_attributes SET agrees = 0 WHERE org = ?1 AND (user_type, attribute) IN
             (SELECT user_type, attribute FROM refused_attributes WHERE org = ?1 AND profile = ?2)",
        params![writing.org, profile],
    )?;
    writing.transaction.execute(
        "DELETE FROM refused_attributes WHERE org = ?1 AND profile = ?2",
        params![writing.org, profile],
    )?;
    Ok(())
}

pub(super) fn load(connection: &Connection, org: i64) -> Result<RefusedAttributes, Fault> {
    let mut query = connection.prepare(
        "SELECT profile, attribute, user_type, basis, value, error_code, error, agrees
         FROM refused_attributes WHERE org = ?1",
    )?;
    let mut rows = query.query([org])?;
    let mut all = RefusedAttributes::default();
    while let Some(row) = rows.next()? {
        let text = |column| -> Result<Text, Fault> { Ok(Text::from(row.get::<_, String>(column)?)) };
        all.insert(RefusedAttribute {
            profile: row.get(0)?,
            attribute: text(1)?,
            user_type: text(2)?,
            marks: AttributeMarks {
                basis: row.get(3)?,
                value: row.get(4)?,
            },
            code: row.get(5)?,
            words: row.get(6)?,
            agrees: row.get(7)?,
        });
    }
    Ok(all)
}
