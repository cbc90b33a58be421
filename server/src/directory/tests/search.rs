//! The documented examples of the search language (rulings T18 to T20), and lists in pages.

use super::*;
use crate::{
    directory::{PageNumber, ProfileListing, ProfileOrder, UserListing},
    model::search::{parse_filter, parse_order},
};

async fn fixture() -> Fixture {
    let fixture = Fixture::new().await;
    for (name, email) in [
        ("Seva Halter", "seva.halter@twonas.com"),
        ("Brigitte Marland", "brigitter.marland@twonas.com"),
        ("Diego Beltrán", "diego@twonas.com"),
        ("Donna Brinn", "donna@twona.com"),
        ("Seva Blade", "seva.blade@gmail.com"),
    ] {
        fixture.user(name, email, Roles::default()).await;
        fixture.clock.advance(TimeDelta::seconds(1));
    }
    fixture
}

/// Numbers of the users in the documented table, which are the order of their creation.
async fn found(fixture: &Fixture, q: &str, sort_by: &str) -> Vec<i64> {
    let order = if sort_by.is_empty() { Vec::new() } else { parse_order(sort_by).unwrap() };
    let listing = UserListing { filter: Some(parse_filter(q).unwrap()), order, ..UserListing::default() };
    let rows = fixture.directory.users(&fixture.owner, listing).await.unwrap();
    rows.first.iter().map(|user| user.id.0 - fixture.owner.user.id.0).collect()
}

#[tokio::test]
async fn the_documented_examples_find_what_they_should() {
    let fixture = fixture().await;
    // The table's ids are in the order of creation; ours are opaque, so `date_created` stands in for `id`.
    assert_eq!(found(&fixture, "email:diego@twonas.com", "").await, [3]);
    assert_eq!(found(&fixture, "email:*twonas.com", "date_created").await, [1, 2, 3]);
    assert_eq!(found(&fixture, "email:*twonas.com+email:diego*", "").await, [3]);
    assert_eq!(found(&fixture, "email:*twonas.com+email:diego*|email:seva*", "-date_created").await, [5, 3, 1]);
    assert_eq!(found(&fixture, "email:seva*-email:*twonas.com", "").await, [5]);
    assert_eq!(found(&fixture, "email:seva*-email:*twonas.com|email:diego*", "name").await, [3, 5]);
}

#[tokio::test]
async fn dates_are_searched() {
    let fixture = fixture().await;
    // The fixture begins at 2019-06-20T03:06:40Z, and each user comes a second later.
    assert_eq!(found(&fixture, "date_created:2019-06-20-email:owner*", "").await, [1, 2, 3, 4, 5]);
    assert_eq!(found(&fixture, "date_created:>2019-06-20", "").await, [] as [i64; 0]);
    assert_eq!(found(&fixture, "date_created:>2019-06-20T03:06:42Z", "").await, [4, 5]);
    assert_eq!(found(&fixture, "name:Seva*+date_created:<2019-06-20T03:06:42Z", "").await, [1]);
}

#[tokio::test]
async fn terms_know_no_case_and_no_wildcards_of_sql() {
    let fixture = fixture().await;
    fixture.user("100% Sure_Thing", "sure@example.com", Roles::default()).await;
    fixture.user(r"A\B", "slash@example.com", Roles::default()).await;
    assert_eq!(found(&fixture, "name:*BELTRÁN", "").await, [3]);
    assert_eq!(found(&fixture, "name:*%*", "").await, [6]);
    assert_eq!(found(&fixture, "name:*e_t*", "").await, [6]);
    assert_eq!(found(&fixture, "name:*a_h*", "").await, [] as [i64; 0]);
    assert_eq!(found(&fixture, r"name:*\\*", "").await, [7]);
    assert_eq!(found(&fixture, "name:'; DROP TABLE users; --", "").await, [] as [i64; 0]);
}

