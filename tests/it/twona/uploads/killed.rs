//! Servers that are killed in the middle of a part, and disks that are full.

use std::time::{Duration, Instant};

use roster_tests::{
    Caller,
    process::{Process, command, command_after, owner_token},
};

use super::{MIB, blob, blobs, broken::Connection, content, create, offset, part};

/// Waits until the server goes on with an upload whose appender was killed; how much it has.
async fn recovered(caller: &Caller, id: &str, at_least: usize) -> usize {
    let start = Instant::now();
    loop {
        let offset = offset(caller, id).await;
        if offset >= at_least {
            return offset;
        }
        assert!(start.elapsed() < Duration::from_secs(30), "only {offset} bytes are there");
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

#[tokio::test]
async fn what_arrived_before_the_server_was_killed_is_kept() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Process::start(command(data.path())).await;
    let token = owner_token(data.path());
    let all = content(14 * MIB, 1);
    let caller = server.caller(&token);
    let id = create(&caller, all.len()).await;
    part(&caller, &id, 0, &all[..5 * MIB]).send().await.expect(204);
    let mut connection = Connection::begin(&caller, &id, 5 * MIB, 9 * MIB, "").await;
    connection.send(&all[5 * MIB..7 * MIB]).await;
    let start = Instant::now();
    while blob(data.path()).len() < 6 * MIB {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.kill();

    let server = Process::start(command(data.path())).await;
    let caller = server.caller(&token);
    assert!(offset(&caller, &id).await >= 5 * MIB, "what was acknowledged is there at once");
    let has = recovered(&caller, &id, 6 * MIB).await;
    part(&caller, &id, has, &all[has..]).send().await.expect(204);
    assert!(blob(data.path()) == all);
}

#[tokio::test]
async fn of_a_part_that_was_to_be_verified_nothing_counts_after_a_kill() {
    let data = tempfile::tempdir().expect("a folder");
    let mut server = Process::start(command(data.path())).await;
    let token = owner_token(data.path());
    let caller = server.caller(&token);
    let all = content(6 * MIB, 1);
    let id = create(&caller, all.len()).await;
    let mut connection = Connection::begin(&caller, &id, 0, all.len(), "upload-checksum: crc32 AAAAAA==\r\n").await;
    connection.send(&content(2 * MIB, 99)).await;
    let start = Instant::now();
    while blobs(data.path()).is_empty() || blob(data.path()).is_empty() {
        assert!(start.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.kill();

    let server = Process::start(command(data.path())).await;
    let caller = server.caller(&token);
    let start = Instant::now();
    while part(&caller, &id, 0, &all).send().await.status != 204 {
        assert!(start.elapsed() < Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    assert!(blob(data.path()) == all);
}

#[cfg(unix)]
#[tokio::test]
async fn a_disk_without_room_is_503_and_what_was_acknowledged_is_kept() {
    let data = tempfile::tempdir().expect("a folder");
    // No file grows beyond 8 MiB: what a full disk is to a write, without a disk of one's own.
    let server = Process::start(command_after("trap '' XFSZ; ulimit -f 16384", data.path())).await;
    let token = owner_token(data.path());
    let caller = server.caller(&token);
    let all = content(12 * MIB, 1);
    let id = create(&caller, all.len()).await;
    part(&caller, &id, 0, &all[..5 * MIB]).send().await.expect(204);
    let response = part(&caller, &id, 5 * MIB, &all[5 * MIB..]).send().await.expect(503);
    assert!(response.header("retry-after").is_some());
    let has = offset(&caller, &id).await;
    assert!((5 * MIB..=8 * MIB).contains(&has), "{has}");
    assert!(server.terminate());

    let server = Process::start(command(data.path())).await;
    let caller = server.caller(&token);
    assert_eq!(offset(&caller, &id).await, has);
    part(&caller, &id, has, &all[has..]).send().await.expect(204);
    assert!(blob(data.path()) == all);
}
