//! Changes single keys of a settings file without touching comments or order.

use super::settings::Key;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

#[derive(Debug, thiserror::Error)]
pub enum EditError {
    #[error("there is no key {0}")]
    UnknownKey(String),
    /// Without the file's text: a secret may stand in it.
    #[error("the settings file is not TOML: {}", .0.message())]
    NotToml(toml_edit::TomlError),
    #[error("{0} is no TOML value")]
    NotAValue(String),
    #[error("{0} is written in a way that a single key cannot be changed in; change it by hand")]
    Shape(String),
}

/// The text with `path` set to `value` (TOML), or without it where `value` is `None`. A comment behind an old
/// value stays. Parts of lists (`mapping[].okta`) are changed as a whole list: `mapping`.
pub fn set_key(text: &str, path: &str, value: Option<&str>) -> Result<String, EditError> {
    let is_list = ["mapping", "scope.include", "scope.exclude"].contains(&path);
    if !is_list && (Key::find(path).is_none() || path.contains('[')) {
        return Err(EditError::UnknownKey(path.to_owned()));
    }
    let mut document: DocumentMut = text.parse().map_err(EditError::NotToml)?;
    let value = value
        .map(|value| value.trim().parse::<Value>())
        .transpose()
        .map_err(|_| EditError::NotAValue(path.to_owned()))?;
    let mut parts: Vec<&str> = path.split('.').collect();
    let Some(leaf) = parts.pop() else {
        return Err(EditError::UnknownKey(path.to_owned()));
    };
    let shape = || EditError::Shape(path.to_owned());
    let mut item = document.as_item_mut();
    for part in parts {
        let table = item.as_table_like_mut().ok_or_else(shape)?;
        if !table.contains_key(part) {
            if value.is_none() {
                return Ok(text.to_owned());
            }
            table.insert(part, Item::Table(Table::new()));
        }
        item = table.get_mut(part).ok_or_else(shape)?;
    }
    let table = item.as_table_like_mut().ok_or_else(shape)?;
    match (value, table.get_mut(leaf)) {
        (None, _) => {
            table.remove(leaf);
        }
        (Some(mut value), Some(Item::Value(old))) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        (Some(value), Some(Item::ArrayOfTables(old))) => *old = tables_like(old, value).ok_or_else(shape)?,
        (Some(_), Some(_)) => return Err(shape()),
        (Some(value), None) => {
            table.insert(leaf, Item::Value(value));
        }
    }
    Ok(document.to_string())
}

/// A list of tables in the form `[[mapping]]`, in the place and below the comment of the old one.
fn tables_like(old: &ArrayOfTables, value: Value) -> Option<ArrayOfTables> {
    let Value::Array(items) = value else {
        return None;
    };
    let first = old.get(0);
    let mut tables = ArrayOfTables::new();
    for (number, item) in items.into_iter().enumerate() {
        let Value::InlineTable(inline) = item else {
            return None;
        };
        let mut table = inline.into_table();
        match first {
            Some(first) if number == 0 => *table.decor_mut() = first.decor().clone(),
            _ => table.decor_mut().set_prefix("\n"),
        }
        table.set_position(first.and_then(Table::position));
        tables.push(table);
    }
    Some(tables)
}
