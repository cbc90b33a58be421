//! One status in several media types.

use crate::{response_media_types::*, support::*};

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn report(&self, _: Call<()>, parameters: ReportParameters) -> Result<ReportResponse, Problem> {
        Ok(match parameters.r#as.as_str() {
            "json" => ReportResponse::OkJson(serde_json::from_value(json!({"title": "a"})).unwrap()),
            "plain" => ReportResponse::OkPlain("a".to_owned()),
            "csv" => ReportResponse::OkCsv("a;b".to_owned()),
            _ => ReportResponse::OkPdf("%PDF".into()),
        })
    }
}

#[tokio::test]
async fn each_variant_has_its_content_type() {
    let (_, server) = start!(response_media_types);
    for (wanted, media_type, body) in [
        ("json", "application/json", r#"{"title":"a"}"#),
        ("plain", "text/plain; charset=utf-8", "a"),
        ("csv", "text/csv; charset=utf-8", "a;b"),
        ("pdf", "application/pdf", "%PDF"),
    ] {
        let reply = server.get(&format!("/report?as={wanted}")).await;
        assert_eq!((reply.pair(), reply.header("content-type")), ((200, body), Some(media_type)));
    }
}

#[tokio::test]
async fn accept_is_looked_at_where_406_is_documented() {
    let (_, server) = start!(response_media_types);
    for (accept, status) in [
        ("*/*", 200),
        ("application/json", 200),
        ("text/*;q=0.1", 200),
        ("image/png, application/pdf", 200),
        ("image/png", 406),
        ("application/json;q=0", 406),
    ] {
        let reply = server.send(request("GET", "/report?as=json").header("accept", accept)).await;
        assert_eq!(reply.status, status, "{accept}");
    }
}
