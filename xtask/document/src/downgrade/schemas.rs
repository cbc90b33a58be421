//! Schemas: what of JSON Schema 2020-12 the Schema Objects of OpenAPI 3.0 write in another way, or not at all.

use std::ops::{Deref, DerefMut};

use super::Downgrader;
use crate::{
    KEYWORDS, Keyword, Kind, Location, Member, Node, Object, Relation, Shape, Value, Version,
    acting::boolean_schema,
    mend::{put, text},
    rules::schemas::is_dialect_read,
    upgrade::{has_siblings, rename, set_reference_apart},
};

/// `if` within `if` is written twice at each step.
const MAX_CONDITIONS: usize = 6;

impl Downgrader<'_> {
    /// The schema, and whether it lets more values through than it did.
    pub(super) fn schema(&mut self, node: &Node) -> (Node, bool) {
        let place = &node.location;
        if node.as_bool().is_some() && self.version < Version::V31 {
            return (boolean_schema(node), false);
        }
        if let Some(reference) = node.reference().filter(|_| !has_siblings(node)) {
            return (node.clone(), self.wider.contains(reference));
        }
        let Some(written) = node.as_object() else { return (node.clone(), false) };
        let mut schema = Schema::new(self, written);
        schema.walk_inside();
        schema.discriminator();
        schema.xml();
        if schema.downgrader.version < Version::V31 {
            schema.rewrite();
        }
        let (keywords, is_wider) = (schema.keywords, schema.is_wider);
        (Node::new(Value::Object(keywords), place.clone()), is_wider)
    }
}

/// A schema on its way from JSON Schema 2020-12 to OpenAPI 3.0.
pub(super) struct Schema<'way, 'document> {
    pub(super) downgrader: &'way mut Downgrader<'document>,
    /// As it was, with what is inside.
    pub(super) written: &'way Object,
    /// What is inside is written already.
    pub(super) keywords: Object,
    /// The keywords in which a schema is wider than it was.
    wider_in: Vec<&'static str>,
    is_wider: bool,
}

impl Deref for Schema<'_, '_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        &self.keywords
    }
}

impl DerefMut for Schema<'_, '_> {
    fn deref_mut(&mut self) -> &mut Object {
        &mut self.keywords
    }
}

impl<'way, 'document> Schema<'way, 'document> {
    fn new(downgrader: &'way mut Downgrader<'document>, written: &'way Object) -> Self {
        Self { downgrader, written, keywords: written.clone(), wider_in: Vec::new(), is_wider: false }
    }

    fn walk_inside(&mut self) {
        if let Some(reference) = self.get("$ref").and_then(|member| member.node.as_str()) {
            self.is_wider = self.downgrader.wider.contains(reference);
        }
        let is_older = self.downgrader.version < Version::V31;
        for keyword in KEYWORDS.iter().filter(|keyword| keyword.relation.is_some()) {
            let name = keyword.field.name;
            // What is defined there is a component wherever something refers to it.
            let Some(member) =
                self.written.get(name).filter(|_| !is_older || keyword.relation != Some(Relation::Definition))
            else {
                continue;
            };
            self.downgrader.conditions += usize::from(name == "if");
            let (inside, is_wider) = self.inside(&member.node, keyword.field.shape);
            self.downgrader.conditions -= usize::from(name == "if");
            if let Some(member) = self.get_mut(name) {
                member.node = inside;
            }
            if is_wider {
                self.wider_in.push(name);
                self.is_wider = true;
            }
        }
    }

    fn inside(&mut self, node: &Node, shape: &Shape) -> (Node, bool) {
        let mut is_wider = false;
        let mut schema = |node: &Node| {
            let (schema, is_widened) = self.downgrader.schema(node);
            is_wider |= is_widened;
            schema
        };
        let value = match (shape, &node.value) {
            (Shape::BooleanOrSchema, Value::Boolean(_)) => node.value.clone(),
            (Shape::BooleanOrSchema | Shape::Reference(_), _) => return self.downgrader.schema(node),
            (Shape::List(_), Value::Array(items)) => Value::Array(items.iter().map(schema).collect()),
            (Shape::Map(_), Value::Object(members)) => {
                let members = members.iter().map(|(name, member)| {
                    (name.clone(), Member { key: member.key.clone(), node: schema(&member.node) })
                });
                Value::Object(members.collect())
            }
            _ => node.value.clone(),
        };
        (Node::new(value, node.location.clone()), is_wider)
    }

