//! Time and randomness, from which every date, id and secret of the server comes.
//!
//! Nothing else in the crate asks the operating system for either, so that a test fixes both.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rand::{Rng, SeedableRng, rngs::StdRng};
use uuid::Uuid;

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// Length of the short opaque ids of the Twona API: 12 of 62 letters and digits are 71 bits.
const SHORT_ID_LENGTH: usize = 12;

/// The clock and the random source that the server runs on. Clones share both.
#[derive(Clone)]
pub struct Environment {
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

/// A short opaque id that follows from a digest.
pub fn short_id_of(digest: [u8; 32]) -> String {
    digest.into_iter().take(SHORT_ID_LENGTH).map(letter).collect()
}

fn letter(byte: u8) -> char {
    char::from(ALPHABET[usize::from(byte) % ALPHABET.len()])
}

/// Tells the time.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;
}

/// Fills buffers with bytes that nobody can guess.
pub trait Random: Send + Sync + 'static {
    fn fill(&self, bytes: &mut [u8]);
}

impl Environment {
    /// The machine's clock and the operating system's randomness.
    pub fn system() -> Self {
        Self { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }
    }

    pub fn new(clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { clock, random }
    }

    /// For tests: time stands at `now` until the returned clock is moved, and `seed` decides every id and secret.
    pub fn fixed(now: DateTime<Utc>, seed: u64) -> (Self, Arc<FixedClock>) {
        let clock = Arc::new(FixedClock(Mutex::new(now)));
        let random = Arc::new(SeededRandom(Mutex::new(StdRng::seed_from_u64(seed))));
        (Self { clock: clock.clone(), random }, clock)
    }

    /// The present in whole seconds, which is how exactly both APIs tell time (ruling C4).
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now().trunc_subsecs(0)
    }

    /// A random UUID (version 4).
    pub fn uuid(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// A short opaque id of letters and digits.
    pub fn short_id(&self) -> String {
        let mut id = String::with_capacity(SHORT_ID_LENGTH);
        while id.len() < SHORT_ID_LENGTH {
            // Bytes beyond the largest multiple of 62 are thrown away, so that each letter is equally likely.
            let usable = self.bytes::<16>().into_iter().filter(|byte| *byte < 248);
            id.extend(usable.take(SHORT_ID_LENGTH - id.len()).map(letter));
        }
        id
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Environment").finish_non_exhaustive()
    }
}

struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

/// A clock that stands still unless it is told to move.
pub struct FixedClock(Mutex<DateTime<Utc>>);

impl FixedClock {
    /// Moves the clock; a negative `distance` moves it back.
    pub fn advance(&self, distance: TimeDelta) {
        *self.0.lock().expect("no holder of the lock panics") += distance;
    }
}

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().expect("no holder of the lock panics")
    }
}

struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

struct SeededRandom(Mutex<StdRng>);

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().expect("no holder of the lock panics").fill_bytes(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_ids_and_the_clock_moves_only_when_told() {
        let start = DateTime::from_timestamp(1_700_000_000, 999).unwrap();
        let (first, clock) = Environment::fixed(start, 7);
        let (second, _) = Environment::fixed(start, 7);
        assert_eq!(first.short_id(), second.short_id());
        assert_eq!(first.uuid(), second.uuid());
        assert_eq!(first.now().timestamp_subsec_nanos(), 0);
        clock.advance(TimeDelta::days(7));
        assert_eq!(first.now() - second.now(), TimeDelta::days(7));
    }

    #[test]
    fn short_ids_are_letters_and_digits() {
        let id = Environment::system().short_id();
        assert_eq!(id.len(), SHORT_ID_LENGTH);
        assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    }
}
