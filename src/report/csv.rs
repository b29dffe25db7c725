//! CSV that a spreadsheet can open without running anything.

use super::table::clean;
use std::io;

/// Writes rows of cells.
pub(super) struct Rows<'a> {
    writer: csv::Writer<&'a mut dyn io::Write>,
}

impl<'a> Rows<'a> {
    pub fn new<const N: usize>(out: &'a mut dyn io::Write, header: [&str; N]) -> io::Result<Self> {
        let mut rows = Self {
            writer: csv::Writer::from_writer(out),
        };
        rows.row(header)?;
        Ok(rows)
    }

    pub fn row<const N: usize>(&mut self, cells: [&str; N]) -> io::Result<()> {
        let cells = cells.map(safe);
        self.writer
            .write_record(cells.iter().map(String::as_bytes))
            .map_err(plain)
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// With the kind that it has below: a pipe that was closed is no failure.
fn plain(error: csv::Error) -> io::Error {
    let words = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other(words),
    }
}

/// Without control characters, since CSV is looked at in terminals too; what starts like a formula gets an
/// apostrophe, so that it stays text (CWE-1236).
fn safe(cell: &str) -> String {
    let cell = clean(cell);
    if cell.trim_start().starts_with(['=', '+', '-', '@']) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody who has read enough, such as `head`.
    struct Closed;

    impl io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_told_from_other_failures() {
        let out: &mut dyn io::Write = &mut Closed;
        let mut rows = Rows::new(out, ["head"]).unwrap();
        let error = (0..10_000).find_map(|_| rows.row(["cell"]).err()).unwrap();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_cell_never_starts_a_formula() {
        for cell in ["=1+1", "+49 30", "-1", "@sum", " =1"] {
            assert_eq!(safe(cell), format!("'{cell}"));
        }
        for (cell, written) in [("\t=x", "' =x"), ("\r\n@x", "'  @x"), ("a\u{1b}[2Jb", "a[2Jb")] {
            assert_eq!(safe(cell), written);
        }
        for cell in ["", "Anna", "a=b", "'x"] {
            assert_eq!(safe(cell), cell);
        }
    }
}
