//! "Did you mean": the nearest of some words, if it is near enough to be a slip.

/// The candidate that differs from `word` by few edits; none where nothing is close.
pub(crate) fn nearest<'word>(word: &str, candidates: impl IntoIterator<Item = &'word str>) -> Option<&'word str> {
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(edits, _)| *edits <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours.
fn distance(left: &str, right: &str) -> usize {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > 4 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut previous: Vec<usize> = (0..=right.len()).collect();
    for row in 1..=left.len() {
        let mut current = vec![row];
        for column in 1..=right.len() {
            let change = usize::from(left[row - 1] != right[column - 1]);
            let mut edits = (previous[column] + 1).min(current[column - 1] + 1).min(previous[column - 1] + change);
            if row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1] {
                edits = edits.min(before[column - 2] + 1);
            }
            current.push(edits);
        }
        before = std::mem::replace(&mut previous, current);
    }
    previous[right.len()]
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
