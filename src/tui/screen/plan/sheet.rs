//! A plan as it is laid out: groups by danger, and in them equal things of many people folded to one line. Made once
//! for a plan; which groups and folds are open, and what a filter leaves, makes the rows of it.

use super::finding::found_by;
use crate::core::Value;
use crate::core::plan::{AccessReason, Action, ActionKind, Change, HoldCode, Plan, RemarkCode};
use crate::core::text::fold;
use crate::core::undo::Left;
use crate::report::words;
use crate::tui::desk::People;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::cmp::Reverse;
use std::hash::{Hash, Hasher};

/// From this many people on, one thing is one line.
const MANY: usize = 3;
/// From this many on, what waits for one reason is one line.
const MANY_WAIT: usize = 6;

/// In the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupId {
    /// Remarks about the whole plan (rule R7).
    LookFirst,
    /// Rule D5.
    StillHasAccess,
    Kind(ActionKind),
    Waits,
    /// Remarks about which somebody has to do something (rule D3).
    NeedsYou,
    /// What an undo does not bring back.
    Left,
    Skipped,
    Remarks,
}

/// What has to be seen before what is to be done, and what comes after it.
const BEFORE: [GroupId; 2] = [GroupId::LookFirst, GroupId::StillHasAccess];
const AFTER: [GroupId; 5] = [
    GroupId::Waits,
    GroupId::NeedsYou,
    GroupId::Left,
    GroupId::Skipped,
    GroupId::Remarks,
];

fn groups_in_order() -> impl Iterator<Item = GroupId> {
    let kinds = ActionKind::BY_DANGER.map(GroupId::Kind);
    BEFORE.into_iter().chain(kinds).chain(AFTER)
}

/// What a fold has in common; the same for the same plan of another reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FoldId(u64);

#[derive(Debug)]
pub struct Group {
    pub id: GroupId,
    items: Vec<Item>,
    pub len: usize,
}

#[derive(Debug)]
enum Item {
    One(u32),
    Fold(Fold),
}

#[derive(Debug)]
pub struct Fold {
    pub id: FoldId,
    pub by: FoldBy,
    /// Positions as the group counts them.
    pub members: Vec<u32>,
}

/// What is the same for all of a fold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FoldBy {
    /// Everything that changes, and for what waits the reason.
    Same,
    /// Which attributes change, to other values for each.
    Attributes,
    /// Why they wait.
    Reason,
}

/// One row. Positions are in the list of the plan that the group is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    Head(u32),
    Fold(u32, u32),
    One { group: u32, at: u32, is_folded: bool },
}

#[derive(Debug, Default)]
pub struct Sheet {
    pub groups: Vec<Group>,
    /// What each action is found by, made when somebody filters.
    words: Option<FxHashMap<(GroupId, u32), String>>,
}

/// What of the sheet is to be seen.
#[derive(Debug, Default)]
pub struct Opening {
    /// Groups that are not as they are at first.
    pub turned: FxHashSet<GroupId>,
    pub open: FxHashSet<FoldId>,
    /// Folded, in small letters.
    pub filter: String,
}

impl GroupId {
    /// Nothing in there has to be read before a write.
    pub fn is_closed_at_first(self) -> bool {
        matches!(self, Self::Kind(ActionKind::Link) | Self::Skipped | Self::Remarks)
    }

    /// Its rows are actions of the plan.
    pub fn is_of_actions(self) -> bool {
        matches!(self, Self::Kind(_) | Self::Waits)
    }
}

impl Opening {
    pub fn is_open(&self, group: GroupId) -> bool {
        !self.filter.is_empty() || group.is_closed_at_first() == self.turned.contains(&group)
    }

    pub fn turn(&mut self, group: GroupId) {
        if !self.turned.remove(&group) {
            self.turned.insert(group);
        }
    }

    fn shows(&self, fold: FoldId) -> bool {
        !self.filter.is_empty() || self.open.contains(&fold)
    }
}

impl Group {
    /// Positions of all that is in it, folded or not.
    pub fn members(&self) -> impl Iterator<Item = u32> {
        self.items.iter().flat_map(|item| item.members().iter().copied())
    }
}

impl Item {
    fn members(&self) -> &[u32] {
        match self {
            Self::One(at) => std::slice::from_ref(at),
            Self::Fold(fold) => &fold.members,
        }
    }
}

