//! Which failures are worth another attempt, and how long to wait before it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::{HeaderMap, Method, StatusCode, header::RETRY_AFTER};

use crate::platform::now;

/// When and how often a request is repeated.
///
/// Only what is safe to repeat is repeated, and only if its body can be sent again (it is not a stream):
/// - idempotent methods (RFC 9110, 9.2.2) when the connection fails, and after 502, 503 and 504;
/// - every method after 429, as the server has then not acted on the request.
///
/// Pauses double from `base` up to `longest`, half of each at random. A longer `Retry-After` is honoured; one beyond
/// `longest_retry_after` ends the attempts, and the error is handed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts after the first; 0 turns repetition off. 3.
    pub attempts: u32,
    /// 200 ms.
    pub base: Duration,
    /// 10 s.
    pub longest: Duration,
    /// 60 s.
    pub longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 3,
            base: Duration::from_millis(200),
            longest: Duration::from_secs(10),
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

/// How an attempt failed, as far as it matters here.
pub enum Failure<'a> {
    /// The connection was not made, or broke before an answer came.
    Connection,
    Answer(StatusCode, &'a HeaderMap),
}

impl RetryPolicy {
    /// Every failure is handed on at once.
    pub fn off() -> Self {
        Self { attempts: 0, ..Self::default() }
    }

    /// The pause before the next attempt; none where there is to be none. `made` counts attempts after the first.
    pub fn pause(&self, method: &Method, failure: Failure<'_>, made: u32) -> Option<Duration> {
        if made >= self.attempts {
            return None;
        }
        let asked = match failure {
            Failure::Connection if method.is_idempotent() => None,
            Failure::Answer(StatusCode::TOO_MANY_REQUESTS, headers) => retry_after(headers, now()),
            Failure::Answer(
                StatusCode::BAD_GATEWAY | StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT,
                headers,
            ) if method.is_idempotent() => retry_after(headers, now()),
            _ => return None,
        };
        if asked.is_some_and(|asked| asked > self.longest_retry_after) {
            return None;
        }
        let backed_off = self.backed_off(made, rand::random());
        // On top of what the server asks for: clients that were refused together do not come back together.
        Some(asked.map_or(backed_off, |asked| asked.max(backed_off) + self.base.mul_f64(rand::random())))
    }

    /// The pause before events go on over another connection, of which `failed` in a row broke without one; `asked` is what
    /// the server said last.
    pub(crate) fn pause_between_events(&self, failed: u32, asked: Option<Duration>) -> Option<Duration> {
        if failed >= self.attempts || asked.is_some_and(|asked| asked > self.longest_retry_after) {
            return None;
        }
        let backed_off = self.backed_off(failed, rand::random());
        Some(asked.map_or(backed_off, |asked| if failed == 0 { asked } else { asked.max(backed_off) }))
    }

    /// `random` is from 0 to 1.
    fn backed_off(&self, made: u32, random: f64) -> Duration {
        let whole = self.base.saturating_mul(1_u32.checked_shl(made).unwrap_or(u32::MAX)).min(self.longest);
        whole.mul_f64(0.5 + random / 2.0)
    }
}

/// `Retry-After` as seconds or as an HTTP date (RFC 9110, 10.2.3).
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(value).ok()?;
    Some((date.with_timezone(&Utc) - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&str>) -> (StatusCode, HeaderMap) {
        let mut headers = HeaderMap::new();
        if let Some(value) = retry_after {
            headers.insert(RETRY_AFTER, value.parse().unwrap());
        }
        (StatusCode::from_u16(status).unwrap(), headers)
    }

    #[test]
    fn only_what_is_safe_is_repeated() {
        let policy = RetryPolicy::default();
        for (method, status, repeated) in [
            (Method::GET, 503, true),
            (Method::PUT, 502, true),
            (Method::DELETE, 504, true),
            (Method::POST, 503, false),
            (Method::PATCH, 504, false),
            (Method::POST, 429, true),
            (Method::GET, 500, false),
            (Method::GET, 404, false),
        ] {
            let (status, headers) = answer(status, None);
            let pause = policy.pause(&method, Failure::Answer(status, &headers), 0);
            assert_eq!(pause.is_some(), repeated, "{method} {status}");
        }
        assert!(policy.pause(&Method::GET, Failure::Connection, 0).is_some());
        assert!(policy.pause(&Method::POST, Failure::Connection, 0).is_none());
    }

    #[test]
    fn attempts_are_bounded_and_can_be_turned_off() {
        assert!(RetryPolicy::default().pause(&Method::GET, Failure::Connection, 3).is_none());
        assert!(RetryPolicy::off().pause(&Method::GET, Failure::Connection, 0).is_none());
    }

    #[test]
    fn pauses_grow_to_the_longest() {
        let policy = RetryPolicy::default();
        assert_eq!(policy.backed_off(0, 1.0), Duration::from_millis(200));
        assert_eq!(policy.backed_off(2, 0.0), Duration::from_millis(400));
        assert_eq!(policy.backed_off(40, 1.0), Duration::from_secs(10));
    }

    #[test]
    fn retry_after_is_honoured_unless_it_is_too_long() {
        let policy = RetryPolicy::default();
        let (status, headers) = answer(503, Some("7"));
        let pause = policy.pause(&Method::GET, Failure::Answer(status, &headers), 0).unwrap();
        assert!(pause >= Duration::from_secs(7) && pause < Duration::from_secs(8));
        let (status, headers) = answer(429, Some("3600"));
        assert!(policy.pause(&Method::GET, Failure::Answer(status, &headers), 0).is_none());
    }

    #[test]
    fn retry_after_may_be_a_date() {
        let now = DateTime::parse_from_rfc3339("1994-11-06T08:49:30Z").unwrap().to_utc();
        let (_, headers) = answer(503, Some("Sun, 06 Nov 1994 08:49:37 GMT"));
        assert_eq!(retry_after(&headers, now), Some(Duration::from_secs(7)));
        let (_, headers) = answer(503, Some("soon"));
        assert_eq!(retry_after(&headers, now), None);
    }
}
