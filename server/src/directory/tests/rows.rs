//! Lists whose readers stop.

use std::time::Duration;

use futures_util::{FutureExt, StreamExt};
use sqlx::Connection;

use super::*;
use crate::directory::{UserListing, rows::CHUNK};

/// More than there are connections of either database.
const READERS: usize = 30;

#[tokio::test]
async fn who_stops_reading_a_list_holds_no_connection() {
    let fixture = Fixture::new().await;
    let entries = (0..2 * CHUNK).map(|number| entry(&format!("user{number}@example.com"), None)).collect();
    fixture.directory.create_users(&fixture.owner, entries).await.unwrap();
    let mut stopped = Vec::new();
    for number in 0..READERS {
        let list = fixture.directory.users(&fixture.owner, UserListing::default());
        let list = tokio::time::timeout(Duration::from_secs(5), list).await;
        let list = list.unwrap_or_else(|_| panic!("{number} who stopped are in the way"));
        let mut rest = list.unwrap().rest.expect("another chunk");
        assert!(rest.next().now_or_never().is_none(), "the query has begun");
        stopped.push(rest);
    }
    let file = fixture.folder.path().join("roster.db");
    if file.exists() {
        // Reading connections are back once the last queries are done.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let mut database = sqlx::SqliteConnection::connect(&format!("sqlite:{}", file.display())).await.unwrap();
        let checkpoint = sqlx::query_as("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut database);
        let (busy, _, _): (i64, i64, i64) = checkpoint.await.unwrap();
        assert_eq!(busy, 0, "nobody reads the log");
    }
    let counts = stopped.into_iter().map(|rest| async { rest.count().await });
    let counts = futures_util::future::join_all(counts).await;
    assert_eq!(counts, [CHUNK as usize + 1; READERS], "whoever goes on gets the rest");
}