impl Sheet {
    pub fn of(plan: &Plan, left: &[Left]) -> Self {
        let mut members: FxHashMap<GroupId, Vec<u32>> = FxHashMap::default();
        for (at, action) in (0u32..).zip(&plan.actions) {
            let group = match action.held {
                Some(_) => GroupId::Waits,
                None => GroupId::Kind(action.kind),
            };
            members.entry(group).or_default().push(at);
        }
        for (at, remark) in (0u32..).zip(&plan.remarks) {
            members.entry(group_of(&remark.code)).or_default().push(at);
        }
        for (at, access) in (0u32..).zip(&plan.still_have_access) {
            // Whom a limit stops stands among those who are deactivated.
            if access.reason != AccessReason::OverLimit {
                members.entry(GroupId::StillHasAccess).or_default().push(at);
            }
        }
        for (group, len) in [
            (GroupId::Skipped, plan.skipped.len()),
            (GroupId::Left, left.len()),
        ] {
            members.entry(group).or_default().extend((0u32..).take(len));
        }
        let groups = groups_in_order().filter_map(|id| {
            let members = members.remove(&id).filter(|members| !members.is_empty())?;
            let len = members.len();
            let items = items(plan, id, members);
            Some(Group { id, items, len })
        });
        Self {
            groups: groups.collect(),
            words: None,
        }
    }

    pub fn group(&self, at: u32) -> Option<&Group> {
        self.groups.get(at as usize)
    }

    pub fn fold(&self, group: u32, item: u32) -> Option<&Fold> {
        match self.group(group)?.items.get(item as usize)? {
            Item::Fold(fold) => Some(fold),
            Item::One(_) => None,
        }
    }

    /// The rows that are to be seen. Each is a few bytes: a hundred thousand of them are made in a moment.
    pub fn rows(&mut self, opening: &Opening, plan: &Plan, left: &[Left], people: &People) -> Vec<Row> {
        if !opening.filter.is_empty() && self.words.is_none() {
            self.words = Some(self.find_words(plan, left, people));
        }
        let words: Vec<&str> = opening.filter.split_whitespace().collect();
        let known = self.words.as_ref();
        let fits = |group: GroupId, at: u32| {
            words.is_empty()
                || known
                    .and_then(|known| known.get(&(group, at)))
                    .is_some_and(|text| words.iter().all(|word| text.contains(word)))
        };
        let mut rows = Vec::new();
        for (number, group) in (0u32..).zip(&self.groups) {
            let start = rows.len();
            rows.push(Row::Head(number));
            if opening.is_open(group.id) {
                for (item, place) in group.items.iter().zip(0u32..) {
                    match item {
                        Item::One(at) if fits(group.id, *at) => rows.push(Row::One {
                            group: number,
                            at: *at,
                            is_folded: false,
                        }),
                        Item::One(_) => {}
                        Item::Fold(fold) => {
                            let first = rows.len();
                            rows.push(Row::Fold(number, place));
                            if opening.shows(fold.id) {
                                let fitting = fold.members.iter().filter(|at| fits(group.id, **at));
                                rows.extend(fitting.map(|at| Row::One {
                                    group: number,
                                    at: *at,
                                    is_folded: true,
                                }));
                                if rows.len() == first + 1 {
                                    rows.pop();
                                }
                            }
                        }
                    }
                }
            }
            // By a filter, a group in which nothing is left says nothing.
            if !words.is_empty() && rows.len() == start + 1 {
                rows.pop();
            }
        }
        rows
    }

    fn find_words(&self, plan: &Plan, left: &[Left], people: &People) -> FxHashMap<(GroupId, u32), String> {
        let mut words = FxHashMap::default();
        for group in &self.groups {
            for at in group.members() {
                let text = found_by(plan, left, people, group.id, at);
                words.insert((group.id, at), fold(&text).into_owned());
            }
        }
        words
    }
}

fn group_of(code: &RemarkCode) -> GroupId {
    match code {
        RemarkCode::Takeover { .. }
        | RemarkCode::AnotherWriter { .. }
        | RemarkCode::NamesNobody { .. }
        | RemarkCode::ClockOff => GroupId::LookFirst,
        RemarkCode::EndOverdue(_) => GroupId::NeedsYou,
        _ => GroupId::Remarks,
    }
}

