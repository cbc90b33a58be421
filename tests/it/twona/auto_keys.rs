use std::time::Duration;

use roster_server::{
    Config,
    directory::UserSelector,
    model::{email::Email, principal::TokenPermission},
};
use roster_tests::{App, Person};
use serde_json::json;

/// A token of this user that may request links.
async fn token(app: &App, email: &str) -> String {
    let directory = app.server.directory();
    let email = Email::parse(email).expect("an address");
    let user = directory.find_user(&UserSelector { email, organization: None }).await.expect("a user");
    directory.create_token(&user, vec![TokenPermission::AutoKey]).await.expect("a token").reveal().to_owned()
}

/// A new link of a user.
async fn link(app: &App, person: &Person) -> String {
    let response = app.portal().await.twona("auto_keys_create").json(json!({"email": person.email})).send().await;
    let response = response.expect(204);
    response.header("location").expect("a link").to_owned()
}

/// The cookie that an answer sets, with its attributes.
fn set_cookie(response: &reqwest::Response) -> Option<&str> {
    response.headers().get("set-cookie").map(|value| value.to_str().expect("text"))
}

/// Follows a link that works, and answers the cookie as a browser sends it back.
async fn sign_in(app: &App, person: &Person) -> String {
    let response = app.browse(&link(app, person).await).await;
    assert_eq!(response.status(), 200);
    let cookie = set_cookie(&response).expect("a cookie");
    cookie.split(';').next().expect("a first part").to_owned()
}

/// Whom the cookie authenticates, or the status of the refusal.
async fn who(app: &App, cookie: &str) -> Result<String, u16> {
    let response = app.owner.anonymous().twona("session_get").header("cookie", cookie).send().await;
    match response.status.as_u16() {
        200 => Ok(response.json()["user"]["email"].as_str().expect("an address").to_owned()),
        other => Err(other),
    }
}

#[tokio::test]
async fn a_link_signs_its_user_in_with_a_cookie() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let link = link(&app, &alice).await;
    let path = link.strip_prefix(app.server.public_url().as_str()).expect("a link to the server");
    let parts: Vec<&str> = path.split('/').collect();
    assert!(matches!(parts[..], ["login", "auto-key", secret, checksum] if secret.len() == 43 && checksum.len() == 8));

    let response = app.browse(&link).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["cache-control"], "no-store");
    let cookie = set_cookie(&response).expect("a cookie").to_owned();
    let (pair, attributes) = cookie.split_once("; ").expect("attributes");
    assert_eq!(attributes, "Path=/; Max-Age=43200; HttpOnly; SameSite=Lax");
    assert!(response.text().await.expect("a page").contains("You are signed in"));
    assert_eq!(who(&app, pair).await, Ok(alice.email.clone()));
    // Other ways of signing in go on.
    alice.twona("session_get").send().await.expect(200);
    // A cookie is no token, and the link's secret is neither.
    let secret = pair.split_once('=').expect("a pair").1;
    app.owner.with_token(secret).twona("session_get").send().await.refused(401, "unauthorized", &[]);
    assert_eq!(who(&app, &format!("roster_session={}", parts[2])).await, Err(401));
}

