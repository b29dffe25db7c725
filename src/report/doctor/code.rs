//! The codes of `doctor`'s document, a promise to scripts; each is an enum in `assets/doctor.schema.json`.

use crate::engine::doctor::{Finding, Secret, Step, Topic, Verdict};

pub(super) fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::Settings => "settings",
        Topic::Secrets => "secrets",
        Topic::Okta => "okta",
        Topic::Personio => "personio",
        Topic::Mapping => "mapping",
        Topic::Machine => "machine",
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ok => "ok",
        Verdict::Note => "note",
        Verdict::Problem(_) => "problem",
        Verdict::Skipped => "skipped",
    }
}

/// Of a failure it is the step that failed; `skipped` names what it skips in its text.
pub(super) fn finding(finding: &Finding) -> &'static str {
    match finding {
        Finding::Failed { step, .. } => failed(*step),
        Finding::Skipped { .. } => "skipped",
        Finding::SettingsComplete { .. } => "settings_complete",
        Finding::SettingWrong { .. } => "setting_wrong",
        Finding::SettingNote(_) => "setting_note",
        Finding::SendEmailUnset => "send_email_unset",
        Finding::NothingMapped => "nothing_mapped",
        Finding::SecretFound { .. } => "secret_found",
        Finding::SecretExposed { .. } => "secret_exposed",
        Finding::OktaReached { .. } => "okta_reached",
        Finding::TokenOwner { employee: None, .. } => "token_owner",
        Finding::TokenOwner {
            employee: Some(_), ..
        } => "token_owner_is_employee",
        Finding::TokenOwnerUnknown => "token_owner_unknown",
        Finding::MayList => "may_list",
        Finding::MayListFormer => "may_list_deactivated",
        Finding::MayReadSchema { .. } => "may_read_schema",
        Finding::UserType { lacks: Some(_), .. } => "user_type",
        Finding::UserType { lacks: None, .. } => "user_type_unreadable",
        Finding::UserTypesUnreadable => "user_types_unreadable",
        Finding::WritesUnproven => "writes_unproven",
        Finding::ReadOnlySession => "read_only_session",
        Finding::RateLimits(_) => "rate_limits",
        Finding::NoRateLimits => "no_rate_limits",
        Finding::ReadingTime { .. } => "snapshot_time",
        Finding::PersonioReached { .. } => "personio_reached",
        Finding::CredentialsAccepted => "credentials_accepted",
        Finding::AttributesReadable { .. } => "attributes_readable",
        Finding::Unreadable { .. } => "attributes_unreadable",
        Finding::Sensitive(_) => "attributes_sensitive",
        Finding::Unneeded(_) => "attributes_unneeded",
        Finding::EmployeesRead { .. } => "employees_read",
        Finding::Nobody => "no_employees",
        Finding::TargetFault { is_link: false, .. } => "target_fault",
        Finding::TargetFault { is_link: true, .. } => "link_attribute_fault",
        Finding::RequiredUnmapped(_) => "required_unmapped",
        Finding::ValuesMisfit { .. } => "values_invalid",
        Finding::MappingFits { .. } => "mapping_fits",
        Finding::SelfEditable { .. } => "self_editable",
        Finding::NotSelfEditable { .. } => "not_self_editable",
        Finding::Clock { .. } => "clock",
        Finding::ClockUnknown => "clock_unknown",
        Finding::StateReady { .. } => "state_ready",
        Finding::StateUnwritable { .. } => "state_unwritable",
        Finding::StateNoFolder { .. } => "state_no_folder",
        Finding::StateForeign { .. } => "state_foreign",
        Finding::StateLoose { .. } => "state_loose",
        Finding::StateFilesLoose { .. } => "state_files_loose",
        Finding::KeyringReady => "keyring_ready",
        Finding::NoKeyring(_) => "no_keyring",
        Finding::KeyringNotAsked => "keyring_not_asked",
        Finding::LogFile(_) => "log_file",
        Finding::ShellVariables(_) => "shell_variables",
        Finding::SecretInShell { .. } => "secret_in_shell",
        Finding::SecretInKeyring { .. } => "secret_in_keyring",
        Finding::RelativePath { .. } => "relative_path",
        Finding::FoldersFromHome(_) => "folders_from_home",
        Finding::NothingFromShell => "nothing_from_shell",
    }
}

fn failed(step: Step) -> &'static str {
    match step {
        Step::Settings => "settings_failed",
        Step::Secret(Secret::OktaToken) => "okta_token_failed",
        Step::Secret(Secret::PersonioClientId) => "personio_client_id_failed",
        Step::Secret(Secret::PersonioClientSecret) => "personio_client_secret_failed",
        Step::OktaAddress => "okta_address_failed",
        Step::Token => "token_failed",
        Step::Profiles => "profiles_failed",
        Step::FormerProfiles => "deactivated_profiles_failed",
        Step::Schema => "schema_failed",
        Step::RateLimits => "rate_limits_failed",
        Step::PersonioAddress => "personio_address_failed",
        Step::Credentials => "credentials_failed",
        Step::Attributes => "attributes_failed",
        Step::Employees => "employees_failed",
        Step::Targets => "targets_failed",
        Step::Values => "values_failed",
        Step::Clock => "clock_failed",
        Step::State => "state_failed",
    }
}
