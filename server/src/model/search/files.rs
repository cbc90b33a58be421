//! The fields by which files are searched and sorted: their own, and the keys of their metadata (ruling T33).

use super::{FieldKind, SearchField};

const NAMES: &[&str] = &["name", "extension", "size", "date", "mimetype", "or a key of the metadata"];

/// Fields of `q`. A key of the metadata that is called like a field of the file itself cannot be named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileField {
    Name,
    Extension,
    Size,
    Date,
    MediaType,
    Metadata(String),
}

impl SearchField for FileField {
    const NAMES: &'static [&'static str] = NAMES;

    /// Never none: keys are of the callers' choice.
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "name" => Self::Name,
            "extension" => Self::Extension,
            "size" => Self::Size,
            "date" => Self::Date,
            "mimetype" => Self::MediaType,
            key => Self::Metadata(key.to_owned()),
        })
    }

    fn kind(&self) -> FieldKind {
        match self {
            Self::Name | Self::Extension | Self::MediaType => FieldKind::Text,
            Self::Size => FieldKind::Number,
            Self::Date => FieldKind::Moment,
            Self::Metadata(_) => FieldKind::Any,
        }
    }

    fn is_name_character(character: char) -> bool {
        character.is_ascii_alphanumeric() || matches!(character, '_' | '.')
    }
}

/// Fields of `sort_by`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileOrder {
    Id,
    Field(FileField),
}

impl SearchField for FileOrder {
    const NAMES: &'static [&'static str] = NAMES;

    fn named(name: &str) -> Option<Self> {
        if name == "id" { Some(Self::Id) } else { FileField::named(name).map(Self::Field) }
    }

    fn kind(&self) -> FieldKind {
        match self {
            Self::Id => FieldKind::Text,
            Self::Field(field) => field.kind(),
        }
    }

    fn is_name_character(character: char) -> bool {
        FileField::is_name_character(character)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::search::{Filter, Test, parse_filter, parse_order};

    fn test_of(query: &str) -> Test {
        let mut filter: Filter<FileField> = parse_filter(query).unwrap();
        filter.blocks.remove(0).remove(0).test
    }

    fn fault(query: &str) -> String {
        parse_filter::<FileField>(query).unwrap_err().to_string()
    }

    #[test]
    fn any_name_is_a_key() {
        let filter: Filter<FileField> = parse_filter("owner.name:diego*-size:>1024").unwrap();
        let fields: Vec<_> = filter.blocks[0].iter().map(|condition| &condition.field).collect();
        assert_eq!(fields, [&FileField::Metadata("owner.name".to_owned()), &FileField::Size]);
        let orders = parse_order::<FileOrder>("-owner,id").unwrap();
        assert_eq!(orders[0].field, FileOrder::Field(FileField::Metadata("owner".to_owned())));
        assert_eq!(orders[1].field, FileOrder::Id);
        assert!(parse_order::<FileOrder>("a,b,c,d,e,f,g,h,i").unwrap_err().to_string().contains("at most 8"));
    }

    #[test]
    fn values_are_compared_as_what_they_are() {
        assert_eq!(test_of("revision:>2.5"), Test::Greater(2.5));
        assert_eq!(test_of("revision:<-1"), Test::Less(-1.0));
        assert!(
            matches!(test_of("revision:3"), Test::Value { number: Some(number), period: None, .. } if number == 3.into())
        );
        assert!(matches!(test_of("due:2019-07-01"), Test::Value { number: None, period: Some(_), .. }));
        assert!(matches!(test_of("due:>2019-07-01"), Test::After(_)));
        assert!(matches!(test_of("owner:NaN"), Test::Value { number: None, .. }));
        assert_eq!(test_of("owner:*Die*"), Test::Contains("die".to_owned()));
        assert_eq!(test_of("size:1024"), Test::Equals(1024.0));
        assert!(fault("owner:>diego").starts_with("at character 7: `>` compares numbers and dates"));
        assert!(fault("size:1kB").starts_with("at character 6: `size` takes a number"));
        assert!(fault("size:1*").starts_with("at character 6: `size` takes a number"));
    }
}
