//! `Accept`: which of several media types a client wants most (RFC 9110, section 12.5.1).

use http::HeaderMap;
use http::header::ACCEPT;
use roster_wire::media_type::{essence, parameter, specificity};

/// The offer that the client wants most; of equal ones the first. `None`: it wants none of them.
///
/// Without an `Accept` header, the first offer.
pub fn choose<'offer>(headers: &HeaderMap, offers: &[&'offer str]) -> Option<&'offer str> {
    let mut ranges = Vec::new();
    for value in headers.get_all(ACCEPT) {
        // What cannot be read asks for nothing.
        let Ok(text) = value.to_str() else { continue };
        ranges.extend(text.split(',').filter_map(parse_range));
    }
    if ranges.is_empty() {
        return offers.first().copied();
    }
    let mut best: Option<(u16, &'offer str)> = None;
    for offer in offers {
        let quality = quality(&ranges, offer);
        if quality > best.map_or(0, |(best, _)| best) {
            best = Some((quality, offer));
        }
    }
    best.map(|(_, offer)| offer)
}

/// Range and quality in thousandths. An unreadable quality counts as the highest.
fn parse_range(text: &str) -> Option<(&str, u16)> {
    let range = Some(essence(text)).filter(|range| !range.is_empty())?;
    // Most ranges have no parameters.
    let quality = if text.contains(';') { parameter(text, "q") } else { None };
    let quality = quality
        .and_then(|quality| quality.parse::<f32>().ok())
        .map_or(1000, |quality| (quality.clamp(0.0, 1.0) * 1000.0) as u16);
    Some((range, quality))
}

/// The quality of the most specific range that describes the offer; 0: none does.
fn quality(ranges: &[(&str, u16)], offer: &str) -> u16 {
    let essence = essence(offer);
    ranges
        .iter()
        .filter_map(|(range, quality)| Some((matches(range, essence)?, *quality)))
        .max()
        .map_or(0, |(_, quality)| quality)
}

/// An offer can be a range itself (`image/*`), where the answer's type is only known later.
fn matches(range: &str, offer: &str) -> Option<u8> {
    specificity(range, offer).or_else(|| offer.contains('*').then(|| specificity(offer, range)).flatten())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn chosen(accept: &'static str, offers: &[&'static str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        choose(&headers, offers)
    }

    #[test]
    fn quality_and_specificity_decide() {
        let offers = ["application/json", "application/octet-stream"];
        assert_eq!(choose(&HeaderMap::new(), &offers), Some("application/json"));
        for (accept, expected) in [
            ("*/*", Some("application/json")),
            ("application/octet-stream", Some("application/octet-stream")),
            ("application/json;q=0.1, application/*;q=0.2", Some("application/octet-stream")),
            ("application/octet-stream;q=0.5, */*;q=0.1", Some("application/octet-stream")),
            ("application/json;q=0, */*", Some("application/octet-stream")),
            ("text/plain", None),
            ("*/*;q=0", None),
            ("APPLICATION/JSON", Some("application/json")),
            ("", Some("application/json")),
        ] {
            assert_eq!(chosen(accept, &offers), expected, "{accept}");
        }
        assert_eq!(chosen("image/png", &["image/*"]), Some("image/*"));
        assert_eq!(chosen("application/a+json", &["text/plain", "application/*+json"]), Some("application/*+json"));
        assert_eq!(chosen("application/*", &["text/plain", "application/*+json"]), Some("application/*+json"));
    }
}
