//! Goes through what docutools has of a user: profile, picture, card, licence, invitation, mails. `ROSTER_URL=…
//! ROSTER_TOKEN=… cargo run --example profiles`.

use std::{env, error::Error};

use roster_client::{
    Client, Nullable,
    docutools::{
        AvatarsGetOriginalResponse, UserBatchUpdate, UserInvitation, UserUpdate, UsersListParameters, UsersListSort,
        UsersResubscribeParameters, UsersUnsubscribeParameters, UsersVcardResponse,
    },
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::docutools(url, token)?;

    // [sample docutools/users_invite docutools/users_reinvite]
    let mut invitation = UserInvitation::new("lin@example.com");
    invitation.first_name = Some("Lin".to_owned());
    let invited = client.users_invite(&invitation).await?.into_body();

    // Later, when the mail got lost:
    client.users_reinvite(invited.user_id).await?;
    // [/sample]
    let user_id = invited.user_id;

    // [sample docutools/users_unsubscribe docutools/users_resubscribe]
    client.users_unsubscribe(&UsersUnsubscribeParameters::new(user_id)).await?;

    client.users_resubscribe(&UsersResubscribeParameters::new(user_id)).await?;
    // [/sample]

    // [sample docutools/users_list]
    let by_name = UsersListParameters { sort: Some(UsersListSort::Name), page_size: Some(50), ..Default::default() };
    let page = client.users_list(&by_name).await?.into_body();
    println!("{} of {} users", page.content.len(), page.total_elements);
    // [/sample]
    let Some(user_id) = page.content.iter().map(|user| user.user_id).find(|id| *id != user_id) else { return Ok(()) };

    // [sample docutools/users_update_batch]
    // `Nullable::Null` clears a property; one that is `None` stays as it is.
    let update = UserUpdate {
        department: Some("Structural engineering".into()),
        fax: Some(Nullable::Null),
        ..UserUpdate::default()
    };
    let users = client.users_update_batch(&UserBatchUpdate::new(vec![user_id], update)).await?.into_body();
    // [/sample]
    println!("{} users changed", users.len());

    // [sample docutools/users_get]
    let user = client.users_get(user_id).await?.into_body();
    println!("{}: {:?}", user.username, user.department);
    // [/sample]

    // [sample docutools/users_vcard]
    let UsersVcardResponse::Ok { body: card, .. } = client.users_vcard(user_id).await?;
    println!("{card}");
    // [/sample]

    // [sample docutools/avatars_get_original]
    match client.avatars_get_original(user_id, &Default::default()).await? {
        AvatarsGetOriginalResponse::OkPng { body, .. } | AvatarsGetOriginalResponse::OkJpeg { body, .. } => {
            println!("a picture of {} bytes", body.bytes().await?.len());
        }
        AvatarsGetOriginalResponse::NoContent | AvatarsGetOriginalResponse::NotModified { .. } => {
            println!("no picture")
        }
    }
    // [/sample]

    // [sample docutools/avatars_delete]
    client.avatars_delete(user_id).await?;
    // [/sample]

    // [sample docutools/licenses_assign]
    client.licenses_assign(user_id).await?;
    // [/sample]

    // [sample docutools/licenses_remove]
    client.licenses_remove(user_id).await?;
    // [/sample]
    Ok(())
}
