//! The samples in `assets/` for unattended runs: what they set is what koppel needs, and systemd takes the units.

use crate::program::Koppel;
use serde_yaml_ng::{Deserializer, Value};
use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

const SERVICE: &str = include_str!("../../assets/koppel.service");
const WATCH: &str = include_str!("../../assets/koppel-watch.service");
const TIMER: &str = include_str!("../../assets/koppel.timer");
const CRONTAB: &str = include_str!("../../assets/koppel.crontab");
const CRONJOB: &str = include_str!("../../assets/koppel-cronjob.yaml");

/// The values of a unit's key, in their order.
fn values<'a>(unit: &'a str, key: &str) -> Vec<&'a str> {
    let lines = unit.lines().filter_map(|line| line.split_once('='));
    lines
        .filter(|(name, _)| *name == key)
        .map(|(_, value)| value)
        .collect()
}

fn yaml() -> Vec<Value> {
    use serde::Deserialize;
    let documents = Deserializer::from_str(CRONJOB);
    documents
        .map(|document| Value::deserialize(document).unwrap())
        .collect()
}

fn pod(documents: &[Value]) -> &Value {
    &documents[2]["spec"]["jobTemplate"]["spec"]["template"]["spec"]
}

/// Good with the settings of the `CronJob` and secrets as files, wherever the sample has its folders.
fn assert_complete(variables: &BTreeMap<String, String>, folders: &[(&str, &str)]) {
    let mut koppel = Koppel::bare();
    koppel.variables.retain(|name, _| !name.starts_with("KOPPEL_"));
    for (_, here) in folders {
        fs::create_dir_all(koppel.path(here)).unwrap();
    }
    for (name, value) in variables {
        let there = folders.iter().find(|(there, _)| value.starts_with(there));
        let (there, here) =
            there.unwrap_or_else(|| unreachable!("{name} names no folder of the sample: {value}"));
        let value = value.replacen(there, &koppel.path(here), 1);
        if name.ends_with("_FILE") {
            fs::write(&value, "00someSecret\n").unwrap();
        }
        koppel.set(name, &value);
    }
    let settings = yaml()[0]["data"]["config.toml"].as_str().unwrap().to_owned();
    let folder = &koppel.variables["KOPPEL_CONFIG_DIR"];
    fs::write(format!("{folder}/config.toml"), settings).unwrap();
    let ended = koppel.run(&["config", "check"]);
    assert_eq!(ended.code, Some(0), "{}", ended.whole());
    let shown = koppel.run(&["config", "show"]).stdout;
    let state = shown
        .lines()
        .find(|line| line.starts_with("state folder"))
        .unwrap();
    assert!(state.contains("FOLDER/state"), "{shown}");
}

/// Nothing of what a sample types is unknown.
fn assert_understood(words: &str) {
    let (program, arguments) = words.split_once(' ').unwrap();
    assert!(program.ends_with("koppel"), "{words}");
    let arguments: Vec<&str> = arguments.split(' ').chain(["--help"]).collect();
    assert_eq!(Koppel::bare().run(&arguments).code, Some(0), "{words}");
}

#[test]
fn the_services_set_all_that_a_run_needs() {
    for unit in [SERVICE, WATCH] {
        let variables: BTreeMap<String, String> = values(unit, "Environment")
            .into_iter()
            .map(|variable| variable.split_once('=').unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        assert_complete(
            &variables,
            &[
                ("/etc/koppel", "settings"),
                ("%S/koppel", "state"),
                ("%d", "credentials"),
            ],
        );
        let loaded = values(unit, "LoadCredentialEncrypted");
        for file in variables.values().filter_map(|value| value.strip_prefix("%d/")) {
            assert!(
                loaded
                    .iter()
                    .any(|loaded| loaded.starts_with(&format!("{file}:"))),
                "{file}"
            );
        }
        assert_understood(values(unit, "ExecStart")[0]);
    }
}

#[test]
fn both_services_are_hardened_alike() {
    let hardening = |unit: &'static str| unit.split_once("# A user of its own").unwrap().1;
    let watch = hardening(WATCH).split_once("\n[Install]").unwrap().0;
    assert_eq!(hardening(SERVICE).trim(), watch.trim());
    for (key, value) in [
        ("DynamicUser", "yes"),
        ("StateDirectory", "koppel"),
        ("ProtectSystem", "strict"),
        ("NoNewPrivileges", "yes"),
    ] {
        assert_eq!(values(SERVICE, key), [value], "{key}");
    }
    assert_eq!(values(WATCH, "SuccessExitStatus"), ["130"]);
}

#[test]
fn systemd_takes_the_units() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        println!("skipped: there is no systemd-analyze here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let program = crate::program::binary().to_str().unwrap();
    let mut units = Vec::new();
    for (name, unit) in [
        ("koppel.service", SERVICE),
        ("koppel-watch.service", WATCH),
        ("koppel.timer", TIMER),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, unit.replace("/usr/local/bin/koppel", program)).unwrap();
        units.push(path);
    }
    let output = Command::new("systemd-analyze")
        .arg("verify")
        .args(units)
        .output()
        .unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    assert!(!said.contains("koppel"), "{said}");
}

