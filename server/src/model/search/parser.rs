//! Reads `q` into a [`Filter`].
//!
//! `field:term` conditions are joined by `+` (and), `-` (and not) and `|` (or; binds weakest). `+` and `-` count only where
//! another `field:` follows, so terms may hold them; `\` takes any sign literally (ruling T18).

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Condition, FieldKind, Filter, SearchError, SearchField, Test};
use crate::model::{name, number};

/// More conditions than anybody writes, and few enough for one statement.
const MAXIMUM_CONDITIONS: usize = 50;

/// Parses a decoded `q`.
pub fn parse_filter<F: SearchField>(query: &str) -> Result<Filter<F>, SearchError> {
    let mut parser = Parser { characters: query.chars().collect(), position: 0 };
    let mut blocks = vec![vec![parser.condition(false)?]];
    let mut conditions = 1;
    while let Some(operator) = parser.next() {
        conditions += 1;
        if conditions > MAXIMUM_CONDITIONS {
            let detail = format!("a query has at most {MAXIMUM_CONDITIONS} conditions");
            return Err(SearchError::new(parser.position - 1, detail));
        }
        let condition = parser.condition(operator == '-')?;
        match blocks.last_mut() {
            Some(block) if operator != '|' => block.push(condition),
            _ => blocks.push(vec![condition]),
        }
    }
    Ok(Filter { blocks })
}

struct Parser {
    characters: Vec<char>,
    position: usize,
}

/// A character of a term, with the index where it stands and whether `\` made it literal.
struct TermCharacter {
    character: char,
    index: usize,
    literal: bool,
}

impl Parser {
    fn next(&mut self) -> Option<char> {
        let character = self.characters.get(self.position).copied();
        self.position += usize::from(character.is_some());
        character
    }

    fn condition<F: SearchField>(&mut self, negated: bool) -> Result<Condition<F>, SearchError> {
        let start = self.position;
        let Some(colon) = self.colon_of_field_at::<F>(start) else {
            return Err(SearchError::new(start, "a condition `field:term` must stand here"));
        };
        let name: String = self.characters[start..colon].iter().collect();
        let field = F::named(&name).ok_or_else(|| SearchError::unknown_field::<F>(start, &name))?;
        self.position = colon + 1;
        let term = self.term::<F>()?;
        let test = match field.kind() {
            FieldKind::Text => text_test(&term, &name, colon + 1)?,
            FieldKind::Moment => moment_test(&term, &name, colon + 1)?,
            FieldKind::Number => number_test(&term, &name, colon + 1)?,
            FieldKind::Any => any_test(&term, &name, colon + 1)?,
        };
        Ok(Condition { negated, field, test })
    }

    /// Index of the colon, where a field name and a colon begin at `start`.
    fn colon_of_field_at<F: SearchField>(&self, start: usize) -> Option<usize> {
        let rest = self.characters.get(start..)?;
        let length = rest.iter().take_while(|character| F::is_name_character(**character)).count();
        let is_name = rest.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == '_');
        (is_name && rest.get(length) == Some(&':')).then_some(start + length)
    }

    fn term<F: SearchField>(&mut self) -> Result<Vec<TermCharacter>, SearchError> {
        let mut term = Vec::new();
        loop {
            let index = self.position;
            let Some(&character) = self.characters.get(index) else { break };
            let before_field = self.colon_of_field_at::<F>(index + 1).is_some();
            if character == '|' || (matches!(character, '+' | '-') && before_field) {
                break;
            }
            if character.is_whitespace() && before_field {
                return Err(SearchError::new(
                    index,
                    "conditions are joined by `+`, `-` or `|`, not by a space; in a URL a `+` is written `%2B`",
                ));
            }
            self.position += 1;
            if character == '\\' {
                let escaped = self.next().ok_or_else(|| SearchError::new(index, "`\\` must precede a character"))?;
                term.push(TermCharacter { character: escaped, index, literal: true });
            } else {
                term.push(TermCharacter { character, index, literal: false });
            }
        }
        Ok(term)
    }
}

/// The sign of comparison that a term begins with, and the rest of the term.
fn split_comparison<'a>(
    term: &'a [TermCharacter],
    field: &str,
    start: usize,
) -> Result<(Option<char>, &'a [TermCharacter]), SearchError> {
    let Some((first, rest)) = term.split_first() else {
        return Err(SearchError::new(start, format!("a term must follow `{field}:`")));
    };
    match first.character {
        sign @ ('<' | '>') if !first.literal && rest.is_empty() => {
            Err(SearchError::new(first.index + 1, format!("a term must follow `{sign}`")))
        }
        sign @ ('<' | '>') if !first.literal => Ok((Some(sign), rest)),
        _ => Ok((None, term)),
    }
}

