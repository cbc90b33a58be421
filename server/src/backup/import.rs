//! Reading an export into an empty database: all of it, or nothing.

use std::io::{self, BufRead, Read};

use super::{
    check::Check,
    line::{self, Line},
};
use crate::store::{self, Row, Store, StoreError, Table, Transaction};

/// No row is longer, in bytes.
const MAXIMUM_LINE: u64 = 1024 * 1024;

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the database is not empty; an import needs one of its own")]
    NotEmpty,
    #[error("line {number} {detail}")]
    Line { number: u64, detail: String },
    #[error("line {number} does not fit what is there")]
    Row { number: u64, source: StoreError },
    #[error("cannot read the export")]
    Input(#[from] io::Error),
    #[error("cannot write the database")]
    Store(#[from] StoreError),
}

/// Reads an export, and answers how many rows there were. Nothing of it is there where anything is wrong with it.
pub async fn import(store: &dyn Store, input: &mut (dyn BufRead + Send)) -> Result<u64, ImportError> {
    let mut transaction = store.transaction().await?;
    // A server that starts meanwhile waits, and finds the import.
    transaction.organizations_lock_all().await?;
    if !transaction.organizations_list(1).await?.is_empty() {
        return Err(ImportError::NotEmpty);
    }
    transaction.backup_begin().await?;
    let mut lines = Lines { input, number: 0 };
    let mut check = Check::default();
    lines.begin()?;
    let rows = loop {
        match lines.next()? {
            Line::Row(table, row) => {
                check.admit(table, &row).map_err(|detail| lines.error(detail))?;
                insert(&mut *transaction, &lines, table, &row).await?;
            }
            Line::End { rows } if rows == lines.number - 2 => break rows,
            Line::End { rows } => return Err(lines.error(format!("ends an export of {rows} rows, not of this many"))),
            Line::Begin { .. } => return Err(lines.error("begins another export")),
        }
    };
    lines.expect_end()?;
    transaction.backup_finish().await?;
    transaction.commit().await?;
    Ok(rows)
}

async fn insert(
    transaction: &mut dyn Transaction,
    lines: &Lines<'_>,
    table: &'static Table,
    row: &Row,
) -> Result<(), ImportError> {
    transaction.backup_insert(table, row).await.map_err(|error| match error {
        error if error.is_temporary() => ImportError::Store(error),
        source => ImportError::Row { number: lines.number, source },
    })
}

/// Lines of a bounded length, counted from 1.
struct Lines<'a> {
    input: &'a mut (dyn BufRead + Send),
    number: u64,
}

impl Lines<'_> {
    fn begin(&mut self) -> Result<(), ImportError> {
        let migration = match self.next()? {
            Line::Begin { migration } => migration,
            _ => return Err(self.error("does not say that this is an export of Roster")),
        };
        if migration == store::last_migration() {
            return Ok(());
        }
        Err(self.error(format!(
            "has the tables of migration {migration}, and this version those of {}; \
             import it with the version that wrote it, and let this one migrate the database",
            store::last_migration()
        )))
    }

    fn next(&mut self) -> Result<Line, ImportError> {
        let line = self.read()?;
        let line = line.ok_or_else(|| self.error("is missing: the export is cut off"))?;
        line::parse(&line).map_err(|detail| self.error(detail))
    }

    fn expect_end(&mut self) -> Result<(), ImportError> {
        match self.read()? {
            None => Ok(()),
            Some(_) => Err(self.error("follows the end of the export")),
        }
    }

    fn read(&mut self) -> Result<Option<String>, ImportError> {
        self.number += 1;
        let mut line = Vec::new();
        (&mut *self.input).take(MAXIMUM_LINE).read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if line.len() as u64 == MAXIMUM_LINE {
            return Err(self.error(format!("is longer than {MAXIMUM_LINE} bytes")));
        }
        String::from_utf8(line).map(Some).map_err(|_| self.error("is no UTF-8"))
    }

    fn error(&self, detail: impl Into<String>) -> ImportError {
        ImportError::Line { number: self.number, detail: detail.into() }
    }
}
