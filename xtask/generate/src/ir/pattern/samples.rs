//! Texts to compare two engines on: some that should match, near misses of them, and awkward ones.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The number of texts made from the pattern itself.
const MADE: usize = 24;
/// No text is longer, in characters: the reference engine backtracks.
const LONGEST: usize = 40;

const AWKWARD: &[&str] = &[
    "", " ", "a", "A", "z", "_", "-", ".", "0", "9", "a1", "a b", "abc", "ABC-123", "\n", "a\n", "\r\n", "\u{85}",
    "\u{a0}", "\u{feff}", "\u{2028}", "\u{180e}", "é", "ß", "ſ", "\u{212a}", "٣", "日本", "🎉", "a\u{301}", "\u{0}",
    "[", "]", "{", "}", "(", ")", "\\", "/", "^", "$", "&&", "~~", "--", "a@b.c", "true",
];

/// Texts for an expression in the notation of the `regex` crate; the same every time.
pub(super) fn of(translated: &str) -> Vec<String> {
    let mut texts: Vec<String> = AWKWARD.iter().map(|text| (*text).to_owned()).collect();
    let Ok(hir) = regex_syntax::parse(translated) else { return texts };
    let mut maker = Maker { state: 0x9E37_79B9_7F4A_7C15 };
    for round in 0..MADE {
        let mut text = String::new();
        maker.write(&hir, round, &mut text);
        let text: Vec<char> = text.chars().take(LONGEST).collect();
        for near in maker.near(&text) {
            texts.push(near.into_iter().collect());
        }
        texts.push(text.into_iter().collect());
    }
    texts
}

struct Maker {
    state: u64,
}

impl Maker {
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state % bound.max(1) as u64) as usize
    }

    fn write(&mut self, hir: &Hir, round: usize, out: &mut String) {
        if out.len() > 4 * LONGEST {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(Class::Unicode(class)) if !class.ranges().is_empty() => {
                let range = class.ranges()[self.below(class.ranges().len())];
                // Ends of ranges are where translations go wrong.
                let character = match round % 3 {
                    0 => range.start(),
                    1 => range.end(),
                    _ => {
                        let width = u32::from(range.end()) - u32::from(range.start()) + 1;
                        let offset = self.below(width as usize) as u32;
                        char::from_u32(u32::from(range.start()) + offset).unwrap_or(range.start())
                    }
                };
                out.push(character);
            }
            HirKind::Class(_) => {}
            HirKind::Repetition(repetition) => {
                let most = repetition.max.unwrap_or(u32::MAX).min(repetition.min.saturating_add(2));
                let times = repetition.min + self.below((most - repetition.min + 1) as usize) as u32;
                for _ in 0..times.min(LONGEST as u32) {
                    self.write(&repetition.sub, round, out);
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub, round, out),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part, round, out)),
            HirKind::Alternation(parts) => {
                let part = self.below(parts.len());
                self.write(&parts[part], round, out);
            }
        }
    }

    /// The text with a character too few, too many, and another one.
    fn near(&mut self, text: &[char]) -> Vec<Vec<char>> {
        const OTHERS: [char; 8] = ['a', 'Z', '0', ' ', '\n', 'é', '-', '٣'];
        let mut near = Vec::new();
        let mut longer = text.to_vec();
        longer.insert(self.below(text.len() + 1), OTHERS[self.below(OTHERS.len())]);
        near.push(longer);
        if !text.is_empty() {
            let mut shorter = text.to_vec();
            shorter.remove(self.below(text.len()));
            near.push(shorter);
            let mut other = text.to_vec();
            other[self.below(text.len())] = OTHERS[self.below(OTHERS.len())];
            near.push(other);
        }
        near
    }
}
