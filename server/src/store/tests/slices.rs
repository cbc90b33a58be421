//! Pages are parts of the whole list, from whichever end they are counted.

use chrono::{DateTime, TimeDelta};

use super::{Fixture, open, user};
use crate::{
    model::name::PersonName,
    store::{ProfileQuery, ProfileScope, ProfileSort, Slice},
};

#[test]
fn the_nearer_end_is_where_less_is_skipped() {
    let slice = |skipped, limit, from_end, total| Some(Slice { skipped, limit, from_end, total });
    assert_eq!(Slice::new(0, 100, 250), slice(0, 100, false, 250));
    assert_eq!(Slice::new(100, 100, 250), slice(50, 100, true, 250));
    assert_eq!(Slice::new(200, 100, 250), slice(0, 50, true, 250));
    assert_eq!(Slice::new(100, 100, 300), slice(100, 100, false, 300));
    assert_eq!(Slice::new(250, 100, 250), None);
    assert_eq!(Slice::new(u64::MAX, 100, 250), None);
    assert_eq!(Slice::new(0, 100, 0), None);
}

#[test]
fn a_page_near_either_end_of_many_is_found_on_the_way() {
    let is_found_on_the_way = |offset, total| Slice::new(offset, 100, total).unwrap().is_near_the_end_of_many();
    assert!(is_found_on_the_way(0, 10_000));
    assert!(is_found_on_the_way(9_900, 10_000));
    assert!(!is_found_on_the_way(0, 9_999));
    assert!(is_found_on_the_way(900, 10_000));
    assert!(!is_found_on_the_way(901, 10_000));
    assert!(!is_found_on_the_way(5_000, 10_000));
}

#[tokio::test]
async fn pages_of_profiles_add_up_to_the_list() {
    let Fixture { store, organization, .. } = &open().await;
    let mut transaction = store.transaction().await.unwrap();
    for number in 0..23 {
        // Many are equal, and some hold no seat.
        let mut added = user(*organization, &format!("u{number}@example.com"));
        added.name = PersonName::parse(&format!("Name {}", number % 4)).unwrap();
        added.roles.admin = number % 3 == 0;
        added.roles.project_creator = number % 5 == 0;
        let added = transaction.users_insert(&added).await.unwrap();
        let since = (number % 2 == 0).then(|| DateTime::UNIX_EPOCH + TimeDelta::days(number % 3));
        transaction.licenses_set(added.id, since, DateTime::UNIX_EPOCH).await.unwrap();
    }
    transaction.commit().await.unwrap();
    use ProfileSort::{Administers, Id, Licensed, LicensedSince, Name, ProjectCreator};
    let mut scopes = vec![ProfileScope::Active];
    for sort in [Id, Name, Licensed, LicensedSince, Administers, ProjectCreator] {
        scopes.extend([false, true].map(|descending| ProfileScope::All { licensed: None, sort, descending }));
    }
    let mut reader = store.reader().await.unwrap();
    for scope in scopes {
        let query = ProfileQuery { organization: *organization, scope, search: None };
        let whole = Slice::new(0, 100, 23).unwrap();
        let whole = reader.profiles_list(&query, whole).await.unwrap();
        assert_eq!(whole.len(), 23);
        let search = ProfileQuery { search: Some("u1".to_owned()), ..query.clone() };
        let apart = Slice::new(0, 2, 5).unwrap();
        let on_the_way = Slice { total: 1_000_000, ..apart };
        assert!(on_the_way.is_near_the_end_of_many() && !apart.is_near_the_end_of_many());
        for from_end in [false, true] {
            let [apart, on_the_way] = [apart, on_the_way].map(|slice| Slice { from_end, ..slice });
            let found = reader.profiles_list(&search, apart).await.unwrap();
            assert_eq!(found.len(), 2);
            assert_eq!(reader.profiles_list(&search, on_the_way).await.unwrap(), found, "{scope:?}");
        }
        for (number, expected) in whole.chunks(4).enumerate() {
            let slice = Slice::new(4 * number as u64, 4, 23).unwrap();
            assert_eq!(reader.profiles_list(&query, slice).await.unwrap(), expected, "{scope:?}, page {number}");
        }
    }
}
