//! The log beside the changes.

use super::*;
use crate::{
    directory::UserChange,
    model::audit::{AuditEntry, AuditQuery},
    origin::{self, Origin},
};

async fn log(fixture: &Fixture, query: AuditQuery) -> Vec<AuditEntry> {
    fixture.directory.audit_log(query).await.unwrap().first
}

fn actions(entries: &[AuditEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.action.as_str()).collect()
}

#[tokio::test]
async fn a_change_leaves_a_row_and_what_changes_nothing_none() {
    let fixture = Fixture::new().await;
    let (directory, owner) = (&fixture.directory, &fixture.owner);
    let first = log(&fixture, AuditQuery::default()).await;
    assert_eq!(actions(&first), ["organizations.create", "users.create", "tokens.create"]);
    assert!(first.iter().all(|entry| entry.actor_kind == "system" && entry.actor.is_none()));
    let bob = fixture.user("Bob", "bob@example.com", Roles::default()).await;
    fixture.clock.advance(TimeDelta::seconds(10));
    let since = directory.environment.now();

    let (address, request_id) = (Some([192, 0, 2, 1].into()), Some("r-1".to_owned()));
    let origin = Origin { address, request_id, ..Origin::default() };
    let group = origin::scope(origin, directory.create_group(owner, "Main")).await.unwrap();
    directory.activate_group(owner, group.id).await.unwrap();
    assert_eq!(code(directory.create_group(owner, "MAIN").await), "name_in_use");
    directory.add_to_group(owner, group.id, &bob.public_id).await.unwrap();
    let change = UserChange { name: Some("Bob Brown".to_owned()), ..UserChange::default() };
    directory.update_user(owner, &bob.public_id, change.clone()).await.unwrap();
    directory.update_user(owner, &bob.public_id, change).await.unwrap();
    let entries = [entry("c@example.com", None), entry("d@example.com", None), entry("bob@example.com", None)];
    directory.create_users(owner, entries.to_vec()).await.unwrap();

    let rows = log(&fixture, AuditQuery { since: Some(since), ..AuditQuery::default() }).await;
    assert_eq!(actions(&rows), ["groups.create", "groups.add_user", "users.update", "users.create", "users.create"]);
    assert!(rows.iter().all(|row| row.actor.as_ref() == Some(&owner.user.public_id) && row.recorded == since));
    assert_eq!((rows[0].address.as_deref(), rows[0].request_id.as_deref()), (Some("192.0.2.1"), Some("r-1")));
    assert_eq!((rows[1].address.as_deref(), rows[1].request_id.as_deref()), (None, None));
    assert_eq!((rows[1].subject_kind.as_str(), &rows[1].subject), ("membership", &format!("1/{}", bob.public_id)));
    let personal = ["Bob", "bob@", "Main", "c@example.com"];
    assert!(personal.iter().all(|text| !format!("{rows:?}").contains(text)), "{rows:?}");
}

#[tokio::test]
async fn the_log_is_read_by_organization_actor_and_time() {
    let fixture = Fixture::new().await;
    let stranger = fixture.stranger().await;
    fixture.clock.advance(TimeDelta::seconds(10));
    let since = fixture.directory.environment.now();
    fixture.directory.create_group(&stranger, "Theirs").await.unwrap();
    fixture.directory.create_group(&fixture.owner, "Ours").await.unwrap();
    let of = |organization, actor: Option<&Principal>, since| AuditQuery {
        organization,
        actor: actor.map(|principal| principal.user.public_id.clone()),
        since,
    };
    let (ours, theirs) = (fixture.owner.organization.id, stranger.organization.id);
    assert_eq!(log(&fixture, of(None, None, Some(since))).await.len(), 2);
    assert_eq!(actions(&log(&fixture, of(Some(theirs), None, Some(since))).await), ["groups.create"]);
    assert_eq!(log(&fixture, of(Some(theirs), None, None)).await.len(), 4);
    assert_eq!(log(&fixture, of(None, Some(&stranger), None)).await.len(), 1);
    assert!(log(&fixture, of(Some(ours), Some(&stranger), None)).await.is_empty());
    assert!(log(&fixture, of(None, None, Some(since + TimeDelta::seconds(1)))).await.is_empty());
}

#[tokio::test]
async fn a_long_log_is_read_whole_and_in_order() {
    let fixture = Fixture::new().await;
    let (directory, owner) = (&fixture.directory, &fixture.owner);
    for batch in 0..7 {
        let entries = (0..100).map(|number| entry(&format!("u{batch}-{number}@example.com"), None)).collect();
        directory.create_users(owner, entries).await.unwrap();
    }
    let rows = directory.audit_log(AuditQuery::default()).await.unwrap();
    let rest: Vec<_> = futures_util::StreamExt::collect(rows.rest.expect("more than a chunk")).await;
    let ids: Vec<i64> = rows.first.into_iter().chain(rest.into_iter().map(Result::unwrap)).map(|row| row.id).collect();
    assert_eq!(ids, (1..=703).collect::<Vec<_>>());
}
