//! Cookie parameters.

use crate::{cookie_parameters::*, support::*};

shows! {
    cookies(p: CookiesParameters) -> CookiesResponse =>
        (
        p.session,
        p.visits,
        p.tags,
        p.point.map(|point| (point.x, point.y)),
        p.ids,
        p.size.map(|size| (size.width, size.height)),
    );
}

#[tokio::test]
async fn cookies_are_decoded() {
    let (_, server) = start!(cookie_parameters);
    for (cookies, expected) in [
        (&["session=ab"][..], r#"("ab", None, None, None, None, None)"#),
        (&["other=1; session=ab; visits=3"], r#"("ab", Some(3), None, None, None, None)"#),
        (&["session=ab", "visits=3"], r#"("ab", Some(3), None, None, None, None)"#),
        (&["session=a%20b; tags=a,b"], r#"("a b", None, Some(["a", "b"]), None, None, None)"#),
        (&["session=a=b; point=x,1,y,2"], r#"("a=b", None, None, Some((1, Some(2))), None, None)"#),
        (&["session=ab; ids=1,2"], r#"("ab", None, None, None, Some([1, 2]), None)"#),
        (&["session=ab; ids=1"], r#"("ab", None, None, None, Some([1]), None)"#),
        (&["session=ab; ids=1; ids=2"], r#"("ab", None, None, None, Some([1, 2]), None)"#),
        (&["session=ab; width=3; height=4; depth=5"], r#"("ab", None, None, None, None, Some((Some(3), Some(4))))"#),
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
    let broken = request("GET", "/cookies").header("cookie", "session=a; visits=x; point=y,1; ids=1,b; width=c");
    assert_eq!(server.send(broken).await.refusal(), refusal(400, &["session", "visits", "point", "ids", "size"]));
}
