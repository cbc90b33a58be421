//! Sets a property, clears another, leaves the rest alone, and sends a file as a part of a form:
//! `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example updates`.

use std::{env, error::Error};

use roster_client::{
    Client, FilePart, Nullable,
    docutools::{AvatarsGetResponse, AvatarsReplaceMultipart, UserUpdate},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::docutools(url, token)?;
    let page = client.users_list(&Default::default()).await?.into_body();
    let Some(user) = page.content.first() else { return Ok(()) };

    // [sample update docutools/users_update]
    let update = UserUpdate { phone: Some("+43 1 23456".into()), fax: Some(Nullable::Null), ..UserUpdate::default() };
    let user = client.users_update(user.user_id, &update).await?.into_body();
    println!("{}: phone {:?}, fax {:?}", user.username, user.phone, user.fax);
    // [/sample]

    if let Ok(path) = env::var("ROSTER_AVATAR") {
        // [sample avatar docutools/avatars_replace docutools/avatars_get]
        let avatar = FilePart::file(path).await?.with_media_type("image/png");
        client.avatars_replace(user.user_id, AvatarsReplaceMultipart { avatar }).await?;
        match client.avatars_get(user.user_id, &Default::default()).await? {
            AvatarsGetResponse::OkPng { etag, body } | AvatarsGetResponse::OkJpeg { etag, body } => {
                println!("thumbnail {etag} of {} bytes", body.bytes().await?.len());
            }
            AvatarsGetResponse::NoContent | AvatarsGetResponse::NotModified { .. } => println!("no thumbnail"),
        }
        // [/sample]
    }
    Ok(())
}
