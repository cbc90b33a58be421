//! A query string that is read as the body of a form is.

use crate::{querystring_form::*, support::*};

#[derive(Default)]
pub struct Handler;

impl roster_runtime::Authenticator for Handler {
    type Principal = String;

    async fn authenticate(
        &self,
        _: &'static roster_runtime::SecurityScheme,
        credential: roster_runtime::Credential<'_>,
        _: &'static [&'static str],
    ) -> Result<Option<String>, Problem> {
        Ok(Some(show(credential)))
    }

    fn has_authority(&self, _: &String, _: &str) -> bool {
        false
    }
}

impl DefaultApi for Handler {
    async fn search(&self, _: Call<()>, p: SearchParameters) -> Result<SearchResponse, Problem> {
        let filter = p.filter;
        let area = filter.area.map(|area| (area.x, area.y));
        Ok(SearchResponse::Ok(show((filter.q, filter.page, filter.tags, filter.ids, area))))
    }

    async fn optional(&self, call: Call<Option<String>>, p: OptionalParameters) -> Result<OptionalResponse, Problem> {
        let point = p.point.map(|point| (point.x, point.y, point.additional_properties.into_iter().collect::<Vec<_>>()));
        Ok(OptionalResponse::Ok(show((call.principal, point))))
    }
}

#[tokio::test]
async fn properties_are_read_with_their_types_and_styles() {
    let (_, server) = start!(querystring_form);
    for (target, expected) in [
        ("/search?q=a+b", r#"("a b", None, None, None, None)"#),
        ("/search?page=2&q=%C3%BCb", r#"("üb", Some(2), None, None, None)"#),
        ("/search?q=ab&tags=x%7Cy&ids=1&ids=2", r#"("ab", None, Some(["x", "y"]), Some([1, 2]), None)"#),
        ("/search?q=ab&area[x]=1&area%5By%5D=2", r#"("ab", None, None, None, Some((Some(1), Some(2))))"#),
        ("/optional", "(None, None)"),
        ("/optional?", "(None, None)"),
        ("/optional?x=1&z=b", r#"(None, Some((1, None, [("z", "b")])))"#),
        ("/optional?x=1&key=k&y=2", r#"(Some("ApiKey(\"k\")"), Some((1, Some(2), [])))"#),
        ("/optional?key=k", r#"(Some("ApiKey(\"k\")"), None)"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn all_of_it_is_checked() {
    let (_, server) = start!(querystring_form);
    for (target, places) in [
        ("/search", &["filter"][..]),
        ("/search?page=2", &["filter"]),
        ("/search?q=a&page=0", &["filter", "filter"]),
        ("/search?q=ab&page=x", &["filter"]),
        ("/search?q=ab&other=1", &["filter"]),
        ("/search?q=%zz", &["filter"]),
        ("/optional?y=1", &["point"]),
    ] {
        assert_eq!(server.get(target).await.refusal(), refusal(400, places), "{target}");
    }
}

#[tokio::test]
async fn the_client_writes_the_query_as_a_form() {
    use crate::clients::querystring_form::{Client, OptionalParameters, Point, SearchFilter, SearchFilterArea, SearchParameters};

    let (_, server) = start!(querystring_form);
    let client = Client::new(&server.url(), "k").unwrap();
    let filter = SearchFilter {
        tags: Some(vec!["x".to_owned(), "y".to_owned()]),
        ids: Some(vec![1, 2]),
        area: Some(SearchFilterArea { x: Some(1), ..Default::default() }),
        ..SearchFilter::new("a b&ü")
    };
    assert_eq!(
        client.search(&SearchParameters::new(filter)).await.unwrap().into_body(),
        r#"("a b&ü", None, Some(["x", "y"]), Some([1, 2]), Some((Some(1), None)))"#
    );
    let point = Point { additional_properties: [("z".to_owned(), "b".to_owned())].into(), ..Point::new(1) };
    assert_eq!(
        client.optional(&OptionalParameters { point: Some(point) }).await.unwrap().into_body(),
        r#"(Some("ApiKey(\"k\")"), Some((1, None, [("z", "b")])))"#
    );
    let absent = client.optional(&OptionalParameters::default()).await.unwrap().into_body();
    assert_eq!(absent, r#"(Some("ApiKey(\"k\")"), None)"#);
}
