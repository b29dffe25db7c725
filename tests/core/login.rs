//! Rules N1 to N6.

use crate::world::{World, instant};
use koppel::core::plan::{ActionKind, HoldCode, SkipReason};
use koppel::core::policy::{LoginPart, LoginSchema, Take, Umlauts};
use koppel::core::value::{Text, Value};

fn part(attribute: &str, take: Take) -> LoginPart {
    LoginPart {
        attribute: Text::from(attribute),
        take,
    }
}

fn schema(start: LoginPart, separator: &str, end: Option<LoginPart>) -> LoginSchema {
    LoginSchema::Generated {
        start,
        separator: Text::from(separator),
        end,
        domain: Text::const_new("demo.com"),
    }
}

fn whole_names() -> LoginSchema {
    schema(
        part("first_name", Take::Whole),
        ".",
        Some(part("last_name", Take::Whole)),
    )
}

/// The login of the only newcomer, or why there is none.
fn login(schema: LoginSchema, umlauts: Umlauts, first: &str, last: &str) -> Result<String, SkipReason> {
    let mut world = World::new();
    world.policy.login = schema;
    world.policy.umlauts = umlauts;
    world.newcomer(7, first, last).email = Value::text("mail@demo.com");
    for name in ["firstName", "lastName"] {
        let property = world.snapshot.directory.schema.properties.get_mut(name).unwrap();
        property.max_length = None;
    }
    match world.skips().pop() {
        Some((_, reason)) => Err(reason),
        None => Ok(world.plan().actions[0].login.to_string()),
    }
}

#[test]
fn n1_start_separator_and_end_make_the_login() {
    let first = |take| part("first_name", take);
    let last = |take| Some(part("last_name", take));
    for (schema, expected) in [
        (
            schema(first(Take::Whole), ".", last(Take::Whole)),
            "john.doe@demo.com",
        ),
        (
            schema(first(Take::Whole), "", last(Take::Whole)),
            "johndoe@demo.com",
        ),
        (
            schema(first(Take::Initial), "", last(Take::Whole)),
            "jdoe@demo.com",
        ),
        (
            schema(first(Take::Whole), "_", last(Take::Initial)),
            "john_d@demo.com",
        ),
        (schema(first(Take::Whole), ".", None), "john@demo.com"),
        (
            schema(part("id", Take::Whole), "-", last(Take::Whole)),
            "7-doe@demo.com",
        ),
    ] {
        assert_eq!(login(schema, Umlauts::Dropped, "John", "Doe").unwrap(), expected);
    }
}

#[test]
fn n1_an_existing_attribute_serves_as_it_stands() {
    let mut world = World::new();
    world.policy.login = LoginSchema::Attribute(Text::const_new("email"));
    world.newcomer(1, "Jörg", "Müller").email = Value::text("J.Müller+Okta@Example.com");
    assert_eq!(world.plan().actions[0].login, "J.Müller+Okta@Example.com");
    for (email, reason) in [
        ("nobody", SkipReason::LoginMalformed),
        ("two words@example.com", SkipReason::LoginMalformed),
    ] {
        world.employee(1).email = Value::text(email);
        assert_eq!(world.skips(), [(1, reason)], "{email}");
    }
    world.policy.login = LoginSchema::Attribute(Text::const_new("office"));
    world.employee(1).email = Value::text("mail@example.com");
    assert_eq!(world.skips(), [(1, SkipReason::LoginEmpty)]);
}

#[test]
fn n2_lower_case_without_what_a_login_cannot_hold_but_with_hyphens() {
    for (first, last, expected) in [
        ("Seán", "O'Brien", "sean.obrien@demo.com"),
        ("Seán", "O\u{2019}Brien", "sean.obrien@demo.com"),
        ("Anna-Lena", "Groß-Klein", "anna-lena.gross-klein@demo.com"),
        ("Maria de la", "Cruz Díaz", "mariadela.cruzdiaz@demo.com"),
        ("J. R.", "Smith, Jr.", "jr.smithjr@demo.com"),
        ("Anna", "Weiß (Ext.)", "anna.weissext@demo.com"),
        ("-", "Doe-", "doe@demo.com"),
        ("王", "!?", "wang@demo.com"),
    ] {
        assert_eq!(
            login(whole_names(), Umlauts::Spelled, first, last).unwrap(),
            expected,
            "{first} {last}"
        );
    }
}

