//! Uploads files, and describes and reads them again: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example uploads`.
//!
//! `ROSTER_FILE` is a file to upload; without it, a text is uploaded.

use std::{collections::BTreeMap, env, error::Error, pin::pin};

use futures_util::TryStreamExt;
use roster_client::{
    Client,
    twona::{
        FileMetadata, FilesDownloadResponse, FilesGetResponse, FilesListParameters, FilesSetMetadataResponse,
        MetadataValue, UploadsDiscoverResponse,
    },
    upload::{self, Source},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::twona(url, token)?;
    // [sample twona/uploads_discover]
    let UploadsDiscoverResponse::NoContent { tus_max_size, .. } = client.uploads_discover().await?;
    println!("files have at most {tus_max_size} bytes");
    // [/sample]

    let source = match env::var("ROSTER_FILE") {
        Ok(path) => Source::file(path).await?,
        Err(_) => Source::from(b"Nothing much.\n".to_vec()),
    };
    // [sample upload twona/uploads_create twona/uploads_check twona/uploads_append]
    let mut notes = client
        .upload("notes.txt", source)
        .with_media_type("text/plain")
        .on_progress(|sent, total| println!("{sent} of {total} bytes"));
    // Whoever keeps the location can go on after a crash: client.upload(name, source).resume(location).send()
    println!("uploading to {}", notes.create().await?);
    let uploaded = notes.send().await?;
    // [/sample]

    // [sample twona/files_set_metadata twona/files_download]
    // Metadata makes the file persistent, under an identifier of its own.
    let metadata = BTreeMap::from([("owner".to_owned(), MetadataValue::String("diego".to_owned()))]);
    let answer = client.files_set_metadata(&uploaded.file_id, &FileMetadata::new(metadata)).await?;
    if let FilesSetMetadataResponse::MovedPermanently { location } = answer {
        let file_id = location.rsplit('/').next().unwrap_or_default();
        if let FilesDownloadResponse::Ok { body, .. } = client.files_download(file_id, &Default::default()).await? {
            println!("{} bytes are kept for good at {location}", body.bytes().await?.len());
        }
    }
    // [/sample]

    // [sample twona/files_list]
    let plans = FilesListParameters { q: Some("owner:diego".to_owned()), ..Default::default() };
    let plans = client.files_list(&plans).await?.into_body();
    // [/sample]
    for file_id in plans.iter().map(|file| &file.id) {
        // [sample twona/files_get]
        if let FilesGetResponse::OkJson { body: file, .. } = client.files_get(file_id, &Default::default()).await? {
            println!("{} has {} bytes", file.name, file.size);
        }
        // [/sample]
    }

    // Several at once.
    let uploads = ["one.txt", "two.txt", "three.txt"].map(|name| client.upload(name, name.as_bytes().to_vec()));
    let mut finished = pin!(upload::parallel(uploads, 2));
    while let Some(uploaded) = finished.try_next().await? {
        let file_id = &uploaded.file_id;
        println!("uploaded {file_id}");
        // [sample twona/uploads_terminate]
        client.uploads_terminate(file_id, &Default::default()).await?;
        // [/sample]
    }
    Ok(())
}
