//! What SQLite must keep: constraints, isolation, concurrency, and an index for every query.

use std::sync::Arc;

use chrono::DateTime;
use sqlx::{Row, Sqlite};
use uuid::Uuid;

use super::*;
use crate::{
    directory::{
        email::Email,
        model::{Authentication, LicenseType, NewGroup, NewUser, OrganizationId, Roles, Subscription, UserStatus},
        name::PersonName,
        search::{Order, UserOrder, parse_filter},
    },
    store::{UserQuery, Window},
};

async fn open() -> (tempfile::TempDir, SqliteStore, OrganizationId) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&url(&folder)).await.unwrap();
    let mut transaction = store.transaction().await.unwrap();
    let subscription = Subscription::new(LicenseType::Test, 1);
    let organization =
        transaction.organizations_insert(Uuid::new_v4(), "Test", subscription, DateTime::UNIX_EPOCH).await.unwrap();
    transaction.commit().await.unwrap();
    (folder, store, organization.id)
}

fn url(folder: &tempfile::TempDir) -> String {
    format!("sqlite:{}", folder.path().join("test.db").display())
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

#[tokio::test]
async fn constraints_have_names() {
    let (_folder, store, organization) = open().await;
    let mut transaction = store.transaction().await.unwrap();
    transaction.users_insert(&user(organization, "Bob@example.com")).await.unwrap();
    let bob = user(organization, "bOB@example.com");
    let renamed = NewUser { username: Email::parse("robert@example.com").unwrap(), ..bob.clone() };
    let error = transaction.users_insert(&renamed).await.unwrap_err();
    assert!(matches!(error, StoreError::EmailTaken), "{error:?}");
    let moved = NewUser { email: Email::parse("robert@example.com").unwrap(), ..bob };
    let error = transaction.users_insert(&moved).await.unwrap_err();
    assert!(matches!(error, StoreError::UsernameTaken), "{error:?}");
    let robert = user(organization, "robert@example.com");
    let first = transaction.users_insert(&robert).await.unwrap();
    let twin = NewUser { uuid: first.uuid, ..user(organization, "twin@example.com") };
    let error = transaction.users_insert(&twin).await.unwrap_err();
    assert!(matches!(error, StoreError::UserIdTaken), "{error:?}");
    let group = |name: &str| NewGroup {
        uuid: Uuid::new_v4(),
        organization,
        name: name.to_owned(),
        created: DateTime::UNIX_EPOCH,
    };
    transaction.groups_insert(&group("Straße")).await.unwrap();
    let error = transaction.groups_insert(&group("STRAßE")).await.unwrap_err();
    assert!(matches!(error, StoreError::GroupNameTaken), "{error:?}");
    let error = transaction.users_insert(&user(OrganizationId(99), "a@example.com")).await.unwrap_err();
    assert!(matches!(error, StoreError::Constraint(_)), "{error:?}");
}

#[tokio::test]
async fn owners_are_counted_in_their_own_index() {
    let (_folder, store, _) = open().await;
    let query =
        "EXPLAIN QUERY PLAN SELECT count(*) FROM users WHERE organization_id = $1 AND owner AND status = 'active'";
    let row = sqlx::query(query).bind(1_i64).fetch_one(&store.readers).await.unwrap();
    let plan: String = row.get("detail");
    assert!(plan.contains("users_owners"), "{plan}");
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_and_readers_cannot_write() {
    let (_folder, store, organization) = open().await;
    let mut transaction = store.transaction().await.unwrap();
    transaction.users_insert(&user(organization, "bob@example.com")).await.unwrap();
    let email = Email::parse("bob@example.com").unwrap();
    let mut reader = store.reader().await.unwrap();
    assert!(reader.users_by_email(organization, &email).await.unwrap().is_none(), "not committed yet");
    drop(transaction);
    let mut transaction = store.transaction().await.unwrap();
    assert!(transaction.users_by_email(organization, &email).await.unwrap().is_none());
    drop(transaction);
    assert!(reader.users_insert(&user(organization, "bob@example.com")).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_writers_of_two_processes_never_meet_a_lock() {
    let (folder, first, organization) = open().await;
    // A second store on the file is what another process would be.
    let second = SqliteStore::open(&url(&folder)).await.unwrap();
    let stores = [Arc::new(first), Arc::new(second)];
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let store = stores[number % 2].clone();
            tokio::spawn(async move {
                let mut transaction = store.transaction().await?;
                transaction.users_count_active_owners(organization).await?;
                transaction.users_insert(&user(organization, &format!("u{number}@example.com"))).await?;
                transaction.commit().await?;
                let email = Email::parse(&format!("u{number}@example.com")).unwrap();
                let seen = store.reader().await?.users_by_email(organization, &email).await?;
                assert!(seen.is_some(), "a writer reads what it wrote");
                Ok::<_, StoreError>(())
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let query = UserQuery { organization, status: UserStatus::Active, group: None, filter: None, order: Vec::new() };
    assert_eq!(stores[0].reader().await.unwrap().users_count(&query).await.unwrap(), 100);
}

#[tokio::test]
async fn stores_that_open_a_new_file_at_once_both_succeed() {
    let folder = tempfile::tempdir().unwrap();
    let url = url(&folder);
    let (first, second) = tokio::join!(SqliteStore::open(&url), SqliteStore::open(&url));
    first.unwrap().ping().await.unwrap();
    second.unwrap().ping().await.unwrap();
}

/// The plan of a list query, one line per step.
async fn plan(store: &SqliteStore, query: &UserQuery) -> String {
    let mut sql = sqlx::QueryBuilder::<Sqlite>::new("EXPLAIN QUERY PLAN SELECT id FROM users");
    super::sql::search::push_selection(&mut sql, query);
    super::sql::search::push_window(&mut sql, query, &Window::After { last: None, limit: 10 });
    let rows = sql.build().fetch_all(&store.readers).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>("detail")).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_order_has_its_index() {
    let (_folder, store, organization) = open().await;
    let query = |order: Option<Order<UserOrder>>| UserQuery {
        organization,
        status: UserStatus::Active,
        group: None,
        filter: None,
        order: order.into_iter().collect(),
    };
    let mut orders = vec![None];
    for field in [UserOrder::Id, UserOrder::Email, UserOrder::Name, UserOrder::DateCreated] {
        orders.extend([false, true].map(|descending| Some(Order { field, descending })));
    }
    for order in orders {
        let plan = plan(&store, &query(order)).await;
        assert!(plan.starts_with("SEARCH users USING") && !plan.contains("TEMP B-TREE"), "{order:?}\n{plan}");
    }
    let filtered = UserQuery { filter: Some(parse_filter("email:diego@twonas.com").unwrap()), ..query(None) };
    let plan = plan(&store, &filtered).await;
    assert!(plan.contains("email_key=?"), "{plan}");
}
