//! Kept counts are those that counting finds.

use std::sync::Arc;

use chrono::DateTime;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{Fixture, open, user};
use crate::{
    model::{NewUser, OrganizationId, User, UserStatus},
    store::{ProfileQuery, ProfileScope, ProfileSort, Slice, Store, StoreError, UserQuery, Window},
};

const WHOLE: Slice = Slice { skipped: 0, limit: 10_000, from_end: false, total: 10_000 };

const STATUSES: [UserStatus; 3] = [UserStatus::Pending, UserStatus::Active, UserStatus::Inactive];

/// Adds, changes and removes users, and now and then undoes what it did.
async fn change_at_random(store: &dyn Store, organization: OrganizationId, seed: u64) -> Result<(), StoreError> {
    let mut random = StdRng::seed_from_u64(seed);
    let mut users: Vec<User> = Vec::new();
    for number in 0..40 {
        let mut transaction = store.transaction().await?;
        let before = users.clone();
        for step in 0..random.random_range(1..4) {
            let status = *STATUSES.choose(&mut random).unwrap();
            let known = (!users.is_empty()).then(|| random.random_range(0..users.len()));
            match (random.random_range(0..4), known) {
                (1, Some(index)) => {
                    users[index].status = status;
                    transaction.users_update(&users[index]).await?;
                }
                (2, Some(index)) => {
                    let since = random.random_bool(0.7).then_some(DateTime::UNIX_EPOCH);
                    transaction.licenses_set(users[index].id, since, DateTime::UNIX_EPOCH).await?;
                }
                (3, Some(index)) => transaction.users_delete(users.swap_remove(index).id).await?,
                _ => {
                    let email = format!("u{seed}.{number}.{step}@example.com");
                    let added = NewUser { status, ..user(organization, &email) };
                    users.push(transaction.users_insert(&added).await?);
                }
            }
        }
        if random.random_bool(0.2) {
            users = before;
        } else {
            transaction.commit().await?;
        }
    }
    Ok(())
}

/// Reads every list to its end, and holds it against the count.
async fn assert_exact(store: &dyn Store, organization: OrganizationId) {
    let mut reader = store.reader().await.unwrap();
    for status in STATUSES {
        let query = UserQuery { status, ..super::everyone(organization) };
        let window = Window::After { last: None, limit: 10_000 };
        let counted = reader.users_list(&query, window).await.unwrap().len();
        assert!(counted > 0, "no user is {status:?}");
        assert_eq!(reader.users_count(&query).await.unwrap().total, counted as u64, "{status:?}");
    }
    let all = |licensed| ProfileScope::All { licensed, sort: ProfileSort::Id, descending: false };
    for scope in [all(None), all(Some(true)), all(Some(false)), ProfileScope::Active] {
        let query = ProfileQuery { organization, scope, search: None };
        let counted = reader.profiles_list(&query, WHOLE).await.unwrap().len() as u64;
        assert!(counted > 0, "nobody is in {scope:?}");
        assert_eq!(reader.profiles_count(&query).await.unwrap().total, counted, "{scope:?}");
        if scope == all(Some(true)) {
            assert_eq!(reader.licenses_count(organization).await.unwrap(), counted);
        }
    }
}

#[tokio::test]
async fn a_mix_of_changes_is_counted() {
    let Fixture { store, organization, .. } = &open().await;
    for seed in 0..5 {
        change_at_random(&**store, *organization, seed).await.unwrap();
        assert_exact(&**store, *organization).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn changes_at_the_same_time_are_counted() {
    let Fixture { store, organization, url, _folder } = open().await;
    // A second store on the database is what another process would be.
    let second = super::super::open(&url, super::Opening::Create, None).await.unwrap();
    let stores: [Arc<dyn Store>; 2] = [store, second];
    let tasks: Vec<_> = (0..8)
        .map(|seed| {
            let store = stores[seed as usize % 2].clone();
            tokio::spawn(async move { change_at_random(&*store, organization, seed).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_exact(&*stores[0], organization).await;
}
