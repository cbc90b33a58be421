//! Lists on the wire: whole ones as streams, pages with links to their neighbours (ruling T19, RFC 8288).

use futures_util::stream::{self, StreamExt};
use roster_runtime::{JsonArray, operation::OperationInfo};
use url::form_urlencoded;

use crate::{
    api_error,
    directory::rows::{PER_PAGE, Rows},
};

/// Rows as a JSON array that is written as they are read.
pub(crate) fn array<T, U>(
    rows: Rows<T>,
    operation: &'static OperationInfo,
    convert: impl Fn(T) -> U + Send + 'static,
) -> JsonArray<U>
where
    T: Send + 'static,
    U: Send + 'static,
{
    match rows.rest {
        None => JsonArray::Items(rows.first.into_iter().map(convert).collect()),
        Some(rest) => {
            let all = stream::iter(rows.first.into_iter().map(Ok)).chain(rest);
            let items = all.map(move |row| match row {
                Ok(row) => Ok(convert(row)),
                Err(error) => Err(api_error::problem(error, operation)),
            });
            JsonArray::Stream(items.boxed())
        }
    }
}

/// The `Link` header of a page, which counts from 1. Other parameters of the request are kept.
pub(crate) fn page_links(uri: &http::Uri, page: u32, total: u64) -> String {
    let last = u32::try_from(total.div_ceil(u64::from(PER_PAGE))).unwrap_or(u32::MAX).max(1);
    let previous = (page > 1).then(|| (page - 1).min(last));
    let next = (page < last).then(|| page + 1);
    let links = [("first", Some(1)), ("prev", previous), ("next", next), ("last", Some(last))];
    let links = links.into_iter().filter_map(|(relation, page)| Some((relation, page?)));
    links.map(|(relation, page)| format!("<{}>; rel=\"{relation}\"", at_page(uri, page))).collect::<Vec<_>>().join(", ")
}

fn at_page(uri: &http::Uri, page: u32) -> String {
    let parameters = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.filter(|(name, _)| name != "page"));
    query.append_pair("page", &page.to_string());
    format!("{}?{}", uri.path(), query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(uri: &'static str, page: u32, total: u64) -> String {
        page_links(&http::Uri::from_static(uri), page, total)
    }

    #[test]
    fn links_keep_the_query_and_name_neighbours_that_exist() {
        assert_eq!(
            links("/v2/users?q=name%3Aa%2Bb&page=2&deleted=true", 2, 250),
            "</v2/users?q=name%3Aa%2Bb&deleted=true&page=1>; rel=\"first\", \
             </v2/users?q=name%3Aa%2Bb&deleted=true&page=1>; rel=\"prev\", \
             </v2/users?q=name%3Aa%2Bb&deleted=true&page=3>; rel=\"next\", \
             </v2/users?q=name%3Aa%2Bb&deleted=true&page=3>; rel=\"last\""
        );
        assert_eq!(
            links("/v2/users?page=1", 1, 0),
            "</v2/users?page=1>; rel=\"first\", </v2/users?page=1>; rel=\"last\""
        );
        assert_eq!(
            links("/v2/users?page=9", 9, 100),
            "</v2/users?page=1>; rel=\"first\", </v2/users?page=1>; rel=\"prev\", </v2/users?page=1>; rel=\"last\""
        );
    }
}
