//! The order's server as somebody writes it with axum who validates nothing.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post, serve::ListenerExt};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

#[derive(Deserialize)]
#[expect(dead_code, reason = "what an order has is decoded, whoever reads it")]
struct Order {
    customer: String,
    email: String,
    currency: Currency,
    note: Option<String>,
    lines: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Currency {
    Eur,
    Usd,
    Gbp,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "as above")]
struct Line {
    sku: String,
    name: String,
    quantity: i32,
    price: f64,
}

#[derive(Serialize)]
struct Confirmation {
    id: i64,
    customer: String,
    quantity: i32,
    total: f64,
}

async fn create(State(last): State<Arc<AtomicI64>>, Json(order): Json<Order>) -> (StatusCode, Json<Confirmation>) {
    let confirmation = Confirmation {
        id: last.fetch_add(1, Ordering::Relaxed) + 1,
        customer: order.customer,
        quantity: order.lines.iter().map(|line| line.quantity).sum(),
        total: order.lines.iter().map(|line| f64::from(line.quantity) * line.price).sum(),
    };
    (StatusCode::CREATED, Json(confirmation))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    let router = Router::new().route("/orders", post(create)).with_state(Arc::new(AtomicI64::new(0)));
    axum::serve(listener.tap_io(|stream| drop(stream.set_nodelay(true))), router).await
}
