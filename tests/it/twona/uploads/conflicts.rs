//! Parts at a wrong place, and two of them at once.

use roster_tests::App;
use tokio::task::JoinSet;

use super::{MIB, blob, broken::Connection, content, create, offset, part};

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

#[tokio::test]
async fn while_one_client_appends_the_other_is_refused() {
    let app = App::start().await;
    let all = content(8 * MIB, 1);
    let id = create(&app.owner, all.len()).await;
    let mut first = Connection::begin(&app.owner, &id, 0, all.len(), "").await;
    first.send(&all[..3 * MIB]).await;
    super::broken::wait_until_held(&app, &id).await;
    for begin in [0, 3 * MIB] {
        let response = part(&app.owner, &id, begin, &content(8 * MIB - begin, 2)).send().await.expect(409);
        assert_eq!(response.code(), "upload_offset_mismatch");
    }
    first.send(&all[3 * MIB..]).await;
    assert_eq!(first.status().await, 204);
    assert!(blob(app.data()) == all, "no byte of the other client is in it");
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
