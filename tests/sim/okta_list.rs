//! `GET /users` in its four forms.

use crate::browser::{Browser, Page};
use koppel::sim::Company;
use koppel::sim::okta::{Profile, Status};

const SEARCH: &str = "/api/v1/users?search=";
const FILTER: &str = "/api/v1/users?filter=";

fn profile(first: &str, last: &str) -> Profile {
    Profile::new(&format!("{}@talwerk.example", first.to_lowercase())).name(first, last)
}

fn company() -> Company {
    Company::empty()
        .profile(profile("Anna", "Arndt").with("department", "IT").number("17"))
        .profile(profile("Bert", "Bohl").status(Status::Deprovisioned))
        .profile(profile("Cem", "Öztürk").status(Status::Suspended))
        .profile(profile("Dora", "Arndt").with("department", "Vertrieb"))
}

/// The first names that a query finds, sorted.
async fn found(browser: &Browser, form: &str, expression: &str) -> Vec<String> {
    let query: String = form_urlencoded::byte_serialize(expression.as_bytes()).collect();
    let page = browser.get(&format!("{form}{query}")).await;
    assert_eq!(page.status, 200, "{expression}: {:?}", page.body);
    let mut names: Vec<String> = page.column("firstName").iter().map(ToString::to_string).collect();
    names.sort();
    names
}

async fn refused(browser: &Browser, form: &str, expression: &str) -> Page {
    let query: String = form_urlencoded::byte_serialize(expression.as_bytes()).collect();
    browser.get(&format!("{form}{query}")).await
}

#[tokio::test]
async fn the_plain_list_leaves_deprovisioned_profiles_out() {
    let browser = Browser::over(company()).await;
    let page = browser.get("/api/v1/users").await;
    assert_eq!(page.column("firstName").len(), 4, "three and the token's owner");
    assert!(!page.column("firstName").contains(&"Bert"));
    let former = found(&browser, FILTER, "status eq \"DEPROVISIONED\"").await;
    assert_eq!(former, ["Bert"]);
}

#[tokio::test]
async fn pages_are_linked_in_lines_of_their_own() {
    let mut company = Company::empty();
    for index in 0..24 {
        company = company.profile(Profile::new(&format!("p{index}@talwerk.example")).name("P", "Q"));
    }
    let browser = Browser::over(company).await;
    let mut path = "/api/v1/users?limit=10".to_owned();
    let (mut logins, mut pages) = (Vec::new(), 0);
    loop {
        let page = browser.get(&path).await;
        assert!(page.link("self").is_some());
        logins.extend(page.column("login").iter().map(ToString::to_string));
        pages += 1;
        match page.link("next") {
            Some(next) => path = next,
            None => break,
        }
    }
    assert_eq!(pages, 3);
    logins.sort();
    logins.dedup();
    assert_eq!(logins.len(), 25);
}

#[tokio::test]
async fn a_full_last_page_has_no_next_link() {
    let browser = Browser::over(company()).await;
    let page = browser.get("/api/v1/users?limit=4").await;
    assert_eq!(page.column("login").len(), 4);
    assert_eq!(page.link("next"), None);
}

#[tokio::test]
async fn a_cursor_of_another_make_is_invalid() {
    let browser = Browser::over(company()).await;
    let page = browser.get("/api/v1/users?after=17").await;
    assert_eq!((page.status, page.code()), (400, "E0000031"));
    assert_eq!(page.body["errorCauses"][0]["errorSummary"], "Invalid cursor.");
}

#[tokio::test]
async fn search_reads_every_attribute_without_case() {
    let browser = Browser::over(company()).await;
    let cases: [(&str, &[&str]); 12] = [
        ("profile.department eq \"it\"", &["Anna"]),
        ("profile.employeeNumber eq \"17\"", &["Anna"]),
        ("profile.lastName sw \"ar\"", &["Anna", "Dora"]),
        ("profile.email co \"DORA\"", &["Dora"]),
        ("profile.lastName eq \"Ozturk\"", &[]),
        ("profile.lastName eq \"öztürk\"", &["Cem"]),
        (
            "status eq \"SUSPENDED\" or status eq \"DEPROVISIONED\"",
            &["Bert", "Cem"],
        ),
        (
            "profile.lastName eq \"Arndt\" and (profile.department eq \"IT\" or status eq \"STAGED\")",
            &["Anna"],
        ),
        ("created gt \"2999-01-01T00:00:00.000Z\"", &[]),
        (
            "created gt \"2000-01-01T00:00:00.000Z\" AND profile.firstName eq \"bert\"",
            &["Bert"],
        ),
        ("profile.department pr", &["Anna", "Dora"]),
        (
            "profile.lastName lt \"B\" or profile.lastName gt \"B\"",
            &["Anna", "Bert", "Cem", "Dora", "Okta"],
        ),
    ];
    for (expression, names) in cases {
        assert_eq!(found(&browser, SEARCH, expression).await, names, "{expression}");
    }
}

