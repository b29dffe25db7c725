//! One decision of each kind.

use crate::book::{id, okta};
use koppel::core::plan::HoldCode;
use koppel::core::state::{Aside, AsideKind, PersonHold};
use koppel::store::state::Decision;

pub fn every_kind() -> Vec<Decision> {
    let profile = || okta("00u1");
    let kinds = [
        AsideKind::Service,
        AsideKind::Shared,
        AsideKind::Room,
        AsideKind::External,
        AsideKind::Second(Some(id(1))),
        AsideKind::Second(None),
        AsideKind::Other,
    ];
    let mut all: Vec<Decision> = kinds
        .into_iter()
        .map(|kind| Decision::SetAside {
            profile: profile(),
            aside: Aside {
                kind,
                note: "of the print shop".to_owned(),
            },
        })
        .collect();
    all.extend([
        Decision::Assign {
            profile: profile(),
            employee: id(1),
            may_move: true,
        },
        Decision::RemoveLink {
            profile: profile(),
            employee: None,
        },
        Decision::ConfirmLink {
            profile: profile(),
            employee: id(1),
        },
        Decision::AskHr {
            profile: profile(),
            note: "who is this?".to_owned(),
        },
        Decision::Exclude {
            employee: id(1),
            note: String::new(),
        },
        Decision::Reject {
            profile: profile(),
            employee: id(1),
        },
        Decision::Release {
            hold: HoldCode::Rehire,
            employee: id(1),
        },
        Decision::Hold {
            employee: id(1),
            hold: PersonHold {
                kind: None,
                note: String::new(),
                until: None,
            },
        },
        Decision::Retry {
            employee: Some(id(1)),
            profile: None,
        },
        Decision::Setting {
            key: "sync.every".to_owned(),
            from: None,
            to: Some("1h".to_owned()),
        },
    ]);
    all
}