#[tokio::test]
async fn orders_are_stable_and_fields_count_from_the_first() {
    let fixture = fixture().await;
    fixture.user("Seva Halter", "other.seva@example.com", Roles::default()).await;
    assert_eq!(found(&fixture, "name:Seva*", "name").await, [5, 1, 6]);
    assert_eq!(found(&fixture, "name:Seva*", "-name").await, [6, 1, 5]);
    assert_eq!(found(&fixture, "name:Seva*", "name,-email").await, [5, 1, 6]);
    assert_eq!(found(&fixture, "name:Seva*", "name,email").await, [5, 6, 1]);
}

#[tokio::test]
async fn long_lists_are_read_in_chunks_in_every_order() {
    let fixture = Fixture::new().await;
    for hundred in 0..12 {
        // Many equal names, so that chunks end between equal keys.
        let entries = (0..100).map(|index| entry(&format!("same{}@h{hundred}-{index}.example", index % 3), None));
        fixture.directory.create_users(&fixture.owner, entries.collect()).await.unwrap();
        fixture.clock.advance(TimeDelta::seconds(1));
    }
    for sort_by in ["name", "-name", "name,-email", "-date_created,name", "id", "-email"] {
        let listing = || UserListing { order: parse_order(sort_by).unwrap(), ..UserListing::default() };
        let rows = fixture.directory.users(&fixture.owner, listing()).await.unwrap();
        assert_eq!(rows.first.len(), 500);
        let mut streamed: Vec<_> = rows.first.iter().map(|user| user.id).collect();
        let rest: Vec<_> = futures_util::StreamExt::collect(rows.rest.unwrap()).await;
        streamed.extend(rest.into_iter().map(|user| user.unwrap().id));
        let mut paged = Vec::new();
        for page in 1..=14 {
            let page = fixture.directory.users_page(&fixture.owner, listing(), page).await.unwrap();
            assert_eq!(page.total, 1201);
            paged.extend(page.items.iter().map(|user| user.id));
        }
        assert_eq!(streamed, paged, "{sort_by}");
        assert_eq!(streamed.len(), 1201, "{sort_by}");
    }
}

#[tokio::test]
async fn a_page_that_is_asked_for_again_and_again_follows_every_change() {
    let fixture = Fixture::new().await;
    let mut expected = Vec::new();
    for number in 0..4_usize {
        let user = fixture.user("Sought", &format!("u{number}@example.com"), Roles::default()).await;
        expected.push(user.public_id);
        // The first time counts, the second one reads ids, the third one has them.
        for time in 0..3 {
            let listing = UserListing { filter: Some(parse_filter("name:*ought*").unwrap()), ..UserListing::default() };
            let page = fixture.directory.users_page(&fixture.owner, listing, 1).await.unwrap();
            let found: Vec<_> = page.items.into_iter().map(|user| user.public_id).collect();
            assert_eq!((found, page.total), (expected.clone(), expected.len() as u64), "time {time}");
            let listing = ProfileListing {
                licensed: None,
                order: ProfileOrder::Name,
                descending: false,
                search: Some("OUGHT".to_owned()),
            };
            let place = PageNumber { number: 1, size: 2 };
            let page = fixture.directory.profiles(&fixture.owner, listing, place).await.unwrap();
            assert_eq!((page.items.len(), page.total as usize), (number.saturating_sub(1), number + 1), "time {time}");
        }
    }
    // Who leaves is gone from the lists of those who are there.
    fixture.directory.deactivate_user(&fixture.owner, &expected.remove(0)).await.unwrap();
    let listing = UserListing { filter: Some(parse_filter("name:*ought*").unwrap()), ..UserListing::default() };
    let page = fixture.directory.users_page(&fixture.owner, listing, 1).await.unwrap();
    assert_eq!(page.items.into_iter().map(|user| user.public_id).collect::<Vec<_>>(), expected);
    assert_eq!(page.total, 3);
}
