//! A person or a profile as people name them: an ID or a login as it stands, or the pasted address of their page in
//! Personio or Okta, with or without `https://`.

use reqwest::Url;

/// Why a pasted address names nobody here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PersonAddressError {
    #[error("this address is no page of a person in Personio or Okta")]
    NoPerson,
    #[error("this page of Personio names no employee, or several numbers: take the Personio ID itself")]
    NoEmployee,
    #[error("this is a page of {page}, and the org here is {org}")]
    OtherOrg { page: String, org: String },
}

/// The ID in a pasted address; anything else as it is, without blanks around it. `okta` is the org's own address.
///
/// # Errors
/// Where it is an address, and no page of a person in Personio or in this org.
pub fn person_meant(text: &str, okta: &Url) -> Result<String, PersonAddressError> {
    let text = text.trim();
    let Some(address) = page(text) else {
        return Ok(text.to_owned());
    };
    if let Some(employee) = employee_on(&address) {
        return employee;
    }
    let host = address.host_str().unwrap_or_default();
    let mut parts = address.path_segments().into_iter().flatten();
    let is_profile =
        |part: &&str| part.starts_with("00u") && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let id = parts.find(is_profile).ok_or(PersonAddressError::NoPerson)?;
    let own = okta.host_str().unwrap_or_default();
    if host == own || host.replacen("-admin.", ".", 1) == own {
        return Ok(id.to_owned());
    }
    Err(PersonAddressError::OtherOrg {
        page: host.to_owned(),
        org: own.to_owned(),
    })
}

/// The Personio ID in the pasted address of an employee's page; anything else as it is. Needs no org.
///
/// # Errors
/// Where it is an address, and no employee's.
pub fn employee_meant(text: &str) -> Result<String, PersonAddressError> {
    let text = text.trim();
    match page(text) {
        None => Ok(text.to_owned()),
        Some(address) => employee_on(&address).unwrap_or(Err(PersonAddressError::NoEmployee)),
    }
}

/// `None`: no address of a web page. A login may hold a slash, and a name one between two names.
fn page(text: &str) -> Option<Url> {
    let address = if text.contains("://") {
        Url::parse(text)
    } else {
        let (host, _) = text.split_once('/')?;
        let is_host = host.contains('.') && !host.contains('@') && !host.contains(char::is_whitespace);
        if !is_host {
            return None;
        }
        Url::parse(&format!("https://{text}"))
    };
    address.ok().filter(Url::has_host)
}

/// `None`: no page of Personio's. Several numbers in one address may be an absence's or a document's.
fn employee_on(address: &Url) -> Option<Result<String, PersonAddressError>> {
    let host = address.host_str()?;
    let is_personio = ["personio.de", "personio.com"].iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|name| name.is_empty() || name.ends_with('.'))
    });
    if !is_personio {
        return None;
    }
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut numbers = address.path_segments().into_iter().flatten().filter(is_number);
    let id = numbers.next().filter(|_| numbers.next().is_none());
    Some(id.map(str::to_owned).ok_or(PersonAddressError::NoEmployee))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn okta() -> Url {
        Url::parse("https://acme.okta.com").unwrap()
    }

    #[test]
    fn a_pasted_address_is_the_id_in_it_with_or_without_https() {
        for (text, id) in [
            ("acme.personio.de/staff/details/11020", "11020"),
            (" acme.app.personio.com/staff/details/11020/?tab=17 ", "11020"),
            ("acme-admin.okta.com/admin/user/profile/view/00uabc", "00uabc"),
            (
                "ACME.okta.com/admin/user/profile/view/00uabc#tab-account",
                "00uabc",
            ),
        ] {
            let typed = format!("https://{}", text.trim());
            for text in [text, typed.as_str()] {
                assert_eq!(person_meant(text, &okta()).as_deref(), Ok(id), "{text}");
            }
        }
        assert_eq!(
            employee_meant("acme.personio.de/staff/details/11020").as_deref(),
            Ok("11020")
        );
    }

    #[test]
    fn what_is_no_address_stays_as_it_is() {
        for text in [
            "11020",
            "anna.weiss@acme.com",
            "Anna Weiß",
            "ad/anna",
            "a.b@acme.com/x",
            "Dr. Weiß/Groß",
            "00uabc",
        ] {
            assert_eq!(person_meant(text, &okta()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn another_org_and_pages_of_nobody_are_refused() {
        for (text, says) in [
            (
                "other-admin.okta.com/admin/user/profile/view/00uabc",
                "other-admin.okta.com",
            ),
            (
                "https://acme.okta.com@other.example/admin/user/profile/view/00uabc",
                "other.example",
            ),
            (
                "acme.okta.com.other.example/view/00uabc",
                "acme.okta.com.other.example",
            ),
            ("acme.okta.com/app/UserHome", "no page of a person"),
            (
                "acme.personio.de/staff/details/11020/absences/77",
                "several numbers",
            ),
            (
                "personio.de.other.example/staff/details/11020",
                "no page of a person",
            ),
        ] {
            let why = person_meant(text, &okta()).unwrap_err().to_string();
            assert!(why.contains(says), "{text}: {why}");
        }
        assert!(employee_meant("acme-admin.okta.com/admin/user/profile/view/00uabc").is_err());
    }
}