#[tokio::test]
async fn the_cookie_is_secure_where_people_come_over_https() {
    let app = App::start_with(|config: &mut Config| {
        config.public_url = Some("https://roster.example".parse().expect("an address"));
    })
    .await;
    let alice = app.user("alice").await;
    let link = link(&app, &alice).await;
    let path = link.strip_prefix("https://roster.example").expect("a link to the public address");
    let response = app.browse(&format!("{}{path}", app.owner.base())).await;
    assert_eq!(response.headers()["strict-transport-security"], "max-age=31536000");
    let cookie = set_cookie(&response).expect("a cookie").to_owned();
    assert!(cookie.ends_with("; Path=/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    let pair = cookie.split(';').next().expect("a pair");
    assert!(pair.starts_with("__Host-roster_session="), "{cookie}");
    // What another host of the domain has planted does not count, and does not lock out.
    assert_eq!(who(&app, &format!("roster_session=planted; {pair}")).await, Ok(alice.email.clone()));
    assert_eq!(who(&app, &pair.replace("__Host-", "")).await, Err(401));
}

#[tokio::test]
async fn a_link_works_once() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let link = link(&app, &alice).await;
    // Looking is not following.
    let client = reqwest::Client::new();
    assert_eq!(client.head(&link).send().await.expect("an answer").status(), 200);
    assert_eq!(app.browse(&link).await.status(), 200);
    let again = app.browse(&link).await;
    assert_eq!((again.status().as_u16(), set_cookie(&again)), (410, None));
    assert!(again.text().await.expect("a page").contains("does not work any more"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_follow_a_link_at_once_one_signs_in() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let link = link(&app, &alice).await;
    let client = reqwest::Client::new();
    let followers: Vec<_> = (0..20).map(|_| tokio::spawn(client.get(&link).send())).collect();
    let mut statuses = Vec::new();
    for follower in followers {
        statuses.push(follower.await.expect("no panic").expect("an answer").status().as_u16());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert_eq!(statuses[1..], [410; 19]);
}

#[tokio::test]
async fn links_expire_after_15_minutes_and_sessions_after_12_hours() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let (first, second) = (link(&app, &alice).await, link(&app, &alice).await);
    app.pass(Duration::from_secs(15 * 60 - 1));
    let response = app.browse(&first).await;
    let cookie = set_cookie(&response).expect("a cookie").split(';').next().expect("a pair").to_owned();
    app.pass(Duration::from_secs(1));
    assert_eq!(app.browse(&second).await.status(), 410);
    app.pass(Duration::from_secs(12 * 60 * 60 - 2));
    assert_eq!(who(&app, &cookie).await, Ok(alice.email.clone()));
    app.pass(Duration::from_secs(1));
    assert_eq!(who(&app, &cookie).await, Err(401));
    // A later request clears away what has expired, and nothing else.
    sign_in(&app, &alice).await;
    alice.twona("session_get").send().await.expect(200);
}

#[tokio::test]
async fn a_mistyped_link_is_refused_and_used_up_by_nobody() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let link = link(&app, &alice).await;
    let (rest, checksum) = link.rsplit_once('/').expect("a checksum");
    let other: String = checksum.chars().map(|digit| if digit == '0' { '1' } else { '0' }).collect();
    for wrong in [format!("{rest}/{other}"), format!("{rest}x/{checksum}"), format!("{rest}/{}", &checksum[1..])] {
        assert_eq!(app.browse(&wrong).await.status(), 410, "{wrong}");
    }
    assert_eq!(app.browse(&link).await.status(), 200);
}

#[tokio::test]
async fn a_link_leads_to_configured_origins_only() {
    let app = App::start_with(|config: &mut Config| {
        config.login_origins = vec!["https://app.example".parse().expect("an address")];
    })
    .await;
    let alice = app.user("alice").await;
    let link = link(&app, &alice).await;
    let with = |href: &str| {
        let mut url: url::Url = link.parse().expect("an address");
        url.query_pairs_mut().append_pair("href", href);
        url.to_string()
    };
    let elsewhere = [
        "https://evil.example/",
        "//evil.example",
        r"\\evil.example",
        "javascript:alert(1)",
        "https://app.example@evil.example/",
        "https://user:pass@app.example/",
        "https://app.example:8443/",
        "http://app.example/",
        "/docs",
    ];
    for href in elsewhere {
        let response = app.browse(&with(href)).await;
        assert_eq!(response.status(), 400, "{href}");
        assert!(response.headers().get("location").is_none() && set_cookie(&response).is_none(), "{href}");
        assert!(!response.text().await.expect("a page").contains("evil"), "{href}");
    }
    let twice = format!("{}&href=https%3A%2F%2Fevil.example", with("https://app.example/"));
    assert_eq!(app.browse(&twice).await.status(), 400);
    // None of these used the link up.
    let response = app.browse(&with("https://app.example/start?tab=1#top")).await;
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "https://app.example/start?tab=1#top");
    assert!(set_cookie(&response).is_some());
}

#[tokio::test]
async fn by_default_a_link_leads_back_to_the_server() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let own = format!("{}?href=%2Fdocs", link(&app, &alice).await);
    let response = app.browse(&own).await;
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], format!("{}docs", app.server.public_url()).as_str());
}

#[tokio::test]
async fn deactivating_ends_links_and_sessions_for_good() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let cookie = sign_in(&app, &alice).await;
    let unused = link(&app, &alice).await;
    app.owner.twona("users_deactivate").path("user_id", &alice.id).send().await.expect(204);
    assert_eq!(who(&app, &cookie).await, Err(401));
    assert_eq!(app.browse(&unused).await.status(), 410);
    app.owner.twona("users_activate").json(json!({"id": alice.id})).send().await.expect(201);
    assert_eq!(who(&app, &cookie).await, Err(401));
    assert_eq!(app.browse(&unused).await.status(), 410);
}

