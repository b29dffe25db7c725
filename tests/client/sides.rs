//! Both sides on one server, as plain as they come; a test overrides the calls that it is about.

use crate::server::{Reply, Seen, Server};
use jiff::tz::TimeZone;
use koppel::clock::Clock;
use koppel::core::value::Text;
use koppel::core::{Policy, Snapshot};
use koppel::engine::{Connection, Progress, read};
use koppel::failure::Failure;
use koppel::http::{Patience, Terms};
use koppel::okta::{self, Okta, ProfileDecoder};
use koppel::personio::{self, Personio};
use reqwest::Url;
use serde_json::{Value as Json, json};
use std::sync::Mutex;
use std::time::Duration;

pub const ORG: &str = "00oTestOrg";
pub const TOKEN: &str = "00tokenTokenToken";
pub const CLIENT_SECRET: &str = "papi-secret-secret";

type Override = Box<dyn Fn(&Seen, usize) -> Option<Reply> + Send + Sync>;

/// What both sides hold. Okta pages by two profiles, Personio by what it is asked for.
pub struct Sides {
    pub profiles: Vec<Json>,
    pub former: Vec<Json>,
    pub employees: Vec<Json>,
    pub readable: Vec<Json>,
    overrides: Vec<(String, Override, Mutex<usize>)>,
}

impl Sides {
    /// `people` active on both sides.
    pub fn of(people: u64) -> Self {
        Self {
            profiles: (1..=people).map(|id| profile(id, "ACTIVE")).collect(),
            former: Vec::new(),
            employees: (1..=people).map(employee).collect(),
            readable: READABLE
                .iter()
                .map(|(key, kind)| json!({"key": key, "label": "?", "type": kind}))
                .collect(),
            overrides: Vec::new(),
        }
    }

    /// Answers `call` (`GET /path`) with what `reply` gives; it is told how many such calls came before. `None`: as
    /// usual.
    pub fn on(
        mut self,
        call: &str,
        reply: impl Fn(&Seen, usize) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        self.overrides
            .push((call.to_owned(), Box::new(reply), Mutex::new(0)));
        self
    }

    pub async fn serve(self) -> Server {
        Server::start(move |seen| self.answer(seen)).await
    }

    pub fn answer(&self, seen: &Seen) -> Reply {
        for (call, reply, count) in self.overrides.iter().filter(|(call, ..)| seen.is(call)) {
            let mut count = count.lock().unwrap();
            let earlier = *count;
            *count += 1;
            if let Some(reply) = reply(seen, earlier) {
                return reply;
            }
            assert!(!call.is_empty());
        }
        match (seen.method.as_str(), seen.path.as_str()) {
            ("GET", "/.well-known/okta-organization") => Reply::json(&json!({"id": ORG, "pipeline": "idx"})),
            ("GET", "/api/v1/users/me") => Reply::json(&json!({"id": "00uOwner"})),
            ("GET", "/api/v1/meta/schemas/user/default") => Reply::json(&schema()),
            ("GET", "/api/v1/users") => self.users(seen),
            ("POST", "/v1/auth") => Reply::json(&json!({"success": true, "data": {"token": "papi-token"}})),
            ("GET", "/v1/company/employees/attributes") => {
                Reply::json(&json!({"success": true, "data": self.readable}))
            }
            ("GET", "/v1/company/employees") => self.employees(seen),
            _ => Reply::json(&json!({"errorCode": "E0000007"})).status(404),
        }
    }

    fn users(&self, seen: &Seen) -> Reply {
        let list = if seen.query("filter").is_some() {
            &self.former
        } else {
            &self.profiles
        };
        let start: usize = seen.query("after").map_or(0, |after| after.parse().unwrap());
        let end = list.len().min(start + 2);
        let reply = Reply::json(&Json::from(&list[start..end]));
        if end == list.len() {
            return reply;
        }
        let host = seen.header("host").unwrap();
        let filter = seen
            .query("filter")
            .map_or("", |_| "&filter=status+eq+%22DEPROVISIONED%22");
        reply
            .header(
                "link",
                format!("<http://{host}/api/v1/users?limit=200{filter}>; rel=\"self\""),
            )
            .header(
                "link",
                format!("<http://{host}/api/v1/users?after={end}&limit=200{filter}>; rel=\"next\""),
            )
    }

