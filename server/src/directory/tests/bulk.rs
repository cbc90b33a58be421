//! Adding many users at once.

use super::*;

#[tokio::test]
async fn known_and_repeated_addresses_are_skipped() {
    let fixture = Fixture::new().await;
    let group = fixture.directory.create_group(&fixture.owner, "Main").await.unwrap();
    let entries = vec![
        entry("bob@example.com", Some(group.id)),
        entry("OWNER@example.com", None),
        entry("BOB@example.com", None),
        entry("carol@example.com", None),
    ];
    let added = fixture.directory.create_users(&fixture.owner, entries).await.unwrap();
    let added: Vec<_> = added.iter().map(|user| (user.email.as_str(), user.name.full())).collect();
    assert_eq!(added, [("bob@example.com", "bob".to_owned()), ("carol@example.com", "carol".to_owned())]);
    let members = fixture.directory.group_users(&fixture.owner, group.id).await.unwrap();
    assert_eq!(names(&members), ["bob"]);
}

#[tokio::test]
async fn a_malformed_address_or_unknown_group_adds_nobody() {
    let fixture = Fixture::new().await;
    let inactive = fixture.directory.create_group(&fixture.owner, "Old").await.unwrap();
    fixture.directory.deactivate_group(&fixture.owner, inactive.id).await.unwrap();
    let entries = vec![entry("bob@example.com", None), entry("nobody", None)];
    let result = fixture.directory.create_users(&fixture.owner, entries).await;
    let Err(DirectoryError::InvalidBody(faults)) = result else { panic!("{result:?}") };
    assert_eq!(faults[0].place, "/emails/1");
    let entries = vec![entry("bob@example.com", None), entry("carol@example.com", Some(inactive.id))];
    let result = fixture.directory.create_users(&fixture.owner, entries).await;
    let Err(DirectoryError::UnknownGroups(faults)) = result else { panic!("{result:?}") };
    assert_eq!(faults[0].place, "/groups/1");
    assert_eq!(fixture.emails(false).await, ["owner@example.com"]);
}

#[tokio::test]
async fn adding_somebody_who_is_invited_uses_the_invitation_up() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let added = fixture.directory.create_users(&fixture.owner, vec![entry("dora@example.com", None)]).await.unwrap();
    assert_eq!(added[0].name.full(), "Dora Dean");
    assert!(!added[0].verified);
    assert!(fixture.directory.invitations(&fixture.owner).await.unwrap().first.is_empty());
    let link = fixture.links().await.remove(0);
    assert!(matches!(fixture.directory.accept_invitation(&link).await, Err(DirectoryError::InvitationAccepted)));
}

#[tokio::test]
async fn only_admins_add_users() {
    let fixture = Fixture::new().await;
    let plain = fixture.user("Plain", "plain@example.com", Roles::default()).await;
    let plain = fixture.principal(&plain).await;
    assert_eq!(code(fixture.directory.create_users(&plain, vec![entry("a@b.example", None)]).await), "forbidden");
}
