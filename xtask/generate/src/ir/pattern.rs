//! Patterns of schemas: ECMA-262 in, the notation of the engine that runs them out, or a reason why not.
//!
//! A translation is not trusted: an engine of ECMA-262 and the one that will run it go over texts made from the pattern and
//! over awkward ones, and any disagreement refuses the pattern. Patterns with look-around or backreferences, and only
//! those, are for `fancy-regex`, which backtracks; the others for `regex`.

mod samples;
mod translate;

use crate::ir::PatternEngine;
use translate::Notation;

/// The engine with the equivalent expression, or what stands in the way, as a clause: `has a surrogate …`.
pub(crate) fn translate(documented: &str) -> Result<PatternEngine, String> {
    let reference = reference_engine(documented)?;
    let is_backtracking = translate::needs_backtracking(documented);
    let notation = if is_backtracking { Notation::Backtracking } else { Notation::Linear };
    let translated = translate::translate(documented, notation)?;
    let engine = match is_backtracking {
        true => PatternEngine::Backtracking(translated.clone()),
        false => PatternEngine::Linear(translated.clone()),
    };
    let matcher = compile(&engine)?;
    // Texts are made from what would be left without look-around.
    let skeleton = if is_backtracking { translate::translate(documented, Notation::Skeleton)? } else { translated };
    let differs = |text: &String| matcher(text) != Some(reference.find(text).is_some());
    match samples::of(&skeleton).into_iter().find(differs) {
        None => Ok(engine),
        Some(text) => Err(format!("means something else in Rust: two engines disagree about {text:?}")),
    }
}

/// None where the engine gave up.
type Matcher = Box<dyn Fn(&str) -> Option<bool>>;

fn compile(engine: &PatternEngine) -> Result<Matcher, String> {
    match engine {
        PatternEngine::Linear(translated) => {
            let compiled = regex::Regex::new(translated).map_err(|error| match error {
                regex::Error::CompiledTooBig(_) => "compiles to more than 10 MiB".to_owned(),
                other => format!("cannot be expressed in the `regex` crate: {}", first_line(&other.to_string())),
            })?;
            Ok(Box::new(move |text| Some(compiled.is_match(text))))
        }
        PatternEngine::Backtracking(translated) => {
            let compiled = fancy_regex::Regex::new(translated).map_err(|error| {
                format!("cannot be expressed in the `fancy-regex` crate: {}", first_line(&error.to_string()))
            })?;
            Ok(Box::new(move |text| compiled.is_match(text).ok()))
        }
    }
}

/// The pattern as ECMA-262 has it: by the Unicode rules, as JSON Schema recommends, else by the older ones, which
/// allow escapes such as `\-` anywhere.
fn reference_engine(documented: &str) -> Result<regress::Regex, String> {
    regress::Regex::with_flags(documented, "u")
        .or_else(|_| regress::Regex::new(documented))
        .map_err(|error| format!("is not a regular expression of ECMA-262: {error}"))
}

fn first_line(text: &str) -> &str {
    text.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or(text).trim().trim_start_matches("error: ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn linear(documented: &str) -> String {
        match translate(documented) {
            Ok(PatternEngine::Linear(translated)) => translated,
            other => panic!("{documented} is {other:?}"),
        }
    }

    fn is_match(engine: &PatternEngine, text: &str) -> bool {
        compile(engine).is_ok_and(|matcher| matcher(text).unwrap_or(false))
    }

    #[test]
    fn classes_have_the_meaning_of_ecma_262() {
        assert_eq!(linear(r"^\d{3}-\w+$"), r"^[0-9]{3}-[0-9A-Za-z_]+$");
        assert_eq!(linear(r"^[^]$"), r"^(?s:.)$");
        assert_eq!(linear(r"[]"), r"[a&&b]");
        assert_eq!(linear(r"^[\w.-]+@[\w-]+\/x$"), r"^[[0-9A-Za-z_]\.\-]+@[[0-9A-Za-z_]\-]+/x$");
        assert_eq!(linear(r"\u00e9\x41\cA\0"), r"\u{e9}A\u{1}\u{0}");
        assert_eq!(linear(r"^[a-z&&[^b]]$"), r"^[a-z\&\&\[\^b]\]$");
        assert_eq!(linear(r"^[(?=a)\\1]$"), r"^[\(\?=a\)\\1]$");
    }

    #[test]
    fn literal_braces_stay_literal() {
        assert_eq!(linear(r"^{a}{,3}x{2}$"), r"^\{a\}\{,3\}x{2}$");
    }

    #[test]
    fn look_around_and_backreferences_are_for_the_engine_that_has_them() {
        for (documented, good, bad) in [
            (r"^(?!x)", &["", "a", "ax"][..], &["x", "xa"][..]),
            (r"^(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,}$", &["Abcdefg1"], &["abcdefg1", "Abcdefgh", "A1"]),
            (r"(?<=a)b", &["ab", "xab"], &["b", "bb"]),
            (r"(?<!a)b", &["b", "bb"], &["ab"]),
            (r"^(?:(?!--).)*$", &["a-b", ""], &["a--b"]),
            (r"(a)\1", &["aa"], &["a"]),
            (r#"^(['"]).*\1$"#, &["'a'", "\"\""], &["'a\"", "'"]),
            (r"^(?<n>a|b)-\k<n>$", &["a-a", "b-b"], &["a-b"]),
            (r"^(a)?\1b$", &["b", "aab"], &["ab"]),
            (r"^(?!\b)\W$", &[" ", "-"], &["a"]),
            (r"^(?=\b)\w+\B.$", &["ab"], &["a-"]),
            (r"(?<=\d{1,3}),\d", &["1,2", "123,4"], &[",1"]),
        ] {
            let engine = translate(documented).unwrap();
            assert!(matches!(engine, PatternEngine::Backtracking(_)), "{documented}");
            for text in good {
                assert!(is_match(&engine, text), "{documented} should match {text:?}: {engine:?}");
            }
            for text in bad {
                assert!(!is_match(&engine, text), "{documented} should not match {text:?}: {engine:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_expressed_is_named() {
        for documented in ["(", "a{2,1}", "[b-a]", "*", "(?i)a", r"(?P<n>a)"] {
            let reason = translate(documented).unwrap_err();
            assert!(reason.starts_with("is not a regular expression of ECMA-262"), "{reason}");
        }
        let reason = translate(r"\uD800").unwrap_err();
        assert!(reason.contains("surrogate"), "{reason}");
    }

    #[test]
    fn white_space_and_dots_are_those_of_ecma_262() {
        let space = regex::Regex::new(&linear(r"^\s$")).unwrap();
        assert!(space.is_match("\u{feff}") && !space.is_match("\u{85}"));
        let dot = regex::Regex::new(&linear(r"^.$")).unwrap();
        assert!(!dot.is_match("\u{2028}") && dot.is_match("\u{85}"));
    }
}
