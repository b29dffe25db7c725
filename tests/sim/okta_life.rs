//! The steps of a profile's life, the mails that go with them, and its end.

use crate::browser::{Browser, newcomer};
use koppel::sim::okta::{MailKind, Profile, Status};
use koppel::sim::{Company, Effect};
use reqwest::Method;
use serde_json::{Value, json};

const ANNA: &str = "00uAnnaAnnaAnnaAn1d7";

fn company() -> Company {
    Company::empty().profile(
        Profile::new("anna@talwerk.example")
            .id(ANNA)
            .name("Anna", "Arndt"),
    )
}

fn anna(step: &str) -> String {
    format!("/api/v1/users/{ANNA}{step}")
}

/// Step, and what each of the eight statuses makes of it: the status after it, or the error.
const STEPS: [(&str, [&str; 8]); 8] = [
    // STAGED, PROVISIONED, ACTIVE, RECOVERY, PASSWORD_EXPIRED, LOCKED_OUT, SUSPENDED, DEPROVISIONED
    (
        "activate",
        [
            "PROVISIONED",
            "403 E0000016",
            "403 E0000016",
            "403 E0000016",
            "403 E0000016",
            "403 E0000016",
            "403 E0000038",
            "PROVISIONED",
        ],
    ),
    (
        "reactivate",
        [
            "403 E0000038",
            "PROVISIONED",
            "403 E0000038",
            "PROVISIONED",
            "403 E0000038",
            "403 E0000038",
            "403 E0000038",
            "403 E0000038",
        ],
    ),
    (
        "deactivate",
        [
            "DEPROVISIONED",
            "DEPROVISIONED",
            "DEPROVISIONED",
            "DEPROVISIONED",
            "DEPROVISIONED",
            "DEPROVISIONED",
            "DEPROVISIONED",
            "403 E0000038",
        ],
    ),
    (
        "suspend",
        [
            "400 E0000001",
            "400 E0000001",
            "SUSPENDED",
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
        ],
    ),
    (
        "unsuspend",
        [
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
            "400 E0000001",
            "ACTIVE",
            "400 E0000001",
        ],
    ),
    (
        "unlock",
        [
            "403 E0000032",
            "403 E0000032",
            "403 E0000032",
            "403 E0000032",
            "403 E0000032",
            "ACTIVE",
            "403 E0000032",
            "403 E0000032",
        ],
    ),
    (
        "reset_password",
        [
            "403 E0000038",
            "RECOVERY",
            "RECOVERY",
            "RECOVERY",
            "RECOVERY",
            "RECOVERY",
            "403 E0000038",
            "403 E0000038",
        ],
    ),
    (
        "expire_password",
        [
            "403 E0000038",
            "403 E0000038",
            "PASSWORD_EXPIRED",
            "403 E0000038",
            "PASSWORD_EXPIRED",
            "403 E0000038",
            "403 E0000038",
            "403 E0000038",
        ],
    ),
];

#[tokio::test]
async fn each_step_of_life_from_each_status() {
    let browser = Browser::over(company()).await;
    for (step, outcomes) in STEPS {
        for (status, outcome) in Status::KNOWN.into_iter().zip(outcomes) {
            browser.simulator.company(|company| {
                company.okta.change(ANNA, |profile| {
                    *profile = profile.clone().status(status.clone());
                })
            });
            let page = browser
                .post(&anna(&format!("/lifecycle/{step}")), Value::Null)
                .await;
            let now = browser
                .simulator
                .company(|company| company.okta.profile(ANNA).unwrap().status.clone());
            if outcome.contains(' ') {
                assert_eq!(
                    format!("{} {}", page.status, page.code()),
                    outcome,
                    "{step} from {status:?}"
                );
                assert_eq!(now, status);
            } else {
                assert_eq!(page.status, 200, "{step} from {status:?}");
                assert_eq!(now.as_str(), outcome, "{step} from {status:?}");
            }
        }
    }
}

#[tokio::test]
async fn activation_without_mail_hands_out_the_link_and_with_mail_nothing() {
    let browser = Browser::over(
        company().profile(
            Profile::new("bert@talwerk.example")
                .name("Bert", "Bohl")
                .status(Status::Staged),
        ),
    )
    .await;
    let path = "/api/v1/users/bert@talwerk.example/lifecycle/activate?sendEmail=false";
    let page = browser.post(path, Value::Null).await;
    let token = page.body["activationToken"].as_str().unwrap();
    assert!(
        page.body["activationUrl"]
            .as_str()
            .unwrap()
            .ends_with(&format!("/tokens/{token}/verify"))
    );
    assert!(
        browser
            .simulator
            .company(|company| company.okta.outbox.is_empty())
    );
    let page = browser
        .post(
            "/api/v1/users/bert@talwerk.example/lifecycle/reactivate?sendEmail=true",
            Value::Null,
        )
        .await;
    assert_eq!(page.body, json!({}));
    assert_eq!(browser.simulator.company(|company| company.okta.outbox.len()), 1);
    let text = format!("{:?}", browser.simulator.ledger());
    assert!(!text.contains(token), "the ledger keeps no one-time token");
}

#[tokio::test]
async fn the_first_delete_deactivates_and_the_second_deletes() {
    let browser = Browser::over(company()).await;
    let page = browser.send(Method::DELETE, &anna(""), Value::Null).await;
    assert_eq!((page.status, &page.body), (204, &Value::Null));
    assert_eq!(browser.get(&anna("")).await.body["status"], "DEPROVISIONED");
    assert_eq!(
        browser.send(Method::DELETE, &anna(""), Value::Null).await.status,
        204
    );
    assert_eq!(browser.get(&anna("")).await.status, 404);
    let profile = ANNA.to_owned();
    assert!(browser.simulator.ledger().iter().any(|call| call.effect
        == Effect::Deleted {
            profile: profile.clone()
        }));
    assert_eq!(
        browser
            .post("/api/v1/users", newcomer("anna@talwerk.example"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn deactivation_keeps_the_etag_as_recorded() {
    let browser = Browser::over(company()).await;
    let before = browser.get(&anna("")).await;
    browser.post(&anna("/lifecycle/deactivate"), Value::Null).await;
    let after = browser.get(&anna("")).await;
    assert_eq!(after.body["statusChanged"], "2026-11-30T09:00:00.000Z");
    assert_eq!(before.header("etag"), after.header("etag"));
}

#[tokio::test]
async fn the_mail_of_a_deactivation_goes_to_the_administrator() {
    let browser = Browser::over(company()).await;
    let page = browser
        .post(&anna("/lifecycle/deactivate?sendEmail=true"), Value::Null)
        .await;
    assert_eq!((page.status, page.body), (200, json!({})));
    let outbox = browser.simulator.company(|company| company.okta.outbox.clone());
    assert_eq!(outbox[0].kind, MailKind::Deactivation);
    assert_eq!(outbox[0].to, "okta.admin@talwerk.example");
}
