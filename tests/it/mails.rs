//! Mails to one address: a pause between them in both APIs, whoever asks (ruling C10).

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::future::join_all;
use roster_tests::{App, Response};
use serde_json::{Value, json};

const ADDRESS: &str = "grace@example.com";

async fn start() -> App {
    App::start_with(|config| config.mail_pause = TimeDelta::minutes(5)).await
}

fn letter() -> Value {
    json!({"name": "Grace Hopper", "email": ADDRESS})
}

/// How many seconds an answer asks to wait.
#[track_caller]
fn wait(refused: &Response) -> u64 {
    assert_eq!(refused.code(), "mail_too_soon");
    refused.header("retry-after").expect("a time").parse().expect("seconds")
}

#[tokio::test]
async fn an_address_gets_one_invitation_in_five_minutes() {
    let app = start().await;
    let invite = || app.owner.twona("invitations_create").json(letter()).send();
    invite().await.expect(204);
    let link = app.mail_to(ADDRESS).await.link();
    app.pass(Duration::from_secs(60));
    assert_eq!(wait(&invite().await.expect(429)), 240);
    let other = json!({"name": "Grace Hopper", "email": "GRACE@example.com"});
    app.owner.twona("invitations_create").json(other).send().await.refused(429, "mail_too_soon", &[]);
    let another = json!({"name": "Ada", "email": "ada@example.com"});
    app.owner.twona("invitations_create").json(another).send().await.expect(204);
    assert_eq!(app.browse(&link).await.status(), 200, "a refused invitation leaves the former one alone");

    app.pass(Duration::from_secs(240));
    app.forget_mail();
    invite().await.expect(204);
    assert_ne!(app.mail_to(ADDRESS).await.link(), link);
}

#[tokio::test]
async fn cancelling_and_the_other_api_do_not_shorten_the_pause() {
    let app = start().await;
    app.owner.twona("invitations_create").json(letter()).send().await.expect(204);
    app.owner.twona("invitations_cancel").path("email", ADDRESS).send().await.expect(204);
    assert_eq!(
        wait(&app.owner.docutools("users_invite").json(json!({"email": ADDRESS})).send().await.expect(429)),
        300
    );
    let stranger = app.stranger().await;
    let theirs = stranger.docutools("users_invite").json(json!({"email": ADDRESS})).send().await;
    theirs.expect(201);
    app.pass(Duration::from_secs(300));
    let invited = app.owner.docutools("users_invite").json(json!({"email": ADDRESS})).send().await.expect(201).json();
    let id = invited["userId"].as_str().expect("an id");
    assert_eq!(wait(&app.owner.docutools("users_reinvite").path("userId", id).send().await.expect(429)), 300);
}

#[tokio::test]
async fn of_many_at_once_one_is_sent() {
    let app = start().await;
    let invited = app.owner.docutools("users_invite").json(json!({"email": ADDRESS})).send().await.expect(201).json();
    app.pass(Duration::from_secs(300));
    let id = invited["userId"].as_str().expect("an id");
    let answers = join_all((0..12).map(|_| app.owner.docutools("users_reinvite").path("userId", id).send())).await;
    let sent = answers.iter().filter(|answer| answer.status == 200).count();
    let refused = answers.iter().filter(|answer| answer.status == 429).count();
    assert_eq!((sent, refused), (1, 11));
}
