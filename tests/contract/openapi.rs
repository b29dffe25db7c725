//! The vendors' OpenAPI files as validators of requests and answers. Where a file is known to be wrong it is
//! mended on loading, each time with the reason.

use jsonschema::Validator;
use koppel::sim::Received;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex};

/// All files, or `None` where they are not on this machine.
pub static CONTRACTS: LazyLock<Option<Contracts>> = LazyLock::new(Contracts::load);

/// The files of both vendors.
pub struct Contracts {
    folder: PathBuf,
    okta: Document,
    personio_auth: Document,
    personio: Document,
}

/// One OpenAPI file.
struct Document {
    /// The servers' base path.
    base: &'static str,
    /// With all schemas turned into JSON Schema.
    json: Value,
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A place in a file, how it has to be mended, and why.
type Mend = (&'static str, Repair, &'static str);

#[derive(Clone, Copy)]
enum Repair {
    /// By this schema.
    Replace(&'static str),
    /// What is described, or nothing in one of its spellings.
    OrNothing,
}

use Repair::{OrNothing, Replace};

const NOTHING: &str =
    "the file knows the full form only; recordings and users show null, an empty text and []";

/// As the example of the file has it.
const ATTRIBUTES: &str = r##"{ "description": "", "content": { "application/json": { "schema": {
    "type": "object", "required": ["success", "data"], "properties": { "data": { "type": "array", "items": {
        "type": "object", "required": ["key", "label", "type", "universal_id", "options"], "properties": {
            "key": { "type": "string" }, "label": { "type": "string" },
            "type": { "$ref": "#/components/schemas/TypeEnum" },
            "universal_id": { "type": "string", "nullable": true },
            "options": { "type": "array", "items": { "type": "string" } }
        }
    } } }
} } } }"##;

const PERSONIO_MENDS: [Mend; 8] = [
    (
        "/components/schemas/Response/properties/data",
        Replace("{}"),
        "the general answer says that data is an object; the list that builds on it has an array",
    ),
    (
        "/paths/~1company~1employees~1attributes/get/responses/200",
        Replace(ATTRIBUTES),
        "the file has an example and no schema",
    ),
    (
        "/paths/~1company~1employees~1custom-attributes/get/responses/200",
        Replace(ATTRIBUTES),
        "the file says in words that it answers like the other",
    ),
    (
        "/components/schemas/Supervisor/properties/value",
        OrNothing,
        NOTHING,
    ),
    // Subcompanies are described by the same schema.
    ("/components/schemas/Office/properties/value", OrNothing, NOTHING),
    (
        "/components/schemas/Department/properties/value",
        OrNothing,
        NOTHING,
    ),
    ("/components/schemas/Team/properties/value", OrNothing, NOTHING),
    (
        "/components/schemas/AbsenceEntitlement/properties/value",
        OrNothing,
        NOTHING,
    ),
];

/// Operations that the files do not have: the subset of Okta's leaves them out.
const NOT_DESCRIBED: [&str; 3] = [
    "lifecycle/unlock",
    "lifecycle/reset_password",
    "lifecycle/expire_password",
];

impl Contracts {
    fn load() -> Option<Self> {
        let folder = std::env::var_os("KOPPEL_CONTRACTS")
            .map_or_else(|| PathBuf::from("../shared/contracts"), PathBuf::from);
        if !folder.is_dir() {
            assert!(
                std::env::var_os("CI").is_none(),
                "no contracts in {}: set KOPPEL_CONTRACTS",
                folder.display()
            );
            eprintln!("skipped: no contracts in {}", folder.display());
            return None;
        }
        let document = |path: &str, base, mends: &[Mend]| Document::load(&folder.join(path), base, mends);
        Some(Self {
            okta: document("okta/okta-management-subset.openapi.yaml", "", &[]),
            personio_auth: document("personio/personio-auth-api.yaml", "/v1", &[]),
            personio: document(
                "personio/personio-personnel-data-api-oa3.yaml",
                "/v1",
                &PERSONIO_MENDS,
            ),
            folder,
        })
    }

    /// A recording, by its path below the contracts.
    pub fn recording(&self, path: &str) -> Value {
        let text = std::fs::read_to_string(self.folder.join(path)).expect("the recording is there");
        serde_json::from_str(&text).expect("the recording is JSON")
    }

    /// Checks an answer. `Ok` also for operations that the files leave out.
    pub fn check_answer(&self, method: &str, path: &str, status: u16, body: &Value) -> Result<(), String> {
        let document = self.document(path);
        let Some((template, operation)) = document.operation(method, path) else {
            return if status >= 400 || NOT_DESCRIBED.iter().any(|end| path.ends_with(end)) {
                document.check_error(body)
            } else {
                Err(format!(
                    "{method} {path} is not described, and was answered {status}"
                ))
            };
        };
        let answers = &operation["responses"];
        let Some(answer) = answers.get(status.to_string()) else {
            return if status >= 400 {
                document.check_error(body)
            } else {
                Err(format!("{method} {template} does not describe {status}"))
            };
        };
        let answer = document.resolve(answer);
        match answer.pointer("/content/application~1json/schema") {
            Some(schema) => document.check(&format!("{method} {template} {status}"), schema, body),
            None if body.is_null() || body == &json!({}) => Ok(()),
            None if answer.pointer("/content/application~1json").is_some() => Ok(()),
            None => Err(format!("{method} {template} {status} describes no body: {body}")),
        }
    }