    fn employees(&self, seen: &Seen) -> Reply {
        let number = |name: &str| seen.query(name).unwrap().parse::<usize>().unwrap();
        let (offset, limit) = (number("offset"), number("limit"));
        let page: Vec<&Json> = self.employees.iter().skip(offset).take(limit).collect();
        Reply::json(&json!({
            "success": true, "data": page, "offset": offset, "limit": limit,
            "metadata": {"total_elements": self.employees.len(), "current_page": 0, "total_pages": 99},
        }))
    }
}

const READABLE: [(&str, &str); 11] = [
    ("id", "integer"),
    ("first_name", "standard"),
    ("last_name", "standard"),
    ("email", "standard"),
    ("status", "standard"),
    ("hire_date", "date"),
    ("termination_date", "date"),
    ("created_at", "date"),
    ("department", "standard"),
    ("supervisor", "standard"),
    ("dynamic_77", "tags"),
];

pub fn profile(id: u64, status: &str) -> Json {
    json!({
        "id": format!("00u{id}"), "status": status, "created": "2024-05-01T08:00:00.000Z", "lastLogin": null,
        "profile": {
            "login": format!("p{id}@acme.com"), "email": format!("p{id}@acme.com"), "firstName": "Pat",
            "lastName": format!("Doe{id}"), "secondEmail": null, "mobilePhone": null, "employeeNumber": id.to_string(),
        },
        "_links": {"self": {"href": "x"}}
    })
}

pub fn employee(id: u64) -> Json {
    let value = |value: Json| json!({"label": "?", "value": value, "type": "standard", "universal_id": null});
    json!({"type": "Employee", "attributes": {
        "id": value(json!(id)), "first_name": value(json!("Pat")), "last_name": value(json!(format!("Doe{id}"))),
        "email": value(json!(format!("p{id}@acme.com"))), "status": value(json!("active")),
        "hire_date": value(json!("2022-01-12T00:00:00+01:00")), "termination_date": value(json!(null)),
        "created_at": value(json!("2021-12-01T16:48:38+01:00")),
        "department": value(json!({"type": "Department", "attributes": {"id": 1, "name": "Sales"}})),
    }})
}

/// Puts `value` into an employee's attribute `key`.
pub fn set(employee: &mut Json, key: &str, value: Json) {
    employee["attributes"][key]["value"] = value;
}

pub fn schema() -> Json {
    let string = |required: bool| json!({"type": "string", "required": required, "mutability": "READ_WRITE"});
    json!({"name": "user", "definitions": {
        "base": {"properties": {
            "login": string(true), "email": string(true), "firstName": string(true), "lastName": string(true),
            "employeeNumber": string(false), "department": string(false), "title": string(false),
        }, "required": ["login"]},
        "custom": {"properties": {}, "required": []},
    }})
}

/// Waits that suit a test.
pub fn terms() -> Terms {
    Terms {
        read_only: false,
        clock: Clock::System,
        patience: Patience {
            connect: Duration::from_secs(5),
            total: Duration::from_secs(5),
            first_wait: Duration::from_millis(1),
        },
    }
}

pub fn okta_access(url: &Url) -> okta::Access {
    okta::Access {
        url: url.clone(),
        token: TOKEN.into(),
        rate_limit_share: 1.0,
    }
}

pub fn personio_access(url: &Url) -> personio::Access {
    personio::Access {
        url: url.clone(),
        client_id: "papi-id".into(),
        client_secret: CLIENT_SECRET.into(),
    }
}

pub fn okta(server: &Server) -> Okta {
    okta_with(server, terms())
}

pub fn okta_with(server: &Server, terms: Terms) -> Okta {
    let decoder = ProfileDecoder::new("employeeNumber", &[Text::from("department")]);
    Okta::new(&okta_access(&server.url), terms, decoder).unwrap()
}

pub fn personio(server: &Server) -> Personio {
    Personio::new(&personio_access(&server.url), terms())
}

pub fn connection(server: &Server) -> Connection {
    Connection {
        okta: okta_access(&server.url),
        personio: personio_access(&server.url),
        orgs: Vec::new(),
        time_zone: TimeZone::get("Europe/Berlin").unwrap(),
        read_only: true,
        clock: Clock::System,
    }
}

/// A whole reading, with what was told meanwhile.
pub async fn reading(server: &Server, policy: &Policy) -> (Result<Snapshot, Failure>, Vec<Progress>) {
    let told = Mutex::new(Vec::new());
    let outcome = read(&connection(server), policy, &|progress| {
        told.lock().unwrap().push(progress);
    })
    .await;
    (outcome, told.into_inner().unwrap())
}
