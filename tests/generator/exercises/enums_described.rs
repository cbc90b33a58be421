//! Alternatives of constants.

use crate::{enums_described::*, support::*};

echo!();

#[tokio::test]
async fn each_value_is_a_variant() {
    let (handler, server) = start!(enums_described);
    server.accepts(json!({"text": "a-b", "number": 0, "nullable": "y", "listed": "c"})).await;
    let seen = handler.seen.take();
    assert_eq!(
        (seen.text, seen.number, seen.listed),
        (Some(ValuesText::AB), Some(ChannelType::GuildText), Some(ValuesListed::C))
    );
    server.accepts(json!({"number": -1, "nullable": null})).await;
    assert_eq!(handler.seen.take().number, Some(ChannelType::Minus1));
    assert_eq!(ChannelType::ALL.iter().map(|one| one.as_i64()).collect::<Vec<_>>(), [0, 1, -1]);
}

#[tokio::test]
async fn others_are_refused() {
    let (_, server) = start!(enums_described);
    server
        .refuses(
            json!({"text": "b", "number": 2, "nullable": "z", "listed": 1}),
            &["/text", "/number", "/nullable", "/listed"],
        )
        .await;
}
