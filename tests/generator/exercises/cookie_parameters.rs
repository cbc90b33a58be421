//! Cookie parameters.

use crate::{cookie_parameters::*, support::*};

shows! {
    cookies(p: CookiesParameters) -> CookiesResponse =>
        (p.session, p.visits, p.tags, p.point.map(|point| (point.x, point.y)));
}

#[tokio::test]
async fn cookies_are_decoded() {
    let (_, server) = start!(cookie_parameters);
    for (cookies, expected) in [
        (&["session=ab"][..], r#"("ab", None, None, None)"#),
        (&["other=1; session=ab; visits=3"], r#"("ab", Some(3), None, None)"#),
        (&["session=ab", "visits=3"], r#"("ab", Some(3), None, None)"#),
        (&["session=a%20b; tags=a,b"], r#"("a b", None, Some(["a", "b"]), None)"#),
        (&["session=a=b; point=x,1,y,2"], r#"("a=b", None, None, Some((1, Some(2))))"#),
    ] {
        let request =
            cookies.iter().fold(request("GET", "/cookies"), |request, cookie| request.header("cookie", cookie));
        assert_eq!(server.send(request).await.pair(), (200, expected), "{cookies:?}");
    }
}

#[tokio::test]
async fn cookies_are_checked() {
    let (_, server) = start!(cookie_parameters);
    assert_eq!(server.get("/cookies").await.refusal(), refusal(400, &["session"]));
    let broken = request("GET", "/cookies").header("cookie", "session=a; visits=x; point=y,1");
    assert_eq!(server.send(broken).await.refusal(), refusal(400, &["session", "visits", "point"]));
}
