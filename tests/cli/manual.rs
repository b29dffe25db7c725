//! `koppel completions` and `koppel man`.

use crate::program::Koppel;

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ended = Koppel::bare().run(&["completions", shell]);
        assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""), "{shell}");
        for word in ["doctor", "headless", "simulate"] {
            assert!(ended.stdout.contains(word), "{shell} lacks {word}");
        }
    }
    assert_eq!(Koppel::bare().run(&["completions", "dos"]).code, Some(2));
}

#[test]
fn the_manual_has_every_command_setting_and_exit_code() {
    let ended = Koppel::bare().run(&["man"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    assert!(ended.stdout.contains(".TH koppel 1"), "{}", ended.stdout);
    let plain = ended.stdout.replace("\\-", "-");
    for section in [
        "NAME",
        "OPTIONS",
        "COMMANDS",
        "\"EXIT STATUS\"",
        "SIGNALS",
        "ENVIRONMENT",
        "FILES",
    ] {
        assert!(
            plain.contains(&format!(".SH {section}\n")),
            "no section {section}"
        );
    }
    for command in [
        "links",
        "rules",
        "plan",
        "sync",
        "watch",
        "assign",
        "status",
        "history",
        "undo",
        "doctor",
        "simulate",
        "config show",
        "completions",
        "man",
    ] {
        assert!(
            plain.contains(&format!(".SS \"koppel {command}\"\n")),
            "no {command}"
        );
    }
    for word in [
        "--headless",
        "--detailed-exitcode",
        "--hold-over-limit",
        "--every",
        "KOPPEL_SAFETY__MAX_CREATIONS",
        "KOPPEL_OKTA_TOKEN",
        "--read-only",
    ] {
        assert!(plain.contains(word), "no {word}");
    }
    assert!(!plain.contains('`'), "a manual has no Markdown");
}
