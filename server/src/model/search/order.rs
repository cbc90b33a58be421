//! A parsed `sort_by`: `field1,-field2`, where `-` turns the order round.

use super::{SearchError, SearchField};

/// One field to sort by. Rows that are equal in all of them come in the order of creation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order<F> {
    pub field: F,
    pub descending: bool,
}

/// More fields than anybody sorts by, and few enough for one statement.
const MAXIMUM_FIELDS: usize = 8;

/// Parses a decoded `sort_by`.
pub fn parse_order<F: SearchField + PartialEq>(sort_by: &str) -> Result<Vec<Order<F>>, SearchError> {
    let mut orders: Vec<Order<F>> = Vec::new();
    let mut start = 0;
    for entry in sort_by.split(',') {
        let (descending, name) = entry.strip_prefix('-').map_or((false, entry), |name| (true, name));
        let index = start + usize::from(descending);
        if name.is_empty() {
            return Err(SearchError::new(index, "the name of a field must stand here"));
        }
        let field = F::named(name).ok_or_else(|| SearchError::unknown_field::<F>(index, name))?;
        if orders.iter().any(|order| order.field == field) {
            return Err(SearchError::new(index, format!("`{name}` is named twice")));
        }
        if orders.len() == MAXIMUM_FIELDS {
            return Err(SearchError::new(start, format!("a list is sorted by at most {MAXIMUM_FIELDS} fields")));
        }
        orders.push(Order { field, descending });
        start += entry.chars().count() + 1;
    }
    Ok(orders)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::search::UserOrder;

    #[test]
    fn fields_are_listed_and_turned_round() {
        let orders = parse_order::<UserOrder>("name,-id").unwrap();
        assert_eq!(orders[0], Order { field: UserOrder::Name, descending: false });
        assert_eq!(orders[1], Order { field: UserOrder::Id, descending: true });
    }

    #[test]
    fn unknown_empty_and_repeated_fields_are_refused() {
        let fault = |sort_by| parse_order::<UserOrder>(sort_by).unwrap_err().to_string();
        assert_eq!(fault(""), "at character 1: the name of a field must stand here");
        assert_eq!(fault("name,"), "at character 6: the name of a field must stand here");
        assert_eq!(
            fault("name,-shoe"),
            "at character 7: there is no field `shoe`; the fields are id, email, name, date_created"
        );
        assert_eq!(fault("id,-id"), "at character 5: `id` is named twice");
    }
}
