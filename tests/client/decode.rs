//! Odd values, odd records and odd pages: what the decoders make of them (rules R4, R5, R6; `personio-api.md`
//! section 7).

use koppel::core::schema::AttributeMaster;
use koppel::core::snapshot::{Column, ColumnKind};
use koppel::core::value::{Text, Value};
use koppel::core::{Day, Employee, EmployeeStatus, Profile, ProfileStatus};
use koppel::okta::{ProfileDecoder, schema_from_json};
use koppel::personio::EmployeeDecoder;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value as Json, json};

/// The employee whose attribute `key` has this `value`, and whose one column is of this kind.
fn employee(key: &str, kind: ColumnKind, attribute: &Json) -> Employee {
    let column = Column {
        key: Text::from("column"),
        kind,
    };
    let mut attributes = json!({"id": {"value": 1}});
    attributes[key] = attribute.clone();
    let page = json!({"success": true, "data": [{"type": "Employee", "attributes": attributes}]}).to_string();
    let mut page = EmployeeDecoder::new(&[column]).page(page.as_bytes()).unwrap();
    page.employees.pop().unwrap()
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the tables below read better with values"
)]
fn column(kind: ColumnKind, value: Json) -> Value {
    let attribute = json!({"label": "X", "value": value, "type": "standard", "universal_id": null});
    employee("column", kind, &attribute).attributes[0].clone()
}

fn list(items: &[&str]) -> Value {
    Value::list(items.iter().map(|item| Text::from(*item)))
}

#[test]
fn r4_absent_is_not_empty_and_empty_has_four_spellings() {
    let kinds = [
        ColumnKind::Other,
        ColumnKind::Date,
        ColumnKind::Tags,
        ColumnKind::Supervisor,
    ];
    for kind in kinds {
        for nothing in [json!(null), json!(""), json!("  "), json!([])] {
            assert_eq!(column(kind, nothing.clone()), Value::Empty, "{kind:?} {nothing}");
        }
        assert_eq!(
            employee("else", kind, &json!({"value": 1})).attributes[0],
            Value::Absent
        );
        assert_eq!(
            employee("column", kind, &json!({"label": "X"})).attributes[0],
            Value::Absent
        );
    }
}

#[test]
fn values_keep_their_type() {
    let other = |value| column(ColumnKind::Other, value);
    assert_eq!(other(json!(" Sales ")), Value::text("Sales"));
    assert_eq!(other(json!("40")), Value::text("40"));
    assert_eq!(other(json!(40)), Value::Integer(40));
    assert_eq!(other(json!(-1)), Value::Integer(-1));
    assert_eq!(other(json!(38.5)), Value::Decimal(38.5));
    assert_eq!(other(json!(true)), Value::Bool(true));
    assert_eq!(other(json!(["a", "b"])), list(&["a", "b"]));
    assert_eq!(
        other(json!("line one\nline two")),
        Value::text("line one\nline two")
    );
    assert_eq!(
        other(json!("Жанна / 王小明 / ß")),
        Value::text("Жанна / 王小明 / ß")
    );
    let envelope_missing = employee("column", ColumnKind::Other, &json!("bare")).attributes[0].clone();
    assert_eq!(envelope_missing, Value::text("bare"));
}

#[test]
fn u6_nested_objects_are_kept_by_name() {
    let other = |value| column(ColumnKind::Other, value);
    let department = |attributes: Json| json!({"type": "Department", "attributes": attributes});
    assert_eq!(
        other(department(json!({"id": 1, "name": "Sales"}))),
        Value::text("Sales")
    );
    assert_eq!(other(department(json!({"name": "Sales"}))), Value::text("Sales"));
    assert_eq!(
        other(department(json!({"name": {"label": "Name", "value": "Sales"}}))),
        Value::text("Sales")
    );
    assert_eq!(other(department(json!({"id": 1, "name": ""}))), Value::Empty);
    let center =
        |name: &str| json!({"type": "CostCenter", "attributes": {"id": 1, "name": name, "percentage": 50}});
    assert_eq!(other(json!([center("A"), center("B")])), list(&["A", "B"]));
}

#[test]
fn u6_a_supervisor_is_kept_by_id_however_it_is_wrapped() {
    let supervisor = |value| column(ColumnKind::Supervisor, value);
    let wrapped = json!({"type": "Employee", "attributes": {
        "id": {"label": "ID", "value": 7_161_253, "type": "integer"}, "first_name": {"label": "First name", "value": "Mega"}
    }});
    assert_eq!(supervisor(wrapped), Value::Integer(7_161_253));
    assert_eq!(
        supervisor(json!({"type": "Employee", "attributes": {"id": 5}})),
        Value::Integer(5)
    );
    assert_eq!(
        supervisor(json!({"attributes": {"id": {"value": "5"}}})),
        Value::Integer(5)
    );
    assert_eq!(
        supervisor(json!({"type": "Employee", "attributes": {}})),
        Value::Odd
    );
    assert_eq!(supervisor(json!("the boss")), Value::Odd);
}

