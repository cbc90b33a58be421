//! The sources of the runtimes, taken into the program: `generate --runtime vendored` writes them beside generated code,
//! also where this repository is not at hand.
//!
//! `runtimes/` has links to them, in whose place a package has the files themselves.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("runtimes");
    println!("cargo::rerun-if-changed=build.rs");
    let mut files = Vec::new();
    collect(&root, Path::new(""), &mut files)?;
    files.sort();
    let target = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("runtimes.rs");
    let mut target = fs::File::create(target)?;
    writeln!(target, "&[")?;
    for file in files {
        let source = root.join(&file).canonicalize()?;
        println!("cargo::rerun-if-changed={}", source.display());
        writeln!(target, "    ({:?}, include_str!({:?})),", file.display().to_string(), source.display().to_string())?;
    }
    writeln!(target, "]")
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", root.join(folder).display());
    for entry in fs::read_dir(root.join(folder))? {
        let path = folder.join(entry?.file_name());
        if root.join(&path).is_dir() {
            collect(root, &path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "rs" || extension == "toml") {
            files.push(path);
        }
    }
    Ok(())
}
