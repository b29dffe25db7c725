//! The small language of `search` and `filter`, with their differences: `search` reads every attribute and
//! ignores case, `filter` reads a few and does not.

use super::error::Refusal;
use super::profile::Profile;
use super::schema::Schema;
use jiff::Timestamp;
use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    Search,
    Filter,
}

/// What a profile has to be.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    All(Vec<Self>),
    Any(Vec<Self>),
    Test(Test),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Test {
    dialect: Dialect,
    field: Field,
    operator: Operator,
    value: Value,
}

#[derive(Debug, Clone, PartialEq)]
enum Field {
    Id,
    Status,
    Time(Time),
    Attribute(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Time {
    Created,
    Activated,
    StatusChanged,
    LastUpdated,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    Equal,
    StartsWith,
    Contains,
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Present,
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Open,
    Close,
    Word(String),
    Text(String),
}

impl Expression {
    /// Reads a whole expression; property names are case-sensitive, operators are not.
    pub(super) fn parse(text: &str, dialect: Dialect, schema: &Schema) -> Result<Self, Refusal> {
        let mut parser = Parser {
            tokens: tokens(text)?,
            next: 0,
            dialect,
            schema,
        };
        let expression = parser.any()?;
        if parser.peek().is_some() {
            return Err(invalid());
        }
        Ok(expression)
    }

    pub(super) fn holds(&self, profile: &Profile) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(profile)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(profile)),
            Self::Test(test) => test.holds(profile),
        }
    }
}

fn invalid() -> Refusal {
    Refusal::invalid_criteria("The expression could not be parsed.")
}

/// Splits into parentheses, words and strings; strings are JSON's.
fn tokens(text: &str) -> Result<Vec<Token>, Refusal> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                tokens.push(if first == '(' { Token::Open } else { Token::Close });
                1
            }
            '"' => {
                let length = string_length(rest).ok_or_else(invalid)?;
                let string = rest.get(..length).ok_or_else(invalid)?;
                tokens.push(Token::Text(serde_json::from_str(string).map_err(|_| invalid())?));
                length
            }
            _ => {
                let length = rest
                    .find(|letter: char| letter.is_whitespace() || "()\"".contains(letter))
                    .unwrap_or(rest.len());
                tokens.push(Token::Word(rest.get(..length).unwrap_or_default().to_owned()));
                length
            }
        };
        rest = rest.get(length..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

/// How long the string is that starts here, with both quotes.
fn string_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().skip(1).find_map(|(at, letter)| {
        let end = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        end.then_some(at + 1)
    })
}

struct Parser<'a> {
    tokens: Vec<Token>,
    next: usize,
    dialect: Dialect,
    schema: &'a Schema,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next)
    }

    fn take(&mut self) -> Result<Token, Refusal> {
        let token = self.peek().cloned().ok_or_else(invalid)?;
        self.next += 1;
        Ok(token)
    }

    /// Takes the word if it is next.
    fn takes(&mut self, word: &str) -> bool {
        let is_next = matches!(self.peek(), Some(Token::Word(next)) if next.eq_ignore_ascii_case(word));
        self.next += usize::from(is_next);
        is_next
    }

    fn any(&mut self) -> Result<Expression, Refusal> {
        let mut parts = vec![self.all()?];
        while self.takes("or") {
            parts.push(self.all()?);
        }
        Ok(Expression::Any(parts))
    }

    fn all(&mut self) -> Result<Expression, Refusal> {
        let mut parts = vec![self.part()?];
        while self.takes("and") {
            parts.push(self.part()?);
        }
        Ok(Expression::All(parts))
    }

    fn part(&mut self) -> Result<Expression, Refusal> {
        match self.take()? {
            Token::Open => {
                let inner = self.any()?;
                match self.take()? {
                    Token::Close => Ok(inner),
                    _ => Err(invalid()),
                }
            }
            Token::Word(property) => self.test(&property),
            _ => Err(invalid()),
        }
    }

    fn test(&mut self, property: &str) -> Result<Expression, Refusal> {
        let field = self.field(property)?;
        let Token::Word(word) = self.take()? else {
            return Err(invalid());
        };
        let operator = Operator::parse(&word).ok_or_else(invalid)?;
        if !self.allows(&field, operator) {
            return Err(Refusal::invalid_criteria(format!(
                "The operator {word} is not supported for {property}."
            )));
        }
        let value = match operator {
            Operator::Present => Value::Null,
            _ => match self.take()? {
                Token::Text(text) => Value::String(text),
                // Numbers and booleans stand without quotes.
                Token::Word(word) => serde_json::from_str(&word).map_err(|_| invalid())?,
                _ => return Err(invalid()),
            },
        };
        if matches!(field, Field::Time(_)) && operator != Operator::Present && instant(&value).is_none() {
            return Err(invalid());
        }
        Ok(Expression::Test(Test {
            dialect: self.dialect,
            field,
            operator,
            value,
        }))
    }

    fn field(&self, property: &str) -> Result<Field, Refusal> {
        let search = self.dialect == Dialect::Search;
        let field = match property {
            "id" => Some(Field::Id),
            "status" => Some(Field::Status),
            "lastUpdated" => Some(Field::Time(Time::LastUpdated)),
            "created" if search => Some(Field::Time(Time::Created)),
            "activated" if search => Some(Field::Time(Time::Activated)),
            "statusChanged" if search => Some(Field::Time(Time::StatusChanged)),
            _ => property
                .strip_prefix("profile.")
                .filter(|name| self.reads(name))
                .map(|name| Field::Attribute(name.to_owned())),
        };
        field.ok_or_else(|| Refusal::invalid_criteria(format!("The property {property} is not searchable.")))
    }

    fn reads(&self, attribute: &str) -> bool {
        match self.dialect {
            Dialect::Search => self.schema.property(attribute).is_some(),
            Dialect::Filter => ["login", "email", "firstName", "lastName"].contains(&attribute),
        }
    }

    /// `filter` compares for equality, and times also by order; `co` of `search` knows four attributes.
    fn allows(&self, field: &Field, operator: Operator) -> bool {
        match self.dialect {
            Dialect::Filter => match operator {
                Operator::Equal => true,
                Operator::StartsWith | Operator::Contains | Operator::Present => false,
                _ => matches!(field, Field::Time(_)),
            },
            Dialect::Search => match (field, operator) {
                (Field::Attribute(name), Operator::Contains) => {
                    ["firstName", "lastName", "email", "login"].contains(&name.as_str())
                }
                (_, Operator::Contains) => false,
                _ => true,
            },
        }
    }
}