#[test]
fn u6_odd_shapes_are_odd_and_hurt_nobody_else() {
    for odd in [
        json!({}),
        json!({"type": "Thing"}),
        json!([["x"]]),
        json!([{"id": 1}]),
        json!({"attributes": [1]}),
    ] {
        assert_eq!(column(ColumnKind::Other, odd.clone()), Value::Odd, "{odd}");
    }
    for (kind, odd) in [
        (ColumnKind::Date, json!(20_240_101)),
        (ColumnKind::Date, json!("01.02.2024")),
        (ColumnKind::Date, json!(["2024-01-01"])),
        (ColumnKind::Tags, json!(7)),
        (ColumnKind::Tags, json!({"name": "A"})),
        (ColumnKind::Supervisor, json!(true)),
        (ColumnKind::Supervisor, json!([1])),
    ] {
        assert_eq!(column(kind, odd.clone()), Value::Odd, "{kind:?} {odd}");
    }
}

#[test]
fn tags_come_with_commas_or_as_json_inside_of_a_text() {
    for value in [
        json!("A, B"),
        json!("[\"A\",\"B\"]"),
        json!(["A", "B"]),
        json!(" A ,, B "),
    ] {
        assert_eq!(
            column(ColumnKind::Tags, value.clone()),
            list(&["A", "B"]),
            "{value}"
        );
    }
    assert_eq!(column(ColumnKind::Tags, json!("[A")), list(&["[A"]));
    assert_eq!(column(ColumnKind::Tags, json!("[]")), Value::Empty);
}

#[test]
fn r6_days_are_the_first_ten_characters() {
    for text in [
        "2022-01-12T00:00:00+01:00",
        "2022-01-12",
        "2022-01-12T00:00:00+0100",
        "2022-01-12T00:00:00+00:53",
    ] {
        assert_eq!(
            column(ColumnKind::Date, json!(text)),
            Value::text("2022-01-12"),
            "{text}"
        );
        let hired = employee("hire_date", ColumnKind::Other, &json!({"value": text})).hire_date;
        assert_eq!(hired.date().unwrap().to_string(), "2022-01-12");
    }
    let ended = |value: Json| {
        employee("termination_date", ColumnKind::Other, &json!({"value": value})).termination_date
    };
    assert_eq!(ended(json!(null)), Day::Empty);
    assert_eq!(ended(json!(12)), Day::Odd);
    assert_eq!(
        employee("x", ColumnKind::Other, &json!(1)).termination_date,
        Day::Absent
    );
}

#[test]
fn n4_created_at_is_an_instant_with_and_without_a_colon_in_its_offset() {
    for text in [
        "2021-12-01T16:48:38+01:00",
        "2021-12-01T16:48:38+0100",
        "2021-12-01T15:48:38Z",
    ] {
        let created = employee("created_at", ColumnKind::Other, &json!({"value": text})).created_at;
        assert_eq!(created.unwrap().to_string(), "2021-12-01T15:48:38Z", "{text}");
    }
    assert_eq!(
        employee("created_at", ColumnKind::Other, &json!({"value": "2021-12-01"})).created_at,
        None
    );
}

#[test]
fn r5_a_status_is_read_in_any_case_and_an_unknown_one_is_kept() {
    let status = |value: Json| employee("status", ColumnKind::Other, &json!({"value": value})).status;
    assert_eq!(status(json!("INACTIVE")), EmployeeStatus::Inactive);
    assert_eq!(status(json!("leave")), EmployeeStatus::Leave);
    assert_eq!(
        status(json!("sabbatical")),
        EmployeeStatus::Other(Text::from("sabbatical"))
    );
    assert_eq!(status(json!(null)), EmployeeStatus::Absent);
    assert!(
        matches!(status(json!({"x": 1})), EmployeeStatus::Other(_)),
        "odd is not absent, and not inactive"
    );
    assert!(matches!(status(json!(0)), EmployeeStatus::Other(_)));
}

#[test]
fn odd_entries_are_counted_as_without_id() {
    let id = |id: Json| json!({"type": "Employee", "attributes": {"id": {"value": id}}});
    let entries = [
        id(json!(1)),
        id(json!("2")),
        id(json!(0)),
        id(json!(-1)),
        id(json!("abc")),
        id(json!(1.5)),
        json!(null),
        json!("x"),
        json!({"type": "Employee"}),
        json!({"attributes": []}),
    ];
    let page =
        json!({"success": true, "data": entries, "metadata": {"total_elements": "10", "total_pages": 77}});
    let page = EmployeeDecoder::new(&[])
        .page(page.to_string().as_bytes())
        .unwrap();
    assert_eq!(
        (page.employees.len(), page.without_id, page.total),
        (2, 8, Some(10))
    );
}