#[test]
fn n3_umlauts_are_spelled_out_in_german_speaking_countries_and_dropped_elsewhere() {
    for (first, last, spelled, dropped) in [
        ("Jörg", "Müller", "joerg.mueller", "jorg.muller"),
        ("Jo\u{308}rg", "Mu\u{308}ller", "joerg.mueller", "jorg.muller"),
        ("JÖRG", "GROẞ", "joerg.gross", "jorg.gross"),
        ("Ägidius", "Groß", "aegidius.gross", "agidius.gross"),
        ("Łukasz", "Øverås", "lukasz.overas", "lukasz.overas"),
        ("Nguyễn", "Đặng", "nguyen.dang", "nguyen.dang"),
        ("Ştefan", "Çelik", "stefan.celik", "stefan.celik"),
        ("Zoë", "Brontë", "zoe.bronte", "zoe.bronte"),
        ("İlker", "Işık", "ilker.isik", "ilker.isik"),
    ] {
        for (umlauts, expected) in [(Umlauts::Spelled, spelled), (Umlauts::Dropped, dropped)] {
            assert_eq!(
                login(whole_names(), umlauts, first, last).unwrap(),
                format!("{expected}@demo.com"),
                "{first} {last} {umlauts:?}"
            );
        }
    }
}

#[test]
fn n3_every_script_becomes_ascii() {
    for (first, last) in [
        ("Γιώργος", "Παπαδόπουλος"),
        ("Тарас", "Шевченко"),
        ("小明", "王"),
        ("さくら", "田中"),
        ("محمد", "علي"),
        ("דוד", "לוי"),
        ("ประยุทธ์", "จันทร์"),
    ] {
        for umlauts in [Umlauts::Spelled, Umlauts::Dropped] {
            let login = login(whole_names(), umlauts, first, last).unwrap();
            let local = login.strip_suffix("@demo.com").unwrap();
            let (start, end) = local.split_once('.').unwrap();
            for part in [start, end] {
                assert!(!part.is_empty(), "{first} {last}: {login}");
                assert!(
                    part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
                    "{first} {last}: {login}"
                );
            }
        }
    }
}

#[test]
fn n3_the_first_letter_is_taken_after_transliteration() {
    let initials = || {
        schema(
            part("first_name", Take::Initial),
            ".",
            Some(part("last_name", Take::Initial)),
        )
    };
    for (first, last, expected) in [
        ("Özlem", "Ünal", "o.u@demo.com"),
        ("Щ", "Ящук", "s.y@demo.com"),
        ("'Abd", "-Ali", "a.a@demo.com"),
    ] {
        for umlauts in [Umlauts::Spelled, Umlauts::Dropped] {
            assert_eq!(login(initials(), umlauts, first, last).unwrap(), expected);
        }
    }
}

#[test]
fn n3_the_upn_follows_the_same_rule_and_is_fixed_when_first_sent() {
    let mut world = World::new();
    world.map("upn", "userPrincipalName");
    world.linked(1, "00u1", "Jörg", "Müller");
    let upn = |world: &World| {
        let changes = world.changes("00u1");
        changes
            .into_iter()
            .find(|change| change.0 == "userPrincipalName")
            .map(|change| change.2)
    };
    assert_eq!(upn(&world).as_deref(), Some("joerg.mueller@example.com"));
    let mut taken = world.clone();
    taken.account("00u2", "Xaver", "Yps").login = Text::const_new("JOERG.MUELLER@example.com");
    assert_eq!(upn(&taken).as_deref(), Some("joerg.mueller_1@example.com"));
    let mut own = world.clone();
    own.profile("00u1").login = Text::const_new("joerg.mueller@example.com");
    assert_eq!(
        upn(&own).as_deref(),
        Some("joerg.mueller@example.com"),
        "one's own login"
    );
    own.linked(2, "00u2", "Xaver", "Yps");
    own.holds(
        "00u2",
        "userPrincipalName",
        Value::text("joerg.mueller@example.com"),
    );
    assert_eq!(
        upn(&own).as_deref(),
        Some("joerg.mueller_1@example.com"),
        "one's own login does not make another's name free"
    );
    world.holds("00u1", "userPrincipalName", Value::text("old@example.com"));
    assert_eq!(upn(&world), None);
    world.holds("00u1", "userPrincipalName", Value::Empty);
    world.sent("00u1", "userPrincipalName", Value::text("old@example.com"));
    assert_eq!(upn(&world), None);
}

/// The logins of all newcomers, by their ID.
fn logins(world: &World) -> Vec<(u64, String)> {
    world
        .plan()
        .actions
        .iter()
        .filter(|action| action.kind == ActionKind::Provision)
        .map(|action| (action.employee.unwrap().0, action.login.to_string()))
        .collect()
}

#[test]
fn n4_a_taken_login_gets_the_id_and_the_earlier_newcomer_goes_first() {
    let mut world = World::new();
    world.policy.login = schema(
        part("first_name", Take::Whole),
        "",
        Some(part("last_name", Take::Whole)),
    );
    for (number, created) in [
        (12345, "2026-11-26T00:00:00Z"),
        (5, "2026-11-27T00:00:00Z"),
        (6, "2026-11-26T00:00:00Z"),
    ] {
        let employee = world.newcomer(number, "John", "Doe");
        employee.email = Value::text(&format!("{number}@demo.com"));
        employee.created_at = Some(instant(created));
    }
    assert_eq!(
        logins(&world),
        [
            (5, "johndoe_5@demo.com".to_owned()),
            (6, "johndoe@demo.com".to_owned()),
            (12345, "johndoe_12345@demo.com".to_owned())
        ]
    );
}

