//! The notation of one engine written in that of the other, character by character.

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r"\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}";

/// What is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// The `regex` crate's.
    Linear,
    /// The `fancy-regex` crate's.
    Backtracking,
    /// The `regex` crate's, where look-around is something that may stand there, and a backreference what it refers to:
    /// texts that match this often come close to the pattern.
    Skeleton,
}

pub(super) fn translate(pattern: &str, notation: Notation) -> Result<String, String> {
    let rest: Vec<char> = pattern.chars().collect();
    let names = captures(&rest);
    let out = String::with_capacity(pattern.len() + 16);
    let mut reader = Reader { rest, at: 0, out, notation, names, open: Vec::new(), begun: 0, captured: Vec::new() };
    reader.pattern()?;
    Ok(reader.out)
}

/// Whether a pattern has look-around or backreferences, as far as its letters tell.
pub(super) fn needs_backtracking(pattern: &str) -> bool {
    let characters: Vec<char> = pattern.chars().collect();
    let mut found = false;
    walk(&characters, |rest| match rest {
        ['(', '?', '=' | '!', ..] | ['(', '?', '<', '=' | '!', ..] => found = true,
        ['\\', '1'..='9', ..] | ['\\', 'k', '<', ..] => found = true,
        _ => {}
    });
    found
}

/// The names of capturing groups, in order; none for those that have none.
fn captures(pattern: &[char]) -> Vec<Option<String>> {
    let mut names = Vec::new();
    walk(pattern, |rest| match rest {
        ['(', '?', '<', next, ..] if !matches!(next, '=' | '!') => {
            names.push(Some(rest[3..].iter().take_while(|character| **character != '>').collect()));
        }
        ['(', '?', ..] => {}
        ['(', ..] => names.push(None),
        _ => {}
    });
    names
}

