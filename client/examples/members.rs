//! Goes through the members of the organisation, page by page.
//!
//! `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example members`

use std::{env, error::Error};

use futures_util::TryStreamExt;
use roster_client::{Client, docutools::MembersListParameters};

pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::docutools(url, token)?;
    // [sample docutools/members_list]
    let parameters = MembersListParameters { page_size: Some(50), ..Default::default() };
    let mut listed = client.members_list_pages(&parameters);
    while let Some(page) = listed.try_next().await? {
        let page = page.into_body();
        let names: Vec<_> = page.content.iter().map(|user| user.username.as_str()).collect();
        println!("page {}: {}", page.number, names.join(", "));
    }
    // [/sample]
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}