/// What is equal for many is one item, the largest first; everybody else is one by one, in the plan's order.
fn items(plan: &Plan, group: GroupId, members: Vec<u32>) -> Vec<Item> {
    let rounds: &[(FoldBy, usize)] = match group {
        GroupId::Kind(ActionKind::Update) => &[(FoldBy::Same, MANY), (FoldBy::Attributes, MANY)],
        GroupId::Waits => &[(FoldBy::Same, MANY), (FoldBy::Reason, MANY_WAIT)],
        GroupId::Skipped | GroupId::Remarks => &[(FoldBy::Reason, MANY)],
        _ => &[],
    };
    let mut folds = Vec::new();
    let mut rest = members;
    for (by, many) in rounds {
        let mut places: FxHashMap<Common<'_>, usize> = FxHashMap::default();
        let mut found: Vec<Vec<u32>> = Vec::new();
        for at in std::mem::take(&mut rest) {
            let place = *places.entry(common(plan, group, *by, at)).or_insert(found.len());
            match found.get_mut(place) {
                Some(members) => members.push(at),
                None => found.push(vec![at]),
            }
        }
        for (common, place) in places {
            let members = std::mem::take(&mut found[place]);
            if members.len() < *many {
                rest.extend(members);
            } else {
                let id = FoldId(hash(&(group, common)));
                folds.push(Fold { id, by: *by, members });
            }
        }
        rest.sort_unstable();
    }
    folds.sort_by_key(|fold| (Reverse(fold.members.len()), fold.members.first().copied()));
    let folds = folds.into_iter().map(Item::Fold);
    folds.chain(rest.into_iter().map(Item::One)).collect()
}

/// What members of one fold have in common.
#[derive(PartialEq, Eq, Hash)]
enum Common<'a> {
    Changes(Option<HoldCode>, Changes<'a>),
    Hold(Option<HoldCode>, ActionKind),
    Words(String),
    /// Nothing, with anybody.
    Alone(u32),
}

/// Changes that are compared with their values, or without.
struct Changes<'a> {
    changes: &'a [Change],
    with_values: bool,
}

impl PartialEq for Changes<'_> {
    fn eq(&self, other: &Self) -> bool {
        if self.with_values || other.with_values {
            return self.with_values == other.with_values && self.changes == other.changes;
        }
        self.changes.len() == other.changes.len()
            && self
                .changes
                .iter()
                .zip(other.changes)
                .all(|(one, other)| one.attribute == other.attribute)
    }
}

impl Eq for Changes<'_> {}

impl Hash for Changes<'_> {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        for Change { attribute, from, to } in self.changes {
            attribute.hash(hasher);
            if self.with_values {
                hash_value(from, hasher);
                hash_value(to, hasher);
            }
        }
    }
}

fn common(plan: &Plan, group: GroupId, by: FoldBy, at: u32) -> Common<'_> {
    let place = at as usize;
    match group {
        GroupId::Skipped => plan
            .skipped
            .get(place)
            .map_or(Common::Alone(at), |skip| Common::Words(words::skip(&skip.reason))),
        GroupId::Remarks => plan.remarks.get(place).map_or(Common::Alone(at), |remark| {
            Common::Words(words::remark(&remark.code))
        }),
        _ => plan
            .actions
            .get(place)
            .map_or(Common::Alone(at), |action| common_action(action, by, at)),
    }
}

fn common_action(action: &Action, by: FoldBy, at: u32) -> Common<'_> {
    let code = action.held.as_ref().map(|hold| hold.code);
    match (by, action.kind) {
        (FoldBy::Reason, kind) => Common::Hold(code, kind),
        (_, ActionKind::Update) => Common::Changes(
            code,
            Changes {
                changes: &action.changes,
                with_values: by == FoldBy::Same,
            },
        ),
        // Whoever comes, goes or is linked is one by one.
        _ => Common::Alone(at),
    }
}

fn hash_value<H: Hasher>(value: &Value, hasher: &mut H) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Text(text) => text.hash(hasher),
        Value::Integer(number) => number.hash(hasher),
        Value::Decimal(number) => number.to_bits().hash(hasher),
        Value::Bool(is_so) => is_so.hash(hasher),
        Value::List(items) => items.hash(hasher),
        Value::Absent | Value::Empty | Value::Odd => {}
    }
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    what.hash(&mut hasher);
    hasher.finish()
}
