//! The page before a write: how many writes of each kind, who loses access, which number has to be typed. The one way
//! from a key to Okta.

use super::action::Action;
use super::desk::RunRequest;
use super::layer::{Confirm, Layer, TypedNumber};
use super::shell::Shell;
use super::widget::field::TextField;
use crate::core::plan::{ActionKind, Counted};
use crate::lang::Key;
use crate::report::words;

/// Opens it; `Enter` there begins the run.
pub(super) fn ask(shell: &mut Shell, request: RunRequest) {
    if shell.header.read_only {
        let says = shell.lang.text(Key("write-read-only"));
        return shell.say_bad(says);
    }
    let RunRequest::Seen(seen) = &request else {
        return;
    };
    let mut lines = Vec::new();
    let kinds = [
        ActionKind::Deactivate,
        ActionKind::Unlink,
        ActionKind::Reactivate,
        ActionKind::Link,
        ActionKind::Update,
        ActionKind::Provision,
        ActionKind::Activate,
    ];
    let will = || seen.plan.actions.iter().filter(|action| action.held.is_none());
    for kind in kinds {
        let count = will().filter(|action| action.kind == kind).count();
        if count > 0 {
            lines.push(format!("{} {}", shell.lang.number(count), words::verb(kind)));
        }
    }
    if lines.is_empty() {
        let says = shell.lang.text(Key("write-nothing"));
        return shell.say(says);
    }
    let leavers = seen.plan.count(Counted::Deactivate);
    let losing = will().filter(|action| action.kind == ActionKind::Deactivate);
    lines.extend(losing.map(|action| format!("{} ({})", action.name, action.login)));
    let question = Confirm {
        title: shell.lang.text(Key("write-title")),
        lines,
        number: (leavers > 0).then(|| TypedNumber {
            wanted: leavers,
            field: TextField::default(),
        }),
        then: Action::WriteNow,
    };
    shell.set_asked(request);
    shell.layers.push(Layer::Confirm(question));
    shell.is_settling = true;
}
