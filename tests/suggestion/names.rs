//! The hand-written names.

/// The spellings of one name; the first is Personio's.
pub type Spellings = Vec<String>;

#[derive(Debug)]
pub struct Culture {
    pub name: String,
    pub given: Vec<Spellings>,
    pub family: Vec<Spellings>,
}

/// Which people a set is made of.
#[derive(Debug)]
pub struct Names {
    pub cultures: Vec<Culture>,
    pub nicknames: Vec<(String, String)>,
    /// In no table.
    pub unknown_nicknames: Vec<(String, String)>,
}

pub const ANSWERS: &str = include_str!("answer_names.txt");
pub const TUNING: &str = include_str!("tuning_names.txt");

impl Names {
    pub fn parse(text: &str) -> Self {
        let mut names = Self {
            cultures: Vec::new(),
            nicknames: Vec::new(),
            unknown_nicknames: Vec::new(),
        };
        for line in text
            .lines()
            .filter(|line| line.contains(": ") && !line.starts_with('#'))
        {
            let (head, list) = line.split_once(": ").unwrap();
            match head.split_once(' ') {
                Some((culture, role)) => names.culture(culture).add(role, list),
                None if head == "nickname" => names.nicknames = pairs(list),
                None => names.unknown_nicknames = pairs(list),
            }
        }
        names
    }

    fn culture(&mut self, name: &str) -> &mut Culture {
        let at = self.cultures.iter().position(|culture| culture.name == name);
        let at = at.unwrap_or_else(|| {
            self.cultures.push(Culture {
                name: name.to_owned(),
                given: Vec::new(),
                family: Vec::new(),
            });
            self.cultures.len() - 1
        });
        &mut self.cultures[at]
    }

    pub fn of(&self, culture: &str) -> &Culture {
        self.cultures.iter().find(|known| known.name == culture).unwrap()
    }
}

impl Culture {
    fn add(&mut self, role: &str, list: &str) {
        let items: Vec<&str> = if list.contains('|') {
            list.split('|').collect()
        } else {
            list.split_whitespace().collect()
        };
        let spellings = items
            .into_iter()
            .map(|item| item.split('=').map(str::to_owned).collect());
        match role {
            "given" => self.given = spellings.collect(),
            "family" => self.family = spellings.collect(),
            other => unreachable!("no such role: {other}"),
        }
    }
}

fn pairs(list: &str) -> Vec<(String, String)> {
    list.split_whitespace()
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(long, short)| (long.to_owned(), short.to_owned()))
        .collect()
}
