//! The blobs of avatars: which there are, and which go.

use super::*;
use crate::blobs::{BlobKey, BlobKind};

/// A drawing of one colour, so that no two are alike.
fn drawing(color: &str) -> bytes::Bytes {
    let head = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>";
    format!("{head}<rect width='9' height='9' fill='{color}'/></svg>").into()
}

impl Fixture {
    async fn set_avatar(&self, user: &User, color: &str) -> Result<(), DirectoryError> {
        self.directory.replace_avatar(&self.owner, user.uuid, drawing(color), None).await
    }

    /// The blobs that are left once everything due has been removed.
    async fn blobs_after(&self, time: TimeDelta) -> usize {
        self.clock.advance(time);
        self.directory.sweep().await.unwrap();
        let folders = std::fs::read_dir(self.folder.path().join("blobs/avatars")).unwrap();
        folders.map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap().count()).sum()
    }
}

#[tokio::test]
async fn replaced_and_removed_pictures_go_after_a_minute() {
    let fixture = Fixture::new().await;
    let alice = fixture.user("Alice Ash", "alice@example.com", Roles::default()).await;
    fixture.set_avatar(&alice, "red").await.unwrap();
    let before = fixture.directory.avatar(&fixture.owner, alice.uuid).await.unwrap().expect("an avatar");
    assert_eq!(fixture.blobs_after(TimeDelta::hours(2)).await, 2, "pictures in use stay");
    fixture.set_avatar(&alice, "blue").await.unwrap();
    assert_eq!(fixture.blobs_after(TimeDelta::seconds(30)).await, 4);
    assert!(!fixture.directory.picture(&before.original).await.unwrap().is_empty(), "somebody may be about to read");
    assert_eq!(fixture.blobs_after(TimeDelta::seconds(31)).await, 2);
    fixture.directory.delete_avatar(&fixture.owner, alice.uuid).await.unwrap();
    assert_eq!(fixture.blobs_after(TimeDelta::minutes(2)).await, 0);
}

#[tokio::test]
async fn what_a_failed_change_has_written_goes() {
    let fixture = Fixture::new().await;
    let alice = fixture.user("Alice Ash", "alice@example.com", Roles::default()).await;
    fixture.set_avatar(&alice, "red").await.unwrap();
    // The second of two pictures cannot be written: the ids of the fixture are known beforehand.
    let (twin, _) = Environment::fixed(DateTime::from_timestamp(0, 0).unwrap(), 42);
    let blobs = fixture.folder.path().join("blobs");
    let used = fixture.directory.avatar(&fixture.owner, alice.uuid).await.unwrap().expect("an avatar");
    assert!((0..1_000).any(|_| BlobKey::new(BlobKind::Avatar, twin.uuid()) == used.thumbnail.blob_key));
    let keys = [(); 2].map(|()| BlobKey::new(BlobKind::Avatar, twin.uuid()));
    std::fs::create_dir_all(blobs.join(keys[1].as_str()).join("in the way")).unwrap();
    assert_eq!(code(fixture.set_avatar(&alice, "blue").await), "internal_error");
    assert!(blobs.join(keys[0].as_str()).exists());
    std::fs::remove_dir_all(blobs.join(keys[1].as_str())).unwrap();
    assert_eq!(fixture.blobs_after(TimeDelta::minutes(59)).await, 3);
    assert_eq!(fixture.blobs_after(TimeDelta::minutes(2)).await, 2);
    let still = fixture.directory.avatar(&fixture.owner, alice.uuid).await.unwrap();
    assert_eq!(still, Some(used));
}

#[tokio::test]
async fn pictures_go_with_whoever_was_only_invited() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let email = Email::parse("dora@example.com").unwrap();
    let mut reader = fixture.directory.store.reader().await.unwrap();
    let dora = reader.users_by_email(fixture.owner.organization.id, &email).await.unwrap().expect("a pending user");
    drop(reader);
    fixture.set_avatar(&dora, "red").await.unwrap();
    fixture.directory.cancel_invitation(&fixture.owner, "dora@example.com").await.unwrap();
    assert_eq!(fixture.blobs_after(TimeDelta::minutes(2)).await, 0);
}

#[tokio::test]
async fn changes_of_avatars_are_noted_and_others_are_not() {
    let fixture = Fixture::new().await;
    let alice = fixture.user("Alice Ash", "alice@example.com", Roles::default()).await;
    fixture.directory.delete_avatar(&fixture.owner, alice.uuid).await.unwrap();
    let broken = fixture.directory.replace_avatar(&fixture.owner, alice.uuid, "<svg".into(), None).await;
    assert_eq!(code(broken), "invalid_body");
    fixture.set_avatar(&alice, "red").await.unwrap();
    fixture.directory.delete_avatar(&fixture.owner, alice.uuid).await.unwrap();
    let log = fixture.directory.audit_log(Default::default()).await.unwrap();
    let actions = log.first.iter().map(|entry| (entry.action.as_str(), entry.subject.as_str()));
    let actions: Vec<_> = actions.filter(|(action, _)| action.starts_with("avatars")).collect();
    assert_eq!(actions, [("avatars.replace", &*alice.public_id), ("avatars.delete", &*alice.public_id)]);
}
