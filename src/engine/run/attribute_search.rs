//! Which attributes of an update Okta takes, where it refuses the update for one of them (rule A6).

use super::act::{Acting, Trouble, call_error, odd, stale};
use super::fresh::PROFILE_GONE;
use crate::core::plan::Change;
use crate::core::profile::Profile;
use crate::core::schema::{AttributeMaster, Schema};
use crate::core::update::NEVER_EMPTIED;
use crate::core::value::Text;
use crate::core::{AttributeMarks, OktaId, RefusedAttribute, RefusedAttributes};
use crate::okta::{AttributeRefusal, OktaError};
use crate::store::state::{CallError, Outcome};
use std::sync::{MutexGuard, PoisonError};

/// Changes that go in one call.
struct ChangeSet {
    changes: Vec<Change>,
    /// Okta refuses it as a whole: it was sent, or all the rest of a refused set was taken.
    refused: Option<(AttributeRefusal, CallError)>,
    /// What is refused if this one is taken: the set after it, which was refused together with it.
    otherwise: Option<(AttributeRefusal, CallError)>,
}

impl ChangeSet {
    fn new(changes: Vec<Change>) -> Self {
        Self {
            changes,
            refused: None,
            otherwise: None,
        }
    }

    fn names(&self) -> Vec<&str> {
        self.changes
            .iter()
            .map(|change| change.attribute.as_str())
            .collect()
    }
}

impl Acting<'_> {
    /// Sends the changes, and of these what Okta takes where it refuses one of them. Gives what was taken, and the
    /// profile after it; notes what was refused.
    pub(super) async fn send_what_okta_takes(
        &mut self,
        id: &OktaId,
    ) -> Result<(Vec<Change>, Profile), Trouble> {
        let Some(planned) = self.ground.data.planned_profile(id) else {
            return Err(stale(PROFILE_GONE));
        };
        self.attributes.user_type = planned.user_type.clone().unwrap_or_default();
        let schema = self.ground.snapshot.directory.schema_of(planned);
        let first = self.without_refused(planned, schema);
        if first.is_empty() {
            return Err(stale(
                "Okta refuses these attributes for every profile of this user type",
            ));
        }
        let mut sets = vec![ChangeSet::new(first)];
        let mut taken: Option<(Vec<Change>, Profile)> = None;
        let mut refused: Vec<(Change, AttributeRefusal, CallError)> = Vec::new();
        while let Some(mut set) = sets.pop() {
            if set.refused.is_none() {
                let sent = match self.send_set(id, &set).await {
                    Ok(sent) => sent,
                    // The rest of the attributes is for the next run; what was taken is written down.
                    Err(Outcome::Failed { error, .. }) if taken.is_some() && !self.waited_too_long => {
                        let left = sets.iter().chain([&set]).flat_map(|set| &set.changes);
                        let left = left.map(|change| change.attribute.clone()).collect();
                        self.attributes.unsent = Some((left, error));
                        break;
                    }
                    Err(trouble) => return Err(trouble),
                };
                match sent {
                    Ok(after) => {
                        if let (Some(otherwise), Some(next)) = (set.otherwise, sets.last_mut()) {
                            next.refused = Some(otherwise);
                        }
                        let mut all = taken.map_or_else(Vec::new, |(changes, _)| changes);
                        all.extend(set.changes);
                        taken = Some((all, after));
                        continue;
                    }
                    Err(refusal) => set.refused = Some(refusal),
                }
            }
            let Some((refusal, error)) = set.refused else {
                continue;
            };
            part(set.changes, refusal, error, schema, &mut sets, &mut refused);
        }
        // Okta complains of what was not sent, whatever is sent: the attributes are not to blame.
        let names_others = |(_, refusal, _): &(_, AttributeRefusal, _)| *refusal == AttributeRefusal::NotSent;
        let first = refused.first().map(|(_, _, error)| error.clone());
        if let (None, Some(error)) = (&taken, &first)
            && refused.iter().all(names_others)
        {
            return Err(Outcome::Failed {
                error: error.clone(),
                for_good: true,
            });
        }
        let refused: Vec<_> = refused
            .into_iter()
            .map(|(change, _, error)| (change, error))
            .collect();
        self.note_attributes(planned, schema, refused, taken.as_ref());
        match (taken, first) {
            (Some((mut changes, after)), _) => {
                changes.sort_by(|a, b| a.attribute.cmp(&b.attribute));
                Ok((changes, after))
            }
            (None, Some(error)) => Err(Outcome::Failed {
                error,
                for_good: false,
            }),
            (None, None) => Err(odd("nothing was sent, and nothing was refused")),
        }
    }

    /// `Ok(Err)`: refused because of an attribute.
    async fn send_set(
        &mut self,
        id: &OktaId,
        set: &ChangeSet,
    ) -> Result<Result<Profile, (AttributeRefusal, CallError)>, Trouble> {
        let error = match self.send_looking(id, &set.changes).await? {
            Ok(after) => return Ok(Ok(after)),
            Err(error) => error,
        };
        match error.attribute_refusal(&set.names()) {
            Some(refusal) => {
                self.note(&error);
                Ok(Err((refusal, call_error(&error))))
            }
            None => Err(self.failed(&error)),
        }
    }

    /// What is not known to be refused, also from what this run has learnt meanwhile.
    fn without_refused(&mut self, profile: &Profile, schema: &Schema) -> Vec<Change> {
        let (mut sent, mut left) = (Vec::new(), Vec::new());
        let known = self.refused();
        for change in self.changes.iter() {
            let marks = AttributeMarks::of(change, schema, self.ground.policy);
            match known.said_of(profile, change, &marks) {
                Some(words) => left.push((change.attribute.clone(), words)),
                None => sent.push(change.clone()),
            }
        }
        drop(known);
        self.attributes.known = left;
        sent
    }

    fn note_attributes(
        &mut self,
        profile: &Profile,
        schema: &Schema,
        refused: Vec<(Change, CallError)>,
        taken: Option<&(Vec<Change>, Profile)>,
    ) {
        let policy = self.ground.policy;
        let refused = refused.into_iter().map(|(change, error)| RefusedAttribute {
            profile: profile.id.clone(),
            user_type: profile.user_type.clone().unwrap_or_default(),
            marks: AttributeMarks::of(&change, schema, policy),
            attribute: change.attribute,
            code: error.code,
            words: error.summary,
            agrees: true,
        });
        let refused: Vec<RefusedAttribute> = refused.collect();
        let mut known = self.refused();
        for change in taken.iter().flat_map(|(changes, _)| changes) {
            known.note_taken(profile, &change.attribute);
        }
        for one in &refused {
            known.insert(one.clone());
        }
        drop(known);
        self.attributes.refused = refused;
    }

    fn refused(&self) -> MutexGuard<'_, RefusedAttributes> {
        self.ground.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Optional attributes that Okta names in its refusal of a creation are left out of it (rule P5). `false`: the
    /// refusal is about something else.
    pub(super) fn leave_out_of_creation(&mut self, changes: &mut Vec<Change>, error: &OktaError) -> bool {
        let ground = self.ground;
        let schema = &ground.snapshot.directory.schema;
        let mapped = |name: &str| ground.policy.mapping.iter().any(|line| line.target == name);
        let sent: Vec<&str> = changes.iter().map(|change| change.attribute.as_str()).collect();
        let Some(AttributeRefusal::Named(named)) = error.attribute_refusal(&sent) else {
            return false;
        };
        let is_optional = |name: &String| {
            mapped(name) && !schema.is_required(name) && !NEVER_EMPTIED.contains(&name.as_str())
        };
        if !named.iter().all(is_optional) {
            return false;
        }
        self.note(error);
        let CallError { code, summary } = call_error(error);
        let (out, kept): (Vec<Change>, Vec<Change>) = std::mem::take(changes)
            .into_iter()
            .partition(|change| named.iter().any(|name| change.attribute == *name));
        *changes = kept;
        let refused = out.into_iter().map(|change| RefusedAttribute {
            // Known once Okta has created it.
            profile: OktaId::new(""),
            user_type: Text::default(),
            marks: AttributeMarks::of(&change, schema, ground.policy),
            attribute: change.attribute,
            code: code.clone(),
            words: summary.clone(),
            // A new profile has no other source yet.
            agrees: false,
        });
        self.attributes.refused.extend(refused);
        true
    }
}

