//! Goes through all users, page by page, and searches among them: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example pages`.

use std::{env, error::Error};

use futures_util::TryStreamExt;
use roster_client::{
    Client,
    twona::{UsersListParameters, UsersListResponse},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::twona(url, token)?;
    // [sample pages twona/users_list]
    let by_name = UsersListParameters { sort_by: Some("name".to_owned()), ..Default::default() };

    let mut listed = client.users_list_pages(&by_name);
    while let Some(page) = listed.try_next().await? {
        let UsersListResponse::Ok { body, x_total_count, .. } = page;
        println!("{} of {x_total_count:?} users", body.len());
    }

    // The same, one user at a time.
    let mut users = client.users_list_pages(&by_name).items();
    while let Some(user) = users.try_next().await? {
        println!("{} <{}>", user.name, user.email);
    }
    // [/sample]

    // [sample search]
    let query = "email:*example.com-name:olivia*|name:grace*".to_owned();
    let found = UsersListParameters { q: Some(query), sort_by: Some("-email".to_owned()), ..Default::default() };
    let mut found = client.users_list_pages(&found).items();
    while let Some(user) = found.try_next().await? {
        println!("found {}", user.name);
    }
    // [/sample]
    Ok(())
}
