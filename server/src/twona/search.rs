//! The parameters `q` and `sort_by` of lists.

use crate::{
    directory::{DirectoryError, Fault},
    model::search::{Filter, Order, SearchError, SearchField, parse_filter, parse_order},
};

/// What to filter by, where there is a query, and what to sort by.
type Parsed<F, O> = (Option<Filter<F>>, Vec<Order<O>>);

/// What both ask for; an empty query filters nothing.
pub(super) fn parse<F: SearchField, O: SearchField + PartialEq>(
    q: Option<String>,
    sort_by: Option<String>,
) -> Result<Parsed<F, O>, DirectoryError> {
    let q = q.filter(|q| !q.is_empty());
    let filter = q.map(|q| parse_filter(&q)).transpose().map_err(invalid("q"))?;
    let order = sort_by.map(|sort_by| parse_order(&sort_by)).transpose().map_err(invalid("sort_by"))?;
    Ok((filter, order.unwrap_or_default()))
}

fn invalid(name: &'static str) -> impl Fn(SearchError) -> DirectoryError {
    move |error| DirectoryError::InvalidParameter(Fault::new(name, format!("cannot be understood: {error}")))
}
