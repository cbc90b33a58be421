//! "Did you mean": the nearest of some words, if it is near enough to be a slip.

use strsim::osa_distance;

/// The candidate that differs from `word` by few edits; none where nothing is close.
pub fn nearest<'word>(word: &str, candidates: impl IntoIterator<Item = &'word str>) -> Option<&'word str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let words = ["description", "deprecated", "operationId", "get"];
        assert_eq!(nearest("descripton", words), Some("description"));
        assert_eq!(nearest("operationID", words), Some("operationId"));
        assert_eq!(nearest("gte", words), Some("get"));
        assert_eq!(nearest("colour", words), None);
    }
}
