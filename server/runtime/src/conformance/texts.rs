//! JSON texts of a value, as people and attackers write them: some say the same in other words, most are at fault.

use std::fmt::Write as _;

use serde_json::Value;

use crate::json::MAXIMUM_DEPTH;

/// What is done to one value in a text, its number being its place in the list.
const TWISTS: &[Twist] = &[
    // Of numbers.
    Twist::Append(".0"),
    Twist::Append("e0"),
    Twist::Append("E-1"),
    Twist::Append("00000000000000000000"),
    Twist::Append(".00000000000000000000000001"),
    // Of text, as JSON has it between quotes.
    Twist::Inside("\\u0000"),
    Twist::Inside("\\ud83d\\ude00"),
    Twist::Inside("\\ud83d"),
    Twist::Inside("\\/\\u0041"),
    Twist::Inside("\t"),
    Twist::Inside("ü"),
    Twist::Inside("\u{ff}"),
    // Of objects.
    Twist::RepeatFirst,
    Twist::Member("\"another\":[{}, 1.5]"),
    Twist::Member("\"another\":{\"a\":1,\"a\":1}"),
    Twist::Member("\"another\":1,\"anoth\\u0065r\":1"),
    Twist::Member("\"another\":18446744073709551616"),
    Twist::Member("\"another\":[1e400]"),
    Twist::Member("\"another\":\"\\u0000\""),
    Twist::Member("\"\\u0000\":1"),
    Twist::Member("\"another\":\"\\ud83d\""),
    Twist::Member("another:1"),
    Twist::Escape,
    Twist::Nest,
    // Of anything.
    Twist::Instead("null"),
    Twist::Instead("-0"),
    Twist::Instead("-0.0"),
    Twist::Instead("1e400"),
    Twist::Instead("9007199254740993.0"),
    Twist::Instead("-9223372036854775809"),
    Twist::Instead("0.1e1"),
    Twist::Instead("{\"\":{}}"),
    Twist::Instead("[[]]"),
    Twist::Instead("tru"),
];

#[derive(Clone, Copy)]
enum Twist {
    Append(&'static str),
    Inside(&'static str),
    /// The first member again, behind the last.
    RepeatFirst,
    Member(&'static str),
    /// Names with their first character escaped.
    Escape,
    /// A member that is nested as deep as is allowed where it stands, or deeper.
    Nest,
    Instead(&'static str),
}

/// Texts of a value: each of the twists at a place, and what can be wrong with a text as a whole.
pub(super) fn texts(value: &Value) -> Vec<Vec<u8>> {
    let plain = value.to_string();
    let mut texts = vec![
        format!("\u{feff}{plain}"),
        format!("{plain} 1"),
        format!("{plain}}}"),
        plain[..plain.len() - 1].to_owned(),
        format!("\r\n\t {} ", serde_json::to_string_pretty(value).unwrap_or_default()),
        String::new(),
        plain,
    ];
    let places = places(value);
    for (number, twist) in TWISTS.iter().enumerate() {
        // Those that it could change anything of, in turns.
        for chosen in [0, number, places / 2 + number] {
            let mut writer = Writer { text: String::new(), place: 0, chosen: chosen % places, twist: *twist };
            writer.write(value);
            texts.push(writer.text);
        }
    }
    // The one character that is no UTF-8 when it is one byte.
    let mut texts: Vec<Vec<u8>> = texts.into_iter().map(|text| latin(&text)).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

fn latin(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for (index, part) in text.split('\u{ff}').enumerate() {
        bytes.extend((index > 0).then_some(0xff));
        bytes.extend(part.as_bytes());
    }
    bytes
}

/// How many values there are in one.
fn places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(places).sum(),
        Value::Object(members) => members.values().map(places).sum::<usize>(),
        _ => 0,
    }
}

struct Writer {
    text: String,
    place: usize,
    /// Where the twist is.
    chosen: usize,
    twist: Twist,
}

impl Writer {
    fn write(&mut self, value: &Value) {
        let twist = (self.place == self.chosen).then_some(self.twist);
        self.place += 1;
        match (value, twist) {
            (_, Some(Twist::Instead(other))) => self.text.push_str(other),
            (Value::Number(number), Some(Twist::Append(more))) => _ = write!(self.text, "{number}{more}"),
            (Value::String(_), Some(Twist::Inside(more))) => {
                let text = value.to_string();
                self.text.push_str(&text[..text.len() - 1]);
                self.text.push_str(more);
                self.text.push('"');
            }
            (Value::Object(members), twist) => {
                self.text.push('{');
                for (index, (name, member)) in members.iter().enumerate() {
                    self.separate(index);
                    self.write_name(name, matches!(twist, Some(Twist::Escape)));
                    self.write(member);
                }
                match (twist, members.iter().next()) {
                    (Some(Twist::RepeatFirst), Some((name, member))) => {
                        self.separate(members.len());
                        self.write_name(name, true);
                        _ = write!(self.text, "{member}");
                    }
                    (Some(Twist::Member(member)), _) => {
                        self.separate(members.len());
                        self.text.push_str(member);
                    }
                    (Some(Twist::Nest), _) => {
                        self.separate(members.len());
                        let depth = MAXIMUM_DEPTH - self.place % 3;
                        _ = write!(self.text, "\"nested\":{}{}", "[".repeat(depth), "]".repeat(depth));
                    }
                    _ => {}
                }
                self.text.push('}');
            }
            (Value::Array(items), _) => {
                self.text.push('[');
                for (index, item) in items.iter().enumerate() {
                    self.separate(index);
                    self.write(item);
                }
                self.text.push(']');
            }
            _ => _ = write!(self.text, "{value}"),
        }
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.text.push(',');
        }
    }

    fn write_name(&mut self, name: &str, is_escaped: bool) {
        match name.chars().next().filter(|first| is_escaped && first.is_ascii()) {
            Some(first) => {
                let rest = Value::from(&name[1..]).to_string();
                _ = write!(self.text, "\"\\u{:04x}{}:", u32::from(first), &rest[1..]);
            }
            None => _ = write!(self.text, "{}:", Value::from(name)),
        }
    }
}
