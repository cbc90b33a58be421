//! Lists as ids: in the order of the list, and not what they were once something in them has changed.

use chrono::DateTime;
use uuid::Uuid;

use super::{Fixture, everyone, open, user};
use crate::{
    model::{
        NewUser, User, UserId,
        email::Email,
        name::PersonName,
        search::{parse_filter, parse_order},
    },
    store::{Connection, Count, Listed, ProfileQuery, ProfileScope, ProfileSort, Slice, UserQuery, Window},
};

const SORTS: [ProfileSort; 6] = [
    ProfileSort::Id,
    ProfileSort::Name,
    ProfileSort::Licensed,
    ProfileSort::LicensedSince,
    ProfileSort::Administers,
    ProfileSort::ProjectCreator,
];

fn profile_queries(everyone: &UserQuery, search: Option<&str>) -> Vec<ProfileQuery> {
    let query = |scope| ProfileQuery { organization: everyone.organization, scope, search: search.map(str::to_owned) };
    let mut queries = vec![query(ProfileScope::Active)];
    for sort in SORTS {
        for licensed in [None, Some(true), Some(false)] {
            queries.push(query(ProfileScope::All { licensed, sort, descending: licensed.is_some() }));
        }
    }
    queries
}

fn user_queries(everyone: &UserQuery) -> Vec<UserQuery> {
    let mut queries = Vec::new();
    for filter in [None, Some("name:*b*"), Some("email:u1*"), Some("name:*b*-email:u2*")] {
        for order in ["id", "-email", "name", "-date_created"] {
            let filter = filter.map(|text| parse_filter(text).unwrap());
            queries.push(UserQuery { filter, order: parse_order(order).unwrap(), ..everyone.clone() });
        }
    }
    queries
}

/// All that lists can show of who is in them, and in which order.
async fn lists(reader: &mut dyn Connection, everyone: &UserQuery) -> Vec<Listed> {
    let mut lists = Vec::new();
    for query in user_queries(everyone) {
        lists.push(reader.users_ids(&query).await.unwrap());
    }
    for query in [None, Some("u1"), Some("body")].map(|search| profile_queries(everyone, search)).concat() {
        lists.push(reader.profiles_ids(&query).await.unwrap());
    }
    lists
}

