//! Which operations answer their lists in pages, and how these go on: as `x-pagination` says, else by what names say.

use roster_document::{
    Diagnostic, Diagnostics, Document, Location, Pagination, ParameterLocation, ParameterStyle, StatusPattern,
};

use crate::ir::{
    Next, Operation, Pages, Parameter, Presence, Response, ResponseForm, Step, Struct, Told, Type, TypeDefinition,
    TypeKind, names::Namer,
};

/// Names in lower case, of letters and digits alone: `pageToken`, `page_token` and `page[token]` are one.
mod words {
    pub(super) const PAGE: &[&str] = &["page", "pagenumber", "pageno", "pageindex"];
    pub(super) const OFFSET: &[&str] = &["offset", "pageoffset", "skip", "startat", "startindex"];
    pub(super) const CURSOR: &[&str] = &[
        "cursor",
        "nextcursor",
        "pagecursor",
        "after",
        "pageafter",
        "pagetoken",
        "nextpagetoken",
        "nexttoken",
        "continuationtoken",
        "marker",
        "iterator",
    ];
    pub(super) const NEXT_CURSOR: &[&str] = &[
        "nextcursor",
        "nextpagecursor",
        "nextpagetoken",
        "nexttoken",
        "nextmarker",
        "nextcontinuationtoken",
        "continuationtoken",
        "endcursor",
        "next",
        "nextpage",
        "iterator",
    ];
    pub(super) const NEXT_ADDRESS: &[&str] =
        &["nextlink", "nexturl", "nexturi", "nexthref", "nextpageurl", "nextpageuri", "nextpagelink", "odatanextlink"];
    /// Beside one of these, `next` is an address.
    pub(super) const OTHER_PAGES: &[&str] = &["previous", "prev", "first"];
    pub(super) const LINKS: &[&str] = &["links"];
    pub(super) const CONTAINERS: &[&str] =
        &["links", "meta", "metadata", "page", "pageinfo", "paging", "pagination", "responsemetadata"];
    pub(super) const ITEMS: &[&str] = &["items", "data", "results", "content", "entries", "records", "values", "value"];
    pub(super) const TOTAL: &[&str] = &["totalcount", "totalelements", "totalitems", "totalrecords", "totalresults"];
    pub(super) const TOTAL_HEADER: &[&str] = &["xtotalcount", "xtotal", "totalcount"];
    pub(super) const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage", "more"];
    pub(super) const LAST: &[&str] = &["last", "islast", "islastpage", "done"];
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Says of each operation how its list goes on, and what is wrong in an `x-pagination`.
pub(super) fn decide(
    document: &Document,
    types: &[TypeDefinition],
    operations: &mut [Operation],
    diagnostics: &mut Diagnostics,
) {
    let mut names = Namer::reserving(&["new", "raw", "with"]);
    for operation in operations.iter() {
        names.unique(&operation.method_name);
    }
    for operation in operations {
        let said = operation.pagination.as_ref();
        let found = match said {
            Some(Pagination { members: None, .. }) => continue,
            Some(Pagination { location, members: Some(_) }) => said_of(document, types, operation).map_err(|fault| {
                let place = fault.place.unwrap_or_else(|| location.clone());
                let message = format!("`x-pagination` of `{}` {}", operation.id, fault.message);
                diagnostics.push(Diagnostic::error("invalid-pagination", &place, message, fault.help));
            }),
            None if operation.method == "GET" => said_of(document, types, operation).map_err(|_| ()),
            None => continue,
        };
        let Ok(mut pages) = found else { continue };
        pages.method_name = names.unique(&format!("{}_pages", operation.method_name));
        pages.call_name = names.unique(&format!("{}_call", operation.method_name));
        operation.pages = Some(pages);
    }
}

/// Why there are no pages.
struct Fault {
    /// None for the `x-pagination` as a whole.
    place: Option<Location>,
    message: String,
    help: String,
}

impl Fault {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { place: None, message: message.into(), help: help.into() }
    }

    fn at(self, place: &Location) -> Self {
        Self { place: Some(place.clone()), ..self }
    }
}

fn said_of(document: &Document, types: &[TypeDefinition], operation: &Operation) -> Result<Pages, Fault> {
    if operation.offered_body().is_some() {
        return Err(Fault::new("stands at an operation with a body", "remove it: pages are asked for by parameters"));
    }
    let mut first = None;
    for (response, variant, body) in bodies(operation) {
        let answer = Answer { document, types, operation, response, body };
        match answer.pages(variant) {
            Ok(pages) => return Ok(pages),
            Err(fault) => first = first.or(Some(fault)),
        }
    }
    Err(first.unwrap_or_else(|| {
        Fault::new("stands at an operation that answers no JSON", "remove it, or document a response of status 200")
    }))
}

