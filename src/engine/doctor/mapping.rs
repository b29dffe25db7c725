//! The mapping against Okta's schema and against real values, and who else may write what koppel goes by.

use super::{Finding, Findings, Step, Topic};
use crate::core::propose::{Misfits, misfits};
use crate::core::update::NEVER_EMPTIED;
use crate::core::value::Text;
use crate::core::{Policy, Roster, Schema};
use crate::engine::target;
use crate::store::Settings;

pub(super) fn examine(
    settings: &Settings,
    schema: Option<&Schema>,
    roster: Option<&Roster>,
    findings: &mut Findings,
) {
    let policy = &settings.policy;
    let Some(schema) = schema else {
        findings.add(
            Topic::Mapping,
            Finding::Skipped {
                steps: vec![Step::Targets, Step::Values],
                because: Step::Schema,
            },
        );
        return;
    };
    let faults = target::faults(schema, policy);
    let named: Vec<Text> = faults.iter().map(|(name, _)| name.clone()).collect();
    findings.extend(
        Topic::Mapping,
        faults.into_iter().map(|(target, fault)| Finding::TargetFault {
            is_link: target == policy.link_attribute,
            target,
            fault,
        }),
    );
    findings.extend(
        Topic::Mapping,
        unmapped(schema, policy)
            .into_iter()
            .map(Finding::RequiredUnmapped),
    );
    match roster {
        Some(roster) => findings.extend(Topic::Mapping, values(schema, policy, roster, &named)),
        None => findings.add(
            Topic::Mapping,
            Finding::Skipped {
                steps: vec![Step::Values],
                because: Step::Employees,
            },
        ),
    }
    findings.extend(Topic::Mapping, self_service(schema, policy));
}

/// What a create must carry (rule P5) and nothing gives.
fn unmapped(schema: &Schema, policy: &Policy) -> Vec<Text> {
    let is_given = |name: &Text| {
        NEVER_EMPTIED.contains(&name.as_str())
            || *name == policy.link_attribute
            || policy.mapping.iter().any(|line| line.target == *name)
    };
    let mut names: Vec<Text> = schema
        .properties
        .iter()
        .filter(|(name, property)| property.required && !is_given(name))
        .map(|(name, _)| name.clone())
        .collect();
    names.sort_unstable();
    names
}

/// Rule U6 on the first page of employees.
fn values(schema: &Schema, policy: &Policy, roster: &Roster, named: &[Text]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut fitting = 0;
    for line in &policy.mapping {
        // What is at fault itself has been named already.
        let property = schema.property(&line.target);
        let Some(property) = property.filter(|_| !named.contains(&line.target)) else {
            continue;
        };
        match misfits(policy, roster, &line.source, property) {
            None => fitting += 1,
            Some(Misfits {
                first, people, of, ..
            }) => findings.push(Finding::ValuesMisfit {
                source: line.source.as_words().to_owned(),
                target: line.target.clone(),
                misfit: first,
                people,
                of,
            }),
        }
    }
    if fitting > 0 {
        findings.push(Finding::MappingFits {
            lines: fitting,
            people: roster.employees.len(),
        });
    }
    findings
}

/// Rule L12: who edits an own e-mail could steer a pair, who edits an own number a link.
fn self_service(schema: &Schema, policy: &Policy) -> Vec<Finding> {
    let is_open = |name: &str| {
        schema
            .property(name)
            .is_some_and(|property| property.self_editable)
    };
    let findings: Vec<Finding> = [
        (Text::const_new("email"), false),
        (policy.link_attribute.clone(), true),
    ]
    .into_iter()
    .filter(|(name, _)| is_open(name))
    .map(|(attribute, is_link)| Finding::SelfEditable {
        attribute,
        is_link,
        links_by_itself: policy.link_auto,
    })
    .collect();
    if findings.is_empty() {
        vec![Finding::NotSelfEditable {
            link_attribute: policy.link_attribute.clone(),
        }]
    } else {
        findings
    }
}
