//! Profiles out of Okta's JSON (`okta-api.md` section 3): only what is asked for is kept.

use crate::core::value::{Text, Value};
use crate::core::{OktaId, Profile, ProfileStatus};
use crate::http::json::{Any, Key, Lenient, Scalar, read};
use jiff::Timestamp;
use rustc_hash::FxHashMap;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What is kept of each profile.
#[derive(Debug, Clone)]
pub struct ProfileDecoder {
    slots: FxHashMap<Text, Slot>,
    columns: usize,
}

/// Where one attribute goes; it may go to several places.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    field: Option<Field>,
    is_link: bool,
    column: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
enum Field {
    Login,
    Email,
    SecondEmail,
    FirstName,
    LastName,
}

impl ProfileDecoder {
    /// `columns` are the Okta names of [`Profile::attributes`], in their order.
    pub fn new(link_attribute: &str, columns: &[Text]) -> Self {
        let mut slots: FxHashMap<Text, Slot> = FxHashMap::default();
        for (name, field) in [
            ("login", Field::Login),
            ("email", Field::Email),
            ("secondEmail", Field::SecondEmail),
            ("firstName", Field::FirstName),
            ("lastName", Field::LastName),
        ] {
            slots.entry(Text::const_new(name)).or_default().field = Some(field);
        }
        slots.entry(Text::from(link_attribute)).or_default().is_link = true;
        for (position, name) in columns.iter().enumerate() {
            slots.entry(name.clone()).or_default().column = Some(position);
        }
        Self {
            slots,
            columns: columns.len(),
        }
    }

    /// One page of a list. The error says in words, and without its contents, why it cannot be read.
    pub fn page(&self, body: &[u8]) -> Result<Vec<Profile>, String> {
        let page = read(body, || PageSeed(self))?;
        page.into_iter()
            .collect::<Option<Vec<Profile>>>()
            .ok_or_else(|| "it holds something that is no profile, or one without an ID".to_owned())
    }

    /// One profile.
    pub fn one(&self, body: &[u8]) -> Result<Profile, String> {
        let profile = read(body, || Any(ProfileSeed(self)))?;
        profile.ok_or_else(|| "it is no profile, or one without an ID".to_owned())
    }
}

struct PageSeed<'a>(&'a ProfileDecoder);

impl<'de> DeserializeSeed<'de> for PageSeed<'_> {
    type Value = Vec<Option<Profile>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for PageSeed<'_> {
    type Value = Vec<Option<Profile>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of profiles")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut page = Vec::new();
        while let Some(profile) = list.next_element_seed(Any(ProfileSeed(self.0)))? {
            page.push(profile);
        }
        Ok(page)
    }
}

/// One profile; `None` where there is no object or no ID.
struct ProfileSeed<'a>(&'a ProfileDecoder);

enum Member {
    Id,
    Status,
    Transition,
    Created,
    LastLogin,
    LastUpdated,
    UserType,
    Profile,
    Other,
}

fn member(key: &str) -> Member {
    match key {
        "id" => Member::Id,
        "status" => Member::Status,
        "transitioningToStatus" => Member::Transition,
        "created" => Member::Created,
        "lastLogin" => Member::LastLogin,
        "lastUpdated" => Member::LastUpdated,
        "type" => Member::UserType,
        "profile" => Member::Profile,
        _ => Member::Other,
    }
}

