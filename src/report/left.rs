//! What an undo does not bring back.

use super::page::{Page, Screen, Tone};
use super::plan::PlanView;
use super::side::named;
use super::table::Table;
use super::words::{misfit, verb};
use crate::core::OktaId;
use crate::core::undo::{Left, Why};
use std::collections::BTreeMap;
use std::io;

/// Grouped by what the run did and why that does not come back; ends with an empty line. Nothing where all of it does.
pub fn write_left(
    out: &mut dyn io::Write,
    view: &PlanView<'_>,
    left: &[Left],
    screen: Screen,
) -> io::Result<()> {
    if left.is_empty() {
        return Ok(());
    }
    let mut page = Page::new(screen);
    let says = "what this undo does not bring back, or not wholly";
    page.section(Tone::Waits, '?', "stays", Some(left.len()), says);
    let mut groups: BTreeMap<String, Vec<&Left>> = BTreeMap::new();
    let login = |id: &OktaId| view.login(Some(id)).to_owned();
    for one in left {
        let head = format!("{}: {}", verb(one.kind), why_left(&one.why, login));
        groups.entry(head).or_default().push(one);
    }
    for (head, people) in groups {
        page.paragraph(2, &head);
        let mut table = Table::new(&[true, false, false]);
        for one in people {
            let employee = one.employee.map_or_else(|| "—".to_owned(), |id| id.to_string());
            table.row([&employee, &named(one.name.clone()), &one.login]);
        }
        page.table(4, &table);
    }
    page.blank();
    out.write_all(page.into_text().as_bytes())
}

/// Why something does not come back, or not wholly; `login` names a profile.
pub fn why_left(why: &Why, login: impl Fn(&OktaId) -> String) -> String {
    match why {
        Why::Unknown => {
            "nobody knows yet whether Okta did it; the next run looks, and then it can be undone".to_owned()
        }
        Why::ProfileGone => "the profile is not in Okta any more".to_owned(),
        Why::EmployeeGone => "the employee is not in Personio any more".to_owned(),
        Why::Aside => "the profile is set aside".to_owned(),
        Why::Excluded => "the employee is excluded or out of scope".to_owned(),
        Why::Unsettled => "a status is unknown, or Okta is still working on the profile".to_owned(),
        Why::NoWayBack => {
            "Okta knows no way from active back to STAGED; deactivate the profile by hand if it must be"
                .to_owned()
        }
        Why::IsLive => "the profile is live already".to_owned(),
        Why::IsDeactivated => "the profile is deactivated already".to_owned(),
        Why::SwitchedOffByOthers => "somebody else switched the profile off since; it stays off".to_owned(),
        Why::SendEmailUnset => {
            "activation.send_email is not set: say first whether Okta mails whom it brings back".to_owned()
        }
        Why::LinkChanged => "the link was changed since".to_owned(),
        Why::NumberTaken(holder) => {
            format!("{} holds that number now; it is not given back", login(holder))
        }
        Why::ValueChanged(attribute) => format!("{attribute} was changed since, and stays"),
        Why::NotRead(attribute) => {
            format!("{attribute} is not mapped any more, so nobody knows what it holds; it stays")
        }
        Why::KeptRequired(attribute) => format!("{attribute} was empty, and must not be; it stays"),
        Why::Misfit(attribute, why) => format!("{attribute} cannot take its old value: {}", misfit(why)),
        Why::Deactivated => "the profile is deactivated, and takes no change".to_owned(),
        Why::ValuesStay => "the profile is deactivated by this undo, and keeps its values".to_owned(),
        Why::NumberStays => "the profile is deactivated by this undo, and keeps its number".to_owned(),
        Why::AppsForgot => {
            "comes back without app assignments that ended with it; what apps deleted is gone".to_owned()
        }
        Why::MailSent => "Okta may have mailed; a mail stays sent".to_owned(),
    }
}
