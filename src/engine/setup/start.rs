//! How runs will start: what to do, command by command, so that each kind of run finds its secrets. No command holds a
//! secret, and none puts one into a process's arguments or a shell's history.

use crate::store::{Place, Secret, Setup};
use std::path::{Path, PathBuf};

/// What starts a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// A person, who sees the plan first.
    ByHand,
    /// A service of the system, with systemd's credentials.
    Systemd,
    Cron,
    /// Docker or Podman.
    Container,
}

/// What the instructions depend on.
#[derive(Debug, Clone, Copy)]
pub struct Started<'a> {
    pub setup: Option<&'a Setup>,
    pub place: &'a Place,
    /// The program, as it is to be called: an absolute path for services.
    pub program: &'a Path,
    /// The user under whom services run; files of secrets are theirs alone.
    pub user: &'a str,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    pub text: String,
    /// The file that [`lines`](Self::lines) are written into; `None`: they are typed into a shell.
    pub file: Option<PathBuf>,
    pub lines: Vec<String>,
}

impl Start {
    pub const ALL: [Self; 4] = [Self::ByHand, Self::Systemd, Self::Cron, Self::Container];

    /// For a draft.
    pub fn word(self) -> &'static str {
        match self {
            Self::ByHand => "by hand",
            Self::Systemd => "systemd",
            Self::Cron => "cron",
            Self::Container => "container",
        }
    }
}

/// In the order in which they are done.
pub fn instructions(start: Start, started: Started<'_>) -> Vec<Instruction> {
    match start {
        Start::ByHand => by_hand(started),
        Start::Systemd => systemd(started),
        Start::Cron => cron(started),
        Start::Container => container(started),
    }
}

fn typed(text: &str, lines: impl IntoIterator<Item = String>) -> Instruction {
    Instruction {
        text: text.to_owned(),
        file: None,
        lines: lines.into_iter().collect(),
    }
}

impl Started<'_> {
    fn command(&self, rest: &str) -> String {
        let setup = self
            .setup
            .map_or_else(String::new, |setup| format!(" --setup {setup}"));
        format!("{}{setup} {rest}", quoted(self.program))
    }

    fn name(&self) -> String {
        self.setup
            .map_or_else(|| "koppel".to_owned(), |setup| format!("koppel-{setup}"))
    }

    /// The variables of folders, as far as they are not where the program looks by itself.
    fn folders(&self) -> [(String, String); 2] {
        let settings = self.base(self.place.settings_file.parent().unwrap_or(Path::new("/")));
        let state = self.base(&self.place.state_folder);
        [
            ("KOPPEL_CONFIG_DIR".to_owned(), settings.display().to_string()),
            ("KOPPEL_STATE_DIR".to_owned(), state.display().to_string()),
        ]
    }

    /// A setup's folders lie below `setups/NAME` of what the variables name.
    fn base<'b>(&self, folder: &'b Path) -> &'b Path {
        let above = folder.parent().and_then(Path::parent);
        match above {
            Some(above) if self.setup.is_some() => above,
            _ => folder,
        }
    }
}

/// Asks for the secret and hides what is typed; nothing of it reaches arguments or history.
fn asks_for(secret: Secret, folder: &Path, as_root: bool) -> String {
    let file = quoted(&folder.join(secret.slug()));
    let write = if as_root {
        format!("sudo sh -c 'umask 077; cat > {file}'")
    } else {
        format!("(umask 077; cat > {file})")
    };
    format!(
        "printf '{}: ' && IFS= read -rs secret && printf '%s\\n' \"$secret\" | {write}; unset secret; echo",
        secret.name().replace('\'', "'\\''")
    )
}

fn by_hand(started: Started<'_>) -> Vec<Instruction> {
    vec![
        typed(
            "Look at what a sync would do. Nothing is written:",
            [started.command("plan")],
        ),
        typed(
            "Sync. The plan is shown first, and you are asked:",
            [started.command("sync")],
        ),
    ]
}

