//! Documents of others, in a folder that lies elsewhere.

use std::{
    cmp::Reverse,
    fs,
    path::{Path, PathBuf},
    sync::Mutex,
};

/// How much is done at the same time.
const WORKERS: usize = 2;

/// Of a folder of documents, those whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    part: usize,
    parts: usize,
}

impl Share {
    /// What the environment says: `ROSTER_TEST_CORPUS_SHARE=1/8` is the second eighth; without it, all.
    ///
    /// # Panics
    /// It is written in another way.
    pub fn of_environment() -> Self {
        let Ok(text) = std::env::var("ROSTER_TEST_CORPUS_SHARE") else { return Self { part: 0, parts: 1 } };
        let numbers = text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
        let (part, parts) = numbers.filter(|(part, parts)| part < parts).unwrap_or_else(|| {
            panic!("ROSTER_TEST_CORPUS_SHARE is {text:?}, and should be 0/8, 1/8 and so on");
        });
        Self { part, parts }
    }

    /// Whether the document in this place belongs to it.
    pub fn has(self, place: usize) -> bool {
        place % self.parts == self.part
    }
}

/// The roots of documents in a folder, each with its version of OpenAPI; the longest first, so that shares are alike.
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
    found.sort_by_cached_key(|(path, _)| (Reverse(fs::metadata(path).map_or(0, |file| file.len())), path.clone()));
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
