//! What is kept on this machine: settings, secrets, saved plans, the state and its locks. Asks no network,
//! prints nothing, and reads the process's environment in one place ([`Environment::of_process`]); everything
//! else is given it.

mod address;
mod assignment_file;
mod draft;
mod edit;
mod environment;
mod export_file;
mod folder;
mod inspect;
mod keyring;
mod lock;
mod network;
mod notify;
mod operator;
mod place;
mod saved_plan;
mod secret;
mod settings;
mod settings_file;
pub mod state;
mod target_file;
mod vaults;
mod watch;

pub use address::{Address, AddressError, okta_address, org_meant, personio_address};
pub use assignment_file::{AssignmentFile, AssignmentFileError, Line};
pub use draft::{ConditionDraft, Draft, DraftError, LineDraft, LoginDraft, PartDraft};
pub use edit::{EditError, set_key};
pub use environment::Environment;
pub use export_file::{typed_path, write_new};
pub use inspect::{FolderFacts, FolderState, inspect_folder};
pub use keyring::{Kept, KeyringError, Refuge, Vault, keyring_status};
pub use lock::{Holder, LockError, LockKind, RunLock, StagingLock, is_run_going_on};
pub use network::{NetworkFault, check_network};
pub use notify::{Event, Told};
pub use operator::Operator;
pub use place::{Place, PlaceError, Setup};
pub use saved_plan::{Basis, SavedPlan, SavedPlanError};
pub use secret::{Found, Secret, SecretError, SecretSource, SecretSources, Secrets, VaultAnswer};
pub use settings::{KEYS, Key, Origin, Problem, Settings, SettingsError, ShownKey, interval};
pub use settings_file::{SettingsFile, SettingsFileError};
pub use target_file::{TargetFile, TargetFileError, target_meant};
pub use vaults::Vaults;
pub use watch::WatchNote;
