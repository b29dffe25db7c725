//! Three hundred accounts that no number and no address links, decided at the prompt by keys alone.

use crate::terminal::{Home, Terminal};
use jiff::civil::date;
use koppel::clock::Clock;
use koppel::core::EmployeeId;
use koppel::sim::{self, Company, Options, RateLimits, Simulator};
use koppel::store::state::View;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

const ENTER: &str = "\r";
const TAB: &str = "\t";
const DOWN: &str = "\u{1b}[B";
const UP: &str = "\u{1b}[A";
/// Accounts whose owner is to be found.
const ACCOUNTS: usize = 300;
/// Keys for each of them, on average.
const GOAL: f64 = 1.6;
/// A person does not press one key faster; koppel takes what comes faster for a held one.
const RHYTHM: Duration = Duration::from_millis(140);

/// Whose account it is, by login.
type Truth = BTreeMap<String, u64>;

/// Takes apart what number and address link, in the ways in which accounts differ that grew by hand: another address,
/// names written otherwise, swapped or shortened, departments that nobody keeps up.
fn estrange(company: &mut Company) -> Truth {
    let owners: BTreeMap<String, u64> = company
        .personio
        .employees()
        .filter(|one| one.text("status") == "active")
        .map(|one| (one.text("email").to_lowercase(), one.id))
        .collect();
    let accounts: Vec<(String, u64)> = company
        .okta
        .profiles()
        .filter(|one| one.status.is_live())
        .filter_map(|one| Some((one.id.clone(), *owners.get(&one.text("email").to_lowercase())?)))
        .collect();
    let concerned: Vec<&String> = company.cases.iter().flat_map(|case| &case.profiles).collect();
    let accounts: Vec<(String, u64)> = accounts
        .into_iter()
        .filter(|(id, _)| !concerned.contains(&id))
        .take(ACCOUNTS)
        .collect();
    let mut truth = Truth::new();
    for (at, (id, owner)) in accounts.into_iter().enumerate() {
        let login = company.okta.change(&id, |profile| {
            let (first, last) = (
                profile.text("firstName").to_owned(),
                profile.text("lastName").to_owned(),
            );
            let initial: String = first.chars().take(1).collect();
            let (given, family) = match at % 8 {
                0 => (last.clone(), first.clone()),
                1 => (format!("{initial}."), last.clone()),
                2 => (spelled(&first), spelled(&last)),
                3 => (first.clone(), mistyped(&last)),
                4 => (
                    first.split(['-', ' ']).next().unwrap_or_default().to_owned(),
                    last.clone(),
                ),
                _ => (first.clone(), last.clone()),
            };
            profile.set("firstName", given);
            profile.set("lastName", family);
            profile.set("employeeNumber", serde_json::Value::Null);
            if at % 5 == 0 {
                profile.set("department", "");
            }
            let login = format!(
                "{}{at}@talwerk-gruppe.example",
                plain(&format!("{initial}{last}"))
            );
            profile.set("email", login.as_str());
            profile.set("login", login.as_str());
            login
        });
        truth.insert(login.unwrap(), owner);
    }
    truth
}

fn spelled(name: &str) -> String {
    let name = name.replace('ä', "ae").replace('ö', "oe").replace('ü', "ue");
    name.replace('Ö', "Oe").replace('Ü', "Ue").replace('ß', "ss")
}

/// Two letters in the middle change places.
fn mistyped(name: &str) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let middle = letters.len() / 2;
    if middle > 1 {
        letters.swap(middle, middle - 1);
    }
    letters.into_iter().collect()
}

