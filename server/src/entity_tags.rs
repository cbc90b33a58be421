//! `If-None-Match`: whether a client has the content already (RFC 9110, section 13.1.2).

/// Whether the header's value names the tag, which is compared weakly, or every tag there is.
pub(crate) fn none_match_names(header: Option<&str>, tag: &str) -> bool {
    // Our tags have no commas, so one that is torn apart here is none of ours.
    header.is_some_and(|header| {
        let mut tags = header.split(',').map(str::trim);
        tags.any(|candidate| candidate == "*" || candidate.strip_prefix("W/").unwrap_or(candidate) == tag)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly_and_whole() {
        for header in ["\"a1\"", "W/\"a1\"", "\"b2\", \"a1\"", "*", "\"x,y\",W/\"a1\""] {
            assert!(none_match_names(Some(header), "\"a1\""), "{header}");
        }
        for header in ["\"b2\"", "a1", "\"a1", "w/\"a1\"", ""] {
            assert!(!none_match_names(Some(header), "\"a1\""), "{header}");
        }
        assert!(!none_match_names(None, "\"a1\""));
    }
}
