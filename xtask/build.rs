//! The sources of the runtimes, taken into the program: `generate --runtime vendored` writes them beside generated code,
//! also where this repository is not at hand.

use std::{
    env, fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

const RUNTIMES: [&str; 2] = ["server/runtime", "client/runtime"];

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("..");
    let mut files = vec![PathBuf::from("Cargo.toml")];
    for runtime in RUNTIMES {
        files.push(Path::new(runtime).join("Cargo.toml"));
        collect(&root, &Path::new(runtime).join("src"), &mut files)?;
    }
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
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
