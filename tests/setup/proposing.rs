//! Logins and mappings that are proposed.

use crate::sides::{everybody, made_up, simulate};
use crate::world::World;
use koppel::core::login::{Given, Taken, give};
use koppel::core::plan::Misfit;
use koppel::core::policy::{First, LoginPart, LoginSchema, Source, Take, Umlauts};
use koppel::core::propose::{
    Closed, LoginCounts, LoginOutlook, LoginPreview, SourceKind, Trouble, mapping, misfits, sources, targets,
};
use koppel::core::schema::{Kind, Property};
use koppel::core::text::email_key;
use koppel::core::{Employee, EmployeeId, Policy, Snapshot, Text};
use std::collections::HashMap;
use std::sync::Arc;

fn part(attribute: &'static str, take: Take) -> LoginPart {
    LoginPart {
        attribute: Text::const_new(attribute),
        take,
    }
}

fn generated(
    start: LoginPart,
    separator: &'static str,
    end: Option<LoginPart>,
    domain: &'static str,
) -> LoginSchema {
    LoginSchema::Generated {
        start,
        separator: Text::const_new(separator),
        end,
        domain: Text::const_new(domain),
    }
}

/// First and last name, each whole or its first letter; also what goes wrong.
fn schemas() -> Vec<LoginSchema> {
    let first = |take| part("first_name", take);
    let last = |take| Some(part("last_name", take));
    let domain = "talwerk.example";
    let long = "a-domain-that-is-so-long-that-hardly-any-login-fits-before-it-and-more.talwerk.example";
    vec![
        generated(first(Take::Whole), ".", last(Take::Whole), domain),
        generated(first(Take::Initial), "", last(Take::Whole), domain),
        generated(first(Take::Initial), "_", last(Take::Initial), domain),
        generated(first(Take::Whole), "Ä", None, domain),
        generated(first(Take::Whole), "Ä", last(Take::Initial), domain),
        generated(part("nothing", Take::Whole), ".", None, domain),
        generated(part("department", Take::Whole), "-", last(Take::Whole), domain),
        generated(first(Take::Whole), ".", last(Take::Whole), long),
        LoginSchema::Attribute(Text::const_new("email")),
        LoginSchema::Attribute(Text::const_new("department")),
    ]
}

/// Whoever could be created, in the order of rule N4.
fn people(snapshot: &Snapshot) -> Vec<&Employee> {
    let mut people: Vec<&Employee> = snapshot
        .roster
        .employees
        .iter()
        .filter(|one| one.status.is_known() && !one.status.is_inactive())
        .filter(|one| one.first_name.is_present() && one.last_name.is_present() && one.email().is_some())
        .collect();
    people.sort_by_key(|one| (one.created_at.is_none(), one.created_at, one.id));
    people
}

/// What the rules of a plan give everybody, one after the other.
fn by_the_rules(snapshot: &Snapshot, policy: &Policy) -> (HashMap<EmployeeId, Given>, LoginCounts) {
    let people = people(snapshot);
    let is_somebodys = |profile: &&koppel::core::Profile| {
        people.iter().any(|one| {
            let same = profile.email.as_deref().zip(one.email());
            same.is_some_and(|(a, b)| email_key(a) == email_key(b))
                || profile.number.as_deref() == Some(one.id.to_link().as_str())
        })
    };
    let strangers = snapshot
        .directory
        .profiles
        .iter()
        .filter(|profile| !is_somebodys(profile));
    let mut taken = Taken::of(strangers.map(|profile| profile.login.as_str()));
    let mut counts = LoginCounts {
        people: people.len(),
        ..LoginCounts::default()
    };
    let mut all = HashMap::new();
    let rules = koppel::core::login::LoginRules::of(&snapshot.directory.schema);
    for one in people {
        let wanted = koppel::core::login::wanted(policy, &snapshot.roster, &rules, one);
        let given = give(policy, &snapshot.roster, &rules, one, &mut taken);
        match &given {
            Given::Login(login) if wanted.as_ref() == Ok(login) => counts.plain += 1,
            Given::Login(_) | Given::Held(_) => counts.collisions += 1,
            Given::Skip(reason) => {
                let kind = std::mem::discriminant(reason);
                let known = counts
                    .skipped
                    .iter_mut()
                    .find(|(known, _)| std::mem::discriminant(known) == kind);
                match known {
                    Some((_, count)) => *count += 1,
                    None => counts.skipped.push((reason.clone(), 1)),
                }
            }
        }
        all.insert(one.id, given);
    }
    counts.skipped.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    (all, counts)
}

