//! Patterns of strings: as documented, in ECMA-262, and as they are run.
//!
//! Most run in linear time: on a table of states, or on the `regex` crate where that would be large. What neither can do
//! (look-around, backreferences) runs on an engine that goes back and tries again, with a bound on how often: the longer a
//! text is, the fewer times.

use std::sync::OnceLock;

use regex_automata::Input;
use regex_automata::dfa::{Automaton, StartKind, dense};

/// How often the second engine may go back, by the length of the text: each step up is four times as long, from 1 KiB
/// on. As going back can mean to look at the whole text once more, the product of the two is what takes time.
const BOUNDS: [usize; 7] = [200_000, 50_000, 20_000, 4_000, 1_000, 250, 60];

/// Bytes of a table of states, and of what is needed to make one.
const TABLE: usize = 1 << 16;

/// A pattern and the engine for it.
#[derive(Debug)]
pub struct Pattern {
    pub documented: &'static str,
    engine: Engine,
}

#[derive(Debug)]
enum Engine {
    Linear { translated: &'static str, compiled: OnceLock<Linear> },
    Backtracking { translated: &'static str, compiled: OnceLock<Box<ByLength>> },
}

#[derive(Debug)]
enum Linear {
    Table(Box<dense::DFA<Vec<u32>>>),
    Regex(regex::Regex),
}

/// The engine with each bound.
type ByLength = [OnceLock<fancy_regex::Regex>; BOUNDS.len()];

/// What trying a pattern on a text comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Match,
    NoMatch,
    /// The bound was reached before it was known.
    GivenUp,
}

impl Pattern {
    /// `translated` is an equivalent expression of the `regex` crate, verified at generation; compiled on first use.
    pub const fn new(documented: &'static str, translated: &'static str) -> Self {
        Self { documented, engine: Engine::Linear { translated, compiled: OnceLock::new() } }
    }

    /// `translated` is an equivalent expression of the `fancy-regex` crate, verified at generation.
    pub const fn backtracking(documented: &'static str, translated: &'static str) -> Self {
        Self { documented, engine: Engine::Backtracking { translated, compiled: OnceLock::new() } }
    }

    /// The expression that is run, in its engine's notation.
    pub(crate) fn translated(&self) -> &'static str {
        match self.engine {
            Engine::Linear { translated, .. } | Engine::Backtracking { translated, .. } => translated,
        }
    }

    /// Whether `text` has a match (patterns are not anchored, as in JSON Schema).
    pub fn try_match(&self, text: &str) -> Outcome {
        let found = match &self.engine {
            Engine::Linear { translated, compiled } => {
                Ok(compiled.get_or_init(|| Linear::new(translated)).is_match(text))
            }
            Engine::Backtracking { translated, compiled } => {
                let class = class_of(text.len());
                compiled.get_or_init(Box::default)[class]
                    .get_or_init(|| compile(translated, BOUNDS[class]))
                    .is_match(text)
            }
        };
        match found {
            Ok(true) => Outcome::Match,
            Ok(false) => Outcome::NoMatch,
            Err(_) => Outcome::GivenUp,
        }
    }
}

impl Linear {
    fn new(translated: &str) -> Self {
        let limits = dense::Config::new().dfa_size_limit(Some(TABLE)).determinize_size_limit(Some(TABLE));
        let configuration = limits.start_kind(StartKind::Unanchored).accelerate(false);
        match dense::Builder::new().configure(configuration).build(translated) {
            Ok(table) => Self::Table(Box::new(table)),
            Err(_) => Self::Regex(regex::Regex::new(translated).expect("the generator verified the pattern")),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Table(table) => matches!(table.try_search_fwd(&Input::new(text).earliest(true)), Ok(Some(_))),
            Self::Regex(regex) => regex.is_match(text),
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

    use super::*;

    #[test]
    fn patterns_match_on_a_table_of_states_and_without_one() {
        let large = Linear::new(r"^\w{1,100}(\d|é)$");
        let small = Linear::new(r"^[a-z]{1,100}(\x{663}|[0-9é])$");
        assert!(matches!((&large, &small), (Linear::Regex(_), Linear::Table(_))));
        for engine in [large, small] {
            let texts = ["a1", "aé", "a\u{663}", "aa", "1", "", "a1\n", "-a1"];
            let found = texts.map(|text| engine.is_match(text));
            assert_eq!(found, [true, true, true, false, false, false, false, false]);
        }
        assert!(Linear::new("b?c|x").is_match("abc"));
        assert!(Linear::new("").is_match(""));
    }

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