/// The JSON that successes answer, with the variants that hold it.
fn bodies(operation: &Operation) -> impl Iterator<Item = (&Response, &str, Type)> {
    let is_success = |response: &&Response| match response.status {
        StatusPattern::Exact(status) => (200..300).contains(&status),
        StatusPattern::Range(range) => range == 2,
        StatusPattern::Default => false,
    };
    operation.responses.iter().filter(is_success).flat_map(|response| {
        response.content.iter().filter_map(move |content| {
            let body = match &content.form {
                ResponseForm::Json(ty) => ty.clone(),
                ResponseForm::JsonArray(item) => Type::Array(Box::new(item.clone())),
                ResponseForm::Text | ResponseForm::Items(_) | ResponseForm::Raw => return None,
            };
            Some((response, content.variant.as_str(), body))
        })
    })
}

/// An answer that may be a page.
struct Answer<'a> {
    document: &'a Document,
    types: &'a [TypeDefinition],
    operation: &'a Operation,
    response: &'a Response,
    body: Type,
}

impl Answer<'_> {
    fn said(&self, name: &str) -> Option<&(String, Location)> {
        self.operation.pagination.as_ref()?.members.as_ref()?.get(name)
    }

    fn pages(&self, variant: &str) -> Result<Pages, Fault> {
        let (items, item) = self.items()?;
        let (count, next) = self.next()?;
        let total = match self.said("total") {
            Some((text, place)) => Some(self.told(text).map_err(|fault| fault.at(place))?),
            None => self.guessed_total(),
        };
        let flag = |name: &str| match self.said(name) {
            Some((text, place)) => match self.place(text).filter(|(_, ty)| *self.resolved(ty) == Type::Boolean) {
                Some((steps, _)) => Ok(Some(steps)),
                None => Err(self.nothing_at(text, "boolean").at(place)),
            },
            None => Ok(None),
        };
        let is_flag = |ty: &Type| *self.resolved(ty) == Type::Boolean;
        let more = match (flag("more")?, flag("last")?) {
            (Some(steps), _) => Some((steps, true)),
            (None, Some(steps)) => Some((steps, false)),
            (None, None) => {
                let more = self.property(words::MORE, is_flag).map(|steps| (steps, true));
                more.or_else(|| Some((self.property(words::LAST, is_flag)?, false)))
            }
        };
        let (method_name, call_name) = Default::default();
        Ok(Pages { method_name, call_name, variant: variant.to_owned(), items, item, count, next, total, more })
    }

    /// What leads on, and the parameter that counts.
    fn next(&self) -> Result<(Option<(String, i64)>, Next), Fault> {
        let said: Vec<_> = ["page", "offset", "cursor"].into_iter().filter(|name| self.said(name).is_some()).collect();
        let next = match self.said("next") {
            Some((text, place)) => Some(self.told(text).map_err(|fault| fault.at(place))?),
            None => None,
        };
        match (said.as_slice(), next) {
            ([], None) => self.guessed_next().ok_or_else(|| {
                let help = "write `page`, `offset` or `cursor` with the name of a query parameter, or `next`";
                Fault::new("does not say what leads to the next page", help)
            }),
            ([], Some(next)) => Ok((self.guessed_count(words::PAGE, 1), Next::Address(next))),
            (["cursor"], next) => {
                let parameter = self.parameter("cursor")?.name.clone();
                let next = next.or_else(|| self.guessed_cursor()).ok_or_else(|| {
                    Fault::new(
                        "has a `cursor`, and not where the answer tells it",
                        "write that as `next`: `/meta/next`",
                    )
                })?;
                Ok((None, Next::Cursor(parameter, next)))
            }
            (["page"], None) => Ok((Some(self.count(self.parameter("page")?, 1)), Next::Page)),
            (["offset"], None) => Ok((Some(self.count(self.parameter("offset")?, 0)), Next::Offset)),
            _ => Err(Fault::new(
                "has several of `page`, `offset` and `cursor`, or `next` beside one that counts",
                "write the one that leads to the next page",
            )),
        }
    }

    fn guessed_next(&self) -> Option<(Option<(String, i64)>, Next)> {
        let link = self.response.headers.iter().find(|header| header.name.eq_ignore_ascii_case("link"));
        let address = link.map(|header| Told::Header(header.name.clone())).or_else(|| self.guessed_address());
        if let Some(address) = address {
            return Some((self.guessed_count(words::PAGE, 1), Next::Address(address)));
        }
        let cursor = self.guessed_parameter(words::CURSOR, is_cursor).zip(self.guessed_cursor());
        if let Some((parameter, told)) = cursor {
            return Some((None, Next::Cursor(parameter.name.clone(), told)));
        }
        let page = self.guessed_count(words::PAGE, 1).map(|count| (Some(count), Next::Page));
        page.or_else(|| Some((Some(self.guessed_count(words::OFFSET, 0)?), Next::Offset)))
    }

    fn guessed_address(&self) -> Option<Told> {
        let is_text = |ty: &Type| *self.resolved(ty) == Type::String;
        let named = || self.property(words::NEXT_ADDRESS, is_text);
        let in_links = || self.property_in(words::LINKS, &["next"], is_text);
        let beside = || {
            let fields = &self.structure(&self.body)?.fields;
            let has_others = fields.iter().any(|field| words::OTHER_PAGES.contains(&plain(&field.wire).as_str()));
            let is_cursor = self.guessed_parameter(words::CURSOR, is_cursor).is_some();
            (has_others && !is_cursor).then(|| self.property_of(&self.body, &["next"], is_text)).flatten()
        };
        named().or_else(in_links).or_else(beside).map(Told::Body)
    }

    fn guessed_cursor(&self) -> Option<Told> {
        self.property(words::NEXT_CURSOR, |ty| is_cursor(self.resolved(ty))).map(Told::Body)
    }

    fn guessed_total(&self) -> Option<Told> {
        let is_total = |name: &str| words::TOTAL_HEADER.contains(&plain(name).as_str());
        let header = self.response.headers.iter().find(|header| is_total(&header.name));
        let in_body = || self.property(words::TOTAL, |ty| is_count(self.resolved(ty))).map(Told::Body);
        header.map(|header| Told::Header(header.name.clone())).or_else(in_body)
    }

    fn guessed_count(&self, names: &[&str], first: i64) -> Option<(String, i64)> {
        self.guessed_parameter(names, is_count).map(|parameter| self.count(parameter, first))
    }

    /// A parameter's name, and what it is on the first page: as documented, else `usual`.
    fn count(&self, parameter: &Parameter, usual: i64) -> (String, i64) {
        let schema = self.document.schema(parameter.schema);
        let documented = schema.default().and_then(|value| value.as_i64());
        let least = || schema.number("minimum").and_then(serde_json::Number::as_i64);
        (parameter.name.clone(), documented.or_else(least).unwrap_or(usual))
    }

    fn guessed_parameter(&self, names: &[&str], holds: fn(&Type) -> bool) -> Option<&Parameter> {
        let mut parameters = names.iter().filter_map(|name| {
            self.parameters().find(|parameter| {
                let field = parameter.field.as_ref();
                plain(&parameter.name) == *name && field.is_some_and(|field| holds(self.resolved(&field.ty)))
            })
        });
        parameters.next()
    }

    /// The parameter that is said to be one of the query.
    fn parameter(&self, member: &str) -> Result<&Parameter, Fault> {
        let Some((name, place)) = self.said(member) else { return Err(Fault::new(String::new(), String::new())) };
        self.parameters().find(|parameter| parameter.name == *name).ok_or_else(|| {
            let names: Vec<_> = self.parameters().map(|parameter| format!("`{}`", parameter.name)).collect();
            let help = match names.is_empty() {
                true => "document the parameter, with `in: query`".to_owned(),
                false => format!("write one of {}", names.join(", ")),
            };
            Fault::new(format!("names `{name}`, which is no parameter of the query"), help).at(place)
        })
    }

    /// Those of the query, by one name each.
    fn parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.operation.parameters.iter().filter(|parameter| {
            parameter.place == ParameterLocation::Query
                && parameter.style == ParameterStyle::Form
                && parameter.content_type.is_none()
        })
    }

    fn items(&self) -> Result<(Vec<Step>, Type), Fault> {
        let item = |ty: &Type| match self.resolved(ty) {
            Type::Array(item) => Some((**item).clone()),
            _ => None,
        };
        if let Some((text, place)) = self.said("items") {
            let found = self.place(text).and_then(|(steps, ty)| Some((steps, item(&ty)?)));
            return found.ok_or_else(|| self.nothing_at(text, "array").at(place));
        }
        if let Some(item) = item(&self.body) {
            return Ok((Vec::new(), item));
        }
        let fields = self.structure(&self.body).map_or(&[][..], |structure| &structure.fields);
        let arrays: Vec<_> = fields.iter().filter_map(|field| Some((field, item(&field.ty)?))).collect();
        let usual =
            || words::ITEMS.iter().find_map(|name| arrays.iter().find(|(field, _)| plain(&field.wire) == *name));
        let found = match arrays.as_slice() {
            [one] => Some(one),
            _ => usual(),
        };
        found.map(|(field, item)| (vec![step(field)], item.clone())).ok_or_else(|| {
            Fault::new("does not say where the items are", "write `items: /…`, a JSON pointer into the answer")
        })
    }

    /// A place in the body by its pointer, or a documented header.
    fn told(&self, text: &str) -> Result<Told, Fault> {
        if text.is_empty() || text.starts_with('/') {
            let is_value = |ty: &Type| is_cursor(self.resolved(ty));
            let found = self.place(text).filter(|(_, ty)| is_value(ty));
            return found.map(|(steps, _)| Told::Body(steps)).ok_or_else(|| self.nothing_at(text, "text or number"));
        }
        let header = self.response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(text));
        header.map(|header| Told::Header(header.name.clone())).ok_or_else(|| {
            Fault::new(
                format!("names `{text}`, which is no header of the answer"),
                "document the header, or write a JSON pointer into the body: `/meta/next`",
            )
        })
    }

    fn nothing_at(&self, pointer: &str, expected: &str) -> Fault {
        let message = format!("says `{pointer}`, where the answer has no {expected}");
        Fault::new(message, "write a JSON pointer into the body, by properties that its schema has: `/data/items`")
    }

    fn place(&self, pointer: &str) -> Option<(Vec<Step>, Type)> {
        let mut steps = Vec::new();
        let mut ty = &self.body;
        if !pointer.is_empty() {
            for name in pointer.strip_prefix('/')?.split('/') {
                let name = name.replace("~1", "/").replace("~0", "~");
                let field = self.structure(ty)?.fields.iter().find(|field| field.wire == name)?;
                steps.push(step(field));
                ty = &field.ty;
            }
        }
        Some((steps, ty.clone()))
    }

    /// A property of the body, or of what holds such things in it.
    fn property(&self, names: &[&str], holds: impl Fn(&Type) -> bool) -> Option<Vec<Step>> {
        self.property_of(&self.body, names, &holds).or_else(|| self.property_in(words::CONTAINERS, names, holds))
    }

    fn property_in(&self, containers: &[&str], names: &[&str], holds: impl Fn(&Type) -> bool) -> Option<Vec<Step>> {
        self.structure(&self.body)?.fields.iter().find_map(|field| {
            let is_container = containers.contains(&plain(&field.wire).as_str());
            let inner = is_container.then(|| self.property_of(&field.ty, names, &holds)).flatten()?;
            Some(std::iter::once(step(field)).chain(inner).collect())
        })
    }

    fn property_of(&self, ty: &Type, names: &[&str], holds: impl Fn(&Type) -> bool) -> Option<Vec<Step>> {
        let fields = &self.structure(ty)?.fields;
        let named = |name: &&str| fields.iter().find(|field| plain(&field.wire) == **name && holds(&field.ty));
        names.iter().find_map(named).map(|field| vec![step(field)])
    }

    fn structure(&self, ty: &Type) -> Option<&Struct> {
        let Type::Named(id) = self.resolved(ty) else { return None };
        match &self.types[id.0].kind {
            TypeKind::Struct(structure) => Some(structure),
            _ => None,
        }
    }

    /// Without boxes and other names.
    fn resolved<'t>(&'t self, ty: &'t Type) -> &'t Type {
        match ty {
            Type::Boxed(inner) => self.resolved(inner),
            Type::Named(id) => match &self.types[id.0].kind {
                TypeKind::Alias(target) => self.resolved(target),
                _ => ty,
            },
            _ => ty,
        }
    }
}

fn step(field: &crate::ir::Field) -> Step {
    Step { field: field.name.clone(), is_optional: field.presence != Presence::Required, is_nullable: field.nullable }
}

fn is_count(ty: &Type) -> bool {
    matches!(ty, Type::Int32 | Type::Int64 | Type::UInt64 | Type::Number)
}

fn is_cursor(ty: &Type) -> bool {
    is_count(ty) || matches!(ty, Type::String | Type::Uuid | Type::DateTime)
}
