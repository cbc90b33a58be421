//! Expressions of tables as text, laid out as `prettyplease` lays out everything else.
//!
//! Tables are half of what is written, and nothing but literals, calls, lists and structs. Made of tokens, these would be
//! parsed only to be printed.

use std::borrow::Cow;

use proc_macro2::{Literal, TokenStream};

use super::tokens;

type Text = Cow<'static, str>;

/// A part of a table.
#[derive(Debug)]
pub(super) struct Expression {
    form: Form,
    /// On one line, in bytes.
    width: usize,
    /// Holds a struct that is too wide for one line, wherever it stands.
    is_broken: bool,
}

#[derive(Debug)]
enum Form {
    /// A path or a literal.
    Word(Text),
    Reference(Box<Expression>),
    Member(&'static str, Box<Expression>),
    /// A path, and the name of its field with the dot.
    Field(Text, &'static str),
    Group(Group),
}

/// What stands in brackets: on one line, or each item on a line of its own.
#[derive(Debug)]
struct Group {
    /// With the bracket.
    open: Text,
    items: Vec<Expression>,
    close: char,
    /// Between the brackets and the items, as long as these are on one line.
    padding: &'static str,
    /// No comma follows the last item.
    ends_in_rest: bool,
}

impl Expression {
    /// For what is not a table.
    pub(super) fn tokens(&self) -> TokenStream {
        let mut text = String::new();
        push(&mut text, self);
        text.parse().expect("tables are Rust")
    }
}

/// Spaces of a level.
const INDENT: usize = 4;

/// Columns of a line, and how many of them there are at least behind the indentation.
const MARGIN: usize = 89;
const MIN_SPACE: usize = 60;

/// A struct on one line is at most this wide.
const STRUCT: usize = 35;

pub(super) fn word(text: impl Into<Text>) -> Expression {
    let text = text.into();
    Expression { width: text.len(), form: Form::Word(text), is_broken: false }
}

/// A literal of a string.
pub(super) fn text(text: &str) -> Expression {
    word(Literal::string(text).to_string())
}

pub(super) fn integer(value: i64) -> Expression {
    let sign = if value < 0 { "-" } else { "" };
    match value {
        i64::MIN => word("i64::MIN"),
        _ => word(format!("{sign}{}", tokens::unsigned(value.unsigned_abs()))),
    }
}

pub(super) fn unsigned(value: u64) -> Expression {
    word(tokens::unsigned(value).to_string())
}

pub(super) fn float(value: f64) -> Expression {
    let sign = if value.is_sign_negative() { "-" } else { "" };
    word(format!("{sign}{}", Literal::f64_unsuffixed(value.abs())))
}

pub(super) fn boolean(value: bool) -> Expression {
    word(if value { "true" } else { "false" })
}

/// `function(argument)`; the argument is no list, tuple or struct, which would be laid out without a level of its own.
pub(super) fn call(function: &'static str, argument: Expression) -> Expression {
    group(format!("{function}(").into(), vec![argument], ')', "", false)
}

/// `path<argument>`.
pub(super) fn generic(path: &'static str, argument: Expression) -> Expression {
    group(format!("{path}<").into(), vec![argument], '>', "", false)
}

/// `path.name`; `name` with the dot.
pub(super) fn field(path: String, name: &'static str) -> Expression {
    Expression { width: path.len() + name.len(), form: Form::Field(path.into(), name), is_broken: false }
}

pub(super) fn some(value: Expression) -> Expression {
    call("Some", value)
}

/// `Some("text")` or `None`.
pub(super) fn optional_text(value: Option<&str>) -> Expression {
    value.map_or_else(|| word("None"), |value| some(text(value)))
}

pub(super) fn tuple(items: impl Into<Vec<Expression>>) -> Expression {
    group("(".into(), items.into(), ')', "", false)
}

/// `&[…]`.
pub(super) fn list(items: impl IntoIterator<Item = Expression>) -> Expression {
    group("&[".into(), items.into_iter().collect(), ']', "", false)
}

pub(super) fn texts(texts: &[String]) -> Expression {
    list(texts.iter().map(|one| text(one)))
}

/// `&[…]` of numbers.
pub(super) fn places(places: &[usize]) -> Expression {
    list(places.iter().map(|place| unsigned(*place as u64)))
}

/// What is made of lists, on one line however long that is: with items on lines of their own, they would be most of a table.
pub(super) fn on_one_line<const LISTS: usize>(before: String, lists: [(Expression, &str); LISTS]) -> Expression {
    let mut text = before;
    for (list, after) in lists {
        push(&mut text, &list);
        text.push_str(after);
    }
    word(text)
}

pub(super) fn reference(value: Expression) -> Expression {
    let (width, is_broken) = (value.width + 1, value.is_broken);
    Expression { form: Form::Reference(Box::new(value)), width, is_broken }
}

/// `name { members, ..rest }`.
pub(super) fn structure(
    name: &'static str,
    members: impl IntoIterator<Item = Option<Expression>>,
    rest: Option<Text>,
) -> Expression {
    let ends_in_rest = rest.is_some();
    let rest = rest.map(|rest| word(format!("..{rest}")));
    let items = members.into_iter().flatten().chain(rest).collect();
    let mut structure = group(format!("{name} {{").into(), items, '}', " ", ends_in_rest);
    structure.is_broken |= structure.width > STRUCT;
    structure
}

/// `key: value` for a member of a struct, or nothing where it is as in the rest.
pub(super) fn member(key: &'static str, value: Option<Expression>) -> Option<Expression> {
    let value = value?;
    let (width, is_broken) = (key.len() + 2 + value.width, value.is_broken);
    Some(Expression { form: Form::Member(key, Box::new(value)), width, is_broken })
}

pub(super) fn text_member(key: &'static str, value: Option<&str>) -> Option<Expression> {
    member(key, value.map(|value| some(text(value))))
}

pub(super) fn flag_member(key: &'static str, flag: bool) -> Option<Expression> {
    member(key, flag.then(|| boolean(true)))
}

/// Nothing for an empty list.
pub(super) fn list_member(key: &'static str, items: Vec<Expression>) -> Option<Expression> {
    member(key, (!items.is_empty()).then(|| list(items)))
}

pub(super) fn texts_member(key: &'static str, values: &[String]) -> Option<Expression> {
    member(key, (!values.is_empty()).then(|| texts(values)))
}

fn group(open: Text, items: Vec<Expression>, close: char, padding: &'static str, ends_in_rest: bool) -> Expression {
    let between = 2 * items.len().saturating_sub(1);
    let inside: usize = items.iter().map(|item| item.width).sum();
    Expression {
        width: open.len() + 2 * padding.len() + inside + between + 1,
        is_broken: items.iter().any(|item| item.is_broken),
        form: Form::Group(Group { open, items, close, padding, ends_in_rest }),
    }
}

/// Writes `declaration = value;` on lines of its own.
pub(super) fn push_item(out: &mut String, declaration: &str, value: &Expression) {
    let mut lines = Lines { out, space: MARGIN };
    lines.push(declaration);
    lines.push(" = ");
    lines.expression(value, 0, 1);
    lines.out.push_str(";\n");
}

struct Lines<'out> {
    out: &'out mut String,
    /// What is left of the line; 0 where it is too long.
    space: usize,
}

impl Lines<'_> {
    fn push(&mut self, text: &str) {
        self.out.push_str(text);
        self.space = self.space.saturating_sub(text.len());
    }

