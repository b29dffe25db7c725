//! Short and pet forms of first names, of the languages of a European company.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::sync::LazyLock;

/// One family of names a line, folded; lines that begin with `#` are comments.
const TABLES: [&str; 8] = [
    include_str!("../../assets/nicknames/german.txt"),
    include_str!("../../assets/nicknames/english.txt"),
    include_str!("../../assets/nicknames/dutch.txt"),
    include_str!("../../assets/nicknames/polish.txt"),
    include_str!("../../assets/nicknames/russian.txt"),
    include_str!("../../assets/nicknames/turkish.txt"),
    include_str!("../../assets/nicknames/romance.txt"),
    include_str!("../../assets/nicknames/greek.txt"),
];

static FAMILIES: LazyLock<FxHashMap<&'static str, Families>> = LazyLock::new(|| {
    let lines = TABLES
        .iter()
        .flat_map(|table| table.lines())
        .filter(|line| !line.starts_with('#'));
    let mut families: FxHashMap<&str, Families> = FxHashMap::default();
    for (number, line) in (0u16..).zip(lines) {
        for name in line.split_whitespace() {
            families.entry(name).or_default().0.push(number);
        }
    }
    families
});

/// The families that a name belongs to: `sasha` is of Alexander's and of Alexandra's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::core) struct Families(SmallVec<[u16; 8]>);

impl Families {
    pub fn meet(&self, other: &Self) -> bool {
        self.0.iter().any(|family| other.0.contains(family))
    }

    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        if self.0.is_empty() { other() } else { self }
    }

    pub fn numbers(&self) -> &[u16] {
        &self.0
    }
}

/// Of a folded name.
pub(in crate::core) fn families(folded: &str) -> Families {
    FAMILIES.get(folded).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn l11_every_table_holds_folded_names_in_families_of_two_and_more() {
        for line in TABLES.iter().flat_map(|table| table.lines()) {
            if line.starts_with('#') {
                continue;
            }
            assert!(line.split_whitespace().count() >= 2, "{line:?}");
            assert!(
                line.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b' '),
                "{line:?}"
            );
        }
    }
}
