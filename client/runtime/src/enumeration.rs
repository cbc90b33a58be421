//! Enums of documented constants that stay open: a value that a newer server sends is kept, not refused.

/// What an enum of strings can do: `text_enum!(Name, Other { Variant = "value" })`, `Other` holding any other text.
#[macro_export]
macro_rules! text_enum {
    ($name:ident, $other:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// As on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$other(value.to_owned()),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                let value = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(value.as_str()))
            }
        }
    };
}

/// The same for integers: `integer_enum!(Name, Other { Variant = 2 })`.
#[macro_export]
macro_rules! integer_enum {
    ($name:ident, $other:ident { $($variant:ident = $value:literal),* $(,)? }) => {
        impl $name {
            /// As on the wire.
            pub fn value(self) -> i64 {
                match self {
                    $(Self::$variant => $value,)*
                    Self::$other(value) => value,
                }
            }
        }

        impl ::std::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                match value {
                    $($value => Self::$variant,)*
                    _ => Self::$other(value),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.value(), formatter)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.value())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                Ok(Self::from(<i64 as ::serde::Deserialize>::deserialize(deserializer)?))
            }
        }
    };
}

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macros are for types that are public")]
mod tests {
    #[derive(Clone, Debug, PartialEq)]
    enum Colour {
        Red,
        Other(String),
    }
    text_enum!(Colour, Other { Red = "red" });

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Level {
        Low,
        Other(i64),
    }
    integer_enum!(Level, Other { Low = -1 });

    #[test]
    fn unknown_values_are_kept() {
        let colours: Vec<Colour> = serde_json::from_str(r#"["red","mauve"]"#).unwrap();
        assert_eq!(colours, [Colour::Red, Colour::Other("mauve".to_owned())]);
        assert_eq!(serde_json::to_string(&colours).unwrap(), r#"["red","mauve"]"#);
        let levels: Vec<Level> = serde_json::from_str("[-1, 9]").unwrap();
        assert_eq!(levels, [Level::Low, Level::Other(9)]);
        assert_eq!(serde_json::to_string(&levels).unwrap(), "[-1,9]");
    }
}
