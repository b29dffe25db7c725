//! Okta: the address, the token, and what it may read. Each right is proven by the call that needs it.

use super::{Finding, Step, ask};
use crate::core::{OktaId, Schema, Text};
use crate::engine::event::Side;
use crate::engine::failure_of::okta_failure;
use crate::engine::okta_side::{connect, other_org};
use crate::failure::Failure;
use crate::http::{ServerTime, Terms};
use crate::okta::{Access, List, Okta, OktaError};
use crate::store::{Found, Secret, Settings};
use secrecy::SecretString;

/// What came out.
#[derive(Debug, Default)]
pub(super) struct Examined {
    pub findings: Vec<Finding>,
    /// The org that answered.
    pub org: Option<Text>,
    pub schema: Option<Schema>,
    pub server_time: Option<ServerTime>,
    /// The host answered as an org does.
    pub is_reached: bool,
    pub may_list: bool,
    /// The calls for listing profiles that are ours; `None`: Okta named no limit.
    pub listing_a_minute: Option<u32>,
}

/// All that the token is needed for.
const WITH_TOKEN: [Step; 5] = [
    Step::Token,
    Step::Profiles,
    Step::FormerProfiles,
    Step::Schema,
    Step::RateLimits,
];

pub(super) async fn examine(settings: &Settings, token: Option<&Found>, terms: Terms) -> Examined {
    let mut examined = Examined::default();
    let access = Access {
        url: settings.okta_url.clone(),
        // The address is asked for without a token.
        token: token.map_or_else(|| SecretString::from(""), |found| found.value.clone()),
        rate_limit_share: settings.rate_limit_share,
    };
    let okta = match connect(&access, terms, &settings.policy) {
        Ok(okta) => okta,
        Err(failure) => {
            examined.failed(Step::Token, failure, &WITH_TOKEN[1..]);
            return examined;
        }
    };
    let policy = &settings.policy;
    let targets = policy.mapping.iter().map(|line| &line.target);
    let asked = Asked {
        okta: &okta,
        targets: targets.chain([&policy.link_attribute]).cloned().collect(),
        access: &access,
    };
    match asked.ask(okta.org()).await {
        Ok(org) => {
            examined.org = Some(org.id.clone());
            examined.findings.push(Finding::OktaReached {
                host: access.url.host_str().unwrap_or_default().to_owned(),
                tier: access.tier(),
                org: org.id,
            });
        }
        Err(failure) => {
            examined.failed(Step::OktaAddress, failure, &WITH_TOKEN);
            return examined;
        }
    }
    let kept_for = token.and_then(|found| found.org.as_deref());
    let answering = examined.org.as_deref().unwrap_or_default();
    if let Some(kept) = kept_for.filter(|kept| *kept != answering) {
        let failure = other_org(answering, kept);
        examined.failed(Step::Token, failure, &WITH_TOKEN[1..]);
    } else if token.is_none() {
        examined.skip(&WITH_TOKEN, Step::Secret(Secret::OktaToken));
    } else if asked.owner(&mut examined).await {
        asked.rights(&mut examined).await;
    }
    examined.is_reached = true;
    examined.server_time = okta.server_time();
    examined
}

impl Examined {
    fn failed(&mut self, step: Step, failure: Failure, after: &[Step]) {
        self.findings.push(Finding::Failed { step, failure });
        self.skip(after, step);
    }

    fn skip(&mut self, steps: &[Step], because: Step) {
        self.findings.push(Finding::Skipped {
            steps: steps.to_vec(),
            because,
        });
    }
}

struct Asked<'a> {
    okta: &'a Okta,
    /// Of the mapping, and the link attribute.
    targets: Vec<Text>,
    access: &'a Access,
}

impl Asked<'_> {
    async fn ask<T>(&self, question: impl Future<Output = Result<T, OktaError>>) -> Result<T, Failure> {
        ask(Side::Okta, question, |error| okta_failure(error, self.access)).await
    }

    /// `false`: the token was refused, and nothing else need be asked.
    async fn owner(&self, examined: &mut Examined) -> bool {
        let owner = match self.ask(self.okta.token_owner()).await {
            Ok(owner) => owner,
            Err(failure) => {
                examined.failed(Step::Token, failure, &WITH_TOKEN[1..]);
                return false;
            }
        };
        let finding = match owner {
            Some(id) => self.profile_of(&id).await,
            None => Finding::TokenOwnerUnknown,
        };
        examined.findings.push(finding);
        true
    }

    /// By ID, which is also how a run reads a profile right before it deactivates it (rule G2).
    async fn profile_of(&self, owner: &OktaId) -> Finding {
        match self.ask(self.okta.profile(owner)).await {
            Ok(Some(profile)) => Finding::TokenOwner {
                login: profile.login,
                employee: profile.number,
            },
            Ok(None) => Finding::TokenOwnerUnknown,
            Err(failure) => Finding::Failed {
                step: Step::Token,
                failure,
            },
        }
    }

    /// Rule U6. An org with the default type alone has nothing to say.
    async fn user_types(&self, examined: &mut Examined) {
        let Ok(listed) = self.ask(self.okta.user_types()).await else {
            examined.findings.push(Finding::UserTypesUnreadable);
            return;
        };
        for other in listed.into_iter().filter(|one| !one.is_default) {
            let schema = match &other.schema {
                Some(id) => self.ask(self.okta.schema_by_id(id)).await.ok(),
                None => None,
            };
            let lacks = schema.map(|schema| {
                let targets = self.targets.iter();
                let lacks = targets.filter(|name| schema.property(name).is_none());
                lacks.cloned().collect()
            });
            let name = other.name;
            examined.findings.push(Finding::UserType { name, lacks });
        }
    }

    /// Independent of each other: each is asked, whatever became of the others.
    async fn rights(&self, examined: &mut Examined) {
        for (list, step, good) in [
            (List::Plain, Step::Profiles, Finding::MayList),
            (List::Deprovisioned, Step::FormerProfiles, Finding::MayListFormer),
        ] {
            let listed = self.ask(self.okta.try_list(list)).await;
            examined.may_list |= list == List::Plain && listed.is_ok();
            let finding = listed.map_or_else(|failure| Finding::Failed { step, failure }, |()| good);
            examined.findings.push(finding);
        }
        match self.ask(self.okta.schema()).await {
            Ok(schema) => {
                examined.findings.push(Finding::MayReadSchema {
                    attributes: schema.properties.len(),
                });
                examined.schema = Some(schema);
                self.user_types(examined).await;
            }
            Err(failure) => examined.findings.push(Finding::Failed {
                step: Step::Schema,
                failure,
            }),
        }
        examined.findings.push(Finding::WritesUnproven);
        let grants = self.okta.grants();
        examined.findings.push(if grants.is_empty() {
            Finding::NoRateLimits
        } else {
            Finding::RateLimits(grants)
        });
        examined.listing_a_minute = self.okta.listing_grant().map(|grant| grant.ours);
    }
}