fn systemd(started: Started<'_>) -> Vec<Instruction> {
    let name = started.name();
    let folder = PathBuf::from(format!("/etc/{name}"));
    let variables: Vec<String> = Secret::ALL
        .iter()
        .flat_map(|secret| {
            let slug = secret.slug();
            let file = folder.join(slug);
            [
                format!("LoadCredential={slug}:{}", file.display()),
                format!("Environment={}_FILE=%d/{slug}", secret.variable(started.setup)),
            ]
        })
        .collect();
    let folders = started
        .folders()
        .map(|(name, value)| format!("Environment=\"{name}={value}\""));
    let mut unit = vec![
        "[Unit]".to_owned(),
        "Description=koppel keeps Okta in step with Personio".to_owned(),
        "Wants=network-online.target".to_owned(),
        "After=network-online.target".to_owned(),
        String::new(),
        "[Service]".to_owned(),
        format!("User={}", started.user),
    ];
    unit.extend(variables);
    unit.extend(folders);
    unit.extend([
        format!("ExecStart={}", started.command("watch")),
        "Restart=on-failure".to_owned(),
        "RestartSec=5min".to_owned(),
        String::new(),
        "[Install]".to_owned(),
        "WantedBy=multi-user.target".to_owned(),
    ]);
    vec![
        typed(
            "Give the secrets once, each when it is asked for (bash). Only root can read the files; systemd hands them to koppel alone:",
            std::iter::once(format!("sudo install -d -m 700 {}", folder.display()))
                .chain(Secret::ALL.map(|secret| asks_for(secret, &folder, true))),
        ),
        Instruction {
            text: "Write the service:".to_owned(),
            file: Some(PathBuf::from(format!("/etc/systemd/system/{name}.service"))),
            lines: unit,
        },
        typed(
            "Start it, now and with the machine, and look how it does:",
            [
                "sudo systemctl daemon-reload".to_owned(),
                format!("sudo systemctl enable --now {name}"),
                format!("journalctl -u {name} -f"),
            ],
        ),
    ]
}

fn cron(started: Started<'_>) -> Vec<Instruction> {
    let folder = started
        .place
        .settings_file
        .parent()
        .unwrap_or(Path::new("/"))
        .join("secrets");
    let mut lines: Vec<String> = Secret::ALL
        .iter()
        .map(|secret| {
            let file = folder.join(secret.slug());
            format!("{}_FILE={}", secret.variable(started.setup), file.display())
        })
        .collect();
    lines.extend(started.folders().map(|(name, value)| format!("{name}={value}")));
    lines.push(format!("*/30 * * * * {}", started.command("sync --yes --quiet")));
    vec![
        typed(
            "Give the secrets once, each when it is asked for (bash). Only this user can read the files:",
            std::iter::once(format!("install -d -m 700 {}", quoted(&folder)))
                .chain(Secret::ALL.map(|secret| asks_for(secret, &folder, false))),
        ),
        typed(
            "Look whether an unattended run finds everything, with the lines below set:",
            [started.command("doctor --headless")],
        ),
        Instruction {
            text: "Add these lines with crontab -e; cron mails what a run says:".to_owned(),
            file: Some(PathBuf::from("crontab")),
            lines,
        },
    ]
}

fn container(started: Started<'_>) -> Vec<Instruction> {
    let name = started.name();
    let secrets = Secret::ALL.map(|secret| {
        let slug = secret.slug();
        [
            format!("  --secret {name}-{slug},target={slug} \\"),
            format!(
                "  -e {}_FILE=/run/secrets/{slug} \\",
                secret.variable(started.setup)
            ),
        ]
    });
    let settings = &started.place.settings_file;
    let inside = started.setup.map_or_else(
        || "/config/config.toml".to_owned(),
        |setup| format!("/config/setups/{setup}/config.toml"),
    );
    let setup = started
        .setup
        .map_or_else(String::new, |setup| format!(" --setup {setup}"));
    let mut run = vec![format!("podman run -d --name {name} --restart=on-failure \\")];
    run.extend(secrets.into_iter().flatten());
    run.extend([
        "  -e KOPPEL_CONFIG_DIR=/config -e KOPPEL_STATE_DIR=/state \\".to_owned(),
        format!("  -v {}:{inside}:ro \\", quoted(settings)),
        format!("  -v {name}-state:/state \\"),
        format!("  IMAGE koppel{setup} watch"),
    ]);
    vec![
        typed(
            "Give the secrets once, each when it is asked for (bash):",
            Secret::ALL.map(|secret| {
                format!(
                    "printf '{}: ' && IFS= read -rs secret && printf '%s' \"$secret\" | podman secret create {name}-{} -; unset secret; echo",
                    secret.name().replace('\'', "'\\''"),
                    secret.slug()
                )
            }),
        ),
        typed("Run it; IMAGE is the one that you built with koppel in it. The state is kept in a volume:", run),
    ]
}

/// For a shell; plain paths as they are.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |one: char| one.is_ascii_alphanumeric() || "/._-+:@".contains(one);
    if !text.is_empty() && text.chars().all(is_plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
