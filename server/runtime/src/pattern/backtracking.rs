//! Patterns with look-around and backreferences: on an engine that goes back and tries again, with a bound on how often.
//! The longer a text is, the fewer times.

use std::sync::OnceLock;

use super::Outcome;

/// How often the engine may go back, by the length of the text: each step up is four times as long, from 1 KiB on. As going
/// back can mean to look at the whole text once more, the product of the two is what takes time.
const BOUNDS: [usize; 7] = [200_000, 50_000, 20_000, 4_000, 1_000, 250, 60];

#[derive(Debug)]
pub(super) struct Backtracking {
    pub(super) translated: &'static str,
    compiled: OnceLock<Box<ByLength>>,
}

/// The engine with each bound.
type ByLength = [OnceLock<fancy_regex::Regex>; BOUNDS.len()];

impl Backtracking {
    pub(super) const fn new(translated: &'static str) -> Self {
        Self { translated, compiled: OnceLock::new() }
    }

    pub(super) fn try_match(&self, text: &str) -> Outcome {
        let class = class_of(text.len());
        let engine =
            self.compiled.get_or_init(Box::default)[class].get_or_init(|| compile(self.translated, BOUNDS[class]));
        match engine.is_match(text) {
            Ok(true) => Outcome::Match,
            Ok(false) => Outcome::NoMatch,
            Err(_) => Outcome::GivenUp,
        }
    }
}

fn class_of(length: usize) -> usize {
    let quarters = (length >> 10).checked_ilog2().map_or(0, |doublings| doublings as usize / 2 + 1);
    quarters.min(BOUNDS.len() - 1)
}

fn compile(translated: &str, bound: usize) -> fancy_regex::Regex {
    fancy_regex::RegexBuilder::new(translated)
        .backtrack_limit(bound)
        .build()
        .expect("the generator verified the pattern")
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::super::{Outcome, Pattern};
    use super::class_of;

    #[test]
    fn look_around_and_backreferences_are_run() {
        let password = Pattern::backtracking("", r"^(?=.*[A-Z])(?=.*[0-9]).{4,}$");
        let outcomes = ["Abc1", "abc1", "Abcd", "A1"].map(|text| password.try_match(text));
        assert_eq!(outcomes, [Outcome::Match, Outcome::NoMatch, Outcome::NoMatch, Outcome::NoMatch]);
        let quoted = Pattern::backtracking("", r#"^(["']).*\1$"#);
        assert_eq!(quoted.try_match("'a'"), Outcome::Match);
        assert_eq!(quoted.try_match("'a\""), Outcome::NoMatch);
    }

    #[test]
    fn texts_that_exhaust_the_bound_are_given_up_in_time() {
        let explosive = Pattern::backtracking("", r"^(?:(a+)\1?)+c$");
        let quadratic = Pattern::backtracking("", r"(?=[^x]*y)(?=[^x]*z)q");
        let started = Instant::now();
        assert_eq!(explosive.try_match(&"a".repeat(60)), Outcome::GivenUp);
        for length in [1_000, 3_000] {
            assert_ne!(explosive.try_match(&"a".repeat(length)), Outcome::Match);
            assert_ne!(quadratic.try_match(&"y".repeat(length)), Outcome::Match);
        }
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    }

    #[test]
    fn long_texts_that_need_no_going_back_match() {
        let not_x = Pattern::backtracking("", r"^(?!x)");
        assert_eq!(not_x.try_match(&"a".repeat(5_000_000)), Outcome::Match);
        assert_eq!([0, 1023, 1024, 4095, 4096, 16_384, usize::MAX].map(class_of), [0, 0, 1, 1, 2, 3, 6]);
    }
}
