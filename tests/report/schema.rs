//! Documents are held against the schemas that are shipped.

use serde_json::Value;

pub const LINKS: &str = include_str!("../../assets/links.schema.json");
pub const PLAN: &str = include_str!("../../assets/plan.schema.json");

pub fn assert_valid(schema: &str, document: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::draft202012::options()
        .should_validate_formats(true)
        .build(&schema)
        .unwrap();
    let errors: Vec<String> = validator
        .iter_errors(document)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn both_schemas_are_schemas() {
    for schema in [LINKS, PLAN] {
        let schema: Value = serde_json::from_str(schema).unwrap();
        assert!(jsonschema::meta::validate(&schema).is_ok());
    }
}

#[test]
fn a_schema_refuses_what_is_not_in_it() {
    let schema: Value = serde_json::from_str(PLAN).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    assert!(!validator.is_valid(&serde_json::json!({"version": 1})));
}
