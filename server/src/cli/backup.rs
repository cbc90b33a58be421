//! `export` and `import`: the whole directory as a file, or through a pipe.

use std::{
    fs,
    io::{self, BufReader, BufWriter, IsTerminal, Write},
    path::{Path, PathBuf},
};

use super::{
    Failure,
    arguments::{Export, Import},
};
use crate::{
    backup::{self, ExportError},
    start::open_store,
    store::{Opening, Store},
};

/// Writes to a file that is whole or not there at all.
pub(super) async fn export(options: Export) -> Result<(), Failure> {
    check_output(&options)?;
    let store = open_store(&options.storage.config()?, Opening::Existing).await?;
    let rows = if is_standard(&options.output) {
        // Waiting for a slow reader keeps nobody: this is all that the process does.
        backup::export(&*store, &mut BufWriter::new(io::stdout())).await?
    } else {
        to_file(&*store, &options.output).await?
    };
    store.close().await;
    eprintln!("exported {rows} rows; the bytes of files are not among them");
    Ok(())
}

/// A file that is there may be the last good backup.
fn check_output(options: &Export) -> Result<(), Failure> {
    if is_standard(&options.output) {
        return Ok(());
    }
    let path = options.output.display();
    match fs::symlink_metadata(&options.output) {
        Ok(found) if !found.is_file() => Err(Failure::Other(format!("--output {path}: is there, and is no file"))),
        Ok(_) if !options.force => Err(Failure::Other(format!("--output {path}: is there; --force replaces it"))),
        _ => Ok(()),
    }
}

async fn to_file(store: &dyn Store, path: &Path) -> Result<u64, ExportError> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(".partial");
    let partial = PathBuf::from(partial);
    let mut options = fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut output = BufWriter::new(options.open(&partial)?);
    let written = backup::export(store, &mut output).await;
    let finished = written.and_then(|rows| {
        output.flush()?;
        output.get_ref().sync_all()?;
        fs::rename(&partial, path)?;
        Ok(rows)
    });
    if finished.is_err() {
        let _ = fs::remove_file(&partial);
    }
    finished
}

pub(super) async fn import(options: Import) -> Result<(), Failure> {
    let config = options.storage.config()?;
    let standard = is_standard(&options.input);
    if standard && io::stdin().is_terminal() {
        return Err(Failure::Other("an export is expected on standard input, or in --input FILE".to_owned()));
    }
    let input = if standard { None } else { Some(fs::File::open(&options.input).map_err(backup::ImportError::from)?) };
    let store = open_store(&config, Opening::Create).await?;
    let rows = match input {
        None => backup::import(&*store, &mut BufReader::new(io::stdin())).await?,
        Some(file) => backup::import(&*store, &mut BufReader::new(file)).await?,
    };
    store.close().await;
    eprintln!("imported {rows} rows; the bytes of files are copied apart from them");
    Ok(())
}

fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}
