//! JSON text into nodes: RFC 8259, with line and column of every key and value.
//!
//! `serde_json` knows places only for errors, and YAML parsers refuse some JSON (surrogate pairs, tabs, long keys).

use super::{
    Location, Member, Node, Object, SourceFile, Value,
    load::{Budget, Loaded, MAX_DEPTH, Stop, count, too_deep},
    node::Spellings,
    scalar,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Reads JSON text as if it stood in `file`.
pub(crate) fn parse(text: &str, file: &SourceFile, budget: &mut Budget) -> Result<Loaded, Diagnostics> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader {
        file: file.clone(),
        text,
        position: 0,
        line: 1,
        counted: 0,
        column: 1,
        budget,
        spellings: Spellings::new(),
        diagnostics: Diagnostics::default(),
    };
    let result = reader.document();
    match result {
        Ok(node) if !reader.diagnostics.has_errors() => {
            file.keep(reader.spellings);
            Ok(Loaded { node, warnings: reader.diagnostics })
        }
        Ok(_) => Err(reader.diagnostics),
        Err(stop) => {
            reader.diagnostics.push(*stop);
            Err(reader.diagnostics)
        }
    }
}

struct Reader<'text> {
    file: SourceFile,
    text: &'text str,
    position: usize,
    line: usize,
    /// Where `column` was counted up to, in bytes: a whole document can be one line, which is counted once.
    counted: usize,
    column: usize,
    budget: &'text mut Budget,
    spellings: Spellings,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Stop> {
        let node = self.value(1)?;
        self.skip_space();
        if self.position < self.text.len() {
            return Err(self.syntax("something follows the end of the value"));
        }
        Ok(node)
    }

    fn location(&mut self) -> Location {
        self.column += self.text[self.counted..self.position].chars().count();
        self.counted = self.position;
        Location::new(self.file.clone(), count(self.line), count(self.column))
    }

    fn syntax(&mut self, what: &str) -> Stop {
        let end = if self.peek().is_none() { ", and the text ends here" } else { "" };
        Box::new(Diagnostic::error(
            "syntax",
            &self.location(),
            format!("the JSON is not well formed: {what}{end}"),
            "check commas, quotes and brackets here and just before",
        ))
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.line += 1;
                    self.counted = self.position + 1;
                    self.column = 1;
                }
                b' ' | b'\t' | b'\r' => {}
                _ => return,
            }
            self.position += 1;
        }
    }

    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        self.skip_space();
        if self.peek() != Some(byte) {
            return Err(self.syntax(&format!("`{}` is missing", char::from(byte))));
        }
        self.position += 1;
        Ok(())
    }

    /// Whether `byte` comes next, which is then taken.
    fn take(&mut self, byte: u8) -> bool {
        self.skip_space();
        let taken = self.peek() == Some(byte);
        self.position += usize::from(taken);
        taken
    }

    fn value(&mut self, depth: usize) -> Result<Node, Stop> {
        self.skip_space();
        let location = self.location();
        if depth > MAX_DEPTH {
            return Err(Box::new(too_deep(&location)));
        }
        self.budget.spend(0, &location)?;
        let value = match self.peek() {
            Some(b'{') => Value::Object(self.object(depth)?),
            Some(b'[') => Value::Array(self.array(depth)?),
            Some(b'"') => {
                let text = self.string()?;
                self.budget.spend_text(text.len(), &location)?;
                Value::String(text)
            }
            Some(b'-' | b'0'..=b'9') => self.number(&location)?,
            Some(_) => self.word()?,
            None => return Err(self.syntax("a value is missing")),
        };
        Ok(Node::new(value, location))
    }

    fn object(&mut self, depth: usize) -> Result<Object, Stop> {
        self.position += 1;
        let mut object = Object::new();
        if self.take(b'}') {
            return Ok(object);
        }
        loop {
            self.skip_space();
            let key = self.location();
            if self.peek() != Some(b'"') {
                return Err(self.syntax("a key in double quotes is missing"));
            }
            let name = self.string()?;
            self.budget.spend_text(name.len(), &key)?;
            self.expect(b':')?;
            let node = self.value(depth + 1)?;
            if let Some(first) = object.get(&name) {
                self.diagnostics.push(Diagnostic::error(
                    "duplicate-key",
                    &key,
                    format!("the key `{name}` stands twice in this object, first in line {}", first.key.line),
                    "remove or rename one of the two",
                ));
            } else {
                object.insert(name, Member { key, node });
            }
            if self.take(b'}') {
                return Ok(object.fit());
            }
            self.expect(b',')?;
            if self.ends_after_comma(b'}') {
                return Ok(object.fit());
            }
        }
    }

    /// Takes the bracket where it follows a comma, which everybody but JSON allows.
    fn ends_after_comma(&mut self, bracket: u8) -> bool {
        self.skip_space();
        if self.peek() != Some(bracket) {
            return false;
        }
        let warning = Diagnostic::warning(
            "trailing-comma",
            &self.location(),
            "JSON has no comma before the end of a list or an object; it is left out",
            "remove the comma",
        );
        self.diagnostics.push(warning);
        self.position += 1;
        true
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Node>, Stop> {
        self.position += 1;
        let mut items = Vec::new();
        if self.take(b']') {
            return Ok(items);
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.take(b']') {
                items.shrink_to_fit();
                return Ok(items);
            }
            self.expect(b',')?;
            if self.ends_after_comma(b']') {
                return Ok(items);
            }
        }
    }

    /// Finds the end of the literal; `serde_json` reads what is inside.
    fn string(&mut self) -> Result<String, Stop> {
        let bytes = self.text.as_bytes();
        let mut end = self.position + 1;
        loop {
            match bytes.get(end) {
                Some(b'"') => break,
                Some(b'\\') => end += 2,
                Some(b'\n') | None => return Err(self.syntax("the closing quote of a string is missing")),
                Some(_) => end += 1,
            }
        }
        let literal = &self.text[self.position..=end];
        let text = serde_json::from_str(literal).map_err(|error| self.syntax(&plain(&error)))?;
        self.position = end + 1;
        Ok(text)
    }

    fn number(&mut self, location: &Location) -> Result<Value, Stop> {
        let rest = &self.text[self.position..];
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || b"+-.eE".contains(byte)).count();
        let text = &rest[..length];
        let value = Value::Number(serde_json::from_str(text).map_err(|error| self.syntax(&plain(&error)))?);
        if !scalar::is_plain(&value, text) {
            self.spellings.insert((location.line, location.column), text.into());
        }
        self.position += length;
        Ok(value)
    }

    fn word(&mut self) -> Result<Value, Stop> {
        let rest = &self.text[self.position..];
        let words = [("null", Value::Null), ("true", Value::Boolean(true)), ("false", Value::Boolean(false))];
        for (word, value) in words {
            if rest.starts_with(word) {
                self.position += word.len();
                return Ok(value);
            }
        }
        Err(self.syntax("a value is missing"))
    }
}

/// The reason alone: line and column of the fragment would mislead.
fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
