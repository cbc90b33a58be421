//! Enumerations with awkward values.

use crate::{enums::*, support::*};

echo!();

const WORDS: [&str; 18] =
    ["", " ", "+1", "-1", "1st", "self", "Self", "type", "a b", "a-b", "a_b", "A_B", "ä", "🦀", "no", "null", "*", "/"];

#[tokio::test]
async fn every_word_survives() {
    let (handler, server) = start!(enums);
    let mut seen = std::collections::HashSet::new();
    for word in WORDS {
        server.accepts(json!({ "words": word })).await;
        let value = handler.seen.take().words.unwrap();
        assert_eq!(value.to_string(), word);
        assert_eq!(word.parse::<Words>().unwrap(), value);
        seen.insert(show(value));
    }
    assert_eq!(seen.len(), WORDS.len(), "{seen:?}");
    assert!("other".parse::<Words>().is_err());
}

#[tokio::test]
async fn other_types_survive() {
    let (_, server) = start!(enums);
    server.accepts(json!({"number": -3, "ratio": 0.5, "flag": true, "mixed": 2, "only": "only"})).await;
    for mixed in [json!("one"), json!(null), json!(true)] {
        server.accepts(json!({ "mixed": mixed })).await;
    }
    server
        .refuses(
            json!({"words": "A_b", "number": 3, "ratio": 0.25, "flag": false, "mixed": "two", "only": ""}),
            &["/words", "/number", "/ratio", "/flag", "/mixed", "/only"],
        )
        .await;
}