impl Operator {
    fn parse(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "eq" => Self::Equal,
            "sw" => Self::StartsWith,
            "co" => Self::Contains,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            "pr" => Self::Present,
            _ => return None,
        })
    }

    /// Compares two values that have an order.
    fn orders<T: PartialOrd>(self, held: &T, asked: &T) -> bool {
        match self {
            Self::Equal => held == asked,
            Self::Greater => held > asked,
            Self::GreaterOrEqual => held >= asked,
            Self::Less => held < asked,
            Self::LessOrEqual => held <= asked,
            Self::StartsWith | Self::Contains | Self::Present => false,
        }
    }
}

impl Test {
    fn holds(&self, profile: &Profile) -> bool {
        match &self.field {
            Field::Id => self.text_holds(&profile.id),
            Field::Status => self.text_holds(profile.status.as_str()),
            Field::Time(time) => self.time_holds(time.of(profile)),
            Field::Attribute(name) => match profile.attributes.get(name) {
                None => false,
                Some(Value::Array(values)) => values.iter().any(|value| self.value_holds(value)),
                Some(value) => self.value_holds(value),
            },
        }
    }

    fn time_holds(&self, held: Option<Timestamp>) -> bool {
        match (held, instant(&self.value)) {
            (Some(_), _) if self.operator == Operator::Present => true,
            (Some(held), Some(asked)) => self.operator.orders(&held, &asked),
            _ => false,
        }
    }

    fn value_holds(&self, held: &Value) -> bool {
        match (held, &self.value) {
            _ if self.operator == Operator::Present => true,
            (Value::String(held), _) => self.text_holds(held),
            (Value::Number(held), Value::Number(asked)) => {
                self.operator.orders(&held.as_f64(), &asked.as_f64())
            }
            (held, asked) => self.operator == Operator::Equal && held == asked,
        }
    }

    /// Without case in `search`; diacritics count in both.
    fn text_holds(&self, held: &str) -> bool {
        if self.operator == Operator::Present {
            return true;
        }
        let Value::String(asked) = &self.value else {
            return false;
        };
        match self.dialect {
            Dialect::Filter => self.operator.orders(&held, &asked.as_str()),
            Dialect::Search => {
                let (held, asked) = (held.to_lowercase(), asked.to_lowercase());
                match self.operator {
                    Operator::StartsWith => held.starts_with(&asked),
                    Operator::Contains => held.contains(&asked),
                    operator => operator.orders(&held, &asked),
                }
            }
        }
    }
}

impl Time {
    fn of(self, profile: &Profile) -> Option<Timestamp> {
        match self {
            Self::Created => Some(profile.created),
            Self::Activated => profile.activated,
            Self::StatusChanged => profile.status_changed,
            Self::LastUpdated => Some(profile.last_updated),
        }
    }
}

fn instant(value: &Value) -> Option<Timestamp> {
    value.as_str().and_then(|text| text.parse().ok())
}
