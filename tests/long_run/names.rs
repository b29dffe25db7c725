//! Names as the world has them, and how other people write them.

/// A person's name, with the spellings that HR and administrators use for it.
#[derive(Debug, Clone, Copy)]
pub struct NameForms {
    pub given: &'static str,
    pub family: &'static str,
    pub other_given: &'static [&'static str],
    pub other_family: &'static [&'static str],
}

const fn name(
    given: &'static str,
    family: &'static str,
    other_given: &'static [&'static str],
    other_family: &'static [&'static str],
) -> NameForms {
    NameForms {
        given,
        family,
        other_given,
        other_family,
    }
}

pub const NAMES: [NameForms; 44] = [
    name(
        "Jörg",
        "Müller",
        &["Joerg", "Jorg"],
        &["Mueller", "Muller", "MÜLLER"],
    ),
    name(
        "Wouter",
        "van den Berg",
        &["W."],
        &["Berg", "Van den Berg", "vd Berg"],
    ),
    name("Anneke", "de Vries", &["Anne"], &["Vries", "De Vries"]),
    name(
        "Sanne",
        "van der Heijden",
        &[],
        &["vander Heijden", "van der Heyden"],
    ),
    name(
        "Anna-Lena",
        "Schmidt-Rottluff",
        &["Anna", "Lena", "Annalena"],
        &["Schmidt", "Rottluff"],
    ),
    name(
        "Hans-Jürgen",
        "Groß",
        &["Hans", "Hansjürgen", "Hans-Juergen"],
        &["Gross", "Gro\u{df}"],
    ),
    name(
        "María José",
        "García Fernández",
        &["María", "Maria Jose"],
        &["García", "Garcia Fernandez"],
    ),
    name(
        "José Luis",
        "Rodríguez de la Fuente",
        &["José", "Jose Luis"],
        &["Rodríguez", "de la Fuente"],
    ),
    name("Carmen", "López Ruiz", &[], &["López", "Lopez"]),
    name("Gökhan", "Yıldız", &["Gokhan", "Goekhan"], &["Yildiz"]),
    name("Ayşe", "Öztürk", &["Ayse", "Aysche"], &["Oeztuerk", "Ozturk"]),
    name("İbrahim", "Çelik", &["Ibrahim"], &["Celik"]),
    name("Łukasz", "Wiśniewski", &["Lukasz", "Lucas"], &["Wisniewski"]),
    name(
        "Małgorzata",
        "Dąbrowska-Żak",
        &["Malgorzata", "Gosia"],
        &["Dabrowska", "Zak"],
    ),
    name(
        "Nguyễn",
        "Thị Minh Khai",
        &["Nguyen", "Khai"],
        &["Khai", "Thi Minh Khai", "Nguyen"],
    ),
    name("Trần", "Văn Đức", &["Tran", "Duc"], &["Van Duc", "Tran"]),
    name(
        "Mohammed",
        "al-Rashid",
        &["Muhammad", "Mohamed"],
        &["Al Rashid", "Alrashid", "Rashid"],
    ),
    name("Fatima", "bint Yusuf", &["Fatma"], &["Yusuf", "Youssef"]),
    name(
        "Abdul Rahman",
        "El Sayed",
        &["Abdulrahman", "Abdel Rahman"],
        &["Elsayed", "Sayed"],
    ),
    name("Suresh", ".", &[], &["Suresh", "-"]),
    name("Lakshmi", "Lakshmi", &[], &["."]),
    name("Karthik", "Subramanian Iyer", &["K."], &["Subramanian", "Iyer"]),
    name("Bob", "Smith", &["Robert"], &["Smyth"]),
    name(
        "Katharina",
        "von Hohenfels",
        &["Kathi", "Kate"],
        &["Hohenfels", "Von Hohenfels"],
    ),
    name("Dr. Michael", "Weber", &["Michael", "Mike"], &["Weber, MBA"]),
    name("Li", "Wu", &["Lì"], &["Wú"]),
    name("Xiaoming", "Wang", &["小明", "Xiao Ming"], &["王"]),
    name("Siobhán", "O'Brien", &["Siobhan"], &["O\u{2019}Brien", "OBrien"]),
    name("Zoë", "Jensen", &["Zoe", "Zo\u{308}e"], &["Jenssen"]),
    name("Åsa", "Ström", &["Asa", "A\u{30a}sa"], &["Strom", "Stroem"]),
    name("François", "Lefèvre", &["Francois"], &["Lefevre", "Le Fevre"]),
    name("Olena", "Шевченко", &["Олена"], &["Shevchenko", "Schewtschenko"]),
    name(
        "Giorgos",
        "Παπαδόπουλος",
        &["Γιώργος", "George"],
        &["Papadopoulos"],
    ),
    name("Anna", "Schmidt", &["Anne"], &["Schmitt"]),
    name("Thomas", "Müller", &["Tom"], &["Mueller"]),
    name("Maximilian", "Bauer", &["Max"], &[]),
    name("Elisabeth", "Kaya-Brandt", &["Lisa", "Elli"], &["Kaya", "Brandt"]),
    name("Jan", "Novák", &["Jean"], &["Novak"]),
    name("Jana", "Nováková", &[], &["Novakova"]),
    name("Emma", "Klein", &[], &["Klein-Hoff"]),
    name("Sven", "Klein", &[], &["Kleine"]),
    name("Julia", "Roth", &["Julchen"], &["Rot"]),
    name("Peter", "Roth", &["Pete"], &[]),
    name("Ana", "da Silva", &["Anna"], &["Silva", "Da Silva"]),
];

/// Families that people marry into.
pub const FAMILIES: [&str; 12] = [
    "Zimmermann",
    "Kowalska",
    "Bakker",
    "Öz",
    "Lindqvist",
    "Moreau",
    "Castillo Vega",
    "Nguyen",
    "van Dijk",
    "Hoffmann",
    "Groß",
    "Demir",
];

/// Departments; the last one is what a scope may leave out.
pub const DEPARTMENTS: [&str; 5] = ["Vertrieb", "Einkauf", "IT", "Customer Success", "Extern"];

pub const POSITIONS: [&str; 5] = [
    "Analyst",
    "Account Executive",
    "Werkstudent",
    "Head of IT",
    "Café Manager",
];

pub const DOMAIN: &str = "talwerk.example";

/// An address by one of the habits that companies have.
pub fn address(rng: &mut fastrand::Rng, given: &str, family: &str) -> String {
    let (given, family) = (plain(given), plain(family));
    let initial: String = given.chars().take(1).collect();
    let last: String = family.chars().take(1).collect();
    let local = match rng.u8(0..10) {
        0..=5 => format!("{given}.{family}"),
        6 | 7 => format!("{initial}{family}"),
        8 => format!("{given}{last}"),
        _ => given.clone(),
    };
    let local = if local.trim_matches('.').is_empty() {
        "user".to_owned()
    } else {
        local
    };
    format!("{}@{DOMAIN}", local.trim_matches('.'))
}

/// What an address can hold of a name.
fn plain(text: &str) -> String {
    any_ascii::any_ascii(text)
        .to_lowercase()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}
