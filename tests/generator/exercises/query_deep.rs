//! Objects and arrays of any depth, as PHP, Rails and jQuery write them.

use crate::{query_deep::*, support::*};

/// As JSON, in which members are sorted and absent ones are left out.
fn json_of(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap()["f"].to_string()
}

#[derive(Default)]
pub struct Handler;
impl DefaultApi for Handler {
    async fn nested(&self, _: Call<()>, p: NestedParameters) -> Result<NestedResponse, Problem> {
        Ok(NestedResponse::Ok(json_of(p)))
    }
    async fn map(&self, _: Call<()>, p: MapParameters) -> Result<MapResponse, Problem> {
        Ok(MapResponse::Ok(json_of(p)))
    }
    async fn array(&self, _: Call<()>, p: ArrayParameters) -> Result<ArrayResponse, Problem> {
        Ok(ArrayResponse::Ok(json_of(p)))
    }
    async fn either(&self, _: Call<()>, p: EitherParameters) -> Result<EitherResponse, Problem> {
        Ok(EitherResponse::Ok(json_of(p)))
    }
    async fn any(&self, _: Call<()>, p: AnyParameters) -> Result<AnyResponse, Problem> {
        Ok(AnyResponse::Ok(json_of(p)))
    }
}

#[tokio::test]
async fn the_usual_forms_are_read() {
    let (_, server) = start!(query_deep);
    for (target, expected) in [
        ("/nested", "null"),
        ("/nested?f[n]=1&f[tags][]=a&f[tags][]=b", r#"{"n":1,"tags":["a","b"]}"#),
        ("/nested?f[tags]=a&f[tags]=b", r#"{"tags":["a","b"]}"#),
        ("/nested?f[tags]=a", r#"{"tags":["a"]}"#),
        ("/nested?f[tags]=", r#"{"tags":[]}"#),
        ("/nested?f[tags][10]=c&f[tags][9]=b&f[tags][0]=a&f[tags][]=d", r#"{"tags":["a","b","c","d"]}"#),
        ("/nested?f[at][x]=1&f[at][label]=5%5D", r#"{"at":{"label":"5]","x":1}}"#),
        ("/nested?f%5Bpoints%5D%5B0%5D%5Bx%5D=1&f[points][1][x]=2", r#"{"points":[{"x":1},{"x":2}]}"#),
        ("/nested?f[points][0][x]=1&f[points][0][label]=a", r#"{"points":[{"label":"a","x":1}]}"#),
        ("/nested?f[map][a]=1&f[map][b.c]=2", r#"{"map":{"a":1,"b.c":2}}"#),
        ("/map?f[a]=1&f[]=2&g[b]=3", r#"{"":2,"a":1}"#),
        ("/array?f[]=1&f[]=2", "[1,2]"),
        ("/array?f[1]=1&f[0]=2", "[2,1]"),
        ("/array?f=1&f=2", "[1,2]"),
        ("/either?f=5", "5"),
        ("/either?f[lt]=5", r#"{"lt":5}"#),
        ("/any?f[a][b][]=1&f[a][b][]=2&f[c][0]=x", r#"{"a":{"b":["1","2"]},"c":{"0":"x"}}"#),
    ] {
        assert_eq!(server.get(target).await.pair(), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn each_violation_has_its_place() {
    let (_, server) = start!(query_deep);
    for (target, places) in [
        ("/map?f[a][b]=1", &["/a"][..]),
        ("/map?f[a]=x&f[b]=y&f[c]=1", &["/a", "/b"]),
        ("/nested?f[n]=1&f[n]=2", &["/n"]),
        ("/nested?f[at][label]=a", &["/at/x"]),
        ("/nested?f[points][0][x]=a&f[points][1][x]=1&f[points][2][x]=b", &["/points/0/x", "/points/2/x"]),
        ("/nested?f[n]=%zz&f[tags][]=%zz", &["/n", "/tags/0"]),
        ("/nested?f=1", &[""]),
        ("/nested?f=1&f[n]=1", &[""]),
        ("/nested?f[n=1", &[""]),
        ("/nested?f[n]x=1", &[""]),
        ("/nested?f[a[b]]=1", &[""]),
    ] {
        let reply = server.get(target).await;
        assert_eq!(reply.refusal(), refusal(400, &vec!["f"; places.len()]), "{target}");
        let details = reply.json()["errors"].to_string();
        for place in places.iter().filter(|place| !place.is_empty()) {
            assert!(details.contains(&format!("(at {place})")), "{target}: {details}");
        }
    }
}

#[tokio::test]
async fn depth_and_number_are_bounded() {
    let (_, server) = start!(query_deep);
    let deep = |depth: usize| format!("/any?f{}=1", "[a]".repeat(depth));
    assert_eq!(server.get(&deep(16)).await.status, 200);
    assert_eq!(server.get(&deep(17)).await.refusal(), refusal(400, &["f"]));
    assert_eq!(server.get(&deep(9000)).await.refusal(), refusal(400, &["f"]));
    let many = |count: usize| format!("/array?{}", vec!["f[]=1"; count].join("&"));
    assert_eq!(server.get(&many(1000)).await.status, 200);
    assert_eq!(server.get(&many(1001)).await.refusal(), refusal(400, &["f"]));
    assert_eq!(server.get("/array?f[99999999999999999999999]=1").await.pair(), (200, "[1]"));
}
