//! Users: changing, deactivating, activating, and who may.

use super::*;
use crate::directory::UserChange;

#[tokio::test]
async fn changes_touch_what_they_name() {
    let fixture = Fixture::new().await;
    let user = fixture.user("Alice Archer", "alice@example.com", Roles::default()).await;
    fixture.clock.advance(TimeDelta::minutes(5));
    let change = UserChange {
        telephone: Some(Some("+43 1 2345678".to_owned())),
        position: Some(Some("Surveyor".to_owned())),
        ..UserChange::default()
    };
    let changed = fixture.directory.update_user(&fixture.owner, &user.public_id, change).await.unwrap();
    assert_eq!(changed.name.full(), "Alice Archer");
    assert_eq!(changed.position.as_deref(), Some("Surveyor"));
    assert_eq!(changed.modified - user.modified, TimeDelta::minutes(5));
    let change = UserChange { name: Some("Alice de Witt".into()), position: Some(None), ..UserChange::default() };
    fixture.directory.update_user(&fixture.owner, &user.public_id, change).await.unwrap();
    let read = fixture.directory.user(&fixture.owner, &user.public_id).await.unwrap();
    assert_eq!((read.name.first.as_str(), read.name.last.as_str()), ("Alice", "de Witt"));
    assert_eq!(read.position, None);
    assert_eq!(read.telephone.as_deref(), Some("+43 1 2345678"));
}

#[tokio::test]
async fn bad_values_are_all_named() {
    let fixture = Fixture::new().await;
    let change = UserChange {
        name: Some(" ".into()),
        telephone: Some(Some("1".repeat(33))),
        position: Some(Some("a\u{7}b".into())),
    };
    let result = fixture.directory.update_user(&fixture.owner, &fixture.owner.user.public_id, change).await;
    let Err(DirectoryError::InvalidBody(faults)) = result else { panic!("{result:?}") };
    let places: Vec<_> = faults.iter().map(|fault| fault.place.as_str()).collect();
    assert_eq!(places, ["/name", "/telephone", "/position"]);
}

#[tokio::test]
async fn deactivating_ends_tokens_and_hides_the_user() {
    let fixture = Fixture::new().await;
    let user = fixture.user("Alice", "alice@example.com", admin()).await;
    let token = fixture.directory.create_token(&user, Vec::new()).await.unwrap();
    let known = || fixture.directory.authenticate(token.reveal(), CredentialKind::Token);
    assert!(known().await.unwrap().is_some());
    fixture.directory.deactivate_user(&fixture.owner, &user.public_id).await.unwrap();
    fixture.directory.deactivate_user(&fixture.owner, &user.public_id).await.unwrap();
    assert!(known().await.unwrap().is_none());
    assert_eq!(fixture.emails(false).await, ["owner@example.com"]);
    assert_eq!(fixture.emails(true).await, ["alice@example.com"]);
    assert!(fixture.directory.user(&fixture.owner, &user.public_id).await.is_ok());
    fixture.directory.activate_user(&fixture.owner, &user.public_id).await.unwrap();
    assert!(known().await.unwrap().is_none(), "a token from before the deactivation stays dead");
    assert_eq!(fixture.emails(false).await, ["owner@example.com", "alice@example.com"]);
}

#[tokio::test]
async fn the_last_active_owner_stays() {
    let fixture = Fixture::new().await;
    let owner = &fixture.owner;
    assert_eq!(code(fixture.directory.deactivate_user(owner, &owner.user.public_id).await), "last_owner");
    let second = fixture.user("Second", "second@example.com", Roles { owner: true, ..Roles::default() }).await;
    assert_eq!(code(fixture.directory.deactivate_user(owner, &owner.user.public_id).await), "ok");
    let second = fixture.principal(&second).await;
    assert_eq!(code(fixture.directory.deactivate_user(&second, &second.user.public_id).await), "last_owner");
}

#[tokio::test]
async fn two_owners_who_deactivate_each_other_leave_one() {
    for _ in 0..5 {
        let fixture = Fixture::new().await;
        let second = fixture.user("Second", "second@example.com", Roles { owner: true, ..Roles::default() }).await;
        let second = fixture.principal(&second).await;
        let (first, other) = tokio::join!(
            fixture.directory.deactivate_user(&fixture.owner, &second.user.public_id),
            fixture.directory.deactivate_user(&second, &fixture.owner.user.public_id),
        );
        let mut codes = [code(first), code(other)];
        codes.sort_unstable();
        assert_eq!(codes, ["last_owner", "ok"]);
    }
}

#[tokio::test]
async fn users_of_others_do_not_exist_and_plain_users_change_nothing() {
    let fixture = Fixture::new().await;
    let stranger = fixture.stranger().await;
    let id = &fixture.owner.user.public_id;
    assert_eq!(code(fixture.directory.user(&stranger, id).await), "not_found");
    assert_eq!(code(fixture.directory.update_user(&stranger, id, UserChange::default()).await), "not_found");
    assert_eq!(code(fixture.directory.deactivate_user(&stranger, id).await), "not_found");
    assert_eq!(code(fixture.directory.activate_user(&stranger, id).await), "not_found");
    let plain = fixture.user("Plain", "plain@example.com", Roles::default()).await;
    let plain = fixture.principal(&plain).await;
    assert_eq!(code(fixture.directory.user(&plain, id).await), "ok");
    assert_eq!(code(fixture.directory.update_user(&plain, id, UserChange::default()).await), "forbidden");
    assert_eq!(code(fixture.directory.deactivate_user(&plain, id).await), "forbidden");
    assert_eq!(code(fixture.directory.activate_user(&plain, id).await), "forbidden");
}
