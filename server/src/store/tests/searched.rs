//! What is inside a text is found the same through an index of parts as by reading every text.

use chrono::DateTime;
use rand::{RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use uuid::Uuid;

use super::{Fixture, everyone, execute, open, user};
use crate::{
    model::{
        LicenseType, NewUser, OrganizationId, Subscription, User, UserStatus,
        name::{self, PersonName},
        search::{Condition, Filter, Order, Test, UserField, UserOrder},
    },
    store::{Opening, ProfileQuery, ProfileScope, ProfileSort, Store, UserQuery},
};

/// Letters that fold and compose, that mean something to `LIKE` or to an index of parts, and that are long.
const PIECES: [&str; 26] = [
    "a", "b", "A", "ab", "ba", "aba", "%", "_", "\\", "\"", "'", "*", "(", ")", " ", " AND ", " OR ", "NEAR(", ":",
    "-", "ß", "É", "e\u{301}", "\u{301}", "王", "😀",
];

const STATUSES: [UserStatus; 2] = [UserStatus::Active, UserStatus::Inactive];

const SORTS: [ProfileSort; 3] = [ProfileSort::Id, ProfileSort::Name, ProfileSort::LicensedSince];

fn text(random: &mut StdRng, most: usize) -> String {
    (0..random.random_range(0..=most)).map(|_| *PIECES.choose(random).unwrap()).collect()
}

async fn second_organization(store: &dyn Store) -> OrganizationId {
    let mut transaction = store.transaction().await.unwrap();
    let subscription = Subscription::new(LicenseType::Test, 1);
    let organization =
        transaction.organizations_insert(Uuid::new_v4(), "Other", subscription, DateTime::UNIX_EPOCH).await.unwrap();
    transaction.commit().await.unwrap();
    organization.id
}

/// Adds users, and changes and removes some of them.
async fn fill(store: &dyn Store, organizations: &[OrganizationId], random: &mut StdRng) {
    let mut users: Vec<User> = Vec::new();
    for _ in 0..60 {
        let mut transaction = store.transaction().await.unwrap();
        for _ in 0..10 {
            let name = PersonName { first: text(random, 6), last: text(random, 6) };
            let organization = *organizations.choose(random).unwrap();
            let email =
                format!("{}@{}.example", Uuid::from_u128(random.random()).simple(), ["aba", "b-a"][users.len() % 2]);
            let status = *STATUSES.choose(random).unwrap();
            let added = NewUser { name, status, ..user(organization, &email) };
            users.push(transaction.users_insert(&added).await.unwrap());
        }
        for _ in 0..3 {
            let index = random.random_range(0..users.len());
            users[index].name = PersonName { first: text(random, 6), last: text(random, 6) };
            transaction.users_update(&users[index]).await.unwrap();
        }
        let index = random.random_range(0..users.len());
        transaction.users_delete(users.swap_remove(index).id).await.unwrap();
        transaction.commit().await.unwrap();
    }
}

fn condition(random: &mut StdRng) -> Condition<UserField> {
    let text = match random.random_range(0..8) {
        0 => "example".to_owned(),
        1 => format!("{}\0", text(random, 3)),
        2 => format!("{:x}", random.random_range(0..4096)),
        _ => name::fold(&text(random, 5)),
    };
    let field = [UserField::Name, UserField::Email][usize::from(random.random_bool(0.3))];
    let test = match random.random_range(0..8) {
        0 => Test::BeginsWith(text),
        1 => Test::Is(text),
        2 | 3 => Test::EndsWith(text),
        _ => Test::Contains(text),
    };
    Condition { negated: random.random_bool(0.1), field, test }
}

/// Searches at random, and holds what is found at once against what is found by reading everything.
async fn assert_same(store: &dyn Store, organization: OrganizationId, random: &mut StdRng) {
    let mut reader = store.reader().await.unwrap();
    let mut found = 0;
    for _ in 0..150 {
        let blocks =
            (0..random.random_range(1..4)).map(|_| (0..random.random_range(1..3)).map(|_| condition(random)).collect());
        let filter = Some(Filter { blocks: blocks.collect() });
        let field = *[UserOrder::Id, UserOrder::Email, UserOrder::Name, UserOrder::DateCreated].choose(random).unwrap();
        let order = vec![Order { field, descending: random.random_bool(0.5) }];
        let status = *STATUSES.choose(random).unwrap();
        let query = UserQuery { filter, order, status, ..everyone(organization) };
        let expected = reader.users_ids(&query).await.unwrap();
        assert_eq!(reader.users_few(&query).await.unwrap(), Some(expected.clone()), "{query:?}");
        assert_eq!(reader.users_count(&query).await.unwrap().total, expected.ids.len() as u64, "{query:?}");
        found += expected.ids.len();

        let sort = *SORTS.choose(random).unwrap();
        let all = ProfileScope::All { licensed: None, sort, descending: random.random_bool(0.5) };
        let scope = *[all, ProfileScope::Active].choose(random).unwrap();
        let search = Some(name::fold(&text(random, 4)));
        let query = ProfileQuery { organization, scope, search };
        let expected = reader.profiles_ids(&query).await.unwrap();
        assert_eq!(reader.profiles_few(&query).await.unwrap(), Some(expected.clone()), "{query:?}");
        found += expected.ids.len();
    }
    assert!(found > 500, "the searches find too little to tell: {found}");
}

#[tokio::test]
async fn searches_find_the_same_with_the_index_and_without() {
    let Fixture { store, organization, .. } = &open().await;
    let organizations = [*organization, second_organization(&**store).await];
    let mut random = StdRng::seed_from_u64(20);
    for _ in 0..2 {
        fill(&**store, &organizations, &mut random).await;
        for organization in organizations {
            assert_same(&**store, organization, &mut random).await;
        }
    }
}

#[tokio::test]
async fn more_than_few_are_not_found_at_once() {
    let Fixture { store, organization, .. } = &open().await;
    let mut transaction = store.transaction().await.unwrap();
    for number in 0..=super::super::FEW {
        transaction.users_insert(&user(*organization, &format!("u{number}@example.com"))).await.unwrap();
    }
    transaction.commit().await.unwrap();
    let mut reader = store.reader().await.unwrap();
    let scope = ProfileScope::Active;
    let query = |search: &str| ProfileQuery { organization: *organization, scope, search: Some(search.to_owned()) };
    assert_eq!(reader.profiles_few(&query("example")).await.unwrap(), None);
    assert_eq!(reader.profiles_few(&query("u2000@")).await.unwrap().unwrap().ids.len(), 1);
    let few = reader.profiles_few(&query("u1")).await.unwrap().unwrap();
    assert_eq!(few.ids.len(), 1_111);
}

/// Users who were there before the index are in it.
#[tokio::test]
async fn a_database_of_the_version_before_is_indexed() {
    let Fixture { store, organization, url, _folder } = open().await;
    let mut random = StdRng::seed_from_u64(21);
    fill(&*store, &[organization], &mut random).await;
    store.close().await;
    let before: &[&str] = if url.starts_with("sqlite:") {
        &[
            "ALTER TABLE uploads DROP COLUMN wanted_of",
            "DROP TRIGGER users_added_text",
            "DROP TRIGGER users_changed_text",
            "DROP TRIGGER users_removed_text",
            "DROP TABLE unindexed_users",
            "DROP TABLE searched_texts",
            "ALTER TABLE users DROP COLUMN searched",
            "DELETE FROM _sqlx_migrations WHERE version >= 20",
        ]
    } else {
        &[
            "ALTER TABLE uploads DROP COLUMN wanted_of",
            "DROP INDEX users_searched",
            "DROP FUNCTION index_searched_texts",
            "DELETE FROM _sqlx_migrations WHERE version >= 20",
        ]
    };
    execute(&url, before).await;
    let store = super::super::open(&url, Opening::Existing, None).await.unwrap();
    assert_same(&*store, organization, &mut random).await;
    fill(&*store, &[organization], &mut random).await;
    assert_same(&*store, organization, &mut random).await;
}
