//! The order's server of generated stubs.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::serve::ListenerExt;
use order::{Confirmation, Order, OrdersApi, OrdersCreateResponse};
use roster_runtime::{Call, Problem};
use tokio::net::TcpListener;

#[derive(Default)]
struct Orders {
    last: AtomicI64,
}

impl OrdersApi for Orders {
    async fn orders_create(&self, _: Call<()>, order: Order) -> Result<OrdersCreateResponse, Problem> {
        Ok(OrdersCreateResponse::Created(Confirmation {
            id: self.last.fetch_add(1, Ordering::Relaxed) + 1,
            customer: order.customer,
            quantity: order.lines.iter().map(|line| line.quantity).sum(),
            total: order.lines.iter().map(|line| f64::from(line.quantity) * line.price).sum(),
        }))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let router = axum::Router::from(order::routes(Arc::new(Orders::default())));
    axum::serve(listener.tap_io(|stream| drop(stream.set_nodelay(true))), router).await
}