/// Visits what begins at each character and at each escape, outside of classes.
fn walk(pattern: &[char], mut visit: impl FnMut(&[char])) {
    let (mut at, mut in_class) = (0, false);
    while at < pattern.len() {
        if !in_class {
            visit(&pattern[at..]);
        }
        match pattern[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        at += 1;
    }
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    out: String,
    notation: Notation,
    /// By capturing group.
    names: Vec<Option<String>>,
    /// The groups that the reader is in, outermost first.
    open: Vec<Open>,
    /// How many capturing groups have begun.
    begun: usize,
    /// What was written for capturing groups that ended, by their order.
    captured: Vec<(usize, String)>,
}

enum Open {
    Plain,
    LookAround,
    /// The order of the group, from 0, and where it begins in what is written.
    Capture(usize, usize),
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek();
        self.at += 1;
        next
    }

    fn looking_at(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, character)| self.rest.get(self.at + offset) == Some(&character))
    }

    fn pattern(&mut self) -> Result<(), String> {
        while let Some(character) = self.next() {
            match character {
                '\\' => self.escape(false)?,
                '[' => self.class()?,
                '(' => self.group()?,
                '.' => self.out.push_str(r"[^\n\r\u{2028}\u{2029}]"),
                '{' => match self.quantifier() {
                    Some(text) => self.out.push_str(&text),
                    None => self.out.push_str(r"\{"),
                },
                '}' | ']' => self.literal(character),
                ')' => self.end_group(),
                '*' | '+' | '?' | '|' | '^' | '$' => self.out.push(character),
                other => self.literal(other),
            }
        }
        Ok(())
    }

    fn literal(&mut self, character: char) {
        if character.is_control() {
            self.code_point(u32::from(character));
        } else {
            self.out.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])).replace("\\-", "-"));
        }
    }

    fn code_point(&mut self, value: u32) {
        match char::from_u32(value) {
            Some(character) if character.is_ascii_alphanumeric() => self.out.push(character),
            _ => self.out.push_str(&format!("\\u{{{value:x}}}")),
        }
    }

    /// `{2}`, `{2,}`, `{2,3}` after the brace; none where the brace is an ordinary character.
    fn quantifier(&mut self) -> Option<String> {
        let end = self.rest[self.at..].iter().position(|character| *character == '}')? + self.at;
        let text: String = self.rest[self.at..end].iter().collect();
        let (least, most) = text.split_once(',').map_or((text.as_str(), None), |(least, most)| (least, Some(most)));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if least.is_empty() || !digits(least) || !most.is_none_or(digits) {
            return None;
        }
        self.at = end + 1;
        Some(format!("{{{text}}}"))
    }

    fn group(&mut self) -> Result<(), String> {
        for prefix in ["?=", "?!", "?<=", "?<!"] {
            if self.looking_at(prefix) {
                self.at += prefix.len();
                self.open.push(Open::LookAround);
                let prefix = if self.notation == Notation::Skeleton { "?:" } else { prefix };
                self.out.push('(');
                self.out.push_str(prefix);
                return Ok(());
            }
        }
        if self.looking_at("?:") {
            self.at += 2;
            self.open.push(Open::Plain);
            self.out.push_str("(?:");
            return Ok(());
        }
        if self.looking_at("?<") {
            // The name serves the pattern's own references alone, and those are numbers here.
            while self.next().is_some_and(|character| character != '>') {}
        } else if self.looking_at("?") {
            return Err("has a group with flags".to_owned());
        }
        self.open.push(Open::Capture(self.begun, self.out.len()));
        self.begun += 1;
        self.out.push('(');
        Ok(())
    }

    fn end_group(&mut self) {
        self.out.push(')');
        match self.open.pop() {
            Some(Open::LookAround) if self.notation == Notation::Skeleton => self.out.push('?'),
            Some(Open::Capture(order, start)) => self.captured.push((order, self.out[start..].to_owned())),
            _ => {}
        }
    }

    /// A reference to the capturing group of this number, from 1. One that took no part matches the empty text.
    fn backreference(&mut self, number: usize) -> Result<(), String> {
        if number > self.names.len() {
            return Err(format!("has an octal escape (`\\{number}`)"));
        }
        if self.notation == Notation::Skeleton {
            let group = self.captured.iter().find(|(order, _)| order + 1 == number).map(|(_, group)| group.clone());
            self.out.push_str(&group.unwrap_or_default());
        } else {
            self.out.push_str(&format!("(?({number})\\{number}|)"));
        }
        Ok(())
    }

    fn named_backreference(&mut self) -> Result<(), String> {
        self.at += 1;
        let mut name = String::new();
        while let Some(character) = self.next().filter(|character| *character != '>') {
            name.push(character);
        }
        match self.names.iter().position(|known| known.as_ref() == Some(&name)) {
            Some(order) => self.backreference(order + 1),
            None => Err(format!("refers to a group `{name}` that it does not have")),
        }
    }

    /// What follows a backslash.
    fn escape(&mut self, in_class: bool) -> Result<(), String> {
        let Some(character) = self.next() else { return Err("ends with a backslash".to_owned()) };
        match character {
            'd' => self.set(DIGIT, false),
            'D' => self.set(DIGIT, true),
            'w' => self.set(WORD, false),
            'W' => self.set(WORD, true),
            's' => self.set(SPACE, false),
            'S' => self.set(SPACE, true),
            'b' if in_class => self.code_point(8),
            'b' | 'B' if !in_class && self.notation == Notation::Backtracking => self.boundary(character == 'b'),
            'b' => self.out.push_str(r"(?-u:\b)"),
            'B' if !in_class => self.out.push_str(r"(?-u:\B)"),
            'p' | 'P' if self.peek() == Some('{') => self.property(character),
            'k' if !in_class && self.peek() == Some('<') => return self.named_backreference(),
            '1'..='9' if in_class => return Err(format!("has an octal escape (`\\{character}`)")),
            '1'..='9' => {
                let mut number = character.to_digit(10).unwrap_or_default() as usize;
                while let Some(digit) = self.peek().and_then(|digit| digit.to_digit(10)) {
                    number = number.saturating_mul(10).saturating_add(digit as usize);
                    self.at += 1;
                }
                return self.backreference(number);
            }
            '0' => self.code_point(0),
            't' => self.out.push_str(r"\t"),
            'n' => self.out.push_str(r"\n"),
            'r' => self.out.push_str(r"\r"),
            'v' => self.out.push_str(r"\x0B"),
            'f' => self.out.push_str(r"\x0C"),
            'c' if self.peek().is_some_and(|letter| letter.is_ascii_alphabetic()) => {
                let letter = self.next().expect("it was looked at");
                self.code_point(u32::from(letter) % 32);
            }
            'x' => match self.hexadecimal(2) {
                Some(value) => self.code_point(value),
                None => self.out.push('x'),
            },
            'u' => self.unicode()?,
            '-' if in_class => self.out.push_str(r"\-"),
            other => self.literal_in(other, in_class),
        }
        Ok(())
    }

    /// Between a letter and none, where letters are those of ASCII: this engine has only those of Unicode.
    fn boundary(&mut self, is_there: bool) {
        let word = format!("[{WORD}]");
        self.out.push_str(&match is_there {
            true => format!("(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"),
            false => format!("(?:(?<={word})(?={word})|(?<!{word})(?!{word}))"),
        });
    }

    fn set(&mut self, members: &str, negated: bool) {
        self.out.push_str(if negated { "[^" } else { "[" });
        self.out.push_str(members);
        self.out.push(']');
    }

    fn property(&mut self, letter: char) {
        self.out.push('\\');
        self.out.push(letter);
        while let Some(character) = self.next() {
            self.out.push(character);
            if character == '}' {
                break;
            }
        }
    }

    fn unicode(&mut self) -> Result<(), String> {
        if self.looking_at("{") {
            let end = self.rest[self.at..].iter().position(|character| *character == '}');
            let text: String =
                end.map(|end| self.rest[self.at + 1..self.at + end].iter().collect()).unwrap_or_default();
            return match (u32::from_str_radix(&text, 16), end) {
                (Ok(value), Some(end)) => {
                    self.at += end + 1;
                    self.code_point(value);
                    Ok(())
                }
                _ => Err("has a malformed `\\u{…}`".to_owned()),
            };
        }
        let Some(value) = self.hexadecimal(4) else {
            self.out.push('u');
            return Ok(());
        };
        match value {
            0xD800..=0xDBFF if self.looking_at("\\u") => {
                self.at += 2;
                match self.hexadecimal(4) {
                    Some(low @ 0xDC00..=0xDFFF) => {
                        self.code_point(0x10000 + ((value - 0xD800) << 10) + (low - 0xDC00));
                        Ok(())
                    }
                    _ => Err("has a surrogate that is not half of a pair".to_owned()),
                }
            }
            0xD800..=0xDFFF => Err("has a surrogate that is not half of a pair".to_owned()),
            _ => {
                self.code_point(value);
                Ok(())
            }
        }
    }

    fn hexadecimal(&mut self, length: usize) -> Option<u32> {
        let text: String = self.rest.get(self.at..self.at + length)?.iter().collect();
        let value = u32::from_str_radix(&text, 16).ok().filter(|_| !text.starts_with('+'))?;
        self.at += length;
        Some(value)
    }

    /// A character class after its `[`.
    fn class(&mut self) -> Result<(), String> {
        let negated = self.looking_at("^");
        if negated {
            self.at += 1;
        }
        if self.looking_at("]") {
            self.at += 1;
            // Everything, and nothing.
            self.out.push_str(if negated { "(?s:.)" } else { "[a&&b]" });
            return Ok(());
        }
        self.out.push_str(if negated { "[^" } else { "[" });
        let start = self.at;
        loop {
            let Some(character) = self.next() else { return Err("has a class without end".to_owned()) };
            match character {
                ']' => break,
                '\\' => self.escape(true)?,
                '-' if self.at - 1 == start || self.looking_at("]") || self.beside_set() => self.out.push_str(r"\-"),
                '-' => self.out.push('-'),
                other => self.literal_in(other, true),
            }
        }
        self.out.push(']');
        Ok(())
    }

    /// Whether the hyphen just read stands beside a set such as `\w`, where it is no range.
    fn beside_set(&self) -> bool {
        let is_set = |at: usize| {
            self.rest.get(at) == Some(&'\\')
                && matches!(self.rest.get(at + 1), Some('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'p' | 'P'))
        };
        let before = self.at.checked_sub(3).is_some_and(is_set) && self.out.ends_with(']');
        before || is_set(self.at)
    }

    fn literal_in(&mut self, character: char, in_class: bool) {
        if in_class && matches!(character, '[' | ']' | '&' | '~' | '-' | '^' | '.') {
            self.out.push('\\');
            self.out.push(character);
        } else {
            self.literal(character);
        }
    }
}