fn text_test(term: &[TermCharacter], field: &str, start: usize) -> Result<Test, SearchError> {
    match split_comparison(term, field, start)? {
        (Some(sign), _) => {
            let detail = format!("`{sign}` compares dates, and `{field}` is text; take its meaning away with `\\`");
            Err(SearchError::new(start, detail))
        }
        (None, term) => starred_test(term),
    }
}

/// A term that may begin and end with `*`.
fn starred_test(term: &[TermCharacter]) -> Result<Test, SearchError> {
    let is_star = |character: &TermCharacter| character.character == '*' && !character.literal;
    let (leading, mut middle) = match term.split_first() {
        Some((first, rest)) if is_star(first) => (true, rest),
        _ => (false, term),
    };
    let trailing = match middle.split_last() {
        // A lone `*` is both ends at once: any value.
        None => true,
        Some((last, before)) if is_star(last) => {
            middle = before;
            true
        }
        Some(_) => false,
    };
    if let Some(star) = middle.iter().find(|character| is_star(character)) {
        return Err(SearchError::new(star.index, "`*` may stand at either end of a term; elsewhere write `\\*`"));
    }
    let text = name::fold(&text_of(middle));
    Ok(match (leading, trailing) {
        (false, false) => Test::Is(text),
        (false, true) => Test::BeginsWith(text),
        (true, false) => Test::EndsWith(text),
        (true, true) => Test::Contains(text),
    })
}

fn moment_test(term: &[TermCharacter], field: &str, start: usize) -> Result<Test, SearchError> {
    let (sign, term) = split_comparison(term, field, start)?;
    let (from, to) = period(&text_of(term)).ok_or_else(|| {
        let detail = format!("`{field}` takes a date or time such as 2019-07-01 or 2019-07-01T10:04:33Z");
        SearchError::new(start, detail)
    })?;
    Ok(match sign {
        Some('>') => Test::After(to),
        Some(_) => Test::Before(from),
        None => Test::During(from, to),
    })
}

fn number_test(term: &[TermCharacter], field: &str, start: usize) -> Result<Test, SearchError> {
    let (sign, term) = split_comparison(term, field, start)?;
    let number = number::read(&text_of(term))
        .map(|number| number::double(&number))
        .ok_or_else(|| SearchError::new(start, format!("`{field}` takes a number such as 1024")))?;
    Ok(match sign {
        Some('>') => Test::Greater(number),
        Some(_) => Test::Less(number),
        None => Test::Equals(number),
    })
}

fn any_test(term: &[TermCharacter], field: &str, start: usize) -> Result<Test, SearchError> {
    let (sign, term) = split_comparison(term, field, start)?;
    let text = text_of(term);
    let (number, period) = (number::read(&text), period(&text));
    match (sign, number, period) {
        (None, number, period) => Ok(match starred_test(term)? {
            Test::Is(text) => Test::Value { text, number, period },
            other => other,
        }),
        (Some('>'), Some(number), _) => Ok(Test::Greater(number::double(&number))),
        (Some(_), Some(number), _) => Ok(Test::Less(number::double(&number))),
        (Some('>'), None, Some((_, to))) => Ok(Test::After(to)),
        (Some(_), None, Some((from, _))) => Ok(Test::Before(from)),
        (Some(sign), None, None) => {
            let detail = format!("`{sign}` compares numbers and dates; take its meaning away with `\\`");
            Err(SearchError::new(start, detail))
        }
    }
}

/// First and last second of a date, or the same moment twice.
pub(crate) fn period(text: &str) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        let moment = moment.with_timezone(&Utc);
        return Some((moment, moment));
    }
    let midnight = text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc();
    Some((midnight, midnight.checked_add_signed(TimeDelta::seconds(86_399))?))
}

