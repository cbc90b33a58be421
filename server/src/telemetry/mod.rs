//! What the server tells its operator: logs and metrics, under one id for each request.
//!
//! Neither holds tokens, addresses, names or raw paths (a path may hold an e-mail address or a link's secret): requests
//! are named by their operation or route.

pub(crate) mod logging;
mod metrics;
mod observe;
mod operations;
mod request_id;

pub(crate) use metrics::Metrics;
pub(crate) use observe::{Observer, observe};
pub(crate) use operations::Operations;
