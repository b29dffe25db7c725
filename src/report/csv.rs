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
            .map_err(io::Error::from)
    }

    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
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
