//! Runtime expressions (OpenAPI 3.2.0, section 4.20.4): texts of callbacks and links that say what to take of an exchange.

/// What an expression takes, or text that stands as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Url,
    Method,
    StatusCode,
    Header(Message, String),
    /// A parameter of the request.
    Query(String),
    Path(String),
    /// By JSON pointer; empty: the whole body.
    Body(Message, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Message {
    Request,
    Response,
}

/// The parts of a text: one expression, or text with expressions in braces.
///
/// # Errors
/// What is no expression, as it is written.
pub fn parse(text: &str) -> Result<Vec<Part>, String> {
    if text.starts_with('$') {
        return Ok(vec![expression(text)?]);
    }
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, inside)) = rest.split_once("{$") {
        let (inside, after) = inside.split_once('}').ok_or_else(|| rest.to_owned())?;
        if !before.is_empty() {
            parts.push(Part::Text(before.to_owned()));
        }
        parts.push(expression(&format!("${inside}"))?);
        rest = after;
    }
    if !rest.is_empty() || parts.is_empty() {
        parts.push(Part::Text(rest.to_owned()));
    }
    Ok(parts)
}

fn expression(text: &str) -> Result<Part, String> {
    let unknown = || text.to_owned();
    match text {
        "$url" => return Ok(Part::Url),
        "$method" => return Ok(Part::Method),
        "$statusCode" => return Ok(Part::StatusCode),
        _ => {}
    }
    let (message, source) = match (text.strip_prefix("$request."), text.strip_prefix("$response.")) {
        (Some(source), _) => (Message::Request, source),
        (None, Some(source)) => (Message::Response, source),
        (None, None) => return Err(unknown()),
    };
    if let Some(pointer) = source.strip_prefix("body") {
        return match pointer.strip_prefix('#') {
            Some(pointer) if pointer.is_empty() || pointer.starts_with('/') => {
                Ok(Part::Body(message, pointer.to_owned()))
            }
            None if pointer.is_empty() => Ok(Part::Body(message, String::new())),
            _ => Err(unknown()),
        };
    }
    let (place, name) = source.split_once('.').filter(|(_, name)| !name.is_empty()).ok_or_else(unknown)?;
    match (message, place) {
        (_, "header") => Ok(Part::Header(message, name.to_owned())),
        (Message::Request, "query") => Ok(Part::Query(name.to_owned())),
        (Message::Request, "path") => Ok(Part::Path(name.to_owned())),
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_stand_alone_or_in_text() {
        let body = |pointer: &str| Part::Body(Message::Request, pointer.to_owned());
        let text = |text: &str| Part::Text(text.to_owned());
        assert_eq!(parse("$request.body#/callback~1url"), Ok(vec![body("/callback~1url")]));
        assert_eq!(parse("$request.body"), Ok(vec![body("")]));
        let parts = vec![text("https://a/"), Part::Query("q".to_owned()), text("/b?"), Part::Method];
        assert_eq!(parse("https://a/{$request.query.q}/b?{$method}"), Ok(parts));
        let header = Part::Header(Message::Response, "Location".to_owned());
        assert_eq!(parse("{$response.header.Location}"), Ok(vec![header]));
        assert_eq!(parse("$request.path.id"), Ok(vec![Part::Path("id".to_owned())]));
        assert_eq!((parse("$url"), parse("{$statusCode}")), (Ok(vec![Part::Url]), Ok(vec![Part::StatusCode])));
        assert_eq!(parse("a{b}"), Ok(vec![text("a{b}")]));
    }

    #[test]
    fn what_is_no_expression_is_told() {
        let texts = [
            "$requests",
            "$request.body/a",
            "$request.cookie.a",
            "$response.query.a",
            "$request.header.",
            "$",
            "{$url",
        ];
        for text in texts {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
