//! Groups: names, states, members.

use super::*;
use crate::directory::GroupChange;

fn change(name: &str, active: Option<bool>) -> GroupChange {
    GroupChange { name: name.to_owned(), active }
}

#[tokio::test]
async fn names_are_unique_without_case_deactivated_groups_included() {
    let fixture = Fixture::new().await;
    let (directory, owner) = (&fixture.directory, &fixture.owner);
    let group = directory.create_group(owner, "  Écoles ").await.unwrap();
    assert_eq!(group.name, "  Écoles ", "kept as it was given");
    assert_eq!(code(directory.create_group(owner, "éCOLES").await), "name_in_use");
    directory.deactivate_group(owner, group.id).await.unwrap();
    assert_eq!(code(directory.create_group(owner, "écoles").await), "name_in_use");
    let other = directory.create_group(owner, "Other").await.unwrap();
    assert_eq!(code(directory.update_group(owner, other.id, change("ÉCOLES", None)).await), "name_in_use");
    assert_eq!(code(directory.update_group(owner, group.id, change("ÉCOLES", None)).await), "ok");
    let stranger = fixture.stranger().await;
    assert_eq!(code(directory.create_group(&stranger, "Écoles").await), "ok");
    assert_eq!(code(directory.create_group(owner, " ").await), "invalid_body");
}

#[tokio::test]
async fn groups_are_listed_by_name_and_state() {
    let fixture = Fixture::new().await;
    let (directory, owner) = (&fixture.directory, &fixture.owner);
    for name in ["zebra", "Alpha", "beta"] {
        directory.create_group(owner, name).await.unwrap();
    }
    let listed = |deleted| async move {
        let rows = directory.groups(owner, deleted).await.unwrap();
        rows.first.into_iter().map(|group| group.name).collect::<Vec<_>>()
    };
    assert_eq!(listed(false).await, ["Alpha", "beta", "zebra"]);
    let beta = directory.groups(owner, false).await.unwrap().first.remove(1);
    fixture.clock.advance(TimeDelta::hours(1));
    let changed = directory.update_group(owner, beta.id, change("Beta", Some(false))).await.unwrap();
    assert_eq!(changed.modified - beta.modified, TimeDelta::hours(1));
    assert_eq!(listed(false).await, ["Alpha", "zebra"]);
    assert_eq!(listed(true).await, ["Beta"]);
    assert!(directory.activate_group(owner, beta.id).await.unwrap().active);
}

#[tokio::test]
async fn members_come_and_go() {
    let fixture = Fixture::new().await;
    let (directory, owner) = (&fixture.directory, &fixture.owner);
    let group = directory.create_group(owner, "Main").await.unwrap();
    let zoe = fixture.user("Zoe", "zoe@example.com", Roles::default()).await;
    let adam = fixture.user("Adam", "adam@example.com", Roles::default()).await;
    for user in [&zoe, &adam, &zoe] {
        directory.add_to_group(owner, group.id, &user.public_id).await.unwrap();
    }
    assert_eq!(names(&directory.group_users(owner, group.id).await.unwrap()), ["Adam", "Zoe"]);
    directory.deactivate_user(owner, &adam.public_id).await.unwrap();
    assert_eq!(names(&directory.group_users(owner, group.id).await.unwrap()), ["Zoe"]);
    assert_eq!(code(directory.add_to_group(owner, group.id, &adam.public_id).await), "user_inactive");
    assert_eq!(code(directory.remove_from_group(owner, group.id, &adam.public_id).await), "ok");
    assert_eq!(code(directory.remove_from_group(owner, group.id, &adam.public_id).await), "not_found");
    directory.deactivate_group(owner, group.id).await.unwrap();
    assert_eq!(code(directory.add_to_group(owner, group.id, &zoe.public_id).await), "group_inactive");
    assert_eq!(names(&directory.group_users(owner, group.id).await.unwrap()), ["Zoe"]);
}

#[tokio::test]
async fn groups_of_others_do_not_exist() {
    let fixture = Fixture::new().await;
    let directory = &fixture.directory;
    let group = directory.create_group(&fixture.owner, "Main").await.unwrap();
    let stranger = fixture.stranger().await;
    assert_eq!(code(directory.group(&stranger, group.id).await), "not_found");
    assert_eq!(code(directory.group_users(&stranger, group.id).await), "not_found");
    assert_eq!(code(directory.deactivate_group(&stranger, group.id).await), "not_found");
    assert_eq!(code(directory.update_group(&stranger, group.id, change("x", None)).await), "not_found");
    let own = directory.create_group(&stranger, "Own").await.unwrap();
    let foreign = &fixture.owner.user.public_id;
    assert_eq!(code(directory.add_to_group(&stranger, own.id, foreign).await), "not_found");
    assert_eq!(code(directory.remove_from_group(&stranger, own.id, foreign).await), "not_found");
    assert_eq!(code(directory.group(&fixture.owner, GroupId(999)).await), "not_found");
}
