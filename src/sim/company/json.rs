//! A company as JSON, as `simulate --data FILE` takes it. The shape is described in
//! `assets/company.schema.json`; `assets/company.example.json` is one.

use super::Company;
use super::data::{
    AttributeData, CompanyData, EmployeeData, OktaData, PersonioData, ProfileData, PropertyData, UserTypeData,
};
use crate::sim::okta::{Master, Profile, Status, UserType};
use crate::sim::personio::{Attribute, AttributeType};
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// Why a file is not a company.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// Not JSON, or not of this shape; the text names line and column.
    #[error("the data do not have the documented shape: {0}")]
    Shape(#[from] serde_json::Error),
    /// `okta.profiles[3].profile.login`, and what is wrong there.
    #[error("{place}: {problem}")]
    Place { place: String, problem: String },
}

fn wrong(place: impl Into<String>, problem: impl Into<String>) -> DataError {
    DataError::Place {
        place: place.into(),
        problem: problem.into(),
    }
}

impl Company {
    /// Reads a company.
    ///
    /// # Errors
    /// When the text is not of the documented shape, or contradicts itself; the error says where.
    pub fn from_json(text: &str) -> Result<Self, DataError> {
        let data: CompanyData = serde_json::from_str(text)?;
        if data.version != 1 {
            return Err(wrong("version", format!("{} is not known, 1 is", data.version)));
        }
        let mut company = Self::empty();
        company.fill_okta(data.okta)?;
        company.fill_personio(data.personio)?;
        Ok(company)
    }

    /// Writes what [`Company::from_json`] reads: both sides, without secrets and hard cases.
    pub fn to_json(&self) -> String {
        let data = CompanyData {
            version: 1,
            okta: self.okta_data(),
            personio: self.personio_data(),
        };
        // Strings, numbers and lists always can be written.
        serde_json::to_string_pretty(&data).unwrap_or_default()
    }

    fn fill_okta(&mut self, data: OktaData) -> Result<(), DataError> {
        let org = &mut self.okta;
        if let Some(id) = data.id {
            org.id = id;
        }
        org.deprovisioned_editable = data.deprovisioned_editable;
        if let Some(login) = org
            .schema
            .base
            .iter_mut()
            .find(|property| property.name == "login")
        {
            login.pattern = data.login_pattern;
        }
        for (at, property) in data.custom_attributes.into_iter().enumerate() {
            if org.schema.property(&property.name).is_some() {
                let place = format!("okta.custom_attributes[{at}].name");
                return Err(wrong(place, format!("{} is there already", property.name)));
            }
            org.schema.custom.push(property.into());
        }
        for (at, name) in data.mastered_attributes.into_iter().enumerate() {
            let property = org.schema.property_mut(&name).ok_or_else(|| {
                let place = format!("okta.mastered_attributes[{at}]");
                wrong(place, format!("{name} is no attribute of Okta"))
            })?;
            property.master = Master::App;
        }
        org.user_types = data.user_types.into_iter().map(UserType::from).collect();
        if data.token_owner.is_some() {
            let owner = std::mem::take(&mut org.token_owner);
            org.remove(&owner);
        }
        for (at, profile) in data.profiles.into_iter().enumerate() {
            let place = format!("okta.profiles[{at}]");
            let profile = profile.into_profile(self, &place)?;
            self.okta.add(profile);
        }
        if let Some(login) = data.token_owner {
            let owner = self.okta.by_login(&login).map(|owner| owner.id.clone());
            self.okta.token_owner = owner
                .ok_or_else(|| wrong("okta.token_owner", format!("no profile has the login {login}")))?;
        }
        Ok(())
    }

    fn fill_personio(&mut self, data: PersonioData) -> Result<(), DataError> {
        let tenant = &mut self.personio;
        for (at, attribute) in data.custom_attributes.into_iter().enumerate() {
            if !attribute.key.starts_with("dynamic_") || tenant.attribute(&attribute.key).is_some() {
                let place = format!("personio.custom_attributes[{at}].key");
                let problem = format!("{} is not dynamic_ and a number of its own", attribute.key);
                return Err(wrong(place, problem));
            }
            tenant.add_attribute(attribute.into());
        }
        for attribute in tenant.attributes().to_vec() {
            tenant.set_readable(&attribute.key, !data.unreadable.contains(&attribute.key));
        }
        for (at, key) in data.unreadable.iter().enumerate() {
            if tenant.attribute(key).is_none() {
                return Err(wrong(format!("personio.unreadable[{at}]"), unknown_key(key)));
            }
        }
        for (at, employee) in data.employees.into_iter().enumerate() {
            let place = format!("personio.employees[{at}]");
            if tenant.employee(employee.id).is_some() {
                let problem = format!("{} is another employee's", employee.id);
                return Err(wrong(format!("{place}.id"), problem));
            }
            for (key, value) in &employee.values {
                let attribute = tenant
                    .attribute(key)
                    .filter(|_| key != "id")
                    .ok_or_else(|| wrong(format!("{place}.{key}"), unknown_key(key)))?;
                check(attribute, value).map_err(|problem| wrong(format!("{place}.{key}"), problem))?;
            }
            tenant.add(employee.into_employee());
        }
        Ok(())
    }

