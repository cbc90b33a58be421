//! Delivery: failures that pass, failures that do not, and several couriers at one queue.

use std::{fs, path::Path};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
};

use super::*;
use crate::directory::tests::Fixture;

fn files(folder: &Path, name: &str) -> Vec<String> {
    let entries = fs::read_dir(folder.join(name)).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Another courier of the fixture's store.
async fn courier(fixture: &Fixture, name: &str, transport: Transport) -> Courier {
    let dead_letters = Folder::open(fixture.folder.path().join(name)).await.unwrap();
    let mailer = Mailer::new(fixture.courier.environment.clone(), "no-reply@roster.example".parse().unwrap());
    Courier::new(fixture.courier.store.clone(), fixture.courier.environment.clone(), &mailer, transport, dead_letters)
}

/// A courier whose mail server answers each recipient with the next of `answers`, and the last one for ever.
async fn smtp_courier(fixture: &Fixture, answers: &[&'static str]) -> Courier {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut answers = answers.to_vec();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (read, mut write) = stream.into_split();
            let mut lines = BufReader::new(read).lines();
            write.write_all(b"220 mail.example\r\n").await.unwrap();
            let mut in_message = false;
            while let Ok(Some(line)) = lines.next_line().await {
                let answer = match line.get(..4).unwrap_or(&line) {
                    "." => "250 kept",
                    _ if in_message => continue,
                    "RCPT" if answers.len() > 1 => answers.remove(0),
                    "RCPT" => answers[0],
                    "DATA" => "354 go on",
                    _ => "250 fine",
                };
                in_message = answer.starts_with("354");
                if write.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                    break;
                }
            }
        }
    });
    let server: super::super::SmtpServer = format!("smtp://{address}?tls=none").parse().unwrap();
    let smtp = server.open(&"no-reply@roster.example".parse().unwrap()).unwrap();
    courier(fixture, "dead", Transport::Smtp(smtp)).await
}

#[tokio::test]
async fn a_mail_that_waits_is_replaced_by_the_next_one() {
    let fixture = Fixture::new().await;
    let outbox = fixture.folder.path().join("outbox");
    fs::remove_dir_all(&outbox).unwrap();
    fixture.invite("dora@example.com", &[]).await.unwrap();
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 1);
    fixture.invite("dave@example.com", &[]).await.unwrap();
    for _ in 0..3 {
        fixture.invite("dora@example.com", &[]).await.unwrap();
    }
    fs::create_dir(&outbox).unwrap();
    fixture.clock.advance(TimeDelta::hours(1));
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 2, "one to each");
}

#[tokio::test]
async fn a_failure_that_passes_delays_a_mail_and_one_that_does_not_buries_it() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let outbox = fixture.folder.path().join("outbox");
    fs::remove_dir_all(&outbox).unwrap();
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 1);
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 0, "not before its time");
    fixture.clock.advance(TimeDelta::seconds(30));
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 1);
    fixture.clock.advance(TimeDelta::seconds(59));
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 0, "twice as long each time");
    fs::create_dir(&outbox).unwrap();
    fixture.clock.advance(TimeDelta::seconds(1));
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 1);
    assert_eq!(files(fixture.folder.path(), "outbox").len(), 1);

    fs::remove_dir_all(&outbox).unwrap();
    fixture.invite("dave@example.com", &[]).await.unwrap();
    let mut attempts = 0;
    for _ in 0..80 {
        attempts += fixture.courier.deliver_due().await.unwrap();
        fixture.clock.advance(TimeDelta::hours(1));
    }
    assert!((60..=73).contains(&attempts), "{attempts} attempts in three days");
    assert_eq!(files(fixture.folder.path(), "dead-letters").len(), 1);
    fixture.clock.advance(TimeDelta::days(10));
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 0, "the queue is empty");
}

#[tokio::test]
async fn answers_of_a_mail_server_decide_whether_to_try_again() {
    let fixture = Fixture::new().await;
    let dead = || files(fixture.folder.path(), "dead").len();
    let courier = smtp_courier(&fixture, &["451 later", "535 who are you", "250 fine"]).await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    for _ in 0..3 {
        assert_eq!(courier.deliver_due().await.unwrap(), 1);
        fixture.clock.advance(TimeDelta::hours(1));
    }
    assert_eq!((courier.deliver_due().await.unwrap(), dead()), (0, 0));

    let courier = smtp_courier(&fixture, &["550 nobody of that name"]).await;
    fixture.invite("dave@example.com", &[]).await.unwrap();
    assert_eq!(courier.deliver_due().await.unwrap(), 1);
    assert_eq!(dead(), 1);
    fixture.clock.advance(TimeDelta::days(1));
    assert_eq!(courier.deliver_due().await.unwrap(), 0);
    assert!(courier.held().is_empty());
}

#[tokio::test]
async fn several_couriers_deliver_each_mail_once() {
    let fixture = Fixture::new().await;
    for number in 0..50 {
        fixture.invite(&format!("u{number}@example.com"), &[]).await.unwrap();
    }
    let mut couriers = Vec::new();
    for name in ["first", "second", "third"] {
        let outbox = Folder::open(fixture.folder.path().join(name)).await.unwrap();
        couriers.push(courier(&fixture, "dead", Transport::Folder(outbox)).await);
    }
    let all = couriers.iter().map(|courier| async {
        let mut sum = 0;
        loop {
            match courier.deliver_due().await.unwrap() {
                0 => return sum,
                count => sum += count,
            }
        }
    });
    let counts = futures_util::future::join_all(all).await;
    let written: Vec<_> =
        ["first", "second", "third"].iter().map(|name| files(fixture.folder.path(), name).len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 50, "{counts:?}");
    assert_eq!(counts, written);
}

#[tokio::test]
async fn a_courier_that_died_is_replaced_and_one_that_stops_gives_back() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    let claim = || async {
        let now = fixture.courier.environment.now();
        let mut transaction = fixture.courier.store.transaction().await.unwrap();
        let claimed = transaction.mails_claim(now, now + LEASE, BATCH).await.unwrap();
        transaction.commit().await.unwrap();
        claimed
    };
    assert_eq!(claim().await.len(), 1, "and never settled");
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 0);
    fixture.clock.advance(LEASE);
    let claimed = claim().await;
    assert_eq!(claimed[0].attempts, 2);
    fixture.courier.held().insert(claimed[0].mail.id, claimed[0].lease);
    fixture.courier.give_back().await;
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 1);
    assert_eq!(files(fixture.folder.path(), "outbox").len(), 1);
}

#[tokio::test]
async fn a_mail_goes_with_its_user() {
    let fixture = Fixture::new().await;
    fixture.invite("dora@example.com", &[]).await.unwrap();
    fixture.directory.cancel_invitation(&fixture.owner, "dora@example.com").await.unwrap();
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 0, "nobody is invited any more");
}

#[tokio::test]
async fn a_mail_that_failed_while_the_clock_was_ahead_is_tried_after_the_correction() {
    let fixture = Fixture::new().await;
    fixture.clock.advance(TimeDelta::days(30));
    fixture.invite("dora@example.com", &[]).await.unwrap();
    fixture.clock.advance(-TimeDelta::days(30));
    assert_eq!(fixture.courier.deliver_due().await.unwrap(), 1);
    assert_eq!(files(fixture.folder.path(), "outbox").len(), 1);
}