#[test]
fn the_cron_job_runs_alone_without_rights_and_with_secrets_as_files() {
    let documents = yaml();
    let kinds: Vec<&str> = documents
        .iter()
        .filter_map(|document| document["kind"].as_str())
        .collect();
    assert_eq!(kinds, ["ConfigMap", "PersistentVolumeClaim", "CronJob"]);
    let spec = &documents[2]["spec"];
    assert_eq!(spec["concurrencyPolicy"], "Forbid");
    assert_eq!(spec["jobTemplate"]["spec"]["backoffLimit"], 0);
    let pod = pod(&documents);
    assert_eq!(pod["restartPolicy"], "Never");
    assert_eq!(pod["automountServiceAccountToken"], false);
    assert_eq!(pod["securityContext"]["runAsNonRoot"], true);
    let container = &pod["containers"][0];
    let rights = &container["securityContext"];
    assert_eq!(rights["readOnlyRootFilesystem"], true);
    assert_eq!(rights["allowPrivilegeEscalation"], false);
    assert_eq!(rights["capabilities"]["drop"][0], "ALL");
    let volumes = pod["volumes"].as_sequence().unwrap();
    let state = volumes.iter().find(|volume| volume["name"] == "state").unwrap();
    assert_eq!(
        state["persistentVolumeClaim"]["claimName"],
        documents[1]["metadata"]["name"]
    );
    let words = [&container["command"], &container["args"]].map(|words| {
        let words = words.as_sequence().unwrap().iter();
        words
            .map(|word| word.as_str().unwrap())
            .collect::<Vec<_>>()
            .join(" ")
    });
    assert_understood(&words.join(" "));
}

#[test]
fn the_cron_job_sets_all_that_a_run_needs_in_what_it_mounts() {
    let documents = yaml();
    let container = &pod(&documents)["containers"][0];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let variables = container["env"].as_sequence().unwrap().iter();
    let variables = variables
        .map(|one| (text(&one["name"]), text(&one["value"])))
        .collect();
    let mounts = container["volumeMounts"].as_sequence().unwrap().iter();
    let mounts: Vec<(String, String)> = mounts
        .map(|mount| (text(&mount["mountPath"]), text(&mount["name"])))
        .collect();
    let folders: Vec<(&str, &str)> = mounts.iter().map(|(there, here)| (&**there, &**here)).collect();
    assert_complete(&variables, &folders);
}

#[test]
fn the_crontab_sets_all_that_a_run_needs() {
    let lines = CRONTAB
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    let (settings, jobs): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.contains('='));
    let variables = settings.iter().map(|line| line.split_once('=').unwrap());
    let variables = variables
        .filter(|(name, _)| name.starts_with("KOPPEL_"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    assert_complete(
        &variables,
        &[
            ("/etc/koppel", "settings"),
            ("/home/koppel/state", "state"),
            ("/home/koppel", "home"),
        ],
    );
    let [job] = jobs[..] else {
        unreachable!("one line is the job")
    };
    let words: Vec<&str> = job.split(' ').collect();
    assert_eq!(words[5], "koppel", "whose job it is");
    let command = words[6..].join(" ");
    assert_understood(command.split_once(" > ").unwrap().0);
}
