//! Tokens, first start, and what the operator does.

use super::*;
use crate::{
    directory::UserSelector,
    model::principal::{Authority, TokenPermission},
};

#[tokio::test]
async fn tokens_carry_their_permissions_and_only_their_kind_counts() {
    let fixture = Fixture::new().await;
    let user = fixture.user("Alice", "alice@example.com", Roles { project_creator: true, ..admin() }).await;
    let token = fixture.directory.create_token(&user, vec![TokenPermission::AutoKey]).await.unwrap();
    let principal = fixture.directory.authenticate(token.reveal(), CredentialKind::Token).await.unwrap().unwrap();
    assert_eq!(principal.user, user);
    assert!(principal.has(Authority::Admin) && principal.has(Authority::ProjectCreator));
    assert!(principal.has(Authority::AutoKey) && !principal.has(Authority::Owner));
    assert!(fixture.owner.has(Authority::Admin), "an owner is an admin");
    assert!(fixture.directory.authenticate(token.reveal(), CredentialKind::Session).await.unwrap().is_none());
    assert!(fixture.directory.authenticate("", CredentialKind::Token).await.unwrap().is_none());
}

#[tokio::test]
async fn a_store_is_started_once_and_not_at_all_where_the_token_cannot_be_kept() {
    let fixture = Fixture::new().await;
    let again = fixture.directory.first_start().await.unwrap();
    assert!(again.is_none());
}

#[tokio::test]
async fn the_operator_finds_users_by_address() {
    let fixture = Fixture::new().await;
    let directory = &fixture.directory;
    let alice = fixture.user("Alice", "alice@example.com", Roles::default()).await;
    let selector = |email: &str, organization: Option<&str>| UserSelector {
        email: Email::parse(email).unwrap(),
        organization: organization.map(str::to_owned),
    };
    assert_eq!(directory.find_user(&selector("ALICE@example.com", None)).await.unwrap(), alice);
    assert_eq!(code(directory.find_user(&selector("bob@example.com", None)).await), "not_found");
    assert_eq!(code(directory.find_user(&selector("alice@example.com", Some("Nowhere"))).await), "not_found");
    let stranger = fixture.stranger().await;
    let seed = UserSeed { email: alice.email.clone(), name: alice.name.clone(), roles: Roles::default() };
    let other = directory.create_user(&stranger.organization, seed.clone()).await.unwrap();
    assert_eq!(code(directory.find_user(&selector("alice@example.com", None)).await), "invalid_body");
    assert_eq!(directory.find_user(&selector("alice@example.com", Some("elsewhere"))).await.unwrap(), other);
    assert_eq!(code(directory.create_user(&stranger.organization, seed).await), "email_in_use");
    assert_eq!(code(directory.find_organization(None).await), "invalid_body");
    assert_eq!(directory.find_organization(Some("2")).await.unwrap().name, "Elsewhere");
}
