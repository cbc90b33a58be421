//! Writing everything out, as it was at one moment.

use std::io::{self, Write};

use super::{CHUNK, line};
use crate::store::{self, Store, StoreError, TABLES};

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("cannot read the database")]
    Store(#[from] StoreError),
    #[error("cannot write the export")]
    Output(#[from] io::Error),
}

/// Writes every row to `output`, and answers how many there were. Servers may go on writing meanwhile: what they
/// change is not in the export.
pub async fn export(store: &dyn Store, output: &mut (dyn Write + Send)) -> Result<u64, ExportError> {
    let mut snapshot = store.snapshot().await?;
    writeln!(output, "{}", line::begin(store::last_migration()))?;
    let mut rows = 0;
    for table in TABLES {
        let mut last = None;
        loop {
            let chunk = snapshot.backup_rows(table, last.as_ref(), CHUNK).await?;
            for row in &chunk {
                writeln!(output, "{}", line::row(table, row))?;
            }
            rows += chunk.len() as u64;
            match chunk.into_iter().nth(CHUNK as usize - 1) {
                Some(row) => last = Some(row),
                None => break,
            }
        }
    }
    writeln!(output, "{}", line::end(rows))?;
    output.flush()?;
    Ok(rows)
}
