//! The main job in the demo, from the first key to an applied sync and an empty second plan, at 80×24: by keys alone, the
//! same without colour and in ASCII, and by the mouse alone.

use crate::terminal::{Home, Terminal};
use std::time::Duration;

const ENTER: &str = "\r";
const ESC: &str = "\u{1b}";
/// A person does not press one key faster; koppel takes what comes faster for a held one.
const RHYTHM: Duration = Duration::from_millis(140);

fn open(home: &Home, arguments: &[&str]) -> Terminal {
    let terminal = home.koppel(arguments);
    terminal.wait_for(" DEMO ");
    // Both sides were read.
    terminal.wait_for("read ");
    terminal
}

/// The number after this word.
fn number_after(screen: &str, word: &str) -> Option<usize> {
    let rest = &screen[screen.find(word)? + word.len()..];
    let digits: String = rest
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_ascii_digit() || *letter == ',')
        .filter(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

/// Presses it as a person does, who presses again where it came before the latest change was drawn and nothing happened.
fn press_until(terminal: &mut Terminal, key: &str, is_so: impl Fn(&str) -> bool + Copy) {
    for _ in 0..20 {
        std::thread::sleep(RHYTHM);
        terminal.press(key);
        if terminal.comes_to(Duration::from_secs(1), is_so) {
            return;
        }
    }
    terminal.wait_until("what the key leads to", is_so);
}

/// Types the numbers that the page before a write asks for, one after another, and agrees.
fn agree(terminal: &mut Terminal) {
    let mut asked = 0;
    loop {
        // The keys stand in the last line: then all of the page is there.
        terminal.wait_until("the page or the run", |screen| {
            let is_page = screen.contains("Write this to Okta?") && screen.contains("Esc no, back");
            is_page || screen.contains("is done")
        });
        let screen = terminal.contents();
        if !screen.contains("Write this to Okta?") {
            return;
        }
        if let Some(number) = number_after(&screen, "Type ") {
            terminal.press(&number.to_string());
            let typed = format!("to go on: {number}");
            terminal.wait_for(&typed);
        }
        asked += 1;
        assert!(asked < 6, "{}", terminal.contents());
        let typed = terminal.contents();
        press_until(terminal, ENTER, |now| now != screen && now != typed);
    }
}

fn has_strong(screen: &str) -> bool {
    let mut lines = screen.lines();
    lines.any(|line| line.starts_with("> ") && line.contains("strong"))
}

/// By keys alone.
fn main_job(terminal: &mut Terminal) {
    // The hints have their own tests.
    terminal.wait_for("First look");
    terminal
        .press("\u{1b}OQ")
        .wait_until("no hint", |screen| !screen.contains("First look"));

    terminal.press("2").wait_for("UNDECIDED");
    let undecided = number_after(&terminal.contents(), "UNDECIDED").unwrap();
    assert!(undecided >= 40, "{undecided}");
    press_until(terminal, "W", |screen| screen.contains("Write this to Okta?"));
    agree(terminal);
    terminal.wait_for("is done: link");

    terminal.press("2").wait_for("UNDECIDED");
    terminal.press(ENTER);
    for next in 2..=4 {
        terminal.wait_until("a strong candidate", has_strong);
        let next = format!("decision {next} of");
        press_until(terminal, ENTER, |screen| screen.contains(&next));
    }
    let left = format!("UNDECIDED {}", undecided - 3);
    press_until(terminal, ESC, |screen| screen.contains(&left));

    terminal.press("C").wait_for("Close the review?");
    press_until(terminal, ENTER, |screen| screen.contains("the review is closed"));
    press_until(terminal, "W", |screen| screen.contains("Write this to Okta?"));
    agree(terminal);
    terminal.wait_for("is done: link 3");

    terminal.press("3").wait_for("writes for");
    press_until(terminal, "W", |screen| screen.contains("OVER A LIMIT"));
    agree(terminal);
    terminal.wait_until("the run's end", |screen| {
        screen.contains("create ") && screen.contains("is done")
    });

    terminal
        .press("4")
        .wait_for("RUNS")
        .wait_for("sync, leaver with access:");
    terminal.press("3").wait_for("nothing to write");
    // What is decided and written needs no question.
    terminal.press("q").wait_for("OVERVIEW");
    std::thread::sleep(RHYTHM);
    terminal.press("q");
}

#[test]
fn the_main_job_by_keys_from_links_to_an_empty_second_plan() {
    let home = Home::new();
    let mut terminal = open(&home, &["demo"]);
    main_job(&mut terminal);
    assert_eq!(terminal.end().code, 0);
}

#[test]
fn the_main_job_in_ascii_without_colour() {
    let home = Home::new().set("NO_COLOR", "1");
    let mut terminal = open(&home, &["--ascii", "demo"]);
    main_job(&mut terminal);
    let left = terminal.end();
    assert_eq!(left.code, 0);
    // Names stand in a script of their own where nothing else can tell them; signs and frames do not.
    for sign in ['─', '│', '┌', '▾', '█', '≠', '→', '…'] {
        assert!(!left.bytes.contains(sign), "{sign}");
    }
    for color in ["\u{1b}[31m", "\u{1b}[38;5;", "\u{1b}[38;2;"] {
        assert!(!left.bytes.contains(color), "{color:?}");
    }
}

/// Where this text stands: column and row, from 1.
fn place(screen: &str, text: &str) -> Option<(usize, usize)> {
    screen.lines().enumerate().find_map(|(row, line)| {
        let at = line.find(text)?;
        Some((line[..at].chars().count() + 1, row + 1))
    })
}

/// Clicks on this text once it is to be seen.
fn click(terminal: &mut Terminal, text: &str) {
    terminal.wait_for(text);
    let (column, row) = place(&terminal.contents(), text).unwrap();
    terminal.press(&format!("\u{1b}[<0;{column};{row}M\u{1b}[<0;{column};{row}m"));
}

#[test]
fn the_whole_tour_by_the_mouse_alone() {
    let home = Home::new();
    let mut terminal = open(&home, &["demo"]);
    click(&mut terminal, "F2 no more hints");
    terminal.wait_until("no hint", |screen| !screen.contains("First look"));

    click(&mut terminal, "Links");
    terminal.wait_for("UNDECIDED");
    click(&mut terminal, "W write");
    click(&mut terminal, "Enter write, as said");
    terminal.wait_for("is done: link");

    click(&mut terminal, "Links");
    terminal.wait_for("UNDECIDED");
    click(&mut terminal, "Enter decide");
    terminal.wait_for("decision 1 of");
    terminal.wait_until("a strong candidate", has_strong);
    click(&mut terminal, "Enter link");
    while !terminal.comes_to(Duration::from_secs(1), |screen| screen.contains("decision 2 of")) {
        click(&mut terminal, "Enter link");
    }
    click(&mut terminal, "Esc back");
    terminal.wait_for("UNDECIDED");

    click(&mut terminal, "Plan");
    terminal.wait_for("writes for");
    click(&mut terminal, "History");
    terminal.wait_for("RUNS").wait_for("assign, done:");
    click(&mut terminal, "Settings");
    terminal.wait_for("SETTINGS");
    click(&mut terminal, "Overview");
    terminal.wait_for("OVERVIEW");
    click(&mut terminal, "? keys");
    terminal.wait_for("Keys");
    click(&mut terminal, "Esc");
    terminal.press("\u{3}").wait_for("Leave koppel?");
    click(&mut terminal, "Enter yes");
    assert_eq!(terminal.end().code, 0);
}
