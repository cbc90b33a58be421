//! Uploads by the tus protocol.

mod append;
pub(crate) mod broken;
mod checksum;
pub(crate) mod concatenation;
mod conflicts;
mod creation;
pub(crate) mod deferred;
mod expiry;
mod first_part;
mod interpreted;
mod killed;
mod quotas;
mod refused;
mod termination;

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD};
use roster_tests::{Caller, Request, Response};

pub(crate) const MIB: usize = 1024 * 1024;

/// Media type of parts.
pub(crate) const PART: &str = "application/offset+octet-stream";

/// Bytes that differ from place to place, and from seed to seed.
pub(crate) fn content(length: usize, seed: u32) -> Vec<u8> {
    let mut state = seed.wrapping_mul(2_654_435_761).max(1);
    let mut bytes = Vec::with_capacity(length + 4);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes
}

/// The header `Upload-Metadata` of a file of this name.
pub(crate) fn metadata(name: &str) -> String {
    format!("filename {},filetype YXBwbGljYXRpb24vcGRm", BASE64_STANDARD.encode(name))
}

pub(crate) fn request<'a>(caller: &'a Caller, length: &str) -> Request<'a> {
    caller.twona("uploads_create").header("upload-length", length).header("upload-metadata", &metadata("plan.pdf"))
}

/// Requests an upload; its id.
pub(crate) async fn create(caller: &Caller, length: usize) -> String {
    let response = request(caller, &length.to_string()).send().await.expect(201);
    let location = response.header("location").expect("a location");
    location.rsplit('/').next().expect("an id").to_owned()
}

/// A part that begins at `offset`.
pub(crate) fn part<'a>(caller: &'a Caller, id: &str, offset: usize, bytes: &[u8]) -> Request<'a> {
    caller
        .twona("uploads_append")
        .path("file_id", id)
        .header("upload-offset", &offset.to_string())
        .bytes(PART, bytes.to_vec())
}

pub(crate) fn check<'a>(caller: &'a Caller, id: &str) -> Request<'a> {
    caller.twona("uploads_check").path("file_id", id)
}

/// How many bytes the server says that it has.
pub(crate) async fn offset(caller: &Caller, id: &str) -> usize {
    offset_of(&check(caller, id).send().await.expect(200))
}

pub(crate) fn offset_of(response: &Response) -> usize {
    response.header("upload-offset").expect("an offset").parse().expect("a number")
}

/// Everything that is stored on the disk of a server.
pub(crate) fn blobs(data: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![data.join("blobs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// The one blob on the disk of a server.
#[track_caller]
pub(crate) fn blob(data: &Path) -> Vec<u8> {
    let blobs = blobs(data);
    assert_eq!(blobs.len(), 1, "{blobs:?}");
    fs::read(&blobs[0]).expect("the blob can be read")
}