    fn rewrite(&mut self) {
        for (older, newer) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
            self.exclusive_bound(older, newer);
        }
        self.definitions();
        self.examples();
        self.contents();
        self.constant();
        self.arrays();
        self.objects();
        self.condition();
        self.negation();
        for keyword in ["anyOf", "oneOf"] {
            self.null_alternative(keyword);
        }
        self.types();
        self.left_over();
        if self.len() > 1 {
            set_reference_apart(self);
        }
    }

    /// Tells what is lost, and that more values are let through for that.
    pub(super) fn widen(&mut self, place: &Location, what: impl std::fmt::Display) {
        self.is_wider = true;
        self.lost(place, format_args!("{what}; more values are let through"));
    }

    pub(super) fn lost(&mut self, place: &Location, what: impl std::fmt::Display) {
        self.downgrader.lost(place, what);
    }

    pub(super) fn take(&mut self, keyword: &str) -> Option<Member> {
        // Not to be removed before it is known to be there: a change copies the object.
        self.contains_key(keyword).then(|| self.shift_remove(keyword)).flatten()
    }

    pub(super) fn count(&self, keyword: &str) -> Option<u64> {
        self.get(keyword)?.node.as_u64()
    }

    pub(super) fn set(&mut self, keyword: &str, value: Value, place: &Location) {
        put(&mut self.keywords, keyword, value, place);
    }

    /// Whether everything fits what stood under a keyword.
    pub(super) fn lets_everything_through(&self, keyword: &str) -> bool {
        self.written.get(keyword).is_some_and(|member| is_everything(&member.node))
    }

    /// Whether nothing but the keywords of the schema itself says which members and items are known.
    pub(super) fn stands_alone(&self) -> bool {
        let relations = [Relation::Part, Relation::Alternative, Relation::Negation, Relation::Condition];
        let mut in_place = relations.into_iter().flat_map(Keyword::with).map(|keyword| keyword.field.name);
        !in_place.any(|name| self.written.contains_key(name))
            && !self.written.contains_key("$ref")
            && !self.written.contains_key("$dynamicRef")
    }

    /// Adds a schema that the instance has to fit, too.
    pub(super) fn part(&mut self, part: Node) {
        match self.get_mut("allOf").map(|member| &mut member.node.value) {
            Some(Value::Array(parts)) => parts.push(part),
            _ => {
                let place = part.location.clone();
                self.set("allOf", Value::Array(vec![part]), &place);
            }
        }
    }

    fn exclusive_bound(&mut self, bound: &str, exclusive: &str) {
        let number = |schema: &Self, key: &str| schema.get(key)?.node.as_number()?.as_f64();
        let Some(limit) = number(self, exclusive) else { return };
        let is_within = |other: f64| if bound == "minimum" { other > limit } else { other < limit };
        if number(self, bound).is_some_and(is_within) {
            self.take(exclusive);
            return;
        }
        self.take(bound);
        let Some(position) = self.get_index_of(exclusive) else { return };
        let place = self[position].node.location.clone();
        rename(self, position, bound, |node| node);
        let is_exclusive = Member { key: place.clone(), node: Node::new(Value::Boolean(true), place) };
        self.shift_insert(position + 1, exclusive.to_owned(), is_exclusive);
    }

    /// What only references lead to, which the bundle has followed.
    fn definitions(&mut self) {
        for keyword in ["$id", "$anchor", "$dynamicAnchor", "$defs"] {
            self.take(keyword);
        }
        if self.get("$schema").is_some_and(|member| member.node.as_str().is_some_and(is_dialect_read)) {
            self.take("$schema");
        }
        if let Some(member) = self.take("$dynamicRef") {
            self.widen(&member.key, "`$dynamicRef`");
        }
    }

    fn examples(&mut self) {
        let Some(position) = self.get_index_of("examples") else { return };
        let Some(examples) = self[position].node.as_array().map(<[Node]>::to_vec) else { return };
        let mut examples = examples.into_iter();
        if self.contains_key("example") {
            self.take("examples");
        } else {
            match examples.next() {
                Some(first) => rename(self, position, "example", |_| first),
                None => drop(self.take("examples")),
            }
        }
        if let Some(further) = examples.next() {
            self.lost(&further.location, "more than one example of a schema");
        }
    }

    /// What is in a string.
    fn contents(&mut self) {
        let says = |schema: &Self, keyword: &str, value: &str| {
            schema.get(keyword).is_some_and(|member| member.node.as_str() == Some(value))
        };
        let is_binary =
            says(self, "contentMediaType", "application/octet-stream") && !self.contains_key("contentEncoding");
        let (keyword, format) = match is_binary {
            true => ("contentMediaType", "binary"),
            false if says(self, "contentEncoding", "base64") => ("contentEncoding", "byte"),
            false => return,
        };
        if says(self, "format", format) {
            self.take(keyword);
        } else if !self.contains_key("format")
            && let Some(position) = self.get_index_of(keyword)
        {
            rename(self, position, "format", |node| Node::new(text(format), node.location));
        }
    }

    fn constant(&mut self) {
        let Some(position) = self.get_index_of("const") else { return };
        let in_list = |node: Node| {
            let place = node.location.clone();
            Node::new(Value::Array(vec![node]), place)
        };
        if !self.contains_key("enum") {
            rename(self, position, "enum", in_list);
        } else if let Some(member) = self.take("const") {
            let key = member.key.clone();
            self.part(object_with("enum", in_list(member.node), &key));
        }
    }

    /// `if`, `then` and `else`.
    fn condition(&mut self) {
        let (Some(condition), then, otherwise) = (self.take("if"), self.take("then"), self.take("else")) else {
            // Without `if`, the others say nothing.
            return;
        };
        if then.is_none() && otherwise.is_none() {
            return;
        }
        if self.wider_in.contains(&"if") || self.downgrader.conditions >= MAX_CONDITIONS {
            return self.widen(&condition.key, "this condition");
        }
        let place = condition.key;
        if let Some(then) = then {
            let unless = object_with("not", condition.node.clone(), &place);
            self.part(any_of(vec![unless, then.node], &place));
        }
        if let Some(otherwise) = otherwise {
            self.part(any_of(vec![condition.node, otherwise.node], &place));
        }
    }

    /// What would let less through if it were made of wider schemas.
    fn negation(&mut self) {
        if self.wider_in.contains(&"not")
            && let Some(member) = self.take("not")
        {
            self.widen(&member.key, "all of what the value must not be");
        }
        if !self.wider_in.contains(&"oneOf") {
            return;
        }
        let Some(position) = self.get_index_of("oneOf") else { return };
        let place = self[position].key.clone();
        self.widen(&place, "all that tells the alternatives apart, so several may fit");
        if !self.contains_key("anyOf") {
            rename(self, position, "anyOf", |node| node);
        } else if let Some(member) = self.take("oneOf") {
            self.part(object_with("anyOf", member.node, &place));
        }
    }

    /// Alternatives are told apart by a property that has to be there.
    fn discriminator(&mut self) {
        if self.downgrader.version < Version::V32
            && let Some(place) = self
                .get("discriminator")
                .and_then(|member| Some(member.node.as_object()?.get("defaultMapping")?.key.clone()))
        {
            self.take("discriminator");
            self.lost(&place, "`defaultMapping`; the discriminator is left out, since its property may be missing");
        }
    }

    fn xml(&mut self) {
        if self.downgrader.version >= Version::V32 {
            return;
        }
        let is_array = self.get("type").is_some_and(|member| member.node.as_str() == Some("array"));
        let is_reference = self.contains_key("$ref");
        let Some(Value::Object(xml)) = self.keywords.get_mut("xml").map(|member| &mut member.node.value) else {
            return;
        };
        let Some(position) = xml.get_index_of("nodeType") else { return };
        let yes = |node: Node| Node::new(Value::Boolean(true), node.location);
        match xml[position].node.as_str() {
            Some("attribute") => rename(xml, position, "attribute", yes),
            Some("element") if is_array => rename(xml, position, "wrapped", yes),
            Some("element") if !is_reference => drop(xml.shift_remove("nodeType")),
            Some("none") if is_array || is_reference => drop(xml.shift_remove("nodeType")),
            _ => self.downgrader.newer(Kind::Xml, xml),
        }
    }

    /// Keywords that have no rule, those that nobody knows, and lists that 3.0 wants something in.
    fn left_over(&mut self) {
        let is_known = |key: &str| {
            key.starts_with("x-") || key == "$ref" || Keyword::named(key).is_some_and(|it| it.field.is_in(Version::V30))
        };
        let others: Vec<String> = self.keys().filter(|key| !is_known(key)).cloned().collect();
        for key in others {
            match self.take(&key) {
                Some(member) if key == "contentSchema" => self.widen(&member.key, "`contentSchema`"),
                Some(member) => self.lost(&member.key, format_args!("`{key}` of a schema")),
                None => {}
            }
        }
        let is_empty = |member: &Member| member.node.as_array().is_some_and(<[Node]>::is_empty);
        if self.get("required").is_some_and(is_empty) {
            self.take("required");
        }
        if self.get("enum").is_some_and(is_empty)
            && let Some(member) = self.take("enum")
        {
            self.widen(&member.key, "an empty `enum`");
        }
    }
}

pub(super) fn object_with(key: &str, value: Node, place: &Location) -> Node {
    let member = Member { key: place.clone(), node: value };
    Node::new(Value::Object(Object::from([(key.to_owned(), member)])), place.clone())
}

pub(super) fn any_of(alternatives: Vec<Node>, place: &Location) -> Node {
    object_with("anyOf", Node::new(Value::Array(alternatives), place.clone()), place)
}

pub(super) fn is_everything(schema: &Node) -> bool {
    schema.as_bool() == Some(true) || schema.as_object().is_some_and(|schema| schema.is_empty())
}
