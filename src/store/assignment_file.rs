//! A list of assignments as people keep it in spreadsheets: CSV with the columns `okta` and `employee_id`, such as
//! `links --unmatched --format csv` writes it. What the lines mean is decided elsewhere.

use crate::core::page_address::{employee_meant, person_meant};
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// More than a million lines of the widest report; a larger file is something else.
const LARGEST: u64 = 64 << 20;

/// The file, line by line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentFile {
    /// Lines that say something, in their order.
    pub lines: Vec<Line>,
    /// How many lines name a profile and nobody: whoever made the list did not decide about them.
    pub undecided: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Of the file, as an editor counts; the header is line 1.
    pub number: u64,
    /// Trimmed, as is the next.
    pub okta: String,
    pub employee_id: String,
    /// It goes on over several lines of the file: a quote opens in it and closes far too late, or never.
    pub is_torn: bool,
    /// Why a pasted address in it names nobody here; see [`AssignmentFile::resolve`].
    pub misnamed: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum AssignmentFileError {
    #[error("{error}")]
    Unreadable {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
    #[error("it is larger than {} MB", LARGEST >> 20)]
    TooLarge { path: PathBuf },
    /// What Excel writes unless it is told otherwise.
    #[error("it is not UTF-8 text; the first byte that is none stands in line {line}")]
    NotUtf8 { path: PathBuf, line: usize },
    #[error("it is UTF-16 text")]
    Utf16 { path: PathBuf },
    #[error("its first line does not name the columns okta and employee_id, each once")]
    NoColumns { path: PathBuf },
    #[error("{error}")]
    NotCsv {
        path: PathBuf,
        #[source]
        error: csv::Error,
    },
}

impl AssignmentFileError {
    pub fn path(&self) -> &Path {
        match self {
            Self::Unreadable { path, .. }
            | Self::TooLarge { path }
            | Self::NotUtf8 { path, .. }
            | Self::Utf16 { path }
            | Self::NoColumns { path }
            | Self::NotCsv { path, .. } => path,
        }
    }
}

impl AssignmentFile {
    /// Reads the file: with or without a byte order mark, with commas, semicolons or tabs, and any line ends.
    pub fn read(path: &Path) -> Result<Self, AssignmentFileError> {
        let bytes = read_bytes(path)?;
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            return Err(AssignmentFileError::Utf16 {
                path: path.to_owned(),
            });
        }
        let text = std::str::from_utf8(&bytes).map_err(|error| AssignmentFileError::NotUtf8 {
            path: path.to_owned(),
            line: line_at(&bytes, error.valid_up_to()),
        })?;
        let text = &text.replace("\r\n", "\n").replace('\r', "\n");
        let table = table_of(text);
        let (separator, okta, employee_id) =
            layout(&table).ok_or_else(|| AssignmentFileError::NoColumns {
                path: path.to_owned(),
            })?;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(table.text.as_bytes());
        let mut file = Self {
            lines: Vec::new(),
            undecided: 0,
        };
        let mut lines = Lines::of(&table);
        for record in reader.records() {
            let record = record.map_err(|error| AssignmentFileError::NotCsv {
                path: path.to_owned(),
                error,
            })?;
            let cell = |column| cell(record.get(column).unwrap_or_default());
            let line = Line {
                number: lines.at(record.position().map_or(0, csv::Position::byte)),
                okta: cell(okta),
                employee_id: cell(employee_id),
                is_torn: record.iter().any(|cell| cell.contains('\n')),
                misnamed: None,
            };
            match (line.okta.is_empty(), line.employee_id.is_empty()) {
                _ if line.is_torn => file.lines.push(line),
                (true, true) => {}
                (false, true) => file.undecided += 1,
                (_, false) => file.lines.push(line),
            }
        }
        Ok(file)
    }

    /// Puts IDs in the place of pasted addresses. `org` is the host of the own org.
    pub fn resolve(&mut self, org: &str) {
        for line in &mut self.lines {
            line.resolve(org);
        }
    }
}

