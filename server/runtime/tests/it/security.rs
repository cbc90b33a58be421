//! Credentials of every kind, alternatives, anonymous calls, authorities.

use axum::body::Body;
use http::Request;
use http::request::Builder;
use roster_runtime::operation::*;
use serde_json::{Value, json};

use crate::harness::*;

static TOKEN: SecurityScheme = SecurityScheme {
    name: "token",
    kind: SecurityKind::ApiKey { location: ParameterLocation::Header, name: "access-token" },
};
static QUERY: SecurityScheme =
    SecurityScheme { name: "query", kind: SecurityKind::ApiKey { location: ParameterLocation::Query, name: "key" } };
static SESSION: SecurityScheme =
    SecurityScheme { name: "session", kind: SecurityKind::ApiKey { location: ParameterLocation::Cookie, name: "sid" } };
static BEARER: SecurityScheme = SecurityScheme { name: "bearer", kind: SecurityKind::Bearer };
static BASIC: SecurityScheme = SecurityScheme { name: "basic", kind: SecurityKind::Basic };
static OAUTH: SecurityScheme = SecurityScheme { name: "oauth", kind: SecurityKind::OAuth2 };

const ANONYMOUS: SecurityRequirement = SecurityRequirement { schemes: &[] };

fn by(schemes: &[&'static SecurityScheme]) -> SecurityRequirement {
    let schemes: Vec<(&'static SecurityScheme, &'static [&'static str])> =
        schemes.iter().map(|scheme| (*scheme, &["read"][..])).collect();
    SecurityRequirement { schemes: leak(schemes) }
}

fn secured(security: Vec<SecurityRequirement>) -> OperationInfo {
    OperationInfo { security: leak(security), ..OPERATION }
}

async fn call(operation: OperationInfo, request: Builder) -> Response {
    send(&echo(operation), request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn every_kind_of_credential_is_read_where_it_travels() {
    let plain = || Request::get("/things");
    for (scheme, good, bad, name) in [
        (&TOKEN, plain().header("access-token", "good"), plain().header("access-token", "no"), "token"),
        (&QUERY, Request::get("/things?a=1&key=g%6Fod"), Request::get("/things?key=no"), "query"),
        (&SESSION, plain().header("cookie", "a=b; sid=good"), plain().header("cookie", "sid=no"), "session"),
        (
            &BEARER,
            plain().header("authorization", "bearer good"),
            plain().header("authorization", "Bearer no"),
            "bearer",
        ),
        (&OAUTH, plain().header("authorization", "Bearer good"), plain().header("authorization", "Bearer "), "oauth"),
        (
            &BASIC,
            plain().header("authorization", "Basic Z29vZDpnb29k"),
            plain().header("authorization", "Basic !!"),
            "basic",
        ),
    ] {
        let accepted = call(secured(vec![by(&[scheme])]), good).await;
        assert_eq!(accepted.json()["who"], format!("good by {name}"));
        let refused = call(secured(vec![by(&[scheme])]), bad).await;
        assert_eq!((refused.status, refused.code().as_str()), (401, "unauthorized"), "{name}");
        assert_eq!(call(secured(vec![by(&[scheme])]), plain()).await.status, 401, "{name}");
    }
}

#[tokio::test]
async fn challenges_name_what_an_authorization_header_can_carry() {
    let refused =
        call(secured(vec![by(&[&BEARER]), by(&[&BASIC]), by(&[&OAUTH]), by(&[&TOKEN])]), Request::get("/things")).await;
    let challenges: Vec<_> = refused.headers.get_all("www-authenticate").iter().collect();
    assert_eq!(challenges, ["Bearer realm=\"things\"", "Basic realm=\"things\", charset=\"UTF-8\""]);
    let invalid =
        call(secured(vec![by(&[&BEARER])]), Request::get("/things").header("authorization", "Bearer no")).await;
    assert_eq!(invalid.header("www-authenticate"), Some("Bearer realm=\"things\", error=\"invalid_token\""));
    let by_key = call(secured(vec![by(&[&TOKEN])]), Request::get("/things")).await;
    assert_eq!(by_key.header("www-authenticate"), None);
}

#[tokio::test]
async fn alternatives_are_tried_and_all_schemes_of_one_are_needed() {
    let operation = || secured(vec![by(&[&TOKEN, &SESSION]), by(&[&BEARER])]);
    let both = Request::get("/things").header("access-token", "good").header("cookie", "sid=good");
    assert_eq!(call(operation(), both).await.json()["who"], "good by token");
    assert_eq!(call(operation(), Request::get("/things").header("access-token", "good")).await.status, 401);
    let other = Request::get("/things").header("access-token", "no").header("authorization", "Bearer good");
    assert_eq!(call(operation(), other).await.json()["who"], "good by bearer");
}

#[tokio::test]
async fn anonymous_access_is_for_those_who_present_nothing() {
    let operation = || secured(vec![ANONYMOUS, by(&[&TOKEN])]);
    assert_eq!(call(operation(), Request::get("/things")).await.json()["who"], Value::Null);
    assert_eq!(
        call(operation(), Request::get("/things").header("access-token", "good")).await.json()["who"],
        "good by token"
    );
    assert_eq!(call(operation(), Request::get("/things").header("access-token", "no")).await.status, 401);
}

#[tokio::test]
async fn without_security_no_credential_is_looked_at() {
    let response = call(OPERATION, Request::get("/things").header("access-token", "no")).await;
    assert_eq!(response.json(), json!({"who": null, "parameters": null}));
}

#[tokio::test]
async fn ambiguous_credentials_are_refused() {
    for request in [
        Request::get("/things").header("access-token", "good").header("access-token", "good"),
        Request::get("/things").header("access-token", ""),
    ] {
        assert_eq!(call(secured(vec![by(&[&TOKEN])]), request).await.status, 401);
    }
    let twice = Request::get("/things").header("authorization", "Bearer good").header("authorization", "Bearer good");
    assert_eq!(call(secured(vec![by(&[&BEARER])]), twice).await.status, 401);
    assert_eq!(call(secured(vec![by(&[&QUERY])]), Request::get("/things?key=good&key=good")).await.status, 401);
}

/// A browser sends the cookies of other hosts of the domain as well: they neither count nor lock out.
#[tokio::test]
async fn of_several_cookies_of_one_name_a_valid_one_counts() {
    for (cookies, status) in [
        ("sid=good; sid=bad", 200),
        ("sid=bad; sid=; sid=good", 200),
        ("sid=bad; sid=worse", 401),
        ("sid=; sid=", 401),
        ("sid=a; sid=b; sid=c; sid=d; sid=good", 401),
    ] {
        let request = Request::get("/things").header("cookie", cookies);
        assert_eq!(call(secured(vec![by(&[&SESSION])]), request).await.status, status, "{cookies}");
    }
}

#[tokio::test]
async fn one_of_the_authorities_is_enough() {
    let operation = |authorities| OperationInfo { authorities, ..secured(vec![by(&[&TOKEN])]) };
    let request = |token: &str| Request::get("/things").header("access-token", token);
    assert_eq!(call(operation(&["owner", "admin"]), request("admin")).await.status, 200);
    let refused = call(operation(&["owner", "admin"]), request("good")).await;
    assert_eq!((refused.status, refused.code().as_str()), (403, "forbidden"));
    assert_eq!(refused.json()["detail"], "This needs the authority owner or admin.");
    let rejections = RejectionStatuses { authority: 401, ..OPERATION.rejections };
    assert_eq!(call(OperationInfo { rejections, ..operation(&["owner"]) }, request("good")).await.status, 401);
    let anonymous = OperationInfo { authorities: &["admin"], ..secured(vec![ANONYMOUS]) };
    assert_eq!(call(anonymous, Request::get("/things")).await.status, 401);
}

#[tokio::test]
async fn what_the_authenticator_cannot_check_is_its_problem() {
    let response = call(secured(vec![by(&[&TOKEN])]), Request::get("/things").header("access-token", "down")).await;
    assert_eq!((response.status, response.code().as_str()), (503, "unavailable"));
}
