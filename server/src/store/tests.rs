//! What every database must keep: constraints, isolation, concurrency. The environment names the database
//! ([`super::testing`]); the tests are the same.

mod counts;
mod files;
mod listed;
mod searched;
mod slices;
mod unreadable;

use std::sync::Arc;

use chrono::DateTime;
use uuid::Uuid;

use super::{Opening, Slice, Store, StoreError, UserQuery, Window, testing};
use crate::model::{
    Authentication, LicenseType, NewGroup, NewUser, OrganizationId, Roles, Subscription, UserStatus, email::Email,
    name::PersonName, search::parse_filter,
};

struct Fixture {
    store: Arc<dyn Store>,
    organization: OrganizationId,
    url: String,
    _folder: tempfile::TempDir,
}

async fn open() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::url(folder.path()).await;
    let store = super::open(&url, Opening::Create, None).await.unwrap();
    let mut transaction = store.transaction().await.unwrap();
    let subscription = Subscription::new(LicenseType::Test, 1);
    let organization =
        transaction.organizations_insert(Uuid::new_v4(), "Test", subscription, DateTime::UNIX_EPOCH).await.unwrap();
    transaction.commit().await.unwrap();
    Fixture { store, organization: organization.id, url, _folder: folder }
}

fn user(organization: OrganizationId, email: &str) -> NewUser {
    NewUser {
        uuid: Uuid::new_v4(),
        public_id: Uuid::new_v4().simple().to_string(),
        organization,
        email: Email::parse(email).unwrap(),
        username: Email::parse(email).unwrap(),
        name: PersonName::parse("Some Body").unwrap(),
        language: "en".to_owned(),
        authentication: Authentication::Password,
        status: UserStatus::Active,
        verified: false,
        roles: Roles::default(),
        created: DateTime::UNIX_EPOCH,
    }
}

fn everyone(organization: OrganizationId) -> UserQuery {
    UserQuery { organization, status: UserStatus::Active, group: None, filter: None, order: Vec::new() }
}

#[tokio::test]
async fn constraints_have_names() {
    let Fixture { store, organization, .. } = &open().await;
    let group = |name: &str| NewGroup {
        uuid: Uuid::new_v4(),
        organization: *organization,
        name: name.to_owned(),
        created: DateTime::UNIX_EPOCH,
    };
    let bob = user(*organization, "Bob@example.com");
    let mut transaction = store.transaction().await.unwrap();
    transaction.users_insert(&bob).await.unwrap();
    transaction.groups_insert(&group("Straße")).await.unwrap();
    transaction.commit().await.unwrap();

    let other = || user(*organization, "robert@example.com");
    let (email, username) = (Email::parse("bOB@example.com").unwrap(), Email::parse("BOB@example.com").unwrap());
    // A broken constraint ends a transaction in PostgreSQL, so each has its own.
    for (user, is_expected) in [
        (NewUser { email, ..other() }, (|error| matches!(error, StoreError::EmailTaken)) as fn(&StoreError) -> bool),
        (NewUser { username, ..other() }, |error| matches!(error, StoreError::UsernameTaken)),
        (NewUser { uuid: bob.uuid, ..other() }, |error| matches!(error, StoreError::UserIdTaken)),
        (user(OrganizationId(99), "a@example.com"), |error| matches!(error, StoreError::Constraint(_))),
    ] {
        let mut transaction = store.transaction().await.unwrap();
        let error = transaction.users_insert(&user).await.unwrap_err();
        assert!(is_expected(&error), "{error:?}");
    }
    let mut transaction = store.transaction().await.unwrap();
    let error = transaction.groups_insert(&group("STRAßE")).await.unwrap_err();
    assert!(matches!(error, StoreError::GroupNameTaken), "{error:?}");
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing() {
    let Fixture { store, organization, .. } = &open().await;
    let mut transaction = store.transaction().await.unwrap();
    transaction.users_insert(&user(*organization, "bob@example.com")).await.unwrap();
    let email = Email::parse("bob@example.com").unwrap();
    let mut reader = store.reader().await.unwrap();
    assert!(reader.users_by_email(*organization, &email).await.unwrap().is_none(), "not committed yet");
    drop(transaction);
    let mut transaction = store.transaction().await.unwrap();
    assert!(transaction.users_by_email(*organization, &email).await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_of_two_processes_never_meet_a_lock() {
    let Fixture { store, organization, url, _folder } = open().await;
    // A second store on the database is what another process would be.
    let second = super::open(&url, Opening::Create, None).await.unwrap();
    let stores = [store, second];
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move {
                let mut transaction = store.transaction().await?;
                transaction.organizations_lock(organization).await?;
                let before = transaction.users_count(&everyone(organization)).await?.total;
                transaction.users_insert(&user(organization, &format!("u{number}@example.com"))).await?;
                transaction.commit().await?;
                let email = Email::parse(&format!("u{number}@example.com")).unwrap();
                let seen = store.reader().await?.users_by_email(organization, &email).await?;
                assert!(seen.is_some(), "a writer reads what it wrote");
                Ok::<_, StoreError>(before)
            })
        })
        .collect();
    let mut counts = Vec::new();
    for task in tasks {
        counts.push(task.await.unwrap().unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts, (0..100).collect::<Vec<_>>(), "writers of one organisation take turns");
}

#[tokio::test]
async fn stores_that_open_a_new_database_at_once_all_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let url = testing::url(folder.path()).await;
    let (first, second, third) = tokio::join!(
        super::open(&url, Opening::Create, None),
        super::open(&url, Opening::Create, None),
        super::open(&url, Opening::Create, Some(1))
    );
    for store in [first, second, third] {
        store.unwrap().ping().await.unwrap();
    }
}

