//! The command line: arguments, one file for each command, and nothing that decides.

use std::process::ExitCode;

/// Does what the arguments say, and says how it went.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
