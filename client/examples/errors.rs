//! What can go wrong, and how a program tells: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example errors`.

use std::{env, error::Error as StdError, time::Duration};

use roster_client::{
    Client, Credential, Error, Options, RetryPolicy, StatusCode, docutools, twona::GroupCreateOrActivate,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn StdError>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn StdError>> {
    let client = Client::twona(url, token)?;

    // A status that one expects.
    match client.users_get("nobody").await {
        Ok(found) => println!("found {}", found.into_body().name),
        Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => println!("there is no such user"),
        Err(error) => return Err(error.into()),
    }

    // [sample problem]
    // Input at fault: the problem document names every violation.
    let too_long = GroupCreateOrActivate { name: Some("x".repeat(1000)), ..Default::default() };
    if let Err(Error::Problem { status, problem, .. }) = client.groups_create_or_activate(&too_long).await {
        println!("{status}: {}", problem.code.as_deref().unwrap_or("without a code"));
        for violation in &problem.errors {
            println!("  {}: {}", violation.pointer.as_deref().unwrap_or_default(), violation.detail);
        }
    }
    // [/sample]

    // A token that is not valid, and the header that says how to authenticate.
    let stranger = Client::docutools(url, "not-a-token")?;
    if let Err(error) = stranger.members_list(&Default::default()).await {
        let challenge = error.headers().and_then(|headers| headers.get("www-authenticate"));
        println!("{error} (challenge: {challenge:?})");
    }

    // Nobody answers there; one attempt, and not for long.
    let options =
        Options { connect_timeout: Duration::from_millis(500), retry: RetryPolicy::off(), ..Options::default() };
    let nowhere = docutools::Client::with("http://127.0.0.1:1", Credential::anonymous(), options)?;
    match nowhere.members_list(&Default::default()).await {
        Err(Error::Transport(error)) => println!("unreachable: {error}"),
        other => println!("unexpected: {other:?}"),
    }
    Ok(())
}
