//! Goes through the members of the organisation by the docutools API: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example members`.

use std::{env, error::Error, pin::pin};

use futures_util::TryStreamExt;
use roster_client::{Client, docutools::MembersListParameters};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::docutools(url, token)?;
    let parameters = MembersListParameters { page_size: Some(50), ..Default::default() };
    let mut listed = pin!(client.members_list_pages(parameters));
    while let Some(page) = listed.try_next().await? {
        let names: Vec<_> = page.items.iter().map(|user| user.username.as_str()).collect();
        println!("page {} of {:?} members: {}", page.number, page.total, names.join(", "));
    }
    Ok(())
}