impl Line {
    /// As [`AssignmentFile::resolve`].
    pub fn resolve(&mut self, org: &str) {
        match (person_meant(&self.okta, org), employee_meant(&self.employee_id)) {
            (Ok(profile), Ok(employee)) => (self.okta, self.employee_id) = (profile, employee),
            (Err(why), _) | (_, Err(why)) => self.misnamed = Some(why.to_string()),
        }
    }
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, AssignmentFileError> {
    let unreadable = |error| AssignmentFileError::Unreadable {
        path: path.to_owned(),
        error,
    };
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > LARGEST {
        return Err(AssignmentFileError::TooLarge {
            path: path.to_owned(),
        });
    }
    Ok(bytes)
}

/// A CSV file's text from its header on.
pub(super) struct Table<'a> {
    pub text: &'a str,
    /// What a line `sep=;` names, which some programs write and read before the header.
    pub separator: Option<u8>,
    /// Lines before the header.
    before: u64,
}

/// Without a byte order mark and without Excel's line `sep=;`.
pub(super) fn table_of(text: &str) -> Table<'_> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let named = first.trim().trim_matches('"').as_bytes();
    match named {
        [s, e, p, b'=', separator @ (b',' | b';' | b'|')] if [*s, *e, *p].eq_ignore_ascii_case(b"sep") => {
            Table {
                text: rest,
                separator: Some(*separator),
                before: 1,
            }
        }
        // A tab at the end of the line is a blank around it.
        _ if first.trim().eq_ignore_ascii_case("sep=") => Table {
            text: rest,
            separator: Some(b'\t'),
            before: 1,
        },
        _ => Table {
            text,
            separator: None,
            before: 0,
        },
    }
}

/// The separator, and where the two columns stand; `None`: the first line is no such header.
fn layout(table: &Table<'_>) -> Option<(u8, usize, usize)> {
    let text = table.text;
    let guessed = [b',', b';', b'\t'];
    let named = table.separator.as_slice();
    let separators = if named.is_empty() { &guessed } else { named };
    separators.iter().find_map(|separator| {
        let separator = *separator;
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .flexible(true)
            .from_reader(text.as_bytes());
        let header = reader.headers().ok()?;
        let column = |name: &str| {
            let mut found = header
                .iter()
                .enumerate()
                .filter(|(_, cell)| cell.trim().eq_ignore_ascii_case(name));
            let (at, _) = found.next()?;
            found.next().is_none().then_some(at)
        };
        Some((separator, column("okta")?, column("employee_id")?))
    })
}

/// Trimmed; without the apostrophe that keeps a spreadsheet from taking a text for a formula.
fn cell(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest.to_owned(),
        _ => text.to_owned(),
    }
}

/// Counts lines as an editor does; positions only ever grow.
struct Lines<'a> {
    text: &'a str,
    position: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn of(table: &Table<'a>) -> Self {
        Self {
            text: table.text,
            position: 0,
            line: table.before + 1,
        }
    }

    /// Of a record that begins at this byte, or after the empty lines there.
    fn at(&mut self, byte: u64) -> u64 {
        let from = usize::try_from(byte).unwrap_or(usize::MAX);
        let rest = self.text.get(from..).unwrap_or_default();
        let start = from + (rest.len() - rest.trim_start_matches('\n').len());
        let passed = self.text.get(self.position..start).unwrap_or_default();
        self.line += passed.matches('\n').count() as u64;
        self.position = start;
        self.line
    }
}

