//! Where a list goes on: the `Link` header, and nothing else (`okta-api.md` section 2).

use super::error::OktaError;
use reqwest::Url;
use reqwest::header::{HeaderMap, LINK};

/// The address of the next page, on the same origin as `base`; `None`: this was the last one.
///
/// Okta sends one header line for each relation; proxies join them. Commas and semicolons inside of an
/// address are part of it.
pub(super) fn next(headers: &HeaderMap, base: &Url) -> Result<Option<Url>, OktaError> {
    for line in headers.get_all(LINK) {
        let line = line.to_str().map_err(|_| OktaError::BrokenNext)?;
        for (address, parameters) in links(line) {
            if is_next(parameters) {
                let url = base.join(address).map_err(|_| OktaError::BrokenNext)?;
                if url.origin() != base.origin() {
                    // The host may be the same one, with another port.
                    let origin = url.origin().ascii_serialization();
                    return Err(OktaError::ForeignNext { origin });
                }
                return Ok(Some(url));
            }
        }
    }
    Ok(None)
}

/// Addresses with their parameters: `<…>; rel="next", <…>; …`.
fn links(mut line: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        let (_, rest) = line.split_once('<')?;
        let (address, rest) = rest.split_once('>')?;
        let end = rest.find('<').unwrap_or(rest.len());
        let parameters = rest.get(..end).unwrap_or_default();
        line = rest.get(end..).unwrap_or_default();
        Some((address, parameters))
    })
}

fn is_next(parameters: &str) -> bool {
    parameters.split([';', ',']).any(|parameter| {
        parameter.split_once('=').is_some_and(|(name, value)| {
            name.trim().eq_ignore_ascii_case("rel")
                && value
                    .trim()
                    .trim_matches('"')
                    .split_whitespace()
                    .any(|relation| relation.eq_ignore_ascii_case("next"))
        })
    })
}

/// The same page with fewer profiles on it: everything else of the address, the cursor above all, stays
/// letter by letter. `None` where the address names no larger `limit`.
pub(super) fn with_limit(url: &Url, limit: u32) -> Option<Url> {
    let mut changed = false;
    let pairs: Vec<String> = url
        .query()?
        .split('&')
        .map(|pair| match pair.strip_prefix("limit=").map(str::parse::<u32>) {
            Some(Ok(before)) if before > limit => {
                changed = true;
                format!("limit={limit}")
            }
            _ => pair.to_owned(),
        })
        .collect();
    let mut url = url.clone();
    url.set_query(Some(&pairs.join("&")));
    changed.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn base() -> Url {
        Url::parse("https://acme.okta.com").unwrap()
    }

    fn next_of(lines: &[&str]) -> Result<Option<Url>, OktaError> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(LINK, HeaderValue::from_str(line).unwrap());
        }
        next(&headers, &base())
    }

    #[test]
    fn r3_the_next_page_is_found_on_several_lines_and_on_one() {
        let next = "<https://acme.okta.com/api/v1/users?after=0a,b;c&limit=200>; rel=\"next\"";
        let own = "<https://acme.okta.com/api/v1/users?limit=200>; rel=\"self\"";
        let expected = "https://acme.okta.com/api/v1/users?after=0a,b;c&limit=200";
        for lines in [vec![own, next], vec![next, own]] {
            assert_eq!(next_of(&lines).unwrap().unwrap().as_str(), expected);
            assert_eq!(next_of(&[&lines.join(", ")]).unwrap().unwrap().as_str(), expected);
        }
        assert_eq!(next_of(&[own]).unwrap(), None);
        assert_eq!(next_of(&[]).unwrap(), None);
        assert!(next_of(&["</api/v1/users?after=x>; REL=next"]).unwrap().is_some());
    }

    #[test]
    fn r3_a_next_page_elsewhere_is_refused() {
        for address in [
            "https://evil.example/api/v1/users",
            "http://acme.okta.com/x",
            "https://acme.okta.com:444/",
        ] {
            let found = next_of(&[&format!("<{address}>; rel=\"next\"")]);
            assert!(
                matches!(found, Err(OktaError::ForeignNext { .. })),
                "{address}: {found:?}"
            );
        }
        assert!(matches!(
            next_of(&["<http://[>; rel=\"next\""]),
            Err(OktaError::BrokenNext)
        ));
    }

    #[test]
    fn a_shorter_page_keeps_the_cursor_letter_by_letter() {
        let url = Url::parse("https://acme.okta.com/api/v1/users?after=a%2Bb+c&limit=200&x=1").unwrap();
        let shorter = with_limit(&url, 50).unwrap();
        assert_eq!(shorter.query(), Some("after=a%2Bb+c&limit=50&x=1"));
        assert_eq!(with_limit(&shorter, 50), None);
    }
}
