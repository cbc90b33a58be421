//! The style `cookie`: nothing is percent-encoded.

use crate::{cookie_style::*, support::*};

shows! {
    cookies(p: CookiesParameters) -> CookiesResponse =>
        (
        p.greeting,
        p.color,
        p.codes,
        p.mix.map(|mix| (mix.r, mix.g)),
        p.point.map(|point| (point.x, point.label)),
        p.form,
    );
}

#[tokio::test]
async fn cookies_are_taken_as_they_are() {
    let (_, server) = start!(cookie_style);
    for (cookies, expected) in [
        (&["greeting=Hello,%20a+b!"][..], r#"("Hello,%20a+b!", None, None, None, None, None)"#),
        (
            &["greeting=ab; color=blue; color=100%; color=a+b"],
            r#"("ab", Some(["blue", "100%", "a+b"]), None, None, None, None)"#,
        ),
        (&["greeting=ab; codes=1,2"], r#"("ab", None, Some([1, 2]), None, None, None)"#),
        (&["greeting=ab; R=100", "G=200"], r#"("ab", None, None, Some((Some(100), Some(200))), None, None)"#),
        (&["greeting=ab; point=x,1,label,%41"], r#"("ab", None, None, None, Some((1, Some("%41"))), None)"#),
        (&["greeting=%41%41; form=%41"], r#"("%41%41", None, None, None, None, Some("A"))"#),
    ] {
        let request =
            cookies.iter().fold(request("GET", "/cookies"), |request, cookie| request.header("cookie", cookie));
        assert_eq!(server.send(request).await.pair(), (200, expected), "{cookies:?}");
    }
}

#[tokio::test]
async fn cookies_are_checked() {
    let (_, server) = start!(cookie_style);
    assert_eq!(server.get("/cookies").await.refusal(), refusal(400, &["greeting"]));
    let broken = request("GET", "/cookies").header("cookie", "greeting=a; codes=%31; R=%32; point=x; form=%zz");
    assert_eq!(server.send(broken).await.refusal(), refusal(400, &["greeting", "codes", "mix", "point", "form"]));
}

#[tokio::test]
async fn the_client_sends_cookies_as_they_are() {
    use crate::clients::cookie_style::{Client, CookiesMix, CookiesParameters, Point};

    let (_, server) = start!(cookie_style);
    let client = Client::new(&server.url()).unwrap();
    let parameters = CookiesParameters {
        color: Some(vec!["blue".to_owned(), "100%".to_owned()]),
        codes: Some(vec![1, 2]),
        mix: Some(CookiesMix { r: Some(100), ..Default::default() }),
        point: Some(Point { label: Some("%41".to_owned()), ..Point::new(1) }),
        form: Some("a b;c".to_owned()),
        ..CookiesParameters::new("Hello,%20a+b!")
    };
    assert_eq!(
        client.cookies(&parameters).await.unwrap().into_body(),
        r#"("Hello,%20a+b!", Some(["blue", "100%"]), Some([1, 2]), Some((Some(100), None)), Some((1, Some("%41"))), Some("a b;c"))"#
    );
    let smuggling = client.cookies(&CookiesParameters::new("a; form=b")).await.unwrap_err();
    assert!(matches!(smuggling, roster_client_runtime::Error::InvalidArgument { .. }), "{smuggling}");
}