fn plain(name: &str) -> String {
    let name = any_ascii::any_ascii(name).to_lowercase();
    name.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// What the prompt shows.
#[derive(Debug, PartialEq)]
struct Case {
    login: String,
    /// The IDs of the rows in sight.
    listed: Vec<String>,
    selected: Option<usize>,
}

/// `None`: the prompt is not there, or not complete yet.
fn case(screen: &str) -> Option<Case> {
    if !screen.contains("WHOSE ACCOUNT IS THIS?") || screen.contains("Looking for candidates") {
        return None;
    }
    let lines: Vec<&str> = screen.lines().collect();
    let login = lines.get(3)?.split_whitespace().find(|word| word.contains('@'))?;
    let rows = lines
        .iter()
        .skip(7)
        .take_while(|line| !line.contains("Nobody here"));
    let mut case = Case {
        login: login.to_owned(),
        listed: Vec::new(),
        selected: None,
    };
    for row in rows {
        let number = row
            .trim_start_matches(['>', ' '])
            .split(' ')
            .next()
            .unwrap_or_default();
        if number.parse::<u64>().is_ok() {
            if row.starts_with('>') {
                case.selected = Some(case.listed.len());
            }
            case.listed.push(number.to_owned());
        }
    }
    Some(case)
}

/// Somebody who knows everybody, and counts their keys.
struct Admin {
    terminal: Terminal,
    pressed: usize,
    last: Instant,
}

impl Admin {
    fn press(&mut self, key: &str) {
        std::thread::sleep((self.last + RHYTHM).saturating_duration_since(Instant::now()));
        self.terminal.press(key);
        self.pressed += 1;
        self.last = Instant::now();
    }

    fn case(&self) -> Case {
        self.terminal
            .wait_until("a case", |screen| case(screen).is_some());
        case(&self.terminal.contents()).unwrap()
    }

    /// The case after this one; `None`: there is none. A key that koppel dropped, since what it would have acted on was
    /// not to be seen yet, is pressed again, and counts again.
    fn next(&mut self, before: &str, key: &str) -> Option<Case> {
        let is_there = |screen: &str| {
            !screen.contains("WHOSE ACCOUNT IS THIS?")
                || case(screen).is_some_and(|case| case.login != before)
        };
        for _ in 0..5 {
            if self.terminal.comes_to(Duration::from_secs(1), is_there) {
                break;
            }
            self.press(key);
        }
        self.terminal.wait_until("the next case", is_there);
        case(&self.terminal.contents())
    }

    fn decide(&mut self, case: &Case, owner: u64, name: &str) {
        let owner = owner.to_string();
        if let Some(at) = case.listed.iter().position(|one| *one == owner) {
            self.go_to(at, case.selected);
        } else {
            for letter in name.chars().take(5) {
                self.press(&letter.to_string());
            }
            self.terminal
                .wait_until("a search", |screen| screen.contains("found"));
            let found = self.case();
            let at = found.listed.iter().position(|one| *one == owner);
            assert!(
                at.is_some(),
                "{name} {owner} is not found:\n{}",
                self.terminal.contents()
            );
            self.go_to(at.unwrap(), found.selected);
        }
        self.press(ENTER);
    }

    fn go_to(&mut self, row: usize, selected: Option<usize>) {
        match selected {
            Some(at) if at <= row => (at..row).for_each(|_| self.press(DOWN)),
            Some(at) => (row..at).for_each(|_| self.press(UP)),
            None => (0..=row).for_each(|_| self.press(DOWN)),
        }
        if selected != Some(row) {
            let id = self.case().listed.len();
            assert!(row < id);
        }
    }
}

fn start(truth: &mut Truth) -> (Runtime, Simulator, Home, BTreeMap<u64, String>) {
    let runtime = Runtime::new().unwrap();
    let mut company = Company::made_up(900, 11, date(2026, 11, 24));
    *truth = estrange(&mut company);
    let names = company.personio.employees();
    let names = names.map(|one| (one.id, plain(one.text("last_name")))).collect();
    let options = Options {
        rate_limits: RateLimits::Off,
        ..Options::default()
    };
    let simulator = runtime.block_on(sim::start(company, options)).unwrap();
    let settings = format!(
        "[okta]\nurl = \"{0}\"\n[personio]\nurl = \"{0}\"\n[login]\nstart = {{ attribute = \"first_name\" }}\n\
         domain = \"talwerk.example\"\nbilling_country = \"DE\"\n[activation]\nsend_email = false\n\
         time_zone = \"Europe/Berlin\"\n",
        simulator.url()
    );
    let home = Home::new();
    std::fs::write(home.folder.path().join("config.toml"), settings).unwrap();
    let home = home.set_all([
        ("KOPPEL_OKTA_TOKEN", simulator.okta_token()),
        ("KOPPEL_PERSONIO_CLIENT_ID", simulator.personio_client_id()),
        (
            "KOPPEL_PERSONIO_CLIENT_SECRET",
            simulator.personio_client_secret(),
        ),
    ]);
    (runtime, simulator, home, names)
}

#[test]
fn l7_three_hundred_accounts_are_decided_by_one_and_a_half_keys_each() {
    let mut truth = Truth::new();
    let (_runtime, simulator, home, names) = start(&mut truth);
    assert_eq!(truth.len(), ACCOUNTS);
    let mut terminal = home.koppel(&[]);
    terminal.wait_for("OVERVIEW");
    terminal.press("2").wait_for("2 LINKS");
    terminal.wait_until("the reading", |screen| {
        let header = screen.lines().next();
        header.is_some_and(|header| header.contains(" read "))
    });
    terminal.press(ENTER);
    let mut admin = Admin {
        terminal,
        pressed: 0,
        last: Instant::now(),
    };
    let mut left = truth.clone();
    let mut case = Some(admin.case());
    let mut skipped = 0;
    while let Some(now) = case {
        let key = if let Some(owner) = left.remove(&now.login) {
            admin.decide(&now, owner, &names[&owner]);
            ENTER
        } else {
            // Whose it is nobody can know: it stays undecided, and counts for nothing.
            skipped += 1;
            let before = admin.pressed;
            admin.press(TAB);
            admin.pressed = before;
            TAB
        };
        case = admin.next(&now.login, key);
        if left.is_empty() {
            break;
        }
    }
    assert!(
        left.is_empty(),
        "{} are left, {skipped} were skipped: {left:?}",
        left.len()
    );
    let view = View::open(home.folder.path(), None, Clock::System).unwrap();
    let end = Instant::now() + Duration::from_secs(20);
    let assigned = loop {
        let decisions = view.decisions().unwrap();
        if decisions.assignments.len() >= ACCOUNTS || Instant::now() > end {
            break decisions.assignments;
        }
        std::thread::yield_now();
    };
    let right = simulator.company(|company| {
        let owners = truth.iter().filter(|(login, owner)| {
            let id = company
                .okta
                .by_login(login)
                .map(|one| one.id.clone())
                .unwrap_or_default();
            assigned
                .get(&koppel::core::OktaId::new(id))
                .is_some_and(|one| one.employee == EmployeeId(**owner))
        });
        owners.count()
    });
    assert_eq!(right, ACCOUNTS, "every one is linked to its owner");
    assert!(
        !simulator
            .ledger()
            .iter()
            .any(|call| call.is_write() && call.path != "/v1/auth"),
        "nothing reached Okta"
    );
    let average =
        f64::from(u32::try_from(admin.pressed).unwrap()) / f64::from(u32::try_from(ACCOUNTS).unwrap());
    println!("{average:.2} keys for each of {ACCOUNTS} accounts");
    assert!(average <= GOAL, "{average:.2} keys");
    admin.terminal.signal("-TERM");
    admin.terminal.end().check_given_back();
}
