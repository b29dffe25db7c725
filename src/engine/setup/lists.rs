//! Countries and time zones to choose from, and which of them this machine is set to.

use crate::store::Environment;
use iso3166::Country as Iso;
use jiff::tz::{self, TimeZone};

/// A country to bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Country {
    /// Two letters, ISO 3166.
    pub code: &'static str,
    pub name: &'static str,
}

/// All of them, by name.
pub fn countries() -> Vec<Country> {
    let mut countries: Vec<Country> = iso3166::LIST
        .iter()
        .map(|country| Country {
            code: country.data().alpha2,
            name: country.data().name,
        })
        .collect();
    countries.sort_by_key(|country| country.name);
    countries
}

/// By its two letters, in any case.
pub(super) fn country_name(code: &str) -> Option<&'static str> {
    Iso::from_alpha2_ignore_case(code.trim()).map(|country| country.data().name)
}

/// The country of this machine's language settings: `de_AT.UTF-8` is Austria. `None`: they name none.
pub fn home_country(environment: &Environment) -> Option<Country> {
    let of = |locale: &str| {
        let name = locale.split(['.', '@']).next()?;
        let code = name.split(['_', '-']).skip(1).find(|part| part.len() == 2)?;
        let data = Iso::from_alpha2_ignore_case(code)?.data();
        Some(Country {
            code: data.alpha2,
            name: data.name,
        })
    };
    ["LC_ALL", "LC_ADDRESS", "LANG"]
        .into_iter()
        .filter_map(|name| environment.get_filled(name))
        .find_map(of)
        .or_else(|| sys_locale::get_locale().as_deref().and_then(of))
}

/// All that this machine knows, by name: `Europe/Berlin`. What only old systems call by another name is left out.
pub fn time_zones() -> Vec<String> {
    const REGIONS: [&str; 10] = [
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    ];
    let mut names: Vec<String> = tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| REGIONS.iter().any(|region| name.starts_with(region)))
        .collect();
    names.push("UTC".to_owned());
    names.sort_unstable();
    names.dedup();
    names
}

/// The one that this machine is set to; `None`: it does not say.
pub fn home_time_zone() -> Option<String> {
    let zone = TimeZone::try_system().ok()?;
    zone.iana_name().map(str::to_owned)
}
