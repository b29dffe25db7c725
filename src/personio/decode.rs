//! The envelope of Personio's answers: `{success, metadata, data, error}`; every member may be missing.

use super::employee::{EmployeeDecoder, Entry, Page};
use crate::core::Employee;
use crate::http::json::{Any, Key, Lenient, Scalar, read};
use serde::de::{IgnoredAny, MapAccess, SeqAccess};

impl EmployeeDecoder {
    /// One page of the list. The error says in words, and without its contents, why it cannot be read.
    pub fn page(&self, body: &[u8]) -> Result<Page, String> {
        let envelope = self.envelope(body)?;
        let Data::Many(mut page) = envelope.data else {
            return Err("it holds no list of employees".to_owned());
        };
        page.total = envelope.total;
        Ok(page)
    }

    /// One employee by ID; `None` where the answer names no usable ID.
    pub fn one(&self, body: &[u8]) -> Result<Option<Employee>, String> {
        match self.envelope(body)?.data {
            Data::One(employee) => Ok(employee.map(|employee| *employee)),
            Data::Many(mut page) if page.employees.len() == 1 => Ok(page.employees.pop()),
            Data::Many(_) | Data::None => Err("it holds no employee".to_owned()),
        }
    }

    fn envelope(&self, body: &[u8]) -> Result<Envelope, String> {
        match read(body, || Any(EnvelopeSeed(self)))? {
            Envelope { is_refusal: true, .. } => Err("it says that it is no success".to_owned()),
            envelope => Ok(envelope),
        }
    }
}

#[derive(Default)]
struct Envelope {
    /// `success: false`.
    is_refusal: bool,
    total: Option<usize>,
    data: Data,
}

#[derive(Default)]
enum Data {
    #[default]
    None,
    Many(Page),
    One(Option<Box<Employee>>),
}

struct EnvelopeSeed<'a>(&'a EmployeeDecoder);

enum Member {
    Success,
    Metadata,
    Data,
    Other,
}

fn member(key: &str) -> Member {
    match key {
        "success" => Member::Success,
        "metadata" => Member::Metadata,
        "data" => Member::Data,
        _ => Member::Other,
    }
}

impl<'de> Lenient<'de> for EnvelopeSeed<'_> {
    type Out = Envelope;

    fn scalar(self, _: Scalar<'_>) -> Envelope {
        Envelope::default()
    }

    fn odd(self) -> Envelope {
        Envelope::default()
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Envelope, A::Error> {
        let mut envelope = Envelope::default();
        while let Some(member) = object.next_key_seed(Key(member))? {
            match member {
                Member::Success => envelope.is_refusal = object.next_value_seed(Any(IsFalse))?,
                Member::Metadata => envelope.total = object.next_value_seed(Any(Total))?,
                Member::Data => envelope.data = object.next_value_seed(Any(DataSeed(self.0)))?,
                Member::Other => {
                    object.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(envelope)
    }
}

struct IsFalse;

impl Lenient<'_> for IsFalse {
    type Out = bool;

    fn scalar(self, scalar: Scalar<'_>) -> bool {
        scalar == Scalar::Bool(false)
    }

    fn odd(self) -> bool {
        false
    }
}

/// `total_elements`; `total_pages` is not to be trusted (`personio-api.md` section 2.2).
struct Total;

impl<'de> Lenient<'de> for Total {
    type Out = Option<usize>;

    fn scalar(self, _: Scalar<'_>) -> Self::Out {
        None
    }

    fn odd(self) -> Self::Out {
        None
    }

    fn object<A: MapAccess<'de>>(self, mut object: A) -> Result<Self::Out, A::Error> {
        let mut total = None;
        while let Some(is_total) = object.next_key_seed(Key(|key: &str| key == "total_elements"))? {
            if is_total {
                total = object.next_value_seed(Any(Number))?;
            } else {
                object.next_value::<IgnoredAny>()?;
            }
        }
        Ok(total)
    }
}

/// Numbers came as text too.
struct Number;

impl Lenient<'_> for Number {
    type Out = Option<usize>;

    fn scalar(self, scalar: Scalar<'_>) -> Self::Out {
        match scalar {
            Scalar::Integer(number) => usize::try_from(number).ok(),
            Scalar::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn odd(self) -> Self::Out {
        None
    }
}

struct DataSeed<'a>(&'a EmployeeDecoder);

impl<'de> Lenient<'de> for DataSeed<'_> {
    type Out = Data;

    fn scalar(self, _: Scalar<'_>) -> Data {
        Data::None
    }

    fn odd(self) -> Data {
        Data::None
    }

    fn list<A: SeqAccess<'de>>(self, mut list: A) -> Result<Data, A::Error> {
        let mut page = Page::default();
        while let Some(employee) = list.next_element_seed(Any(Entry(self.0)))? {
            match employee {
                Some(employee) => page.employees.push(employee),
                None => page.without_id += 1,
            }
        }
        Ok(Data::Many(page))
    }

    fn object<A: MapAccess<'de>>(self, object: A) -> Result<Data, A::Error> {
        Ok(Data::One(Entry(self.0).object(object)?.map(Box::new)))
    }
}