impl<'de> Lenient<'de> for ProfileSeed<'_> {
    type Out = Option<Profile>;

    fn scalar(self, _: Scalar<'_>) -> Self::Out {
        None
    }

    fn odd(self) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Out, A::Error> {
        let mut profile = Profile {
            id: OktaId::new(""),
            status: ProfileStatus::Other(Text::default()),
            in_transition: false,
            login: Text::default(),
            email: None,
            second_email: None,
            first_name: None,
            last_name: None,
            number: None,
            created: None,
            last_login: None,
            last_updated: None,
            user_type: None,
            attributes: vec![Value::Absent; self.0.columns].into_boxed_slice(),
        };
        while let Some(member) = object.next_key_seed(Key(member))? {
            match member {
                Member::Id => {
                    profile.id = OktaId::new(object.next_value_seed(Any(Word))?.unwrap_or_default());
                }
                Member::Status => {
                    let word = object.next_value_seed(Any(Word))?.unwrap_or_default();
                    profile.status = ProfileStatus::from_word(&word);
                }
                // Anything but nothing says that Okta is not done with this profile (rule R5).
                Member::Transition => profile.in_transition = !object.next_value_seed(Any(IsNothing))?,
                Member::Created => profile.created = object.next_value_seed(Any(Instant))?,
                Member::LastLogin => profile.last_login = object.next_value_seed(Any(Instant))?,
                Member::LastUpdated => profile.last_updated = object.next_value_seed(Any(Instant))?,
                Member::UserType => profile.user_type = object.next_value_seed(Any(Reference))?,
                Member::Profile => object.next_value_seed(Any(Attributes {
                    decoder: self.0,
                    profile: &mut profile,
                }))?,
                Member::Other => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(Some(profile).filter(|profile| !profile.id.as_str().is_empty()))
    }
}

/// Text that names something; trimmed, `None` where there is none.
struct Word;

impl Lenient<'_> for Word {
    type Out = Option<Text>;

    fn scalar(self, scalar: Scalar<'_>) -> Self::Out {
        match scalar {
            Scalar::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Text::from),
            _ => None,
        }
    }

    fn odd(self) -> Self::Out {
        None
    }
}

/// The `id` of an object.
struct Reference;

impl<'de> Lenient<'de> for Reference {
    type Out = Option<Text>;

    fn scalar(self, _: Scalar<'_>) -> Self::Out {
        None
    }

    fn odd(self) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Out, A::Error> {
        let mut id = None;
        while let Some(is_id) = object.next_key_seed(Key(|key: &str| key == "id"))? {
            if is_id {
                id = object.next_value_seed(Any(Word))?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(id)
    }
}

struct IsNothing;

impl Lenient<'_> for IsNothing {
    type Out = bool;

    fn scalar(self, scalar: Scalar<'_>) -> bool {
        matches!(scalar, Scalar::Null | Scalar::Text(""))
    }

    fn odd(self) -> bool {
        false
    }
}

struct Instant;

impl Lenient<'_> for Instant {
    type Out = Option<Timestamp>;

    fn scalar(self, scalar: Scalar<'_>) -> Self::Out {
        match scalar {
            Scalar::Text(text) => text.parse().ok(),
            _ => None,
        }
    }

    fn odd(self) -> Self::Out {
        None
    }
}

/// The attributes inside of `profile`.
struct Attributes<'a> {
    decoder: &'a ProfileDecoder,
    profile: &'a mut Profile,
}

impl<'de> Lenient<'de> for Attributes<'_> {
    type Out = ();

    fn scalar(self, _: Scalar<'_>) {}

    fn odd(self) {}

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let slots = &self.decoder.slots;
        while let Some(slot) = object.next_key_seed(Key(|key: &str| slots.get(key).copied()))? {
            match slot {
                Some(slot) => {
                    let value = object.next_value_seed(Any(AttributeValue))?;
                    slot.put(value, self.profile);
                }
                None => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

impl Slot {
    fn put(self, value: Value, profile: &mut Profile) {
        let text = || value.to_text().map(Text::from);
        if self.is_link {
            profile.number = text();
        }
        match self.field {
            Some(Field::Login) => profile.login = text().unwrap_or_default(),
            Some(Field::Email) => profile.email = text(),
            Some(Field::SecondEmail) => profile.second_email = text(),
            Some(Field::FirstName) => profile.first_name = text(),
            Some(Field::LastName) => profile.last_name = text(),
            None => {}
        }
        if let Some(place) = self.column.and_then(|column| profile.attributes.get_mut(column)) {
            *place = value;
        }
    }
}

/// One attribute of any of Okta's types.
struct AttributeValue;

impl<'de> Lenient<'de> for AttributeValue {
    type Out = Value;

    fn scalar(self, scalar: Scalar<'_>) -> Value {
        match scalar {
            Scalar::Null => Value::Empty,
            Scalar::Bool(yes) => Value::Bool(yes),
            Scalar::Integer(number) => Value::Integer(number),
            Scalar::Decimal(number) => Value::Decimal(number),
            Scalar::Text(text) => Value::text(text),
        }
    }

    fn odd(self) -> Value {
        Value::Odd
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        let mut is_odd = false;
        while let Some(item) = list.next_element_seed(Any(AttributeValue))? {
            is_odd |= matches!(item, Value::Odd | Value::List(_));
            items.extend(item.to_text().map(Text::from));
        }
        Ok(if is_odd { Value::Odd } else { Value::list(items) })
    }
}
