//! Adds users at once, changes one of them, and deactivates and activates him: `ROSTER_URL=… ROSTER_TOKEN=… cargo run
//! --example users`.

use std::{env, error::Error};

use roster_client::{
    Client, Nullable,
    twona::{UserActivation, UserBulk, UserUpdate},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::twona(url, token)?;

    // [sample twona/users_create_bulk]
    let emails = vec!["ada@example.com".to_owned(), "charles@example.com".to_owned()];
    let added = client.users_create_bulk(&UserBulk::new(emails)).await?.into_body();
    // [/sample]
    let Some(user_id) = added.first().map(|user| user.id.as_str()) else { return Ok(()) };

    // [sample twona/users_update twona/users_get]
    // `Nullable::Null` clears a property; one that is `None` stays as it is.
    let update =
        UserUpdate { name: Some("Ada Lovelace".to_owned()), position: Some(Nullable::Null), ..UserUpdate::default() };
    client.users_update(user_id, &update).await?;

    let user = client.users_get(user_id).await?.into_body();
    println!("{} <{}>", user.name, user.email);
    // [/sample]

    // [sample twona/users_deactivate]
    client.users_deactivate(user_id).await?;
    // [/sample]

    // [sample twona/users_activate]
    client.users_activate(&UserActivation::new(user_id)).await?;
    // [/sample]
    Ok(())
}
