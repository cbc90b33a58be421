//! Pages are parts of the whole list, from whichever end they are counted.

use chrono::{DateTime, TimeDelta};

use super::{Fixture, open, user};
use crate::{
    model::name::PersonName,
    store::{ProfileQuery, ProfileScope, ProfileSort, Slice},
};

#[test]
fn the_nearer_end_is_where_less_is_skipped() {
    let slice = |skipped, limit, from_end| Some(Slice { skipped, limit, from_end });
    assert_eq!(Slice::new(0, 100, 250), slice(0, 100, false));
    assert_eq!(Slice::new(100, 100, 250), slice(50, 100, true));
    assert_eq!(Slice::new(200, 100, 250), slice(0, 50, true));
    assert_eq!(Slice::new(100, 100, 300), slice(100, 100, false));
    assert_eq!(Slice::new(250, 100, 250), None);
    assert_eq!(Slice::new(u64::MAX, 100, 250), None);
    assert_eq!(Slice::new(0, 100, 0), None);
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
        let whole = Slice { skipped: 0, limit: 100, from_end: false };
        let whole = reader.profiles_list(&query, whole).await.unwrap();
        assert_eq!(whole.len(), 23);
        for (number, expected) in whole.chunks(4).enumerate() {
            let slice = Slice::new(4 * number as u64, 4, 23).unwrap();
            assert_eq!(reader.profiles_list(&query, slice).await.unwrap(), expected, "{scope:?}, page {number}");
        }
    }
}
