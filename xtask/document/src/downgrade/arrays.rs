//! Keywords about the items of arrays.

use super::schemas::{Schema, any_of, object_with};
use crate::{
    Location, Member, Node, Object, Value,
    mend::{put, text},
};

impl Schema<'_, '_> {
    pub(super) fn arrays(&mut self) {
        self.unevaluated_items();
        self.tuple();
        self.contained();
    }

    /// What holds for items that nothing else is about.
    fn unevaluated_items(&mut self) {
        let says_nothing = self.lets_everything_through("unevaluatedItems") || self.contains_key("items");
        let Some(member) = self.take("unevaluatedItems") else { return };
        if says_nothing {
            return;
        }
        if self.stands_alone() && !self.contains_key("contains") {
            self.insert("items".to_owned(), member);
        } else {
            self.widen(&member.key, "`unevaluatedItems` beside other schemas in place");
        }
    }

    /// Items that each have a schema, and the schema of the rest.
    fn tuple(&mut self) {
        let Some(member) = self.take("prefixItems") else { return };
        let Value::Array(mut schemas) = member.node.value else { return };
        let place = member.key;
        let (count, rest) = (schemas.len() as u64, self.take("items"));
        let Some(rest) = rest else {
            self.set("items", Value::Object(Object::new()), &place);
            return self.widen(&place, "`prefixItems` before items of any kind");
        };
        if is_nothing(&rest.node) {
            let most = self.count("maxItems").map_or(count, |most| most.min(count));
            self.set("maxItems", Value::Number(most.into()), &place);
        } else {
            schemas.push(rest.node);
        }
        let mut different: Vec<Node> = Vec::new();
        for schema in schemas {
            if !different.iter().any(|other| other.to_json() == schema.to_json()) {
                different.push(schema);
            }
        }
        let is_lost = different.len() > 1;
        let node = match different.pop() {
            None => Node::new(Value::Object(Object::new()), place.clone()),
            Some(one) if different.is_empty() => one,
            Some(last) => {
                different.push(last);
                any_of(different, &place)
            }
        };
        self.insert("items".to_owned(), Member { key: place.clone(), node });
        if is_lost {
            self.widen(&place, "which item has which schema of `prefixItems`");
        }
    }

    /// An array has an item of a kind when not every item is of another.
    fn contained(&mut self) {
        let (least, most) = (self.take("minContains"), self.take("maxContains"));
        let fits_any = self.lets_everything_through("contains");
        let Some(member) = self.take("contains") else { return };
        let count = |bound: &Option<Member>| bound.as_ref().and_then(|bound| bound.node.as_u64());
        let required = count(&least).unwrap_or(1);
        if fits_any {
            self.count_items(required, count(&most), &member.key);
            return;
        }
        if required > 0 {
            let place = &member.key;
            let others = object_with("not", member.node, place);
            let mut without = Object::new();
            put(&mut without, "type", text("array"), place);
            without.insert("items".to_owned(), Member { key: place.clone(), node: others });
            self.part(object_with("not", Node::new(Value::Object(without), place.clone()), place));
        }
        if let Some(least) = least.filter(|_| required > 1) {
            self.widen(&least.key, "`minContains` above 1");
        }
        if let Some(most) = most {
            self.widen(&most.key, "`maxContains`");
        }
    }

    /// Of how many items any will do.
    fn count_items(&mut self, least: u64, most: Option<u64>, place: &Location) {
        let least = self.count("minItems").map_or(least, |own| own.max(least));
        if least > 0 {
            self.set("minItems", Value::Number(least.into()), place);
        }
        if let Some(most) = most {
            let most = self.count("maxItems").map_or(most, |own| own.min(most));
            self.set("maxItems", Value::Number(most.into()), place);
        }
    }
}

/// Whether a schema that is written already lets nothing through.
pub(super) fn is_nothing(schema: &Node) -> bool {
    schema.as_object().is_some_and(|schema| schema.len() == 1)
        && schema.get("not").is_some_and(super::schemas::is_everything)
}
