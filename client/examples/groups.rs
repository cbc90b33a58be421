//! Makes a group, renames it, takes somebody in and out again, and puts the group away: `ROSTER_URL=… ROSTER_TOKEN=…
//! cargo run --example groups`.

use std::{env, error::Error};

use roster_client::{
    Client,
    twona::{GroupCreateOrActivate, GroupMember, GroupUpdate, GroupsListParameters},
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    run(&env::var("ROSTER_URL")?, &env::var("ROSTER_TOKEN")?).await
}

/// What the example is about. The tests call it, with a server of their own.
pub(crate) async fn run(url: &str, token: &str) -> Result<(), Box<dyn Error>> {
    let client = Client::twona(url, token)?;
    let user_id = client.session_get().await?.into_body().user.id;

    // [sample twona/groups_create_or_activate twona/groups_get]
    let named = GroupCreateOrActivate { name: Some("Site engineers".to_owned()), ..Default::default() };
    let group = client.groups_create_or_activate(&named).await?.into_body();

    let group = client.groups_get(group.id).await?.into_body();
    // [/sample]
    let group_id = group.id;
    println!("made group {group_id}, “{}”", group.name);

    // [sample twona/groups_update]
    let group = client.groups_update(group_id, &GroupUpdate::new("Engineers")).await?.into_body();
    println!("it is called “{}” now", group.name);
    // [/sample]

    // [sample twona/groups_users_add twona/groups_users_list]
    client.groups_users_add(group_id, &GroupMember::new(&user_id)).await?;

    for member in client.groups_users_list(group_id).await?.into_body() {
        println!("member: {} <{}>", member.name, member.email);
    }
    // [/sample]

    // [sample twona/groups_users_remove]
    client.groups_users_remove(group_id, &user_id).await?;
    // [/sample]

    // [sample twona/groups_deactivate twona/groups_list]
    client.groups_deactivate(group_id).await?;

    let deactivated = GroupsListParameters { deleted: Some(true) };
    for group in client.groups_list(&deactivated).await?.into_body() {
        println!("put away: “{}”", group.name);
    }
    // [/sample]
    Ok(())
}