/// Takes apart a set that Okta refused: what it names is refused, and the rest goes in another call; where it names
/// nothing, first without what another system may master, else by halves.
fn part(
    mut changes: Vec<Change>,
    refusal: AttributeRefusal,
    error: CallError,
    schema: &Schema,
    sets: &mut Vec<ChangeSet>,
    refused: &mut Vec<(Change, AttributeRefusal, CallError)>,
) {
    if let AttributeRefusal::Named(names) = &refusal {
        let is_named = |change: &Change| names.iter().any(|name| change.attribute == *name);
        let (out, rest): (Vec<_>, Vec<_>) = changes.into_iter().partition(is_named);
        refused.extend(
            out.into_iter()
                .map(|change| (change, refusal.clone(), error.clone())),
        );
        if !rest.is_empty() {
            sets.push(ChangeSet::new(rest));
        }
        return;
    }
    if changes.len() == 1 {
        refused.extend(changes.pop().map(|change| (change, refusal, error)));
        return;
    }
    let master = |change: &Change| {
        let property = schema.property(&change.attribute);
        property.map_or(AttributeMaster::Okta, |property| property.master)
    };
    let strangest = changes.iter().map(master).max().unwrap_or_default();
    let (suspects, rest): (Vec<_>, Vec<_>) = changes
        .iter()
        .cloned()
        .partition(|change| master(change) == strangest);
    let (suspects, rest) = if rest.is_empty() {
        let half = changes.split_off(changes.len() / 2);
        (half, changes)
    } else {
        (suspects, rest)
    };
    sets.push(ChangeSet::new(suspects));
    sets.push(ChangeSet {
        otherwise: Some((refusal, error)),
        ..ChangeSet::new(rest)
    });
}