    fn start(&mut self, indent: usize) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.space = MARGIN.saturating_sub(indent).max(MIN_SPACE);
    }

    /// `after`: the bytes that follow on the same line.
    fn expression(&mut self, expression: &Expression, indent: usize, after: usize) {
        match &expression.form {
            Form::Word(text) => self.push(text),
            Form::Reference(value) => {
                self.push("&");
                self.expression(value, indent, after);
            }
            Form::Member(key, value) => {
                self.push(key);
                self.push(": ");
                self.expression(value, indent, after);
            }
            Form::Field(path, name) => {
                self.push(path);
                if expression.width + after > self.space + path.len() {
                    self.start(indent + INDENT);
                }
                self.push(name);
            }
            Form::Group(group) if expression.is_broken || expression.width + after > self.space => {
                self.push(&group.open);
                for (index, item) in group.items.iter().enumerate() {
                    let is_last = index + 1 == group.items.len();
                    self.start(indent + INDENT);
                    // A comma that is there only as the line ends does not count.
                    self.expression(item, indent + INDENT, usize::from(!is_last));
                    if !is_last || !group.ends_in_rest {
                        self.push(",");
                    }
                }
                if !group.items.is_empty() {
                    self.start(indent);
                }
                self.push(group.close.encode_utf8(&mut [0; 4]));
            }
            Form::Group(_) => self.one_line(expression),
        }
    }

    fn one_line(&mut self, expression: &Expression) {
        let start = self.out.len();
        push(self.out, expression);
        self.space = self.space.saturating_sub(self.out.len() - start);
    }
}

fn push(out: &mut String, expression: &Expression) {
    match &expression.form {
        Form::Word(text) => out.push_str(text),
        Form::Reference(value) => {
            out.push('&');
            push(out, value);
        }
        Form::Member(key, value) => {
            out.push_str(key);
            out.push_str(": ");
            push(out, value);
        }
        Form::Field(path, name) => {
            out.push_str(path);
            out.push_str(name);
        }
        Form::Group(Group { open, items, close, padding, .. }) => {
            out.push_str(open);
            out.push_str(padding);
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                push(out, item);
            }
            out.push_str(padding);
            out.push(*close);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(value: &Expression) -> (String, String) {
        let mut ours = String::new();
        push_item(&mut ours, "pub static TABLE: Table", value);
        let file = syn::parse_str(&format!("pub static TABLE: Table = {};", value.tokens())).unwrap();
        (ours, prettyplease::unparse(&file))
    }

    fn schema(members: Vec<Option<Expression>>) -> Expression {
        structure("Schema", members, Some("Schema::ANY".into()))
    }

    #[test]
    fn tables_are_laid_out_as_everything_else() {
        for width in 1..120 {
            let name = || text(&"x".repeat(width));
            let forms = [
                name(),
                some(call("Inline", reference(word(format!("schemas::{}", "X".repeat(width)))))),
                list([]),
                call("Shape::Parameters", field(format!("operations::{}", "X".repeat(width)), ".parameters")),
                call("Shape::Of", generic("round_trip::", generic("Option", word("x".repeat(width))))),
                list([tuple([name(), integer(-1_000_000)]), tuple([optional_text(None), float(-0.5)])]),
                schema(vec![member("name", Some(name()))]),
                structure("Property", [member("name", Some(name())), flag_member("required", true)], None),
                schema(vec![texts_member("required", &["y".to_owned(), "x".repeat(width)])]),
            ];
            for mut value in forms {
                // Deeper than what is left of a line gets narrower.
                for _ in 0..10 {
                    let (ours, theirs) = laid_out(&value);
                    assert_eq!(ours, theirs);
                    let inside = some(call("Inline", reference(schema(vec![member("items", Some(value))]))));
                    value = list([inside, word("Schema::ANY")]);
                }
            }
        }
    }
}
