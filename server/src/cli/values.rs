//! Values of flags that have a form of their own.

use std::{
    net::{IpAddr, SocketAddr, ToSocketAddrs},
    time::Duration,
};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ipnet::IpNet;

use crate::rates::Rate;

/// `90s`, `15m`, `12h` or `7d`.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "must be a number with a unit, such as 30s, 15m, 12h or 7d".to_owned();
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let seconds = match &text[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(wrong()),
    };
    let seconds = number.checked_mul(seconds).filter(|seconds| (1..=MAXIMUM_SECONDS).contains(seconds));
    seconds.map(Duration::from_secs).ok_or_else(|| "must be between 1s and 3650d".to_owned())
}

/// `5m`, or `off` for none.
pub(super) fn pause(text: &str) -> Result<TimeDelta, String> {
    let pause = or_off(text, duration)?.unwrap_or_default();
    Ok(TimeDelta::seconds(pause.as_secs().cast_signed()))
}

/// `10.0.0.0/8`, or one address.
pub(super) fn network(text: &str) -> Result<IpNet, String> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| one()).map_err(|_| "must be an address, or a network such as 10.0.0.0/8".to_owned())
}

/// A moment, or how long ago it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Since {
    Moment(DateTime<Utc>),
    Ago(TimeDelta),
}

impl Since {
    pub(super) fn moment(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Moment(moment) => moment,
            Self::Ago(distance) => now - distance,
        }
    }
}

/// `2026-11-22T08:00:00Z`, `2026-11-22` (its beginning in UTC), or `12h`.
pub(super) fn since(text: &str) -> Result<Since, String> {
    let wrong = |_| "must be 2026-11-22T08:00:00Z, 2026-11-22, or a time such as 12h".to_owned();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Ok(Since::Moment(moment.into()));
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(Since::Moment(date.and_time(chrono::NaiveTime::MIN).and_utc()));
    }
    let distance = duration(text).map_err(wrong)?;
    Ok(Since::Ago(TimeDelta::seconds(distance.as_secs().cast_signed())))
}

/// `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
pub(super) fn addresses(text: &str) -> Result<Vec<SocketAddr>, String> {
    let wrong = || "must be an address or a name of this machine, and a port, such as 127.0.0.1:8080".to_owned();
    let found: Vec<SocketAddr> = text.to_socket_addrs().map_err(|_| wrong())?.collect();
    if found.is_empty() { Err(wrong()) } else { Ok(found) }
}

/// `100/s`, or `off`.
pub(super) fn rate(text: &str) -> Result<Option<Rate>, String> {
    or_off(text, str::parse)
}

/// `1048576`, `500MiB` or `2GiB`.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let wrong = || "must be a number of bytes, such as 1048576, 500MiB, 2GiB or 1TiB".to_owned();
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let number: u64 = digits.parse().map_err(|_| wrong())?;
    let unit = match &text[digits.len()..] {
        "" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        "TiB" => 1 << 40,
        _ => return Err(wrong()),
    };
    // As much as a database can count.
    number.checked_mul(unit).filter(|bytes| i64::try_from(*bytes).is_ok()).ok_or_else(wrong)
}

/// A size, or `off`.
pub(super) fn quota(text: &str) -> Result<Option<u64>, String> {
    or_off(text, size)
}

/// None for `off`.
fn or_off<T>(text: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<Option<T>, String> {
    if text == "off" { Ok(None) } else { parse(text).map(Some).map_err(|detail| format!("{detail}, or off")) }
}

/// Ten years: more is a slip, and dates would leave the calendar.
const MAXIMUM_SECONDS: u64 = 3650 * 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_may_have_names() {
        assert_eq!(addresses("127.0.0.1:0").unwrap(), ["127.0.0.1:0".parse().unwrap()]);
        assert!(addresses("localhost:8080").unwrap().iter().all(|address| address.ip().is_loopback()));
        for refused in ["", "localhost", "127.0.0.1", "127.0.0.1:99999", "nowhere.invalid:80"] {
            assert!(addresses(refused).unwrap_err().contains("127.0.0.1:8080"), "{refused}");
        }
    }

    #[test]
    fn moments_are_dates_or_distances() {
        let now: DateTime<Utc> = "2026-11-22T08:00:00Z".parse().unwrap();
        let of = |text: &str| since(text).unwrap().moment(now).to_rfc3339();
        assert_eq!(of("2026-11-22T08:00:00+01:00"), "2026-11-22T07:00:00+00:00");
        assert_eq!(of("2026-11-21"), "2026-11-21T00:00:00+00:00");
        assert_eq!(of("12h"), "2026-11-21T20:00:00+00:00");
        assert!(since("yesterday").is_err());
    }

    #[test]
    fn sizes_are_bytes_or_have_a_unit() {
        assert_eq!(size("0"), Ok(0));
        assert_eq!(size("500MiB"), Ok(500 << 20));
        assert_eq!(size("2TiB"), Ok(2 << 40));
        assert_eq!(quota("off"), Ok(None));
        for refused in ["", "GiB", "-1", "1.5GiB", "2GB", "2 GiB", "9223372036854775808", "8388608TiB", "off"] {
            assert!(size(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn durations_have_a_unit_and_a_measure() {
        assert_eq!(duration("90s").unwrap(), Duration::from_secs(90));
        assert_eq!(duration("7d").unwrap(), Duration::from_secs(604_800));
        for refused in ["", "7", "d", "7w", "-1s", "0s", "1.5h", "99999999999999999999s", "99999d"] {
            assert!(duration(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn networks_are_read_as_they_are_written() {
        for text in ["10.0.0.0/8", "::1/128", "0.0.0.0/0"] {
            assert_eq!(network(text).unwrap().to_string(), text);
        }
        assert_eq!(network("192.0.2.1").unwrap().to_string(), "192.0.2.1/32");
        for refused in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "host", "10.0.0.0/-1"] {
            assert!(network(refused).is_err(), "{refused}");
        }
    }
}
