//! What only we know of a schema is checked, and gives types, like everything else.

use crate::{enforced::*, support::*};

echo!();

#[tokio::test]
async fn alternatives_with_types_are_types() {
    let (handler, server) = start!(enforced);
    server.accepts(json!({"scalar": true, "source": {"url": "a"}})).await;
    let seen = handler.seen.take();
    assert_eq!(seen.scalar, Some(Scalar::Boolean(true)));
    assert_eq!(seen.source, Some(Source { url: Some("a".to_owned()), id: None }));
    server.accepts(json!({"scalar": "a", "source": {"id": 1}})).await;
}

#[tokio::test]
async fn what_fits_no_alternative_or_several_is_refused() {
    let (_, server) = start!(enforced);
    server.refuses(json!({"scalar": [], "source": {}}), &["/scalar", "/source"]).await;
    server.refuses(json!({"scalar": {}, "source": {"url": "a", "id": 1}}), &["/scalar", "/source"]).await;
}
