//! A prompt over a small company, with everything done that it asks for in the background.

use crate::company::{self, okta};
use crate::world::{NOW, SETTINGS, World, reading};
use koppel::clock::Clock;
use koppel::core::employee::EmployeeStatus;
use koppel::core::state::{Assignment, Staging};
use koppel::core::{EmployeeId, Value};
use koppel::store::state::View;
use koppel::store::{Environment, Place, Vaults};
use koppel::tui::desk::task::{Listeners, Task, perform};
use koppel::tui::effect::Effect;
use koppel::tui::message::{Message, News};
use koppel::tui::screen::links::prompt::{self, Prompt};
use koppel::tui::work::{Answer, Surroundings, Work};
use std::sync::Arc;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Everybody is in scope.
pub fn settings() -> String {
    SETTINGS.replace(
        "[scope]\nexclude = [{ attribute = \"employment_type\", is = [\"external\", \"intern\"] }]\n",
        "",
    )
}

/// Jörg is certain; Katarzyna has married; there are two called Michael Weiß; Günter has left; a scanner is nobody.
pub fn people() -> company::World {
    let mut world = company::World::new();
    for (number, first, last, department, office) in [
        (10234, "Jörg", "Müller", "IT", "Köln"),
        (11020, "Katarzyna", "Lewandowska", "Finance", "Köln"),
        (11388, "Katharina", "Nowak-Bär", "Legal", "München"),
        (10410, "Michael", "Weiß", "Sales", "Berlin"),
        (10411, "Michael", "Weiß", "Logistics", "Hamburg"),
        (9120, "Günter", "Groß", "Sales", "Berlin"),
        (10688, "Merve", "Özdemir", "IT", "Berlin"),
    ] {
        world.hire(number, first, last).email = Value::text(&format!("{number}@acme.com"));
        world.says(number, "department", Value::text(department));
        world.says(number, "office", Value::text(office));
    }
    world.employee(9120).status = EmployeeStatus::Inactive;
    for (id, first, last, login, department) in [
        ("00u1", "Jörg", "Müller", "j.mueller@acme.com", "IT"),
        ("00u2", "Katarzyna", "Nowak", "k.nowak@acme.com", "Finance"),
        ("00u3", "Michael", "Weiß", "m.weiss2@acme.com", ""),
        ("00u4", "Günter", "Groß", "g.gross@acme.com", "Sales"),
        ("00u5", "Scanner", "Versand", "svc-scan04@acme.com", ""),
        ("00u6", "Merve", "Özdemir", "merve@acme.com", "IT"),
    ] {
        let profile = world.account(id, first, last);
        profile.login = login.into();
        profile.email = Some(login.into());
        world.holds(id, "email", Value::text(login));
        if !department.is_empty() {
            world.holds(id, "department", Value::text(department));
        }
    }
    world.profile("00u6").number = Some("10688".into());
    world.confirm("00u6", 10688);
    world
}

/// The links screen with what it works on.
pub struct Desk {
    pub world: World,
    pub surroundings: Arc<Surroundings>,
    folder: TempDir,
    /// Effects that were carried out.
    done: usize,
}

impl Desk {
    pub fn new(people: &company::World) -> Self {
        let folder = TempDir::new().unwrap();
        let surroundings = Surroundings {
            environment: Environment::default(),
            setup: None,
            place: Place {
                settings_file: folder.path().join("config.toml"),
                state_folder: folder.path().join("state"),
                file_was_named: false,
            },
            clock: Clock::Fixed(NOW.parse().unwrap()),
            read_only: false,
            vaults: Arc::new(Vaults::default()),
            program: "koppel".into(),
            demo: None,
            user: "m.vogt".to_owned(),
        };
        let mut world = World::settled();
        world.read(reading(people.snapshot.clone(), &settings()));
        world.press(&["2"]);
        let mut desk = Self {
            world,
            surroundings: Arc::new(surroundings),
            folder,
            done: 0,
        };
        desk.settle();
        desk
    }

    /// The prompt at the first undecided profile.
    pub fn opened(people: &company::World) -> Self {
        let mut desk = Self::new(people);
        desk.press(&["Enter"]);
        desk
    }

    /// The prompt from the side of this employee.
    pub fn open_employee(&mut self, number: u64) {
        let model = &mut self.world.model;
        let reading = model.shell.desk.reading().unwrap().clone();
        let place = reading.people.place_of(EmployeeId(number)).unwrap();
        let prompt = Prompt::for_employee(place, &mut model.shell).unwrap();
        self.open(prompt);
    }

    /// The prompt for a conflict.
    pub fn open_conflict(&mut self, conflict: usize) {
        let prompt = Prompt::for_conflict(conflict, &mut self.world.model.shell).unwrap();
        self.open(prompt);
    }

    fn open(&mut self, prompt: Prompt) {
        self.world.model.screens.links.open_prompt(prompt);
        self.world.send(Message::Tick);
        self.settle();
        self.world.send(Message::Drawn);
    }

    /// Keys, each with all that follows from it before the next.
    pub fn press(&mut self, names: &[&str]) -> &mut Self {
        for name in names {
            self.world.press(&[name]);
            self.settle();
            self.world.send(Message::Drawn);
        }
        self
    }

    /// Skips to the profile of this login.
    pub fn skip_to(&mut self, login: &str) -> &mut Self {
        for _ in 0..20 {
            if self.screen().contains(login) {
                return self;
            }
            self.press(&["Tab"]);
        }
        panic!("{login} is not asked about");
    }

    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            self.press(&[&letter.to_string()]);
        }
        self
    }

    /// Carries out what is asked for in the background, until nothing is.
    pub fn settle(&mut self) -> &mut Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        while let Some(effect) = self.world.effects.get(self.done).cloned() {
            self.done += 1;
            let Effect::Start { job, work } = effect else {
                continue;
            };
            let listeners = Listeners {
                progress: &|_| {},
                live: &|_| {},
            };
            let cancel = CancellationToken::new();
            let answer = match work {
                Work::Prompt(task) => runtime
                    .block_on(prompt::perform(task, &cancel))
                    .map(Answer::Prompt),
                Work::Desk(
                    task @ (Task::Suggest { .. } | Task::SuggestProfiles { .. } | Task::Decide { .. }),
                ) => {
                    let surroundings = Arc::clone(&self.surroundings);
                    runtime
                        .block_on(perform(task, surroundings, listeners, &cancel))
                        .map(Answer::Desk)
                }
                _ => continue,
            };
            let news = match answer {
                Ok(answer) => News::Done(answer),
                Err(failure) => News::Failed(failure),
            };
            self.world.send(Message::Job { job, news });
        }
        self
    }

    /// What holds on the disk: whom a profile was given to, staged.
    pub fn given(&self, profile: &str) -> Option<EmployeeId> {
        let assignment = self.assignment(profile)?;
        assert_eq!(assignment.staging, Staging::Staged);
        Some(assignment.employee)
    }

    pub fn assignment(&self, profile: &str) -> Option<Assignment> {
        let decisions = self.view().decisions().unwrap();
        decisions.assignments.get(&okta(profile)).cloned()
    }

    pub fn view(&self) -> View {
        let state = self.folder.path().join("state");
        View::open(&state, None, self.surroundings.clock).unwrap()
    }

    pub fn screen(&mut self) -> String {
        self.world.screen(80, 24)
    }
}