#[test]
fn a_page_without_a_list_is_no_page() {
    let decoder = EmployeeDecoder::new(&[]);
    for body in [
        "{}",
        "[]",
        "null",
        "{\"success\":true,\"data\":null}",
        "{\"success\":false,\"data\":[]}",
    ] {
        assert!(decoder.page(body.as_bytes()).is_err(), "{body}");
    }
    for (body, why) in [
        ("<html>", "no JSON"),
        ("{\"data\":[", "ends in the middle"),
        ("{} {}", "no JSON"),
    ] {
        let error = decoder.page(body.as_bytes()).unwrap_err();
        assert!(error.contains(why), "{body}: {error}");
    }
}

fn profiles(page: &Json) -> Vec<Profile> {
    let decoder = ProfileDecoder::new("employeeNumber", &[Text::from("department"), Text::from("email")]);
    decoder.page(page.to_string().as_bytes()).unwrap()
}

fn profile(extra: &Json) -> Profile {
    let mut json = json!({"id": "00u1", "status": "ACTIVE", "profile": {"login": "a@acme.com"}});
    for (key, value) in extra.as_object().unwrap() {
        json[key] = value.clone();
    }
    profiles(&json!([json])).pop().unwrap()
}

#[test]
fn an_okta_attribute_may_go_to_several_places() {
    let profile =
        profile(&json!({"profile": {"email": " A@acme.com ", "department": null, "x": {"y": [1]}}}));
    assert_eq!(profile.email.as_deref(), Some("A@acme.com"));
    assert_eq!(*profile.attributes, [Value::Empty, Value::text("A@acme.com")]);
}

#[test]
fn l1_the_number_is_text_whatever_its_type() {
    let number = |value: Json| profile(&json!({"profile": {"employeeNumber": value}})).number;
    assert_eq!(number(json!(" 00123 ")).as_deref(), Some("00123"));
    assert_eq!(number(json!(4711)).as_deref(), Some("4711"));
    for nothing in [json!(null), json!(""), json!("  ")] {
        assert_eq!(number(nothing), None);
    }
}

#[test]
fn r5_unknown_statuses_and_transitions_are_seen() {
    assert!(!profile(&json!({"status": "ACTIVATING"})).is_settled());
    assert!(!profile(&json!({"status": null})).is_settled());
    assert!(
        profile(&json!({"status": 7})).is_live(),
        "somebody may be able to sign in"
    );
    assert!(!profile(&json!({"transitioningToStatus": "ACTIVE"})).is_settled());
    assert!(!profile(&json!({"transitioningToStatus": {"odd": true}})).is_settled());
    assert!(profile(&json!({"transitioningToStatus": null})).is_settled());
    assert_eq!(
        profile(&json!({"status": "LOCKED_OUT"})).status,
        ProfileStatus::LockedOut
    );
}

#[test]
fn odd_members_of_a_profile_hurt_nobody() {
    let odd = profile(&json!({
        "created": 5, "lastLogin": {"x": 1}, "lastUpdated": "soon", "profile": {"firstName": {"a": 1}, "department": [[1]]}
    }));
    assert_eq!(
        (odd.created, odd.last_login, odd.last_updated, odd.first_name),
        (None, None, None, None)
    );
    assert_eq!(odd.attributes[0], Value::Odd);
    assert_eq!(
        profile(&json!({"profile": null})).login,
        "",
        "a profile without a profile is still there"
    );
    let created = profile(&json!({"created": "2025-03-13T23:45:57.000Z"})).created;
    assert_eq!(created.unwrap().to_string(), "2025-03-13T23:45:57Z");
}

#[test]
fn half_an_emoji_makes_one_value_odd_and_not_the_page_unreadable() {
    let half = r#"[{"id":"00u1","status":"ACTIVE","profile":{"login":"a@acme.com","department":"cut \ud83d"}},{"id":"00u2"}]"#;
    let decoder = ProfileDecoder::new("employeeNumber", &[Text::from("department")]);
    let page = decoder.page(half.as_bytes()).unwrap();
    assert_eq!((page.len(), &page[0].attributes[0]), (2, &Value::Odd));
    assert_eq!(page[0].login, "a@acme.com");
    let whole = half.replace(r"\ud83d", r"\ud83d\ude00");
    assert_eq!(
        decoder.page(whole.as_bytes()).unwrap()[0].attributes[0],
        Value::text("cut 😀")
    );
    let employee =
        r#"{"success":true,"data":[{"attributes":{"id":{"value":1},"first_name":{"value":"\ude00"}}}]}"#;
    let page = EmployeeDecoder::new(&[]).page(employee.as_bytes()).unwrap();
    assert_eq!(page.employees[0].first_name, Value::Odd);
}

