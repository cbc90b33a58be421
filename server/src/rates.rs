//! How many requests a token and an address may send.
//!
//! Each has an allowance that is filled up evenly: of `100/s`, a hundred may come at once, and one more each ten
//! milliseconds. Memory is bounded: callers are told apart by a hash of 20 bits, so that a few may share an allowance,
//! and the full ones are forgotten. Several processes count apart. Time here is the machine's monotonic clock.

use std::{
    fmt,
    hash::{BuildHasher, RandomState},
    num::NonZeroU32,
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use governor::{
    DefaultKeyedRateLimiter, Quota,
    clock::{Clock, DefaultClock},
};
use http::{StatusCode, header::RETRY_AFTER};
use roster_runtime::Problem;

use crate::origin;

/// How many callers are told apart.
const KEYS: u64 = 1 << 20;

/// A rate above this is a slip.
const MAXIMUM_REQUESTS: u32 = 1_000_000;

/// So many requests in so long a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    requests: NonZeroU32,
    period: Duration,
}

/// What callers may send; without limit, where there is none.
#[derive(Clone, Copy, Debug, Default)]
pub struct RateLimits {
    /// With one token or session.
    pub token: Option<Rate>,
    /// From one address; of IPv6, from one network of 64 bits.
    pub address: Option<Rate>,
    /// From one address, with credentials that are not valid.
    pub failures: Option<Rate>,
}

/// The allowances of a server's callers. Clones share them.
#[derive(Clone)]
pub(crate) struct Rates(Arc<Limiters>);

struct Limiters {
    token: Option<DefaultKeyedRateLimiter<u32>>,
    address: Option<DefaultKeyedRateLimiter<u32>>,
    failures: Option<DefaultKeyedRateLimiter<u32>>,
    /// Seeded, so that nobody can choose whom to share an allowance with.
    hasher: RandomState,
}

impl Rates {
    pub(crate) fn new(limits: RateLimits) -> Self {
        let limiter = |rate: Option<Rate>| rate.map(|rate| DefaultKeyedRateLimiter::keyed(rate.quota()));
        Self(Arc::new(Limiters {
            token: limiter(limits.token),
            address: limiter(limits.address),
            failures: limiter(limits.failures),
            hasher: RandomState::new(),
        }))
    }

    /// Counts a request with a credential, valid or not.
    pub(crate) fn token(&self, presented: &str) -> Result<(), Problem> {
        check(self.0.token.as_ref(), || self.key(presented))
    }

    /// Counts a request from where this one comes from.
    pub(crate) fn address(&self) -> Result<(), Problem> {
        self.check_address(self.0.address.as_ref())
    }

    /// Counts a request whose credential is not valid. A valid one is answered from the same address all the same.
    pub(crate) fn failure(&self) -> Result<(), Problem> {
        self.check_address(self.0.failures.as_ref())
    }

    /// Forgets callers whose allowance is full again.
    pub(crate) fn forget(&self) {
        let limiters = [&self.0.token, &self.0.address, &self.0.failures];
        for limiter in limiters.into_iter().flatten() {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    fn check_address(&self, limiter: Option<&DefaultKeyedRateLimiter<u32>>) -> Result<(), Problem> {
        match origin::current().address {
            Some(address) => check(limiter, || self.key(&origin::subscriber(address).to_string())),
            None => Ok(()),
        }
    }

    fn key(&self, text: &str) -> u32 {
        u32::try_from(self.0.hasher.hash_one(text) % KEYS).expect("a remainder of 20 bits")
    }
}

fn check(limiter: Option<&DefaultKeyedRateLimiter<u32>>, key: impl FnOnce() -> u32) -> Result<(), Problem> {
    let Some(limiter) = limiter else { return Ok(()) };
    limiter.check_key(&key()).map_err(|early| {
        let wait = early.wait_time_from(DefaultClock::default().now());
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        let seconds = seconds.max(1);
        let unit = if seconds == 1 { "second" } else { "seconds" };
        let detail = format!("Too many requests; try again in {seconds} {unit}.");
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail).with_header(RETRY_AFTER, seconds)
    })
}

impl Rate {
    fn quota(self) -> Quota {
        let interval = self.period / self.requests.get();
        Quota::with_period(interval).expect("a rate is no higher than a million a second").allow_burst(self.requests)
    }
}

/// `100/s`, `600/m` or `5000/h`.
impl FromStr for Rate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || "must be a number of requests and a time, such as 100/s, 600/m or 5000/h".to_owned();
        let (requests, unit) = text.split_once('/').ok_or_else(wrong)?;
        let seconds = match unit {
            "s" => 1,
            "m" => 60,
            "h" => 60 * 60,
            _ => return Err(wrong()),
        };
        let requests: NonZeroU32 = requests.parse().map_err(|_| wrong())?;
        if requests.get() > MAXIMUM_REQUESTS {
            return Err(wrong());
        }
        Ok(Self { requests, period: Duration::from_secs(seconds) })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.period.as_secs() {
            1 => "s",
            60 => "m",
            _ => "h",
        };
        write!(formatter, "{}/{unit}", self.requests)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;

    fn rates(token: &str, address: &str, failures: &str) -> Rates {
        let rate = |text: &str| text.parse().ok();
        Rates::new(RateLimits { token: rate(token), address: rate(address), failures: rate(failures) })
    }

    async fn from(rates: &Rates, address: &str) -> bool {
        let origin = Origin { address: Some(address.parse().unwrap()), ..Origin::default() };
        origin::scope(origin, async { rates.address().is_ok() }).await
    }

    #[test]
    fn rates_are_read_as_they_are_written() {
        for text in ["100/s", "600/m", "1/h"] {
            assert_eq!(text.parse::<Rate>().unwrap().to_string(), text);
        }
        for refused in ["", "100", "0/s", "-1/s", "1/d", "99999999999/s", "1000001/s", "1.5/s", "/s"] {
            assert!(refused.parse::<Rate>().is_err(), "{refused}");
        }
    }

    #[test]
    fn a_token_has_its_allowance_and_no_more() {
        let rates = rates("3/h", "off", "off");
        assert!((0..3).all(|_| rates.token("a").is_ok()));
        let problem = rates.token("a").unwrap_err();
        assert_eq!((problem.status, problem.code), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
        assert!(rates.token("b").is_ok(), "another has its own");
        rates.forget();
        assert!(rates.token("a").is_err(), "what is not full is not forgotten");
    }

    #[tokio::test]
    async fn addresses_are_told_apart_and_networks_of_ipv6_are_not() {
        let rates = rates("off", "1/h", "off");
        assert!(from(&rates, "192.0.2.1").await);
        assert!(!from(&rates, "::ffff:192.0.2.1").await, "the same, written otherwise");
        assert!(from(&rates, "192.0.2.2").await);
        assert!(from(&rates, "2001:db8::1").await);
        assert!(!from(&rates, "2001:db8::2").await);
        assert!(from(&rates, "2001:db8:0:1::1").await);
        assert!(rates.address().is_ok(), "what comes from nowhere is not counted");
    }

    #[test]
    fn memory_is_bounded_whatever_is_presented() {
        let rates = rates("1000/s", "off", "off");
        for number in 0..100_000 {
            rates.token(&number.to_string()).unwrap();
        }
        let limiter = rates.0.token.as_ref().unwrap();
        assert!(limiter.len() <= 100_000);
        std::thread::sleep(Duration::from_millis(20));
        rates.forget();
        assert_eq!(limiter.len(), 0, "each allowance is full again");
    }
}
