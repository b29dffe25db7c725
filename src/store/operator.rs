//! Who runs this program, and where: what the journal and the locks name.

use serde::{Deserialize, Serialize};
use std::fmt;

/// The user of the operating system and the host's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    pub user: String,
    pub host: String,
}

impl Operator {
    /// Of this process. A container may know neither name: then it is `unknown`.
    pub fn of_process() -> Self {
        let unknown = || "unknown".to_owned();
        Self {
            user: whoami::username().unwrap_or_else(|_| unknown()),
            host: whoami::hostname().unwrap_or_else(|_| unknown()),
        }
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} on {}", self.user, self.host)
    }
}
