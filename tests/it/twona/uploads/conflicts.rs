//! Parts at a wrong place, and two of them at once.

use std::time::Duration;

use futures_util::future::join_all;
use roster_tests::App;
use tokio::task::JoinSet;

use super::{
    MIB, blob,
    broken::{Connection, wait_until_held},
    content, create, offset, part,
};

#[tokio::test]
async fn a_part_begins_where_the_upload_ends() {
    let app = App::start().await;
    let all = content(6 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    for wrong in [1, 5 * MIB, 7 * MIB] {
        let response = part(&app.owner, &id, wrong, &all[5 * MIB..]).send().await.expect(409);
        assert_eq!(response.code(), "upload_offset_mismatch");
    }
    part(&app.owner, &id, 0, &all).send().await.expect(204);
    for offset in [0, all.len()] {
        let response = part(&app.owner, &id, offset, b"more").send().await.expect(409);
        assert_eq!(response.code(), "upload_finished");
    }
    assert!(blob(app.data()) == all);
}

/// An upload, and a client that is in the middle of sending all of it: 3 MiB have come in.
async fn appending(app: &App, all: &[u8]) -> (String, Connection) {
    let id = create(&app.owner, all.len()).await;
    let mut client = Connection::begin(&app.owner, &id, 0, all.len(), "").await;
    client.send(&all[..3 * MIB]).await;
    wait_until_held(app, &id).await;
    (id, client)
}

#[tokio::test]
async fn while_one_client_appends_the_other_is_refused() {
    let app = App::start().await;
    let all = content(8 * MIB, 1);
    let (id, mut first) = appending(&app, &all).await;
    let slow = async {
        let (rest, last) = all[3 * MIB..].split_at(4 * MIB);
        for bytes in rest.chunks(rest.len() / 16) {
            first.send(bytes).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        first.send(last).await;
        first.status().await
    };
    let others = [0, 8 * MIB - 1].map(async |begin| {
        let response = part(&app.owner, &id, begin, &content(8 * MIB - begin, 2)).send().await.expect(409);
        assert_eq!(response.code(), "upload_offset_mismatch");
    });
    let (status, _) = tokio::join!(slow, join_all(others));
    assert_eq!(status, 204);
    assert!(blob(app.data()) == all, "no byte of the other client is in it");
}

#[tokio::test]
async fn a_client_that_is_back_goes_on_although_its_old_connection_is_still_there() {
    let app = App::start().await;
    let all = content(8 * MIB, 1);
    let (id, first) = appending(&app, &all).await;
    let has = loop {
        let has = offset(&app.owner, &id).await;
        let response = part(&app.owner, &id, has, &all[has..]).send().await;
        match response.status.as_u16() {
            204 => break has,
            status => assert_eq!((status, &*response.code()), (409, "upload_offset_mismatch")),
        }
    };
    assert_eq!(has, 3 * MIB, "what had arrived counts");
    assert_eq!(first.status().await, 400);
    assert!(blob(app.data()) == all);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_parts_for_one_place_exactly_one_wins() {
    let app = App::start().await;
    let parts: Vec<_> = (0..6).map(|seed| content(5 * MIB + 100, seed)).collect();
    let id = create(&app.owner, 2 * parts[0].len()).await;
    let mut winners = Vec::new();
    for begin in [0, parts[0].len()] {
        let mut attempts = JoinSet::new();
        for (number, bytes) in parts.iter().cloned().enumerate() {
            let (caller, id) = (app.owner.clone(), id.clone());
            attempts.spawn(async move {
                let response = part(&caller, &id, begin, &bytes).send().await;
                (number, response.status.as_u16())
            });
        }
        let results = attempts.join_all().await;
        let won: Vec<usize> = results.iter().filter(|(_, status)| *status == 204).map(|(number, _)| *number).collect();
        assert_eq!(won.len(), 1, "{results:?}");
        assert!(results.iter().all(|(_, status)| matches!(status, 204 | 409)), "{results:?}");
        winners.push(won[0]);
        assert_eq!(offset(&app.owner, &id).await, begin + parts[0].len());
    }
    let expected = [parts[winners[0]].as_slice(), &parts[winners[1]]].concat();
    assert!(blob(app.data()) == expected, "no byte is lost or doubled");
}