#[tokio::test]
async fn create_needs_the_special_permission() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let body = json!({"email": alice.email});
    for caller in [&app.owner, &alice, &app.owner.anonymous(), &app.owner.with_token("no-such-token")] {
        caller.twona("auto_keys_create").json(body.clone()).send().await.refused(401, "unauthorized", &[]);
    }
    // The permission is the token's: a session that such a token opened has it no more than another.
    let cookie = sign_in(&app, &alice).await;
    let request = app.owner.anonymous();
    request.twona("auto_keys_create").header("cookie", &cookie).json(body.clone()).send().await.refused(
        401,
        "unauthorized",
        &[],
    );
    // No role is needed beside it.
    let plain = alice.with_token(&token(&app, &alice.email).await);
    plain.twona("auto_keys_create").json(body).send().await.expect(204);
}

#[tokio::test]
async fn create_is_403_for_whoever_is_no_active_user_of_the_organization() {
    let app = App::start().await;
    let (alice, stranger) = (app.user("alice").await, app.stranger().await);
    let portal = app.portal().await;
    let invitation = json!({"name": "Nora Newcomer", "email": "nora@example.org"});
    app.owner.twona("invitations_create").json(invitation).send().await.expect(204);
    app.owner.twona("users_deactivate").path("user_id", &alice.id).send().await.expect(204);
    for email in [alice.email.as_str(), stranger.email.as_str(), "nora@example.org", "nobody@example.org"] {
        let response = portal.twona("auto_keys_create").json(json!({"email": email})).send().await.expect(403);
        assert_eq!(response.code(), "not_found", "{email}");
    }
}

#[tokio::test]
async fn create_rejects_what_is_no_address() {
    let app = App::start().await;
    let portal = app.portal().await;
    for (body, places) in [
        (json!({}), &["/email"][..]),
        (json!({"email": "alice"}), &["/email"]),
        (json!({"email": 1}), &["/email"]),
        (json!({"email": "a".repeat(200)}), &["/email", "/email"]),
    ] {
        portal.twona("auto_keys_create").json(body).send().await.refused(422, "invalid_body", places);
    }
    portal.twona("auto_keys_create").bytes("text/plain", "alice@example.org").send().await.refused(
        415,
        "unsupported_media_type",
        &[],
    );
}

#[tokio::test]
async fn json_under_a_forms_media_type_is_taken_from_a_token_and_not_from_a_cookie() {
    let app = App::start().await;
    let alice = app.admin("alice").await;
    let cookie = sign_in(&app, &alice).await;
    for media_type in ["", "application/x-www-form-urlencoded"] {
        let body = r#"{"name": "Forged"}"#;
        let forged = app.owner.anonymous();
        let forged = forged.twona("groups_create_or_activate").header("cookie", &cookie).bytes(media_type, body);
        assert_eq!(forged.send().await.expect(415).code(), "unsupported_media_type");
    }
    assert_eq!(app.owner.twona("groups_list").send().await.expect(200).json(), json!([]));
    // The same cookie, under JSON's own media type: a form cannot send that.
    let json = app.owner.anonymous();
    let json = json.twona("groups_create_or_activate").header("cookie", &cookie).json(json!({"name": "Real"}));
    json.send().await.expect(200);
}

#[tokio::test]
async fn two_cookies_of_one_name_lock_nobody_out() {
    let app = App::start_with(|config: &mut Config| config.rate_limits.failures = "3/m".parse().ok()).await;
    let alice = app.user("alice").await;
    let response = app.browse(&link(&app, &alice).await).await;
    let cookie = set_cookie(&response).expect("a cookie").split(';').next().expect("a pair").to_owned();
    for both in [format!("roster_session=stale; {cookie}"), format!("{cookie}; roster_session=stale")] {
        for _ in 0..5 {
            assert_eq!(who(&app, &both).await, Ok(alice.email.clone()));
        }
    }
    assert_eq!(who(&app, "roster_session=stale; roster_session=").await, Err(401));
}

#[tokio::test]
async fn signing_out_ends_this_session_and_no_other_credential() {
    let app = App::start().await;
    let alice = app.user("alice").await;
    let mut cookies = Vec::new();
    for _ in 0..2 {
        let response = app.browse(&link(&app, &alice).await).await;
        cookies.push(set_cookie(&response).expect("a cookie").split(';').next().expect("a pair").to_owned());
    }
    let anonymous = app.owner.anonymous();
    let ended = anonymous.twona("session_delete").header("cookie", &cookies[0]).send().await.expect(204);
    let cleared = ended.header("set-cookie").expect("a cookie");
    assert_eq!(cleared, "roster_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    assert_eq!(who(&app, &cookies[0]).await, Err(401));
    assert_eq!(who(&app, &cookies[1]).await, Ok(alice.email.clone()));
    alice.twona("session_delete").send().await.expect(204);
    alice.twona("session_get").send().await.expect(200);
    assert_eq!(who(&app, &cookies[1]).await, Ok(alice.email.clone()));
}