    fn okta_data(&self) -> OktaData {
        let owner = self.okta.profile(&self.okta.token_owner);
        OktaData {
            id: Some(self.okta.id.clone()),
            token_owner: owner.map(|owner| owner.login().to_owned()),
            deprovisioned_editable: self.okta.deprovisioned_editable,
            login_pattern: self
                .okta
                .schema
                .property("login")
                .and_then(|login| login.pattern.clone()),
            custom_attributes: self.okta.schema.custom.iter().map(PropertyData::from).collect(),
            mastered_attributes: self
                .okta
                .schema
                .properties()
                .filter(|property| property.master == Master::App)
                .map(|property| property.name.clone())
                .collect(),
            user_types: self.okta.user_types.iter().map(UserTypeData::from).collect(),
            profiles: self.okta.profiles().map(ProfileData::from).collect(),
        }
    }

    fn personio_data(&self) -> PersonioData {
        let attributes = self.personio.attributes();
        PersonioData {
            custom_attributes: attributes
                .iter()
                .filter(|attribute| !attribute.is_system())
                .map(AttributeData::from)
                .collect(),
            unreadable: attributes
                .iter()
                .filter(|attribute| !attribute.readable)
                .map(|attribute| attribute.key.clone())
                .collect(),
            employees: self
                .personio
                .employees()
                .map(|employee| EmployeeData {
                    id: employee.id,
                    values: employee.values.clone(),
                })
                .collect(),
        }
    }
}

fn unknown_key(key: &str) -> String {
    format!("{key} is neither an attribute of Personio nor among custom_attributes")
}

/// What would surely be a slip; `{"raw": …}` may be anything.
fn check(attribute: &Attribute, value: &Value) -> Result<(), String> {
    match value {
        Value::Object(object) if object.len() == 1 && object.contains_key("raw") => Ok(()),
        Value::Object(_) => Err("an object has to be {\"raw\": …}".to_owned()),
        Value::String(text) if attribute.kind == AttributeType::Date => {
            let is_date =
                text.is_empty() || text.parse::<Date>().is_ok() || text.parse::<Timestamp>().is_ok();
            is_date
                .then_some(())
                .ok_or_else(|| format!("{text} is neither YYYY-MM-DD nor a time with an offset"))
        }
        value if attribute.key == "supervisor" && !value.is_u64() && !value.is_null() => {
            Err("a supervisor is an employee's ID".to_owned())
        }
        _ => Ok(()),
    }
}

impl ProfileData {
    fn into_profile(self, company: &Company, place: &str) -> Result<Profile, DataError> {
        let at = |field: &str| format!("{place}.{field}");
        let login = self.profile.get("login").and_then(Value::as_str);
        let login = login.ok_or_else(|| wrong(at("profile.login"), "every profile has one"))?;
        if company.okta.by_login(login).is_some() {
            return Err(wrong(at("profile.login"), format!("{login} is taken")));
        }
        if let Some(id) = &self.id
            && (!id.starts_with("00u") || company.okta.profile(id).is_some())
        {
            return Err(wrong(at("id"), format!("{id} is not 00u… or is taken")));
        }
        for (name, value) in &self.profile {
            let property = company.okta.schema.property(name).ok_or_else(|| {
                let problem = format!("{name} is neither a base attribute nor among custom_attributes");
                wrong(at(&format!("profile.{name}")), problem)
            })?;
            if !value.is_null() && !property.kind.fits(value) {
                let problem = format!("{value} does not fit the attribute's type");
                return Err(wrong(at(&format!("profile.{name}")), problem));
            }
        }
        let has_type = |name: &String| company.okta.user_types.iter().any(|one| one.name == *name);
        if let Some(name) = self.user_type.as_ref().filter(|name| !has_type(name)) {
            return Err(wrong(at("user_type"), format!("{name} is not among user_types")));
        }
        let mut profile = Profile::new("").status(Status::from(self.status.as_str()));
        profile.id = self.id.unwrap_or_default();
        profile.transitioning_to = self.transitioning_to.as_deref().map(Status::from);
        profile.created = self.created.unwrap_or(profile.created);
        profile.last_updated = self.last_updated.unwrap_or(profile.last_updated);
        profile.activated = self.activated.unwrap_or(profile.activated);
        profile.status_changed = self.status_changed.unwrap_or(profile.status_changed);
        profile.last_login = self.last_login.unwrap_or(profile.last_login);
        profile.password_changed = self.password_changed.unwrap_or(profile.password_changed);
        profile.mastered_elsewhere = self.mastered_elsewhere;
        profile.user_type = self.user_type;
        profile.attributes = Map::new();
        for (name, value) in self.profile {
            profile.set(&name, value);
        }
        Ok(profile)
    }
}
