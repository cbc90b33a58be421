//! The order's server of what `openapi-to-rust` generates, with its validation.

mod generated;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::serve::ListenerExt;
use generated::{
    Confirmation, Order,
    server::{OrdersApi, OrdersCreateResponse, orders_api_router},
};
use tokio::net::TcpListener;

#[derive(Clone, Default)]
struct Orders {
    last: Arc<AtomicI64>,
}

#[async_trait::async_trait]
impl OrdersApi for Orders {
    async fn orders_create(&self, order: Order) -> OrdersCreateResponse {
        OrdersCreateResponse::Created(Confirmation {
            id: self.last.fetch_add(1, Ordering::Relaxed) + 1,
            customer: order.customer,
            quantity: order.lines.iter().map(|line| line.quantity).sum(),
            total: order.lines.iter().map(|line| f64::from(line.quantity) * line.price).sum(),
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let router = orders_api_router(Orders::default());
    axum::serve(listener.tap_io(|stream| drop(stream.set_nodelay(true))), router).await
}
