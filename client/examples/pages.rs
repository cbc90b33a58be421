//! Goes through all users by both APIs, page by page: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example pages`.

use std::{env, error::Error, pin::pin};

use futures_util::TryStreamExt;
use roster_client::{Client, docutools, pages, twona};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let (url, token) = (env::var("ROSTER_URL")?, env::var("ROSTER_TOKEN")?);

    let client = Client::twona(&url, &token)?;
    let parameters = twona::UsersListParameters { sort_by: Some("name".to_owned()), ..Default::default() };
    let mut users = pin!(pages::items(client.users_list_pages(parameters)));
    while let Some(user) = users.try_next().await? {
        println!("twona: {} <{}>", user.name, user.email);
    }

    let client = Client::docutools(&url, &token)?;
    let parameters = docutools::UsersListParameters { page_size: Some(2), ..Default::default() };
    let mut listed = pin!(client.users_list_pages(parameters));
    while let Some(page) = listed.try_next().await? {
        let names: Vec<_> = page.items.iter().map(|user| user.username.as_str()).collect();
        println!("docutools: page {} of {:?}: {}", page.number, page.total, names.join(", "));
    }
    Ok(())
}