#[tokio::test]
async fn filter_reads_few_attributes_and_minds_the_case() {
    let browser = Browser::over(company()).await;
    assert_eq!(
        found(&browser, FILTER, "profile.lastName eq \"Arndt\"").await,
        ["Anna", "Dora"]
    );
    assert_eq!(
        found(&browser, FILTER, "profile.lastName eq \"arndt\"").await,
        [""; 0]
    );
    assert_eq!(
        found(
            &browser,
            FILTER,
            "lastUpdated gt \"2013-06-01T00:00:00.000Z\" and status eq \"SUSPENDED\""
        )
        .await,
        ["Cem"]
    );
}

#[tokio::test]
async fn an_expression_that_cannot_be_read_is_e0000031() {
    let browser = Browser::over(company()).await;
    let cases = [
        (SEARCH, "profile.lastName ne \"Arndt\""),
        (SEARCH, "profile.department co \"I\""),
        (SEARCH, "profile.shoeSize eq \"43\""),
        (SEARCH, "Profile.lastName eq \"Arndt\""),
        (SEARCH, "profile.lastName eq \"Arndt"),
        (SEARCH, "(profile.lastName eq \"Arndt\""),
        (SEARCH, "created gt \"yesterday\""),
        (FILTER, "profile.department eq \"IT\""),
        (FILTER, "created gt \"2013-06-01T00:00:00.000Z\""),
        (FILTER, "profile.lastName sw \"A\""),
        (FILTER, "status gt \"A\""),
    ];
    for (form, expression) in cases {
        let page = refused(&browser, form, expression).await;
        assert_eq!((page.status, page.code()), (400, "E0000031"), "{expression}");
    }
    let both = browser
        .get("/api/v1/users?search=status+eq+%22ACTIVE%22&filter=status+eq+%22ACTIVE%22")
        .await;
    assert_eq!((both.status, both.code()), (400, "E0000033"));
}

#[tokio::test]
async fn q_finds_beginnings_of_live_people_on_one_page() {
    let browser = Browser::over(company()).await;
    let page = browser.get("/api/v1/users?q=ar").await;
    assert_eq!(page.column("lastName"), ["Arndt", "Arndt"]);
    assert_eq!(page.link("self"), None);
    let page = browser.get("/api/v1/users?q=bert").await;
    assert_eq!(page.column("lastName"), [""; 0]);
}

#[tokio::test]
async fn search_sorts_in_both_directions_and_over_pages() {
    let browser = Browser::over(company()).await;
    let first = browser
        .get("/api/v1/users?search=profile.firstName+lt+%22E%22&sortBy=profile.firstName&sortOrder=desc&limit=3")
        .await;
    assert_eq!(first.column("firstName"), ["Dora", "Cem", "Bert"]);
    let second = browser.get(&first.link("next").unwrap()).await;
    assert_eq!(second.column("firstName"), ["Anna"]);
    assert_eq!(second.link("next"), None);
}

#[tokio::test]
async fn fields_keep_the_id_and_what_is_named() {
    let browser = Browser::over(company()).await;
    let page = browser
        .get("/api/v1/users?q=anna&fields=status,profile:(login,employeeNumber)")
        .await;
    let user = page.body[0].as_object().unwrap();
    assert_eq!(user.keys().collect::<Vec<_>>(), ["id", "status", "profile"]);
    assert_eq!(
        user["profile"],
        serde_json::json!({ "login": "anna@talwerk.example", "employeeNumber": "17" })
    );
}

#[tokio::test]
async fn okta_response_takes_credentials_away_only_with_all_three_values() {
    let browser = Browser::over(company()).await;
    let ask = |values: &str| {
        let kind = format!("application/json; okta-response=\"{values}\"");
        Page::of(
            browser
                .okta(reqwest::Method::GET, "/api/v1/users?limit=1")
                .header("content-type", kind),
        )
    };
    let lean = ask("omitCredentials,omitCredentialsLinks,omitTransitioningToStatus").await;
    assert!(lean.body[0].get("credentials").is_none());
    let full = ask("omitCredentials,omitCredentialsLinks").await;
    assert!(full.body[0].get("credentials").is_some());
}

#[tokio::test]
async fn links_name_the_host_that_was_asked() {
    let browser = Browser::over(company()).await;
    let request = browser.okta(reqwest::Method::GET, "/api/v1/users?limit=1");
    let page = Page::of(request.header("host", "okta.talwerk.example")).await;
    assert!(
        page.header("link")
            .starts_with("<http://okta.talwerk.example/api/v1/users?")
    );
}
