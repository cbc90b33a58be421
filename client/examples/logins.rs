//! Asks for a magic link, and ends the session of its token: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example logins`,
//! with a token that has the permission `auto_key`.

use std::{env, error::Error};

use roster_client::{
    Client,
    twona::{AutoKeyRequest, AutoKeysCreateResponse},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::twona(url, token)?;

    // [sample twona/auto_keys_create]
    let request = AutoKeyRequest::new("owner@example.com");
    let AutoKeysCreateResponse::NoContent { location } = client.auto_keys_create(&request).await?;
    println!("who opens {location} is signed in");
    // [/sample]

    // [sample twona/session_delete]
    client.session_delete().await?;
    // [/sample]
    Ok(())
}