#[tokio::test]
async fn n4_the_preview_gives_what_a_plan_would_give() {
    let simulator = simulate(made_up(), &[]).await;
    let snapshot = Arc::new(everybody(&simulator).await.0);
    let mut preview = LoginPreview::new(Arc::clone(&snapshot));
    let mut collisions = 0;
    for umlauts in [Umlauts::Spelled, Umlauts::Dropped] {
        for login in schemas() {
            let policy = Policy {
                login: login.clone(),
                umlauts,
                ..Policy::default()
            };
            let outlook = preview.show(&login, umlauts);
            let (given, counts) = by_the_rules(&snapshot, &policy);
            assert_eq!(outlook.counts, counts, "{login:?}");
            collisions += counts.collisions;
            for row in &outlook.rows {
                assert_eq!(row.given, given[&row.employee], "{} by {login:?}", row.name);
            }
        }
    }
    assert!(collisions > 0, "the company has namesakes");
}

#[tokio::test]
async fn the_ten_rows_are_the_troublesome_names_and_stay_while_the_schema_changes() {
    let simulator = simulate(made_up(), &[]).await;
    let mut preview = LoginPreview::new(Arc::new(everybody(&simulator).await.0));
    let who =
        |outlook: &LoginOutlook| -> Vec<EmployeeId> { outlook.rows.iter().map(|row| row.employee).collect() };
    let outlooks: Vec<LoginOutlook> = schemas()
        .iter()
        .map(|login| preview.show(login, Umlauts::Spelled))
        .collect();
    assert_eq!(outlooks[0].rows.len(), 10);
    for outlook in &outlooks {
        assert_eq!(who(outlook), who(&outlooks[0]));
    }
    for trouble in [Trouble::Umlaut, Trouble::Hyphen, Trouble::OtherLetters] {
        let mut troubles = outlooks[0].rows.iter().flat_map(|row| &row.troubles);
        assert!(
            troubles.any(|one| *one == trouble),
            "{trouble:?}: {:?}",
            outlooks[0].rows
        );
    }
    let namesakes: Vec<&str> = outlooks[0]
        .rows
        .iter()
        .filter(|row| row.troubles.contains(&Trouble::Namesake))
        .map(|row| row.name.as_str())
        .collect();
    assert!(namesakes.len() >= 2, "{namesakes:?}");
}

#[test]
fn n4_the_own_account_takes_nobodys_login_and_a_strangers_does() {
    let mut world = World::new();
    world.hire(1, "Jörg", "Müller");
    world.hire(2, "Anna", "Weiß");
    world.account("own", "Jörg", "Müller").login = Text::const_new("joerg.mueller@acme.com");
    let strange = world.account("strange", "Anna", "Krug");
    strange.login = Text::const_new("anna.weiss@acme.com");
    let mut preview = LoginPreview::new(Arc::new(world.snapshot));
    let login = generated(
        part("first_name", Take::Whole),
        ".",
        Some(part("last_name", Take::Whole)),
        "acme.com",
    );
    let outlook = preview.show(&login, Umlauts::Spelled);
    let given: Vec<&Given> = outlook.rows.iter().map(|row| &row.given).collect();
    let login = |text: &'static str| Given::Login(Text::const_new(text));
    assert_eq!(
        given,
        [&login("joerg.mueller@acme.com"), &login("anna.weiss_2@acme.com")]
    );
    assert_eq!((outlook.counts.plain, outlook.counts.collisions), (1, 1));
}

