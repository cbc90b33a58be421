//! Patterns of strings: as documented, in ECMA-262, and as they are run.
//!
//! Most run in linear time: on a table of states, or on the `regex` crate where that would be large. What neither can do
//! runs on an engine that goes back and tries again.

#[cfg(feature = "backtracking")]
mod backtracking;

use std::sync::OnceLock;

use regex_automata::Input;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;

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
    Linear {
        translated: &'static str,
        compiled: OnceLock<Linear>,
    },
    #[cfg(feature = "backtracking")]
    Backtracking(backtracking::Backtracking),
}

#[derive(Debug)]
enum Linear {
    Table(Table),
    Regex(regex::Regex),
}

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
    #[cfg(feature = "backtracking")]
    pub const fn backtracking(documented: &'static str, translated: &'static str) -> Self {
        Self { documented, engine: Engine::Backtracking(backtracking::Backtracking::new(translated)) }
    }

    /// The expression that is run, in its engine's notation.
    #[cfg(feature = "conformance")]
    pub(crate) fn translated(&self) -> &'static str {
        match &self.engine {
            Engine::Linear { translated, .. } => translated,
            #[cfg(feature = "backtracking")]
            Engine::Backtracking(backtracking) => backtracking.translated,
        }
    }

    /// Whether `text` has a match (patterns are not anchored, as in JSON Schema).
    pub fn try_match(&self, text: &str) -> Outcome {
        match &self.engine {
            Engine::Linear { translated, compiled } => {
                match compiled.get_or_init(|| Linear::new(translated)).is_match(text) {
                    true => Outcome::Match,
                    false => Outcome::NoMatch,
                }
            }
            #[cfg(feature = "backtracking")]
            Engine::Backtracking(backtracking) => backtracking.try_match(text),
        }
    }
}

impl Linear {
    fn new(translated: &str) -> Self {
        let limits = dense::Config::new().dfa_size_limit(Some(TABLE)).determinize_size_limit(Some(TABLE));
        let configuration = limits.start_kind(StartKind::Unanchored).accelerate(false);
        match dense::Builder::new().configure(configuration).build(translated) {
            Ok(states) => Self::Table(Table::new(states)),
            Err(_) => Self::Regex(regex::Regex::new(translated).expect("the generator verified the pattern")),
        }
    }

    fn is_match(&self, text: &str) -> bool {
        match self {
            Self::Table(table) => table.is_match(text),
            Self::Regex(regex) => regex.is_match(text),
        }
    }
}

/// States, of which the first one is found beforehand: most texts are so short that finding it would be most of the work.
#[derive(Debug)]
struct Table {
    states: Box<dense::DFA<Vec<u32>>>,
    first: StateID,
}

impl Table {
    fn new(states: dense::DFA<Vec<u32>>) -> Self {
        // Searches start without anything before them, and are not anchored: for these there is always one.
        let first = states.start_state_forward(&Input::new("")).expect("there is a first state");
        Self { states: Box::new(states), first }
    }

    fn is_match(&self, text: &str) -> bool {
        let Self { states, first } = self;
        let mut state = *first;
        for byte in text.bytes() {
            state = states.next_state(state, byte);
            if states.is_special_state(state) {
                // There is a match, told a byte late, or nothing that follows can make one.
                return states.is_match_state(state);
            }
        }
        states.is_match_state(states.next_eoi_state(state))
    }
}

#[cfg(test)]
mod tests {
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
}
