//! Patterns of schemas: ECMA-262 in, the `regex` crate's notation out, or a reason why not.
//!
//! A translation is not trusted: both engines run it over texts made from the pattern and over awkward ones, and
//! any disagreement refuses the pattern. What the `regex` crate cannot do (look-around, backreferences) is refused.

mod samples;
mod translate;

/// The equivalent expression of the `regex` crate, or what stands in the way, as a clause: `has a lookahead`.
pub(crate) fn translate(documented: &str) -> Result<String, String> {
    let reference = reference_engine(documented)?;
    let translated = translate::translate(documented)?;
    let engine = regex::Regex::new(&translated).map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "compiles to more than 10 MiB".to_owned(),
        other => format!("cannot be expressed in the `regex` crate: {}", first_line(&other.to_string())),
    })?;
    match samples::of(&translated).into_iter().find(|text| engine.is_match(text) != reference.find(text).is_some()) {
        None => Ok(translated),
        Some(text) => Err(format!("means something else in the `regex` crate: they disagree about {text:?}")),
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

    #[test]
    fn classes_have_the_meaning_of_ecma_262() {
        assert_eq!(translate(r"^\d{3}-\w+$").unwrap(), r"^[0-9]{3}-[0-9A-Za-z_]+$");
        assert_eq!(translate(r"^[^]$").unwrap(), r"^(?s:.)$");
        assert_eq!(translate(r"[]").unwrap(), r"[a&&b]");
        assert_eq!(translate(r"^[\w.-]+@[\w-]+\/x$").unwrap(), r"^[[0-9A-Za-z_]\.\-]+@[[0-9A-Za-z_]\-]+/x$");
        assert_eq!(translate(r"\u00e9\x41\cA\0").unwrap(), r"\u{e9}A\u{1}\u{0}");
        assert_eq!(translate(r"^[a-z&&[^b]]$").unwrap(), r"^[a-z\&\&\[\^b]\]$");
    }

    #[test]
    fn literal_braces_stay_literal() {
        assert_eq!(translate(r"^{a}{,3}x{2}$").unwrap(), r"^\{a\}\{,3\}x{2}$");
    }

    #[test]
    fn what_cannot_be_expressed_is_named() {
        let reasons = [r"(?=a)b", r"(?!a)b", r"(?<=a)b", r"(?<!a)b", r"(a)\1", r"(?<n>a)\k<n>", r"(", r"\uD800"]
            .map(|pattern| translate(pattern).unwrap_err());
        let words = ["lookahead", "lookahead", "lookbehind", "lookbehind", "backreference", "backreference"];
        for (reason, word) in reasons.iter().zip(words) {
            assert!(reason.contains(word), "{reason}");
        }
        assert!(reasons[6].starts_with("is not a regular expression of ECMA-262"), "{}", reasons[6]);
        assert!(reasons[7].contains("surrogate"), "{}", reasons[7]);
    }

    #[test]
    fn white_space_and_dots_are_those_of_ecma_262() {
        let space = regex::Regex::new(&translate(r"^\s$").unwrap()).unwrap();
        assert!(space.is_match("\u{feff}") && !space.is_match("\u{85}"));
        let dot = regex::Regex::new(&translate(r"^.$").unwrap()).unwrap();
        assert!(!dot.is_match("\u{2028}") && dot.is_match("\u{85}"));
    }
}
