//! Defaults of parameters, and that all violations are reported at once.

use crate::{parameter_defaults::*, support::*};

shows! {
    page(p: PageParameters) -> PageResponse => (p.page, p.sort.to_string(), p.tags, p.code, p.id, p.x_trace);
}

#[tokio::test]
async fn absent_parameters_have_their_defaults() {
    let (_, server) = start!(parameter_defaults);
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    for (target, expected) in [
        ("/page", r#"(1, "-name", ["all"], None, None, true)"#.to_owned()),
        ("/page?page=2&sort=created+at", r#"(2, "created at", ["all"], None, None, true)"#.to_owned()),
        (
            &format!("/page?tags=aa&tags=bb&code=AB&id={id}"),
            format!(r#"(1, "-name", ["aa", "bb"], Some("AB"), Some({id}), true)"#),
        ),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, &*expected), "{target}");
    }
    let traced = request("GET", "/page").header("x-trace", "false");
    assert_eq!(server.send(traced).await.pair(), (200, r#"(1, "-name", ["all"], None, None, false)"#));
}

#[tokio::test]
async fn every_violation_is_reported() {
    let (_, server) = start!(parameter_defaults);
    let reply = server.get("/page?page=0&sort=size&tags=aa&tags=aa&code=abc&id=1").await;
    assert_eq!(reply.refusal(), refusal(400, &["page", "sort", "tags", "code", "id"]));
    assert_eq!(server.get("/page?tags=a").await.refusal(), refusal(400, &["tags"]));
}
