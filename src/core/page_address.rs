//! A person or a profile as people name them: an ID or a login as it stands, or the pasted address of their page in
//! Personio or Okta, with or without `https://`.

/// Why a pasted address names nobody here.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageAddressError {
    #[error("this address is no page of a person in Personio or Okta")]
    NoPerson,
    #[error("this page of Personio names no employee, or several numbers: take the Personio ID itself")]
    NoEmployee,
    #[error("this is a page of {page}, and the org here is {org}")]
    OtherOrg { page: String, org: String },
}

/// Host and path of a web page, as far as they are looked at.
struct Page<'a> {
    host: String,
    path: &'a str,
}

/// The ID in a pasted address; anything else as it is, without blanks around it. `org` is the host of the own org.
///
/// # Errors
/// Where it is an address, and no page of a person in Personio or in this org.
pub fn person_meant(text: &str, org: &str) -> Result<String, PageAddressError> {
    let text = text.trim();
    let Some(page) = Page::of(text) else {
        return Ok(text.to_owned());
    };
    if let Some(employee) = page.employee() {
        return employee;
    }
    let is_profile =
        |part: &&str| part.starts_with("00u") && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let id = page
        .path
        .split('/')
        .find(is_profile)
        .ok_or(PageAddressError::NoPerson)?;
    if page.host == org || page.host.replacen("-admin.", ".", 1) == org {
        return Ok(id.to_owned());
    }
    Err(PageAddressError::OtherOrg {
        page: page.host,
        org: org.to_owned(),
    })
}

/// The Personio ID in the pasted address of an employee's page; anything else as it is. Needs no org.
///
/// # Errors
/// Where it is an address, and no employee's.
pub fn employee_meant(text: &str) -> Result<String, PageAddressError> {
    let text = text.trim();
    match Page::of(text) {
        None => Ok(text.to_owned()),
        Some(page) => page.employee().unwrap_or(Err(PageAddressError::NoEmployee)),
    }
}

impl<'a> Page<'a> {
    /// `None`: no address of a web page. A login may hold a slash, and a name one between two names.
    fn of(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let is_bare = scheme.is_empty();
        if !(is_bare || scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")) {
            return None;
        }
        let (authority, path) = match rest.split_once('/') {
            Some(halves) => halves,
            None if is_bare => return None,
            None => (rest, ""),
        };
        // What stands before an @ names no host, and may be there to look like one.
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
        let is_host = host.contains('.')
            && !authority.contains(char::is_whitespace)
            && !(is_bare && authority.contains('@'));
        is_host.then(|| Self {
            host,
            path: path.split(['?', '#']).next().unwrap_or(path),
        })
    }

    /// `None`: no page of Personio's. Several numbers in one address may be an absence's or a document's.
    fn employee(&self) -> Option<Result<String, PageAddressError>> {
        let is_personio = ["personio.de", "personio.com"].iter().any(|domain| {
            let name = self.host.strip_suffix(domain);
            name.is_some_and(|name| name.is_empty() || name.ends_with('.'))
        });
        if !is_personio {
            return None;
        }
        let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let mut numbers = self.path.split('/').filter(is_number);
        let id = numbers.next().filter(|_| numbers.next().is_none());
        Some(id.map(str::to_owned).ok_or(PageAddressError::NoEmployee))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORG: &str = "acme.okta.com";

    #[test]
    fn a_pasted_address_is_the_id_in_it_with_or_without_https() {
        for (text, id) in [
            ("acme.personio.de/staff/details/11020", "11020"),
            ("acme.okta.com:443/admin/user/profile/view/00uabc", "00uabc"),
            (" acme.app.personio.com/staff/details/11020/?tab=17 ", "11020"),
            ("acme-admin.okta.com/admin/user/profile/view/00uabc", "00uabc"),
            (
                "ACME.okta.com/admin/user/profile/view/00uabc#tab-account",
                "00uabc",
            ),
        ] {
            let typed = format!("https://{}", text.trim());
            for text in [text, typed.as_str()] {
                assert_eq!(person_meant(text, ORG).as_deref(), Ok(id), "{text}");
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
            assert_eq!(person_meant(text, ORG).as_deref(), Ok(text));
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
            let why = person_meant(text, ORG).unwrap_err().to_string();
            assert!(why.contains(says), "{text}: {why}");
        }
        assert!(employee_meant("acme-admin.okta.com/admin/user/profile/view/00uabc").is_err());
    }
}
