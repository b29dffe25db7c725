//! Targets of `koppel decide`: a CSV list of them, and how one is written.

use super::assignment_file::table_of;
use crate::core::page_address::{PageAddressError, employee_meant, person_meant};
use std::io;
use std::path::Path;

/// A list with the column `target`; other columns are left alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFile {
    /// Trimmed, in the order of the file.
    pub targets: Vec<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum TargetFileError {
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    #[error("its first line names no column target")]
    NoColumn,
    #[error(transparent)]
    NotCsv(#[from] csv::Error),
}

impl TargetFile {
    /// # Errors
    /// Where it is no such list.
    pub fn read(path: &Path) -> Result<Self, TargetFileError> {
        Self::parse(&std::fs::read_to_string(path)?)
    }

    fn parse(text: &str) -> Result<Self, TargetFileError> {
        let table = table_of(text);
        let first = table.text.lines().next().unwrap_or_default();
        // As a German Excel writes it.
        let guessed = if first.contains(';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(table.separator.unwrap_or(guessed))
            .flexible(true)
            .from_reader(table.text.as_bytes());
        let headers = reader.headers()?;
        let column = headers
            .iter()
            .position(|name| name.trim().eq_ignore_ascii_case("target"))
            .ok_or(TargetFileError::NoColumn)?;
        let mut targets = Vec::new();
        for record in reader.records() {
            let record = record?;
            let target = record.get(column).unwrap_or_default().trim();
            if !target.is_empty() {
                targets.push(target.to_owned());
            }
        }
        Ok(Self { targets })
    }
}

/// The target with the IDs in place of pasted addresses. A match is written `EMPLOYEE=PROFILE`; an address may hold a
/// `=` of its own behind its `?`.
///
/// # Errors
/// As [`person_meant`].
pub fn target_meant(text: &str, org: &str) -> Result<String, PageAddressError> {
    let is_id = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let halves = text.rmatch_indices('=').find_map(|(at, _)| {
        let (employee, profile) = (text.get(..at)?, text.get(at + 1..)?);
        let employee = employee_meant(employee).ok().filter(|id| is_id(id))?;
        let is_profile = !text.get(..at)?.contains('?')
            || profile.trim().starts_with("00u")
            || profile.contains(['/', '@']);
        is_profile.then_some((employee, profile))
    });
    match halves {
        Some((employee, profile)) => Ok(format!("{employee}={}", person_meant(profile, org)?)),
        None => person_meant(text, org),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_column_that_counts() {
        for text in [
            "target\n11\n\n 12=00u1 \n",
            "\u{feff}name;Target\nAnna;11\n;12=00u1",
            "\u{feff}sep=;\r\nname;Target\r\nAnna, B.;11\r\n;12=00u1",
            "sep=,\ntarget,name\n11,a;b\n12=00u1,\n",
        ] {
            assert_eq!(
                TargetFile::parse(text).unwrap().targets,
                ["11", "12=00u1"],
                "{text}"
            );
        }
        assert!(matches!(
            TargetFile::parse("id\n1\n"),
            Err(TargetFileError::NoColumn)
        ));
    }

    #[test]
    fn a_match_of_two_pasted_addresses_is_a_match_of_two_ids() {
        let org = "acme.okta.com";
        for (text, meant) in [
            ("11020=anna@acme.com", "11020=anna@acme.com"),
            ("acme.personio.de/staff/details/11020=00uabc", "11020=00uabc"),
            ("https://acme.personio.de/staff/details/11020?tab=3", "11020"),
            (
                "https://acme.personio.de/staff/details/11020?tab=3=acme-admin.okta.com/admin/user/profile/view/00uabc#tab=1",
                "11020=00uabc",
            ),
        ] {
            assert_eq!(target_meant(text, org).as_deref(), Ok(meant), "{text}");
        }
        let other = target_meant("11=other.okta.com/admin/user/profile/view/00uabc", org);
        assert!(matches!(other, Err(PageAddressError::OtherOrg { .. })));
    }
}
