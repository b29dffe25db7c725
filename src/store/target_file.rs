//! Targets of `koppel decide`: a CSV list of them, and pasted addresses of Personio's and Okta's pages.

use reqwest::Url;
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
        let text = text.trim_start_matches('\u{feff}');
        let first = text.lines().next().unwrap_or_default();
        // As a German Excel writes it.
        let delimiter = if first.contains(';') { b';' } else { b',' };
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(text.as_bytes());
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

/// The ID that ends a pasted address of a person's page; anything else as it is.
///
/// # Errors
/// Where the page is another Okta org's, or no person's.
pub fn address_target(text: &str, okta: &Url) -> Result<String, String> {
    if let Some((employee, profile)) = text.split_once('=')
        && !text.contains('?')
    {
        let (employee, profile) = (address_target(employee, okta)?, address_target(profile, okta)?);
        return Ok(format!("{employee}={profile}"));
    }
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let Some((host, path)) = rest.split_once('/') else {
        return Ok(text.to_owned());
    };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let mut parts = path.rsplit('/').filter(|part| !part.is_empty());
    let host = host.to_ascii_lowercase();
    if host.contains(".personio.") {
        let id = parts.find(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
        return id
            .map(str::to_owned)
            .ok_or_else(|| "this page of Personio is no employee's".to_owned());
    }
    let id = parts
        .find(|part| part.starts_with("00u"))
        .ok_or("this address is no page of a person in Personio or Okta")?;
    let own = okta.host_str().unwrap_or_default();
    if host == own || host.replacen("-admin.", ".", 1) == own {
        return Ok(id.to_owned());
    }
    Err(format!("this is a page of {host}, and the org is {own}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_one_column_that_counts() {
        for text in [
            "target\n11\n\n 12=00u1 \n",
            "\u{feff}name;Target\nAnna;11\n;12=00u1",
        ] {
            assert_eq!(TargetFile::parse(text).unwrap().targets, ["11", "12=00u1"]);
        }
        assert!(matches!(
            TargetFile::parse("id\n1\n"),
            Err(TargetFileError::NoColumn)
        ));
    }

    #[test]
    fn a_pasted_address_is_the_id_in_it_and_another_orgs_is_refused() {
        let okta = Url::parse("https://acme.okta.com").unwrap();
        for (text, id) in [
            ("11020", "11020"),
            ("anna.weiss@acme.com", "anna.weiss@acme.com"),
            ("acme.personio.de/staff/details/11020", "11020"),
            (
                "https://acme.app.personio.com/staff/details/11020/?tab=1",
                "11020",
            ),
            ("acme-admin.okta.com/admin/user/profile/view/00uabc", "00uabc"),
            (
                "https://acme.okta.com/admin/user/profile/view/00uabc#tab-account",
                "00uabc",
            ),
            ("acme.personio.de/staff/details/11020=00uabc", "11020=00uabc"),
        ] {
            assert_eq!(address_target(text, &okta).as_deref(), Ok(id), "{text}");
        }
        let other = address_target("other-admin.okta.com/admin/user/profile/view/00uabc", &okta);
        assert!(other.unwrap_err().contains("other-admin.okta.com"));
        assert!(address_target("acme.okta.com/app/UserHome", &okta).is_err());
    }
}