/// Any JSON of moderate size.
fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<u64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        any::<String>().prop_map(Json::from),
    ];
    let keys = prop_oneof![
        prop::sample::select(vec![
            "id",
            "value",
            "attributes",
            "name",
            "profile",
            "status",
            "login",
            "column",
            "hire_date"
        ])
        .prop_map(str::to_owned),
        any::<String>(),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::from),
            prop::collection::btree_map(keys.clone(), inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<Json>()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_entry_of_whatever_shape_makes_a_page_of_employees_unreadable(entries in prop::collection::vec(any_json(), 0..8)) {
        for kind in [ColumnKind::Other, ColumnKind::Date, ColumnKind::Tags, ColumnKind::Supervisor] {
            let decoder = EmployeeDecoder::new(&[Column { key: Text::from("column"), kind }]);
            let page = decoder.page(json!({"data": entries}).to_string().as_bytes()).unwrap();
            prop_assert_eq!(page.entries(), entries.len());
            let attributes = entries.iter().map(|value| json!({"attributes": {
                "id": {"value": 1}, "column": {"value": value}, "status": value, "hire_date": {"value": value}
            }}));
            let page = decoder.page(json!({"data": attributes.collect::<Vec<_>>()}).to_string().as_bytes()).unwrap();
            prop_assert_eq!((page.employees.len(), page.without_id), (entries.len(), 0));
        }
    }

    #[test]
    fn no_member_of_whatever_shape_makes_a_page_of_profiles_unreadable(values in prop::collection::vec(any_json(), 0..8)) {
        let decoder = ProfileDecoder::new("employeeNumber", &[Text::from("department"), Text::from("login")]);
        let profiles: Vec<Json> = values.iter().map(|value| json!({
            "id": "00u1", "status": value, "created": value, "transitioningToStatus": value,
            "profile": {"login": value, "department": value, "employeeNumber": value},
        })).chain(values.iter().map(|value| json!({"id": "00u1", "profile": value}))).collect();
        let page = decoder.page(json!(profiles).to_string().as_bytes()).unwrap();
        prop_assert_eq!(page.len(), 2 * values.len());
    }
}

#[test]
fn a6_who_masters_an_attribute_is_read_from_the_schema() {
    let property = |master: Json| json!({ "type": "string", "master": master });
    let app = json!({ "type": "APP", "value": "0oa1" });
    let okta = json!({ "type": "OKTA" });
    let schema = json!({
        "definitions": {
            "base": { "properties": {
                "login": property(okta.clone()),
                "profile": property(json!({ "type": "PROFILE_MASTER" })),
                "app_first": property(json!({ "type": "OVERRIDE", "priority": [app, okta] })),
                "okta_first": property(json!({ "type": "OVERRIDE", "priority": [okta, app] })),
                "no_list": property(json!({ "type": "OVERRIDE", "priority": null })),
                "odd": property(json!(7)),
                "silent": { "type": "string" },
            } },
        },
        "_links": { "type": { "href": "https://acme.okta.com/api/v1/meta/types/user/oty1/" } },
    });
    let schema = schema_from_json(&schema).unwrap();
    assert_eq!(schema.user_type.as_deref(), Some("oty1"));
    let master = |name: &str| schema.property(name).unwrap().master;
    assert_eq!(master("profile"), AttributeMaster::ProfileSource);
    for name in ["app_first", "no_list"] {
        assert_eq!(master(name), AttributeMaster::Override, "{name}");
    }
    for name in ["login", "okta_first", "odd", "silent"] {
        assert_eq!(master(name), AttributeMaster::Okta, "{name}");
    }
}

#[test]
fn u6_a_profile_names_its_user_type_or_none() {
    let decoder = ProfileDecoder::new("employeeNumber", &[]);
    for (kind, expected) in [
        (json!({ "id": " oty1 ", "x": [1] }), Some("oty1")),
        (json!({ "id": 7 }), None),
        (json!({}), None),
        (json!("oty1"), None),
        (json!(null), None),
        (json!([{ "id": "oty1" }]), None),
    ] {
        let profile = json!({ "id": "00u1", "status": "ACTIVE", "type": kind, "profile": {} });
        let profile = decoder.one(profile.to_string().as_bytes()).unwrap();
        assert_eq!(profile.user_type.as_deref(), expected, "{kind}");
    }
}