#[test]
fn n4_a_login_is_taken_by_any_profile_without_case_and_diacritics() {
    for (login, status) in [
        ("john.doe@demo.com", "ACTIVE"),
        ("JOHN.DOE@DEMO.COM", "DEPROVISIONED"),
        ("Jöhn.Dóe@demo.com", "STAGED"),
        ("Jo\u{308}hn.doe@demo.com", "SOMETHING_NEW"),
    ] {
        let mut world = World::new();
        world.policy.login = whole_names();
        world.newcomer(7, "John", "Doe");
        let profile = world.account("00u1", "Xaver", "Yps");
        profile.login = Text::from(login);
        profile.status = koppel::core::ProfileStatus::from_word(status);
        assert_eq!(logins(&world), [(7, "john.doe_7@demo.com".to_owned())], "{login}");
        world.account("00u2", "Zoe", "Yps").login = Text::const_new("john.doe_7@demo.com");
        assert_eq!(
            world.skips(),
            [(7, SkipReason::LoginTaken(Text::const_new("john.doe_7@demo.com")))]
        );
    }
}

#[test]
fn n4_with_an_attribute_as_source_a_taken_login_waits() {
    let mut world = World::new();
    world.policy.login = LoginSchema::Attribute(Text::const_new("email"));
    world.policy.hold_possible_duplicates = false;
    world.newcomer(7, "John", "Doe");
    world.account("00u1", "Xaver", "Yps").login = Text::const_new("JOHN.doe@example.com");
    assert_eq!(world.holds_for(), [(ActionKind::Provision, HoldCode::LoginTaken)]);
    assert_eq!(
        logins(&world),
        [(7, "john.doe@example.com".to_owned())],
        "nothing is suffixed"
    );
}

#[test]
fn n5_an_empty_or_an_impossible_login_is_a_skip() {
    for (first, last, reason) in [
        ("...", "---", SkipReason::LoginEmpty),
        ("\u{2019}", "'", SkipReason::LoginEmpty),
        ("\u{e000}", "\u{e001}", SkipReason::LoginEmpty),
    ] {
        assert_eq!(
            login(whole_names(), Umlauts::Spelled, first, last),
            Err(reason),
            "{first} {last}"
        );
    }
    let long = "ü".repeat(10_000);
    assert_eq!(
        login(whole_names(), Umlauts::Spelled, &long, "Doe"),
        Err(SkipReason::LoginLength(20_000 + ".doe@demo.com".len()))
    );
    let fits = "a".repeat(100 - ".doe@demo.com".len());
    assert!(login(whole_names(), Umlauts::Spelled, &fits, "Doe").is_ok());
    assert_eq!(
        login(whole_names(), Umlauts::Spelled, &format!("{fits}a"), "Doe"),
        Err(SkipReason::LoginLength(101))
    );
    let short = LoginSchema::Generated {
        start: part("first_name", Take::Initial),
        separator: Text::const_new(""),
        end: None,
        domain: Text::const_new("a.b"),
    };
    assert!(
        login(short, Umlauts::Spelled, "John", "Doe").is_ok(),
        "five characters"
    );
}

#[test]
fn n6_a_login_is_given_once_and_cannot_be_mapped() {
    let mut world = World::new();
    world.linked(1, "00u1", "Anna", "Weiß");
    world.employee(1).last_name = Value::text("Krug");
    assert_eq!(
        world.changes("00u1"),
        [("lastName".to_owned(), "Weiß".to_owned(), "Krug".to_owned())]
    );
    let mut mapped = World::new();
    mapped.map("email", "login");
    mapped.map("email", "employeeNumber");
    mapped.linked(1, "00u1", "Anna", "Weiß");
    mapped.employee(1).email = Value::text("new@example.com");
    assert_eq!(mapped.changes("00u1"), []);
    assert_eq!(mapped.remarks(), []);
}

#[test]
fn n6_the_given_login_can_be_the_source_of_another_attribute() {
    let mut world = World::new();
    world.map("login", "userPrincipalName");
    world.linked(1, "00u1", "Anna", "Weiß");
    assert_eq!(world.changes("00u1")[0].2, "anna.weiß@example.com");
    world.newcomer(2, "Jörg", "Groß");
    let plan = world.plan();
    let created = plan
        .actions
        .iter()
        .find(|action| action.kind == ActionKind::Provision)
        .unwrap();
    let upn = created
        .changes
        .iter()
        .find(|change| change.attribute == "userPrincipalName");
    assert_eq!(upn.unwrap().to, Value::Text(created.login.clone()));
}