#[tokio::test]
async fn a_first_mapping_is_proposed_from_both_schemas() {
    let simulator = simulate(made_up(), &[]).await;
    let (snapshot, found) = everybody(&simulator).await;
    let policy = Policy::default();
    let choices = sources(&policy, &snapshot.roster, &found.labels());
    let lines = mapping(&policy, &snapshot, &choices);
    let line = |target: &str| lines.iter().find(|line| line.target == target);
    for (source, target) in [
        ("first_name", "firstName"),
        ("last_name", "lastName"),
        ("email", "email"),
        ("department", "department"),
        ("position", "title"),
        ("office", "city"),
        ("supervisor.name", "manager"),
    ] {
        assert_eq!(
            line(target).map(|line| line.source.as_words()),
            Some(source),
            "{lines:?}"
        );
    }
    assert_eq!(line("email").unwrap().first, First::Keep, "rule U3");
    assert_eq!(line("department").unwrap().first, First::Send);
    for target in ["login", "employeeNumber"] {
        assert!(line(target).is_none(), "rule N6");
    }
    let mut names: Vec<&str> = lines.iter().map(|line| line.target.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), lines.len(), "each target once");
}

#[tokio::test]
async fn sources_have_a_label_a_kind_an_example_and_how_many_have_a_value() {
    let simulator = simulate(made_up(), &[]).await;
    let (snapshot, found) = everybody(&simulator).await;
    let choices = sources(&Policy::default(), &snapshot.roster, &found.labels());
    let choice = |words: &str| choices.iter().find(|one| one.source.as_words() == words).unwrap();
    assert_eq!(choice("hire_date").kind, SourceKind::Date);
    assert_eq!(choice("office").label, "Workplace");
    assert!(choice("department").filled > 0 && choice("department").example.is_some());
    assert_eq!(choice("first_name").kind, SourceKind::Text);
    for computed in [Source::Login, Source::Upn] {
        let choice = choices.iter().find(|one| one.source == computed).unwrap();
        assert!(choice.example.as_deref().unwrap().contains('@'), "{choice:?}");
    }
    assert!(
        choices.iter().all(|one| one.source.as_words() != "gender"),
        "sensitive"
    );
}

#[test]
fn what_cannot_be_a_target_is_closed_with_the_reason() {
    let mut world = World::new();
    let locked = Property {
        mutability: koppel::core::schema::Mutability::ReadOnly,
        ..Property::default()
    };
    let odd = Property {
        kind: Kind::Other,
        ..Property::default()
    };
    let properties = &mut world.snapshot.directory.schema.properties;
    for (name, property) in [("login", Property::default()), ("locked", locked), ("odd", odd)] {
        properties.insert(Text::const_new(name), property);
    }
    properties.insert(Text::const_new("employeeNumber"), Property::default());
    let targets = targets(&world.snapshot.directory.schema, "employeeNumber");
    let closed = |name: &str| targets.iter().find(|target| target.name == name).unwrap().closed;
    assert_eq!(closed("login"), Some(Closed::Login));
    assert_eq!(closed("employeeNumber"), Some(Closed::LinkAttribute));
    assert_eq!(closed("locked"), Some(Closed::ReadOnly));
    assert_eq!(closed("odd"), Some(Closed::Kind));
    assert_eq!(closed("department"), None);
    let first_closed = targets.iter().position(|target| target.closed.is_some()).unwrap();
    assert!(
        targets[first_closed..]
            .iter()
            .all(|target| target.closed.is_some()),
        "last in the list"
    );
}

#[test]
fn u6_misfits_are_counted_over_everybody() {
    let mut world = World::new();
    for (id, last) in [(1, "Li"), (2, "Schröder-Kleinschmidt"), (3, "Weiß")] {
        world.hire(id, "Anna", last);
    }
    let short = Property {
        max_length: Some(6),
        ..Property::default()
    };
    let source = Source::Attribute(Text::const_new("last_name"));
    let found = misfits(&world.policy, &world.snapshot.roster, &source, &short).unwrap();
    assert_eq!((found.people, found.of, found.employee), (1, 3, EmployeeId(2)));
    assert_eq!(found.first, Misfit::TooLong(6));
    assert_eq!(
        misfits(
            &world.policy,
            &world.snapshot.roster,
            &source,
            &Property::default()
        ),
        None
    );
}
