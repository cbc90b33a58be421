//! Whose word is taken for where a request comes from.
//!
//! `X-Forwarded-For` can be written by anybody, so it counts only as far as proxies named by the operator wrote it: read
//! from its end, the first address that is not one of theirs is the caller's.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;
use ipnet::IpNet;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The caller's address, where the connection comes from `peer`.
pub(crate) fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut caller = peer.to_canonical();
    let lines = headers.get_all(FORWARDED_FOR).iter().rev();
    let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    while is_trusted(&caller) {
        match hops.next().and_then(address) {
            Some(hop) => caller = hop.to_canonical(),
            // The end of the list, or what no proxy writes: the last address that is certain.
            None => break,
        }
    }
    caller
}

/// An address, which may have a port behind it.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok().map(IpAddr::V6);
    let with_port = || hop.parse::<SocketAddr>().ok().map(|address| address.ip());
    hop.parse().ok().or_else(with_port).or_else(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        caller(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn only_what_trusted_proxies_wrote_counts() {
        assert_eq!(of("192.0.2.7", &["198.51.100.1"]), "192.0.2.7", "the peer is no proxy of ours");
        assert_eq!(of("10.1.2.3", &[]), "10.1.2.3");
        assert_eq!(of("10.1.2.3", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(of("10.1.2.3", &["203.0.113.9, 198.51.100.1"]), "198.51.100.1", "the caller made up the first");
        assert_eq!(of("10.1.2.3", &["203.0.113.9", "198.51.100.1, 10.9.9.9"]), "198.51.100.1");
        assert_eq!(of("10.1.2.3", &["198.51.100.1, nonsense"]), "10.1.2.3");
        assert_eq!(of("::ffff:10.1.2.3", &["2001:db8::1"]), "2001:db8::1");
        assert_eq!(of("fd00::1", &["fd00::2"]), "fd00::2");
        assert_eq!(of("10.1.2.3", &["198.51.100.1:52144"]), "198.51.100.1");
        assert_eq!(of("10.1.2.3", &["198.51.100.1:1, 10.9.9.9:2"]), "198.51.100.1");
        assert_eq!(of("10.1.2.3", &["[2001:db8::1]:52144"]), "2001:db8::1");
        assert_eq!(of("10.1.2.3", &["[2001:db8::1]"]), "2001:db8::1");
    }
}
