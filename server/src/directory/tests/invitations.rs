//! Invitations: the life of a link.

use super::*;
use crate::model::{Invitation, UserStatus};

async fn listed(fixture: &Fixture) -> Vec<Invitation> {
    fixture.directory.invitations(&fixture.owner).await.unwrap().first
}

#[tokio::test]
async fn accepting_makes_an_active_member_once() {
    let fixture = Fixture::new().await;
    let directory = &fixture.directory;
    let main = directory.create_group(&fixture.owner, "Main").await.unwrap();
    let closed = directory.create_group(&fixture.owner, "Closed").await.unwrap();
    fixture.invite("dora@example.com", &[closed.id, main.id, main.id]).await.unwrap();
    assert_eq!(listed(&fixture).await[0].groups, [closed.id, main.id]);
    assert_eq!(fixture.emails(false).await, ["owner@example.com"]);
    directory.deactivate_group(&fixture.owner, closed.id).await.unwrap();
    let link = fixture.links().await.remove(0);
    let open = directory.open_invitation(&link).await.unwrap();
    assert_eq!(open.organization.name, "Example organization");
    directory.accept_invitation(&link).await.unwrap();
    assert!(listed(&fixture).await.is_empty());
    let rows = directory.group_users(&fixture.owner, main.id).await.unwrap();
    assert_eq!(names(&rows), ["Dora Dean"]);
    assert_eq!(rows.first[0].status, UserStatus::Active);
    assert!(rows.first[0].verified);
    assert!(directory.group_users(&fixture.owner, closed.id).await.unwrap().first.is_empty());
    assert!(matches!(directory.accept_invitation(&link).await, Err(DirectoryError::InvitationAccepted)));
    assert!(matches!(directory.open_invitation("unknown").await, Err(DirectoryError::LinkUnknown)));
    assert_eq!(code(fixture.invite("DORA@example.com", &[]).await), "email_in_use");
    assert_eq!(code(directory.cancel_invitation(&fixture.owner, "dora@example.com").await), "invitation_not_pending");
}

#[tokio::test]
async fn an_unsubscribed_person_is_invited_again_without_a_mail() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    assert_eq!(fixture.links().await.len(), 1);
    let id = listed(&fixture).await[0].user.expect("a pending user");
    let dora = fixture.directory.store.reader().await.unwrap().users_get(id).await.unwrap().unwrap();
    fixture.directory.unsubscribe(&fixture.owner, dora.uuid).await.unwrap();
    fixture.clock.advance(TimeDelta::days(1));
    fixture.invite("dora@example.com", &[]).await.unwrap();
    assert_eq!(listed(&fixture).await[0].sent, fixture.directory.environment.now(), "renewed");
    assert_eq!(fixture.links().await.len(), 1);
}

#[tokio::test]
async fn a_link_is_accepted_once_under_concurrency() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let link = fixture.links().await.remove(0);
    let attempts = (0..8).map(|_| fixture.directory.accept_invitation(&link));
    let results = futures_util::future::join_all(attempts).await;
    assert_eq!(results.into_iter().filter(Result::is_ok).count(), 1);
}

#[tokio::test]
async fn renewing_replaces_dates_and_link() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let first = listed(&fixture).await.remove(0);
    assert_eq!(first.expires - first.sent, TimeDelta::days(7));
    fixture.clock.advance(TimeDelta::days(8));
    let link = fixture.links().await.remove(0);
    assert!(fixture.directory.has_expired(&first));
    assert!(matches!(fixture.directory.accept_invitation(&link).await, Err(DirectoryError::InvitationExpired)));
    let cancelled = fixture.directory.cancel_invitation(&fixture.owner, "dora@example.com").await;
    assert_eq!(code(cancelled), "invitation_not_pending");
    fixture.invite("Dora@Example.com", &[]).await.unwrap();
    let renewed = listed(&fixture).await;
    assert_eq!(renewed.len(), 1);
    assert_eq!(renewed[0].sent - first.sent, TimeDelta::days(8));
    assert_eq!(renewed[0].user, first.user);
    assert!(matches!(fixture.directory.accept_invitation(&link).await, Err(DirectoryError::LinkUnknown)));
    let link = fixture.links().await.remove(1);
    fixture.directory.accept_invitation(&link).await.unwrap();
}

#[tokio::test]
async fn cancelling_counts_as_never_sent() {
    let fixture = Fixture::new().await;
    let (directory, owner) = (&fixture.directory, &fixture.owner);
    assert_eq!(code(directory.cancel_invitation(owner, "dora@example.com").await), "not_found");
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let stranger = fixture.stranger().await;
    assert_eq!(code(directory.cancel_invitation(&stranger, "dora@example.com").await), "not_found");
    let link = fixture.links().await.remove(0);
    directory.cancel_invitation(owner, "DORA@example.com").await.unwrap();
    assert!(listed(&fixture).await.is_empty());
    assert!(matches!(directory.accept_invitation(&link).await, Err(DirectoryError::InvitationCancelled)));
    assert_eq!(code(directory.cancel_invitation(owner, "dora@example.com").await), "not_found");
    fixture.invite("dora@example.com", &[]).await.unwrap();
    assert_eq!(listed(&fixture).await.len(), 1);
}

#[tokio::test]
async fn the_newest_come_first_and_bad_ones_send_nothing() {
    let fixture = Fixture::new().await;
    for email in ["a@example.com", "b@example.com"] {
        fixture.invite(email, &[]).await.unwrap();
        fixture.clock.advance(TimeDelta::seconds(1));
    }
    let emails: Vec<_> = listed(&fixture).await.into_iter().map(|found| found.email.to_string()).collect();
    assert_eq!(emails, ["b@example.com", "a@example.com"]);
    let result = fixture.invite("c@example.com", &[GroupId(7)]).await;
    let Err(DirectoryError::UnknownGroups(faults)) = result else { panic!("{result:?}") };
    assert_eq!(faults[0].place, "/groups/0");
    assert_eq!(code(fixture.invite("owner@example.com", &[]).await), "email_in_use");
    assert_eq!(code(fixture.invite("nobody", &[]).await), "invalid_body");
    assert_eq!(fixture.links().await.len(), 2);
}
