//! What generated methods are made of: a [`Call`] is filled, sent, and its [`Response`] taken apart.

mod answer;
mod call;
mod header_value;
mod metered;
pub mod pages;
mod payload;
mod response;
pub(crate) mod style;

pub use self::{
    answer::Answer,
    call::{Call, MemberStyle, Operation, Place},
    header_value::HeaderForm,
    payload::Parts,
    response::Response,
    style::Style,
};
pub(crate) use self::{
    answer::Head,
    metered::{Progress, metered},
    payload::{Payload, Written},
};

/// Whether a `Content-Type` is of the documented media type or range (`image/*`); parameters are not looked at.
pub(crate) fn media_type_matches(documented: &str, actual: &str) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (documented, actual) = (essence(documented), essence(actual));
    match documented.split_once('*') {
        Some(("", "/*")) => true,
        // `image/*`, and `application/*+json`.
        Some((start, end)) => {
            actual.len() > start.len() + end.len() && actual.starts_with(start) && actual.ends_with(end)
        }
        None => documented == actual,
    }
}

#[cfg(test)]
mod tests {
    use super::media_type_matches;

    #[test]
    fn media_types_are_compared_without_parameters() {
        assert!(media_type_matches("application/json", "Application/JSON; charset=utf-8"));
        assert!(media_type_matches("image/*", "image/png"));
        assert!(media_type_matches("*/*", "image/png"));
        assert!(media_type_matches("application/*+json", "application/problem+json"));
        assert!(!media_type_matches("application/*+json", "application/+json"));
        assert!(!media_type_matches("image/*", "text/plain"));
        assert!(!media_type_matches("application/json", "application/problem+json"));
    }
}
