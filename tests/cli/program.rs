//! The binary in an environment of its own, and a simulator for it to talk to.

use assert_cmd::Command;
use koppel::clock::Clock;
use koppel::sim::{self, Company, Options, RateLimits, Simulator};
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The binary with folders of its own and nothing of this machine's environment.
#[derive(Debug)]
pub struct Koppel {
    pub folder: TempDir,
    pub variables: BTreeMap<String, String>,
}

/// What a run left.
#[derive(Debug)]
pub struct Ended {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Koppel {
    /// Nothing is set up.
    pub fn bare() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().to_str().unwrap().to_owned();
        let names = ["KOPPEL_CONFIG_DIR", "KOPPEL_STATE_DIR", "HOME"];
        let mut variables: BTreeMap<String, String> = names
            .iter()
            .map(|name| ((*name).to_owned(), path.clone()))
            .collect();
        variables.insert("COLUMNS".to_owned(), "80".to_owned());
        // Nobody's keyring.
        variables.insert(
            "DBUS_SESSION_BUS_ADDRESS".to_owned(),
            format!("unix:path={path}/no-bus"),
        );
        Self { folder, variables }
    }

    /// Settings by the environment, and credentials that nobody knows, for both sides at `url`.
    pub fn at(url: &str) -> Self {
        let mut koppel = Self::bare();
        for (name, value) in [
            ("KOPPEL_OKTA__URL", url),
            ("KOPPEL_PERSONIO__URL", url),
            ("KOPPEL_LOGIN__START", r#"{ attribute = "first_name" }"#),
            ("KOPPEL_LOGIN__END", r#"{ attribute = "last_name" }"#),
            ("KOPPEL_LOGIN__DOMAIN", "acme.example"),
            ("KOPPEL_LOGIN__BILLING_COUNTRY", "DE"),
            ("KOPPEL_ACTIVATION__TIME_ZONE", "Europe/Berlin"),
            ("KOPPEL_ACTIVATION__SEND_EMAIL", "false"),
            (
                "KOPPEL_MAPPING",
                r#"[{ personio = "department", okta = "department" }]"#,
            ),
            ("KOPPEL_OKTA_TOKEN", "00nobodysToken"),
            ("KOPPEL_PERSONIO_CLIENT_ID", "papi-nobody"),
            ("KOPPEL_PERSONIO_CLIENT_SECRET", "papi-nobodysSecret"),
        ] {
            koppel.set(name, value);
        }
        koppel
    }

    pub fn set(&mut self, name: &str, value: &str) -> &mut Self {
        self.variables.insert(name.to_owned(), value.to_owned());
        self
    }

    pub fn unset(&mut self, name: &str) -> &mut Self {
        self.variables.remove(name);
        self
    }

    /// Writes the settings file.
    pub fn file(&self, text: &str) -> &Self {
        std::fs::write(self.folder.path().join("config.toml"), text).unwrap();
        self
    }

    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        let output = Command::new(binary())
            .env_clear()
            .envs(&self.variables)
            .current_dir(self.folder.path())
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let folder = self.folder.path().to_str().unwrap();
        Ended {
            stdout: text(output.stdout).replace(folder, "FOLDER"),
            stderr: text(output.stderr).replace(folder, "FOLDER"),
            code: output.status.code(),
        }
    }
}

impl Ended {
    /// Everything in one text, for a snapshot.
    pub fn whole(&self) -> String {
        let code = self
            .code
            .map_or_else(|| "none".to_owned(), |code| code.to_string());
        format!(
            "--- stdout\n{}--- stderr\n{}--- exit {code}\n",
            self.stdout, self.stderr
        )
    }
}

pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_koppel"))
}

/// A simulator with a runtime of its own.
#[derive(Debug)]
pub struct Both {
    pub simulator: Simulator,
    _runtime: Runtime,
}

impl Both {
    pub fn of(company: Company) -> Self {
        let runtime = Runtime::new().unwrap();
        let options = Options {
            port: None,
            rate_limits: RateLimits::Off,
            clock: Clock::System,
            ..Options::default()
        };
        let simulator = runtime.block_on(sim::start(company, options)).unwrap();
        Self {
            simulator,
            _runtime: runtime,
        }
    }

    /// The binary with the credentials of both sides.
    pub fn koppel(&self) -> Koppel {
        let mut koppel = Koppel::at(self.simulator.url());
        koppel
            .set("KOPPEL_OKTA_TOKEN", &self.simulator.okta_token())
            .set("KOPPEL_PERSONIO_CLIENT_ID", &self.simulator.personio_client_id())
            .set(
                "KOPPEL_PERSONIO_CLIENT_SECRET",
                &self.simulator.personio_client_secret(),
            );
        koppel
    }
}
