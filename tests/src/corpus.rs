//! Documents of others, in a folder that lies elsewhere.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// How much is done at the same time.
const WORKERS: usize = 2;

/// The roots of documents in a folder, each with its version of OpenAPI.
pub fn documents(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(version) = version(&path) {
                found.push((path, version));
            }
        }
    }
    found
}

/// What stands behind the key `openapi` of a root, which begins a line of YAML or an object of JSON.
fn version(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?;
    if !["yaml", "yml", "json"].contains(&extension) {
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let after = match extension {
        "json" => text.split_once("\"openapi\"")?.1,
        _ => {
            text.lines().find_map(|line| line.strip_prefix("openapi:").or_else(|| line.strip_prefix("\"openapi\":")))?
        }
    };
    let version = after.split(['\n', ',']).next()?.trim_matches([' ', ':', '"', '\'', '\r']);
    version.starts_with('3').then(|| version.to_owned())
}

/// What became of each, in any order; `work` also gets the number of its worker.
pub fn shared<Task: Send, Done: Send>(tasks: Vec<Task>, work: impl Fn(Task, usize) -> Done + Sync) -> Vec<Done> {
    let queue = Mutex::new(tasks.into_iter());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..WORKERS {
            let (queue, done, work) = (&queue, &done, &work);
            scope.spawn(move || {
                loop {
                    let next = queue.lock().expect("no worker panics").next();
                    let Some(task) = next else { return };
                    let outcome = work(task, worker);
                    done.lock().expect("no worker panics").push(outcome);
                }
            });
        }
    });
    done.into_inner().expect("no worker panics")
}