/// As an editor counts.
fn line_at(bytes: &[u8], position: usize) -> usize {
    let before = bytes.get(..position).unwrap_or_default();
    before.split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: impl AsRef<[u8]>) -> Result<AssignmentFile, AssignmentFileError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        AssignmentFile::read(file.path())
    }

    fn pairs(bytes: impl AsRef<[u8]>) -> Vec<(u64, String, String)> {
        let file = read(bytes).unwrap();
        file.lines
            .into_iter()
            .map(|line| (line.number, line.okta, line.employee_id))
            .collect()
    }

    #[test]
    fn lists_of_all_spreadsheets_are_read_alike() {
        let expected = [
            (2, "a@x".to_owned(), "1".to_owned()),
            (3, "b@x".to_owned(), "2".to_owned()),
        ];
        for text in [
            "okta,employee_id\na@x,1\nb@x,2\n",
            "okta,employee_id\na@x,1\nb@x,2",
            "\u{feff}okta,employee_id\r\na@x,1\r\nb@x,2\r\n",
            "okta,employee_id\ra@x,1\rb@x,2\r",
            "okta;employee_id\r\na@x;1\r\nb@x;2\r\n",
            "okta\temployee_id\na@x\t1\nb@x\t2\n",
            "\"okta\",\"employee_id\"\n\"a@x\",\"1\"\n\" b@x \",\" 2 \"\n",
            "Name;Employee_ID;OKTA\nAnna;1;a@x\nBela;2;b@x\n",
            "okta,employee_id,state\na@x,1,unmatched\nb@x,2\n",
        ] {
            assert_eq!(pairs(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_first_line_that_names_the_separator_is_no_header() {
        let expected = [
            (3, "a@x".to_owned(), "1".to_owned()),
            (4, "b@x".to_owned(), "2".to_owned()),
        ];
        for text in [
            "sep=;\r\nokta;employee_id\r\na@x;1\r\nb@x;2\r\n",
            "\u{feff}sep=,\nokta,employee_id\na@x,1\nb@x,2\n",
            "SEP=\t\nokta\temployee_id\na@x\t1\nb@x\t2\n",
            "\"sep=|\"\nokta|employee_id\na@x|1\nb@x|2\n",
        ] {
            assert_eq!(pairs(text), expected, "{text:?}");
        }
        assert!(
            read("sep=,\nokta;employee_id\na@x;1\n").is_err(),
            "another separator than the one it names"
        );
    }

    #[test]
    fn whoever_is_undecided_is_counted_and_empty_lines_are_nothing() {
        let file = read("okta,employee_id\n\na@x,\n\n,\nb@x, \n\n,7\n").unwrap();
        assert_eq!(file.undecided, 2);
        assert_eq!((file.lines.len(), file.lines[0].number), (1, 8), "{file:?}");
    }

    #[test]
    fn an_apostrophe_against_formulas_is_taken_off() {
        let lines = pairs("okta,employee_id\n'+49@x,1\n'o@x,2\n");
        assert_eq!((lines[0].1.as_str(), lines[1].1.as_str()), ("+49@x", "'o@x"));
    }

    #[test]
    fn a_quote_that_does_not_close_swallows_no_line_unseen() {
        let file = read("okta,employee_id,name\na@x,1,\"Anna\nb@x,2,Bela\nc@x,3,Cem\n").unwrap();
        assert_eq!(file.lines.len(), 1);
        assert!(file.lines[0].is_torn);
    }

    #[test]
    fn what_is_no_such_list_has_a_reason() {
        let reason = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(reason(b"okta,employee_id\na,1\nJ\xfcrgen@x,2\n").contains("line 3"));
        assert!(reason(b"\xff\xfeo\0k\0").contains("UTF-16"));
        for text in [
            "",
            "\n",
            "a,b\n1,2\n",
            "okta\na@x\n",
            "okta,okta,employee_id\n",
            "{\"okta\": 1}",
        ] {
            assert!(reason(text.as_bytes()).contains("columns okta"), "{text:?}");
        }
        let folder = tempfile::tempdir().unwrap();
        assert!(AssignmentFile::read(folder.path()).is_err());
        assert!(AssignmentFile::read(&folder.path().join("missing.csv")).is_err());
    }

    #[test]
    fn a_file_that_is_too_large_is_not_read_whole() {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().set_len(LARGEST + 1).unwrap();
        let error = AssignmentFile::read(file.path()).unwrap_err();
        assert_eq!(error.to_string(), "it is larger than 64 MB");
    }
}
