//! What items of a sequence can be, the same for servers and clients.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::BinaryPart;

/// What items of a sequence are read as: all that is read from JSON, [`BinaryPart`], and enums of parts that differ by position.
pub trait ReadItem: Sized {
    /// # Errors
    ///
    /// What the reader says of an item that is not of this type.
    fn read_item<R: ItemReader>(reader: R) -> Result<Self, R::Error>;
}

/// An item that came.
pub trait ItemReader: Sized {
    type Error;

    /// The place in the sequence, from 0.
    fn index(&self) -> usize;

    /// # Errors
    ///
    /// What is not a value of this type.
    fn value<T: DeserializeOwned>(self) -> Result<T, Self::Error>;

    /// # Errors
    ///
    /// What is no part, or not a binary one.
    fn binary(self) -> Result<BinaryPart, Self::Error>;
}

/// What can be an item of a sequence that is written: see [`ReadItem`].
pub trait WriteItem {
    /// # Errors
    ///
    /// What the writer says of an item that cannot be written.
    fn write_item<W: ItemWriter>(&self, writer: W) -> Result<(), W::Error>;
}

/// Where an item goes.
pub trait ItemWriter {
    type Error;

    /// # Errors
    ///
    /// What cannot be written here.
    fn value<T: Serialize>(self, value: &T) -> Result<(), Self::Error>;

    /// # Errors
    ///
    /// What cannot be written here.
    fn binary(self, part: &BinaryPart) -> Result<(), Self::Error>;
}

impl<T: DeserializeOwned> ReadItem for T {
    fn read_item<R: ItemReader>(reader: R) -> Result<Self, R::Error> {
        reader.value()
    }
}

impl ReadItem for BinaryPart {
    fn read_item<R: ItemReader>(reader: R) -> Result<Self, R::Error> {
        reader.binary()
    }
}

impl<T: Serialize> WriteItem for T {
    fn write_item<W: ItemWriter>(&self, writer: W) -> Result<(), W::Error> {
        writer.value(self)
    }
}

impl WriteItem for BinaryPart {
    fn write_item<W: ItemWriter>(&self, writer: W) -> Result<(), W::Error> {
        writer.binary(self)
    }
}
