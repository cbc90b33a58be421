//! Signs in, invites somebody, and lists who is invited: `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example session`.
//!
//! `ROSTER_INVITE` is the address to invite; without it, `newcomer@example.com`.

use std::{env, error::Error};

use roster_client::{
    Client,
    twona::{InvitationCreate, InvitationStatusText, InvitationsCreateResponse},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    // [sample session]
    let client = Client::twona(url, token)?;

    let session = client.session_get().await?.into_body();
    println!("signed in as {} of {}", session.user.email, session.organization.name);
    // [/sample]

    let address = env::var("ROSTER_INVITE").unwrap_or_else(|_| "newcomer@example.com".to_owned());
    // [sample invite]
    let mut invitation = InvitationCreate::new("Nora Newcomer", address.as_str());
    invitation.message = Some("Welcome aboard".to_owned());
    // One documented answer only: there is nothing to match.
    let InvitationsCreateResponse::NoContent = client.invitations_create(&invitation).await?;

    for invitation in client.invitations_list().await?.into_body() {
        let state = match invitation.status_text {
            InvitationStatusText::Pending => format!("until {}", invitation.date_expiration),
            other => other.to_string(),
        };
        println!("invited: {} ({state})", invitation.email);
    }
    // [/sample]
    Ok(())
}
