//! CSV that a spreadsheet can open without running anything.

use std::borrow::Cow;
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
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .map_err(io::Error::from)
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// A cell that starts like a formula gets an apostrophe, so that it stays text (CWE-1236).
fn safe(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_starts_a_formula() {
        for cell in ["=1+1", "+49 30", "-1", "@sum", "\tx", "\rx"] {
            assert_eq!(safe(cell), format!("'{cell}"));
        }
        for cell in ["", "Anna", "a=b", "'x"] {
            assert_eq!(safe(cell), cell);
        }
    }
}
