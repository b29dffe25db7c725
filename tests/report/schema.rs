//! Documents are held against the schemas that are shipped.

use serde_json::Value;

pub const LINKS: &str = include_str!("../../assets/links.schema.json");
pub const PLAN: &str = include_str!("../../assets/plan.schema.json");
pub const SYNC: &str = include_str!("../../assets/sync.schema.json");
pub const DOCTOR: &str = include_str!("../../assets/doctor.schema.json");

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
