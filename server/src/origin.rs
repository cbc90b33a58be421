//! Where the work that is being done comes from: the caller's address and the request's id.
//!
//! The middleware says it once for each request, and the audit log asks. It travels with the task; work that a request hands
//! to another task takes it along with [`current`] and [`scope`].

use std::{
    future::Future,
    net::{IpAddr, Ipv6Addr},
};

tokio::task_local! {
    static ORIGIN: Origin;
}

/// What is known of the request that is being answered; nothing, where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) address: Option<IpAddr>,
    pub(crate) request_id: Option<String>,
}

/// Runs `work` as something that `origin` has asked for.
pub(crate) fn scope<F: Future>(origin: Origin, work: F) -> impl Future<Output = F::Output> {
    ORIGIN.scope(origin, work)
}

/// Where the work of this task comes from.
pub(crate) fn current() -> Origin {
    ORIGIN.try_with(Origin::clone).unwrap_or_default()
}

/// What limits take for one caller: of IPv6, a subscriber has at least a network of 64 bits.
pub(crate) fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}