    /// Checks a request that the simulator received: path, method, the names and types of its query, its body.
    pub fn check_request(&self, request: &Received) -> Result<(), String> {
        let document = self.document(&request.path);
        let method = request.method.as_str();
        let (template, operation) = document
            .operation(method, &request.path)
            .ok_or_else(|| format!("{method} {} is not described", request.path))?;
        let parameters = document.parameters(&template, operation);
        for (name, value) in &request.query {
            let parameter = parameters
                .iter()
                .find(|parameter| parameter["in"] == "query" && parameter["name"] == name.as_str())
                .ok_or_else(|| format!("{method} {template} has no parameter {name}"))?;
            document.check_parameter(parameter, value)?;
        }
        for parameter in &parameters {
            let name = parameter["name"].as_str().unwrap_or_default();
            if parameter["in"] == "query"
                && parameter["required"] == true
                && request.parameter(name).is_none()
            {
                return Err(format!("{method} {template} needs {name}"));
            }
        }
        let described = operation.get("requestBody").map(|body| document.resolve(body));
        match described {
            None if request.body.is_null() => Ok(()),
            None => Err(format!("{method} {template} takes no body")),
            Some(body) if body["required"] == true && request.body.is_null() => {
                Err(format!("{method} {template} needs a body"))
            }
            // Credentials are masked in the ledger.
            Some(_) if request.body == json!("***") => Ok(()),
            Some(body) => {
                let schema = body
                    .pointer("/content/application~1json/schema")
                    .ok_or_else(|| format!("{method} {template} takes no JSON"))?;
                document.check(&format!("{method} {template} request"), schema, &request.body)
            }
        }
    }

    fn document(&self, path: &str) -> &Document {
        match path {
            "/v1/auth" => &self.personio_auth,
            path if path.starts_with("/v1/") => &self.personio,
            _ => &self.okta,
        }
    }
}

impl Document {
    fn load(path: &std::path::Path, base: &'static str, mends: &[Mend]) -> Self {
        let text = std::fs::read_to_string(path).expect("the OpenAPI file can be read");
        let mut json: Value = serde_yaml_ng::from_str(&text).expect("the OpenAPI file is YAML");
        for (pointer, repair, reason) in mends {
            let place = json
                .pointer_mut(pointer)
                .unwrap_or_else(|| panic!("{pointer} is gone, which was mended because {reason}"));
            *place = match repair {
                Replace(schema) => serde_json::from_str(schema).expect("a mend is JSON"),
                OrNothing => json!({ "anyOf": [{ "enum": [null, "", []] }, place.take()] }),
            };
        }
        to_json_schema(&mut json);
        Self {
            base,
            json,
            validators: Mutex::default(),
        }
    }

    /// The template that a path matches, and its operation. A literal segment wins over a parameter.
    fn operation(&self, method: &str, path: &str) -> Option<(String, &Value)> {
        let path = path.strip_prefix(self.base)?;
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |template: &str| {
            let template: Vec<&str> = template.split('/').collect();
            template.len() == parts.len()
                && template
                    .iter()
                    .zip(&parts)
                    .all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
        };
        let (template, item) = self.json["paths"]
            .as_object()?
            .iter()
            .filter(|(template, _)| fits(template))
            .min_by_key(|(template, _)| template.matches('{').count())?;
        Some((template.clone(), item.get(method.to_lowercase())?))
    }

    /// Those of the path and those of the operation.
    fn parameters(&self, template: &str, operation: &Value) -> Vec<Value> {
        [
            &self.json["paths"][template]["parameters"],
            &operation["parameters"],
        ]
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .map(|parameter| self.resolve(parameter).clone())
        .collect()
    }

    fn check_parameter(&self, parameter: &Value, value: &str) -> Result<(), String> {
        let schema = &parameter["schema"];
        let value = match schema["type"].as_str() {
            Some("integer" | "number" | "boolean") => {
                serde_json::from_str(value).unwrap_or_else(|_| json!(value))
            }
            Some("array") => json!([value]),
            _ => json!(value),
        };
        self.check(
            &format!("parameter {} {schema}", parameter["name"]),
            schema,
            &value,
        )
    }

    /// Follows a `$ref` of the file.
    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.json.pointer(reference.trim_start_matches('#')))
            .unwrap_or(value)
    }

    /// Errors that an operation does not describe have the general shape.
    fn check_error(&self, body: &Value) -> Result<(), String> {
        for name in ["Error", "ErrorResponse"] {
            if let Some(schema) = self.json.pointer(&format!("/components/schemas/{name}")) {
                return self.check(name, schema, body);
            }
        }
        Ok(())
    }

    fn check(&self, name: &str, schema: &Value, value: &Value) -> Result<(), String> {
        let validator = {
            let mut validators = self.validators.lock().expect("no check panics while it compiles");
            let compile = || {
                let whole = json!({ "allOf": [schema], "components": self.json["components"] });
                let validator = jsonschema::options().should_validate_formats(true).build(&whole);
                Arc::new(validator.unwrap_or_else(|error| panic!("{name}: {error}")))
            };
            Arc::clone(validators.entry(name.to_owned()).or_insert_with(compile))
        };
        let errors: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(format!("{name}: {}", errors.join("; ")))
        }
    }
}

/// OpenAPI 3.0 says `nullable` where JSON Schema has a type; and lets neighbours of `$ref` count for nothing.
fn to_json_schema(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(to_json_schema),
        Value::Object(object) => {
            object.values_mut().for_each(to_json_schema);
            if object.get("nullable") == Some(&json!(true)) {
                object.remove("nullable");
                let inner = std::mem::replace(object, Map::new());
                object.insert("anyOf".to_owned(), json!([{ "type": "null" }, inner]));
            }
        }
        _ => {}
    }
}
