//! The codes of `status` and `history` for scripts. They are a promise: a variant may be renamed, its code may not.

use crate::store::state::{Act, DecisionKind, Origin, RunKind};

pub fn run_kind(kind: RunKind) -> &'static str {
    match kind {
        RunKind::Sync => "sync",
        RunKind::Links => "links",
        RunKind::Assign => "assign",
        RunKind::Undo => "undo",
    }
}

pub fn decision(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Assign => "assign",
        DecisionKind::RemoveLink => "unlink",
        DecisionKind::ConfirmLink => "confirm",
        DecisionKind::SetAside => "ignore_profile",
        DecisionKind::AskHr => "ask_hr",
        DecisionKind::Exclude => "ignore_employee",
        DecisionKind::Reject => "reject",
        DecisionKind::Release => "release",
        DecisionKind::Hold => "hold",
        DecisionKind::Retry => "retry",
        DecisionKind::Setting => "setting",
    }
}

pub fn act(act: Act) -> &'static str {
    match act {
        Act::Decided => "decided",
        Act::Confirmed => "confirmed",
        Act::TakenBack => "taken_back",
        Act::Replaced => "replaced",
        Act::Restored => "restored",
        Act::Done => "done",
    }
}

pub fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Screen => "screen",
        Origin::Command => "command",
        Origin::File => "file",
        Origin::Run => "run",
    }
}
