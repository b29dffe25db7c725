//! The evidence in words: what agrees, best first, then what differs.

use super::Reason;
use super::evidence::{Began, Evidence};
use super::mailbox::Form;
use super::name::Agreement;
use super::phrase::Accord;

pub(super) fn reasons(evidence: &Evidence) -> Vec<Reason> {
    let mut reasons = Vec::with_capacity(6);
    if evidence.is_named {
        name(evidence, &mut reasons);
    }
    if evidence.same_mailbox {
        reasons.push(Reason::SameMailbox);
    } else {
        mail(evidence, &mut reasons);
    }
    let places = [
        (Reason::SameDepartment, Reason::SimilarDepartment),
        (Reason::SamePosition, Reason::SimilarPosition),
        (Reason::SameOffice, Reason::SimilarOffice),
    ];
    for (accord, (same, similar)) in evidence.places.iter().zip(places) {
        match accord {
            Accord::Same => reasons.push(same),
            Accord::Similar => reasons.push(similar),
            Accord::Unknown | Accord::Differs => {}
        }
    }
    if evidence.manager == Accord::Same {
        reasons.push(Reason::SameManager);
    }
    if evidence.began == Began::Near {
        reasons.push(Reason::CreatedWhenHired);
    }
    against(evidence, &mut reasons);
    reasons
}

fn name(evidence: &Evidence, reasons: &mut Vec<Reason>) {
    let (given, family) = (evidence.name.given, evidence.name.family);
    if given.min(family) >= Agreement::Spelling {
        reasons.push(if evidence.name.swapped {
            Reason::SwappedName
        } else if given.min(family) == Agreement::Same {
            Reason::SameName
        } else {
            Reason::OtherSpelling
        });
        return;
    }
    reasons.extend(match family {
        Agreement::Same => Some(Reason::SameLastName),
        Agreement::Spelling => Some(Reason::OtherSpelling),
        Agreement::Partly | Agreement::Nickname => Some(Reason::LastNameInPart),
        Agreement::Typo | Agreement::Similar => Some(Reason::SimilarLastName),
        Agreement::Initial | Agreement::Differs | Agreement::Unknown => None,
    });
    reasons.extend(match given {
        Agreement::Same => Some(Reason::SameFirstName),
        Agreement::Spelling => Some(Reason::OtherSpelling).filter(|reason| !reasons.contains(reason)),
        Agreement::Partly => Some(Reason::FirstNameInPart),
        Agreement::Nickname => Some(Reason::ShortFirstName),
        Agreement::Typo | Agreement::Similar => Some(Reason::SimilarFirstName),
        Agreement::Initial => Some(Reason::SameInitial),
        Agreement::Differs | Agreement::Unknown => None,
    });
    let agrees = given.max(family) >= Agreement::Similar;
    if evidence.name.swapped && agrees {
        reasons.push(Reason::SwappedName);
    }
}

/// An address that merely repeats the name says nothing new.
fn mail(evidence: &Evidence, reasons: &mut Vec<Reason>) {
    let names_agree = evidence.name.given.min(evidence.name.family) >= Agreement::Spelling;
    if names_agree {
        return;
    }
    match evidence.form.max(evidence.their_form) {
        Some(Form::Full) => reasons.push(Reason::MailboxOfName),
        Some(Form::InitialFamily | Form::GivenInitial | Form::Family) => {
            reasons.push(Reason::MailboxOfNameInPart);
        }
        Some(Form::Initials) if !evidence.is_named => reasons.push(Reason::MailboxOfInitials),
        _ => {}
    }
}

fn against(evidence: &Evidence, reasons: &mut Vec<Reason>) {
    if evidence.is_named {
        let name = evidence.name;
        if name.family <= Agreement::Initial && name.family != Agreement::Unknown {
            reasons.push(Reason::LastNameDiffers);
        }
        if name.given == Agreement::Differs {
            reasons.push(Reason::FirstNameDiffers);
        }
    }
    let places = [
        Reason::DepartmentDiffers,
        Reason::PositionDiffers,
        Reason::OfficeDiffers,
    ];
    for (accord, differs) in evidence.places.iter().zip(places) {
        if *accord == Accord::Differs {
            reasons.push(differs);
        }
    }
    if evidence.began == Began::Before {
        reasons.push(Reason::CreatedBeforeHired);
    }
    if evidence.has_left {
        reasons.push(Reason::EmployeeLeft);
    }
    if evidence.is_taken {
        reasons.push(Reason::EmployeeTaken);
    }
}
