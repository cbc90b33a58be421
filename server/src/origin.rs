//! Where the work that is being done comes from: the caller's address, the request's id, and the organisation.
//!
//! The middleware says it once for each request, and whoever authenticates whose it is; the audit log, limits and writers
//! ask. It travels with the task; work that a request hands to another task takes it along with [`current`] and [`scope`].

use std::{
    future::Future,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, OnceLock},
};

tokio::task_local! {
    static ORIGIN: Origin;
}

/// What is known of the request that is being answered; nothing, where there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) address: Option<IpAddr>,
    pub(crate) request_id: Option<String>,
    /// Id of the organisation that the caller acts for, once that is known.
    pub(crate) organization: Arc<OnceLock<i64>>,
}

/// Runs `work` as something that `origin` has asked for.
pub(crate) fn scope<F: Future>(origin: Origin, work: F) -> impl Future<Output = F::Output> {
    ORIGIN.scope(origin, work)
}

/// Where the work of this task comes from.
pub(crate) fn current() -> Origin {
    ORIGIN.try_with(Origin::clone).unwrap_or_default()
}

/// Notes for which organisation the request asks.
pub(crate) fn belong_to(organization: i64) {
    let _ = ORIGIN.try_with(|origin| origin.organization.set(organization));
}

/// For which organisation the work of this task is done, where that is known.
pub(crate) fn organization() -> Option<i64> {
    ORIGIN.try_with(|origin| origin.organization.get().copied()).ok().flatten()
}

/// What limits take for one caller: of IPv6, a subscriber has at least a network of 64 bits.
pub(crate) fn subscriber(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}