fn text_of(characters: &[TermCharacter]) -> String {
    characters.iter().map(|character| character.character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::search::UserField;

    fn parse(query: &str) -> Filter<UserField> {
        parse_filter(query).unwrap()
    }

    fn test_of(query: &str) -> Test {
        let mut filter = parse(query);
        assert_eq!(filter.blocks.len(), 1, "{query}");
        assert_eq!(filter.blocks[0].len(), 1, "{query}");
        filter.blocks.remove(0).remove(0).test
    }

    fn fault(query: &str) -> String {
        parse_filter::<UserField>(query).unwrap_err().to_string()
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let filter = parse("email:*twonas.com+email:diego*|email:seva*-name:Blade");
        let shape: Vec<Vec<bool>> =
            filter.blocks.iter().map(|block| block.iter().map(|condition| condition.negated).collect()).collect();
        assert_eq!(shape, [vec![false, false], vec![false, true]]);
        assert_eq!(filter.blocks[0][0].test, Test::EndsWith("twonas.com".into()));
        assert_eq!(filter.blocks[1][1].test, Test::Is("blade".into()));
    }

    #[test]
    fn stars_stand_at_the_ends() {
        assert_eq!(test_of("name:Seva"), Test::Is("seva".into()));
        assert_eq!(test_of("name:SEVA*"), Test::BeginsWith("seva".into()));
        assert_eq!(test_of("name:*É"), Test::EndsWith("é".into()));
        assert_eq!(test_of("name:*ev*"), Test::Contains("ev".into()));
        assert_eq!(test_of("name:*"), Test::Contains(String::new()));
        assert_eq!(test_of("name:**"), Test::Contains(String::new()));
        assert_eq!(test_of(r"name:\*a\*"), Test::Is("*a*".into()));
        assert_eq!(fault("name:a*b"), r"at character 7: `*` may stand at either end of a term; elsewhere write `\*`");
    }

    #[test]
    fn operators_count_only_before_a_field() {
        assert_eq!(test_of("email:anne-marie+news@twonas.com"), Test::Is("anne-marie+news@twonas.com".into()));
        assert_eq!(test_of(r"name:a\|b"), Test::Is("a|b".into()));
        assert_eq!(test_of("name:a+"), Test::Is("a+".into()));
        assert_eq!(test_of(r"name:a\+email:b"), Test::Is("a+email:b".into()));
        assert_eq!(test_of(r"name:back\\slash"), Test::Is(r"back\slash".into()));
        assert_eq!(test_of("name:Seva Halter"), Test::Is("seva halter".into()));
    }

    #[test]
    fn a_date_is_its_whole_day() {
        let moment = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let (first, last) = (moment("2019-07-01T00:00:00Z"), moment("2019-07-01T23:59:59Z"));
        assert_eq!(test_of("date_created:2019-07-01"), Test::During(first, last));
        assert_eq!(test_of("date_created:>2019-07-01"), Test::After(last));
        assert_eq!(test_of("date_created:<2019-07-01"), Test::Before(first));
        assert_eq!(test_of("date_created:>2019-07-01T02:00:00+02:00"), Test::After(first));
        assert!(fault("date_created:>yesterday").starts_with("at character 14: `date_created` takes a date"));
        assert!(fault("date_created:2019*").starts_with("at character 14: `date_created` takes a date"));
        assert!(fault("date_created:").starts_with("at character 14: a term must follow"));
    }

    #[test]
    fn malformed_queries_say_where() {
        assert_eq!(fault(""), "at character 1: a condition `field:term` must stand here");
        assert_eq!(fault("diego"), "at character 1: a condition `field:term` must stand here");
        assert_eq!(fault("-email:a"), "at character 1: a condition `field:term` must stand here");
        assert_eq!(fault("name:a|b"), "at character 8: a condition `field:term` must stand here");
        assert_eq!(fault("name:a|"), "at character 8: a condition `field:term` must stand here");
        assert_eq!(fault("email:"), "at character 7: a term must follow `email:`");
        assert_eq!(
            fault("name:é+shoe:4"),
            "at character 8: there is no field `shoe`; the fields are email, name, date_created"
        );
        assert_eq!(test_of(r"name:\>m"), Test::Is(">m".into()));
        assert_eq!(fault("date_created:>"), "at character 15: a term must follow `>`");
        assert!(fault("name:>m").starts_with("at character 6: `>` compares dates, and `name` is text"));
        assert_eq!(fault(r"name:a\"), r"at character 7: `\` must precede a character");
        assert!(fault("email:*twonas.com email:diego*").starts_with("at character 18: conditions are joined by"));
        assert!(fault(&vec!["name:a"; 51].join("|")).contains("at most 50 conditions"));
    }
}