#[tokio::test]
async fn ids_are_the_list() {
    let Fixture { store, organization, .. } = &open().await;
    let mut transaction = store.transaction().await.unwrap();
    for number in 0..23 {
        let mut added = user(*organization, &format!("u{number}@example.com"));
        added.name = PersonName::parse(&format!("Name {}b", number % 4)).unwrap();
        added.roles.admin = number % 3 == 0;
        let added = transaction.users_insert(&added).await.unwrap();
        let since = (number % 2 == 0).then_some(DateTime::UNIX_EPOCH);
        transaction.licenses_set(added.id, since, DateTime::UNIX_EPOCH).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let everyone = everyone(*organization);
    let changes = reader.organizations_user_changes(*organization).await.unwrap();
    for query in user_queries(&everyone) {
        let users = reader.users_list(&query, Window::After { last: None, limit: 100 }).await.unwrap();
        let listed = reader.users_ids(&query).await.unwrap();
        assert_eq!(listed.ids, users.iter().map(|user| user.id).collect::<Vec<_>>(), "{query:?}");
        assert_eq!(listed.changes, changes);
        assert_eq!(reader.users_count(&query).await.unwrap(), Count { total: users.len() as u64, changes });
        let part = listed.ids.get(3..8).unwrap_or_default();
        assert_eq!(reader.users_get_many(part).await.unwrap(), users.get(3..8).unwrap_or_default());
        let deep = Slice { skipped: 3, limit: 5, from_end: false, total: users.len() as u64 };
        assert_eq!(
            reader.users_list(&query, Window::Slice(deep)).await.unwrap(),
            users.get(3..8).unwrap_or_default(),
            "{query:?}"
        );
    }
    for query in [None, Some("u1")].map(|search| profile_queries(&everyone, search)).concat() {
        let slice = Slice { skipped: 0, limit: 100, from_end: false, total: 100 };
        let profiles = reader.profiles_list(&query, slice).await.unwrap();
        let listed = reader.profiles_ids(&query).await.unwrap();
        assert_eq!(listed.ids, profiles.iter().map(|profile| profile.user.id).collect::<Vec<_>>(), "{query:?}");
        assert_eq!(reader.profiles_count(&query).await.unwrap(), Count { total: profiles.len() as u64, changes });
        assert_eq!(reader.profiles_by_ids(&listed.ids).await.unwrap(), profiles);
    }
    let gone = UserId(i64::MAX);
    assert!(reader.users_get_many(&[gone]).await.unwrap().is_empty());
    assert!(reader.users_get_many(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_changes_a_list_is_counted() {
    let Fixture { store, organization, .. } = &open().await;
    let everyone = everyone(*organization);
    let mut transaction = store.transaction().await.unwrap();
    let named = |number: u128| NewUser {
        uuid: Uuid::from_u128(number),
        ..user(*organization, &format!("u{number}@example.com"))
    };
    let first = transaction.users_insert(&named(1)).await.unwrap();
    let second = transaction.users_insert(&named(2)).await.unwrap();
    transaction.licenses_set(second.id, Some(DateTime::UNIX_EPOCH), DateTime::UNIX_EPOCH).await.unwrap();
    transaction.commit().await.unwrap();
    type Change = fn(&mut User);
    let changes: [(&str, Change); 7] = [
        ("email", |user| user.email = Email::parse("z@example.com").unwrap()),
        ("username", |user| user.username = Email::parse("z@example.com").unwrap()),
        ("name", |user| user.name = PersonName::parse("Zoë B").unwrap()),
        ("status", |user| user.status = crate::model::UserStatus::Inactive),
        ("owner", |user| user.roles.owner = true),
        ("project creator", |user| user.roles.project_creator = true),
        ("no", |user| user.telephone = Some("1".to_owned())),
    ];
    for (name, change) in changes {
        let before = lists(&mut *store.reader().await.unwrap(), &everyone).await;
        let mut changed = first.clone();
        change(&mut changed);
        let mut transaction = store.transaction().await.unwrap();
        transaction.users_update(&changed).await.unwrap();
        transaction.commit().await.unwrap();
        let after = lists(&mut *store.reader().await.unwrap(), &everyone).await;
        assert_eq!(after[0].changes > before[0].changes, name != "no", "{name}");
        let ids = |lists: &[Listed]| lists.iter().map(|list| list.ids.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&before) != ids(&after), name != "no", "{name} is in no list of this test");
        let mut transaction = store.transaction().await.unwrap();
        transaction.users_update(&first).await.unwrap();
        transaction.commit().await.unwrap();
    }
    let mut last = store.reader().await.unwrap().organizations_user_changes(*organization).await.unwrap();
    for step in ["license", "addition", "removal", "undone"] {
        let mut transaction = store.transaction().await.unwrap();
        match step {
            "license" => {
                let since = Some(DateTime::UNIX_EPOCH + chrono::TimeDelta::days(1));
                transaction.licenses_set(second.id, since, DateTime::UNIX_EPOCH).await.unwrap();
            }
            "addition" => {
                transaction.users_insert(&user(*organization, "u3@example.com")).await.unwrap();
            }
            _ => transaction.users_delete(second.id).await.unwrap(),
        }
        if step == "undone" {
            drop(transaction);
        } else {
            transaction.commit().await.unwrap();
        }
        let changes = store.reader().await.unwrap().organizations_user_changes(*organization).await.unwrap();
        assert_eq!(changes > last, step != "undone", "{step}");
        last = changes;
    }
}
