//! Signs in, invites somebody, and lists who is invited.
//!
//! `ROSTER_URL=… ROSTER_TOKEN=… cargo run --example session`

use std::{env, error::Error};

use roster_client::{
    Client,
    twona::{InvitationCreate, InvitationStatusText, InvitationsCreateResponse},
};

pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    // [sample session twona/session_get]
    let client = Client::twona(url, token)?;

    let session = client.session_get().await?.into_body();
    println!("signed in as {} of {}", session.user.email, session.organization.name);
    // [/sample]

    // [sample invite twona/invitations_create twona/invitations_list]
    let mut invitation = InvitationCreate::new("Nora Newcomer", "newcomer@example.com");
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

    client.invitations_create(&InvitationCreate::new("Misty Taken", "mistaken@example.com")).await?;
    // [sample twona/invitations_cancel]
    client.invitations_cancel("mistaken@example.com").await?;
    // [/sample]
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}