#[tokio::test]
async fn names_are_sorted_by_their_characters_on_every_database() {
    let Fixture { store, organization, .. } = &open().await;
    let names = ["b", "ä", "a", "Z", "_", "a b", "é", "zz", "1"];
    let mut transaction = store.transaction().await.unwrap();
    for (number, name) in names.iter().enumerate() {
        let name = PersonName::parse(name).unwrap();
        let user = NewUser { name, ..user(*organization, &format!("u{number}@example.com")) };
        transaction.users_insert(&user).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let order = vec![crate::model::search::Order { field: crate::model::search::UserOrder::Name, descending: false }];
    let query = UserQuery { order, ..everyone(*organization) };
    let window = Window::After { last: None, limit: 100 };
    let users = store.reader().await.unwrap().users_list(&query, window).await.unwrap();
    let sorted: Vec<String> = users.iter().map(|user| user.name.full()).collect();
    assert_eq!(sorted, ["1", "_", "a", "a b", "b", "Z", "zz", "ä", "é"]);
}

#[tokio::test]
async fn a_beginning_finds_what_begins_with_it_and_nothing_else() {
    let Fixture { store, organization, .. } = &open().await;
    let names = ["a", "ab", "abc", "ab\u{10ffff}", "ab\u{10ffff}c", "ac", "b", "\u{d7ff}x", "\u{e000}", "a%", "a_b"];
    let mut transaction = store.transaction().await.unwrap();
    for (number, name) in names.iter().enumerate() {
        let name = PersonName { first: (*name).to_owned(), last: String::new() };
        let user = NewUser { name, ..user(*organization, &format!("u{number}@example.com")) };
        transaction.users_insert(&user).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut reader = store.reader().await.unwrap();
    for beginning in ["a", "AB", "ab\u{10ffff}", "b", "\u{10ffff}", "\u{d7ff}", "a%", "a_", "c"] {
        let filter = Some(parse_filter(&format!("name:{beginning}*")).unwrap());
        let query = UserQuery { filter, ..everyone(*organization) };
        let users = reader.users_list(&query, Window::After { last: None, limit: 100 }).await.unwrap();
        let found: Vec<String> = users.iter().map(|user| user.name.full()).collect();
        let mut expected = names.to_vec();
        expected.retain(|name| name.starts_with(&beginning.to_lowercase()));
        assert_eq!(found, expected, "{beginning}");
        if let Some(slice) = Slice::new(0, 100, expected.len() as u64) {
            for slice in [slice, Slice { total: 1_000_000, ..slice }] {
                assert_eq!(reader.users_list(&query, Window::Slice(slice)).await.unwrap(), users, "{beginning}");
            }
        }
        assert_eq!(reader.users_count(&query).await.unwrap().total, expected.len() as u64, "{beginning}");
    }
}

/// A database whose keys were written in another form finds everything once it is opened.
#[tokio::test]
async fn keys_of_another_form_are_written_anew() {
    let Fixture { store, organization, url, _folder } = open().await;
    let mut transaction = store.transaction().await.unwrap();
    for (number, name) in ["Büro", "Zoë"].into_iter().enumerate() {
        let group = NewGroup {
            uuid: Uuid::from_u128(number as u128),
            organization,
            name: name.to_owned(),
            created: DateTime::UNIX_EPOCH,
        };
        transaction.groups_insert(&group).await.unwrap();
    }
    transaction.commit().await.unwrap();
    store.close().await;
    let older = ["UPDATE groups SET name_key = 'old' || id", "UPDATE key_form SET version = 1"];
    execute(&url, &older).await;
    let store = super::open(&url, Opening::Existing, None).await.unwrap();
    let found = store.reader().await.unwrap().groups_list(organization, true, Some("A".to_owned()), 10).await.unwrap();
    assert_eq!(found.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["Büro", "Zoë"]);
    store.close().await;

    let clash = ["UPDATE groups SET name = 'bu\u{308}ro' WHERE name = 'Zoë'", "UPDATE key_form SET version = 1"];
    execute(&url, &clash).await;
    let error = super::open(&url, Opening::Existing, None).await.err().unwrap().to_string();
    assert!(error.contains("groups Integer(2) has the same name_key as another row"), "{error}");
}

async fn execute(url: &str, statements: &[impl AsRef<str>]) {
    use sqlx::{AssertSqlSafe, Connection};
    for statement in statements {
        let statement = AssertSqlSafe(statement.as_ref());
        if url.starts_with("sqlite:") {
            let mut connection = sqlx::SqliteConnection::connect(url).await.unwrap();
            sqlx::query(statement).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
            sqlx::query(statement).execute(&mut connection).await.unwrap();
        }
    }
}
