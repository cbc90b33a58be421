//! Appending a part, and saying how far an upload is.
//!
//! The order is what makes an acknowledged byte safe: bytes first, then the ledger, then the answer.

use std::{pin::pin, time::Duration};

use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt};
use tokio::{
    sync::watch,
    time::{Instant, sleep, timeout},
};
use uuid::Uuid;

use super::{
    Announced, ByteStorage, Error, LEASE, Ledger, MAXIMUM_PART, MINIMUM_PART, Progress, Record, Refusal, Stored,
    Writer, checksum::Hasher, ledger::RENEWAL,
};

/// How long a client may send nothing in the middle of a part.
const SILENCE: Duration = Duration::from_secs(30);

/// How long it may send nothing while another one waits to append.
const SILENCE_BEFORE_OTHERS: Duration = Duration::from_secs(2);

/// How often an appender looks whether another one waits.
const LOOK: Duration = Duration::from_secs(1);

/// How long an appender waits for another one to give way; longer than that one takes where it is silent.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often it looks whether that has come.
const POLL: Duration = Duration::from_millis(200);

/// How long before its end a lease is not relied on any more.
const LEASE_MARGIN: Duration = Duration::from_secs(3);

/// A part as it is announced.
#[derive(Clone, Debug)]
pub struct Part {
    pub upload: String,
    /// Where it begins.
    pub offset: u64,
    /// Its length, where the client says it beforehand (ruling T27).
    pub length: Option<u64>,
    pub checksum: Option<Announced>,
    /// Who appends: an id that nobody else ever has.
    pub holder: Uuid,
}

/// How a part can end early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyError {
    /// The connection broke.
    Broken,
    /// It has more bytes than a part may have.
    TooLarge,
}

/// Appends a part; the offset behind it, which is the upload's length once it is finished.
pub async fn append<L, B>(ledger: &L, storage: &dyn ByteStorage, part: Part, body: B) -> Result<u64, Error<L::Error>>
where
    L: Ledger,
    B: Stream<Item = Result<Bytes, BodyError>> + Send,
{
    let record = ledger.find(&part.upload).await.map_err(Error::Ledger)?.ok_or(Error::Gone)?;
    let has = record.progress.offset;
    if part.offset > record.length || (record.holder.is_none() && has != part.offset) {
        return Err(Refusal::OffsetMismatch { has, begins: part.offset }.into());
    }
    if let Some(length) = part.length {
        part.check_length(&record, length)?;
    }
    let mut session = Session::begin(ledger, storage, &record, part.holder).await?;
    let is_wanted = session.is_wanted.clone();
    unless_lost(ledger, &record.id, part.holder, &is_wanted, session.append(&part, body)).await
}

/// Has whoever appends to an upload give way, provided that nothing comes from there any more: the client of a connection
/// that broke unnoticed is back on another one (ruling T45). Whoever is busy goes on, and the caller is refused.
pub async fn make_way<L: Ledger>(ledger: &L, upload: &str, begins: u64) -> Result<(), Error<L::Error>> {
    let begun = Instant::now();
    let mut asked = None;
    loop {
        let Some(record) = ledger.find(upload).await.map_err(Error::Ledger)?.filter(|record| record.is_held) else {
            return Ok(());
        };
        let has = record.progress.offset;
        if begins < has {
            return Err(Refusal::OffsetMismatch { has, begins }.into());
        }
        if begun.elapsed() > PATIENCE {
            return Err(Refusal::Busy.into());
        }
        if asked != record.holder {
            ledger.ask(&record).await.map_err(Error::Ledger)?;
            asked = record.holder;
        }
        sleep(POLL).await;
    }
}

/// How many bytes of an upload are stored for good. What an appender that died left behind is taken up here, and an
/// upload that has every byte is finished.
pub async fn check<L: Ledger>(
    ledger: &L,
    storage: &dyn ByteStorage,
    upload: &str,
    holder: Uuid,
) -> Result<u64, Error<L::Error>> {
    let record = ledger.find(upload).await.map_err(Error::Ledger)?.ok_or(Error::Gone)?;
    if record.is_finished {
        return Ok(record.length);
    }
    let is_left_behind = record.holder.is_some() || record.progress.offset == record.length;
    if record.is_held || !is_left_behind {
        return Ok(record.progress.offset);
    }
    match Session::begin(ledger, storage, &record, holder).await {
        Ok(mut session) => {
            let is_wanted = session.is_wanted.clone();
            unless_lost(ledger, &record.id, holder, &is_wanted, session.settle()).await
        }
        // Somebody else was quicker.
        Err(Error::Refused(Refusal::Busy)) => Ok(record.progress.offset),
        Err(error) => Err(error),
    }
}

impl Part {
    fn check_length(&self, record: &Record, length: u64) -> Result<(), Refusal> {
        let end = self.offset.saturating_add(length);
        if length > MAXIMUM_PART {
            Err(Refusal::PartTooLarge)
        } else if end > record.length {
            Err(Refusal::BeyondLength { length: record.length })
        } else if length < MINIMUM_PART && end < record.length && !record.is_open_ended {
            Err(Refusal::PartTooSmall)
        } else {
            Ok(())
        }
    }
}

/// The time during which an appender holds the lease.
struct Session<'a, L> {
    ledger: &'a L,
    holder: Uuid,
    record: Record,
    writer: Box<dyn Writer>,
    /// What the ledger says.
    saved: Progress,
    /// Whether another appender waits.
    is_wanted: watch::Sender<bool>,
}

impl<'a, L: Ledger> Session<'a, L> {
    async fn begin(
        ledger: &'a L,
        storage: &dyn ByteStorage,
        record: &Record,
        holder: Uuid,
    ) -> Result<Self, Error<L::Error>> {
        let was_interrupted = record.holder.is_some();
        let record = ledger.acquire(record, holder).await.map_err(Error::Ledger)?.ok_or(Refusal::Busy)?;
        let stored = Stored {
            blob_key: record.blob_key.clone(),
            length: record.length,
            progress: record.progress.clone(),
            recovers: was_interrupted && !record.verifying,
            holder,
        };
        let opened = match storage.open(stored).await {
            Ok(Some(writer)) => Ok(writer),
            Ok(None) => Err(Refusal::Busy.into()),
            Err(error) => Err(Error::Bytes(error)),
        };
        match opened {
            Ok(writer) => {
                let (saved, is_wanted) = (record.progress.clone(), watch::Sender::new(false));
                Ok(Self { ledger, holder, record, writer, saved, is_wanted })
            }
            Err(error) => {
                // After an interruption the lease runs out by itself, so that the next one still knows of it.
                if !was_interrupted {
                    ledger.release(&record.id, holder, &record.progress).await.map_err(Error::Ledger)?;
                }
                Err(error)
            }
        }
    }

    async fn append(
        &mut self,
        part: &Part,
        body: impl Stream<Item = Result<Bytes, BodyError>> + Send,
    ) -> Result<u64, Error<L::Error>> {
        let verifying = part.checksum.is_some();
        if self.writer.durable() != &self.saved || verifying || self.record.verifying {
            self.save(verifying).await?;
        }
        let has = self.saved.offset;
        if has == self.record.length {
            // Whoever received the last byte died before it could say so, or it was the last one as it is known now; given
            // back like this, nobody would.
            let offset = self.settle().await?;
            let is_empty = matches!(timeout(SILENCE, pin!(body).next()).await, Ok(None));
            return if part.offset == has && is_empty { Ok(offset) } else { Err(Refusal::Finished.into()) };
        }
        if has != part.offset {
            self.release().await?;
            return Err(Refusal::OffsetMismatch { has, begins: part.offset }.into());
        }
        let mut hashers = part.checksum.as_ref().map(Announced::hashers).unwrap_or_default();
        match self.receive(part, body, &mut hashers).await {
            Ok(()) => {}
            // What arrived counts, unless it should have been verified.
            Err(error @ (Error::Refused(Refusal::Interrupted) | Error::Bytes(_))) if !verifying => {
                if self.writer.flush().await.is_ok() {
                    self.settle().await?;
                } else {
                    self.release().await?;
                }
                return Err(error);
            }
            Err(error) => {
                self.release().await?;
                return Err(error);
            }
        }
        if let Some(announced) = &part.checksum {
            let refusal = match announced.told() {
                Ok(checksum) if checksum.matches(hashers) => None,
                Ok(checksum) => Some(Refusal::ChecksumMismatch(checksum.algorithm)),
                Err(detail) => Some(Refusal::BadTrailer(detail)),
            };
            if let Some(refusal) = refusal {
                self.release().await?;
                return Err(refusal.into());
            }
        }
        if let Err(error) = self.writer.flush().await {
            self.release().await?;
            return Err(Error::Bytes(error));
        }
        self.settle().await
    }

    /// Writes the body as it arrives, and holds it against what a part may be.
    async fn receive(
        &mut self,
        part: &Part,
        body: impl Stream<Item = Result<Bytes, BodyError>> + Send,
        hashers: &mut [Hasher],
    ) -> Result<(), Error<L::Error>> {
        let mut body = pin!(body);
        let mut is_wanted = self.is_wanted.subscribe();
        let length = self.record.length;
        let mut received: u64 = 0;
        loop {
            let next = match timeout(SILENCE_BEFORE_OTHERS, body.next()).await {
                Ok(next) => next,
                Err(_) => tokio::select! {
                    next = body.next() => next,
                    () = sleep(SILENCE - SILENCE_BEFORE_OTHERS) => Some(Err(BodyError::Broken)),
                    _ = is_wanted.wait_for(|is_wanted| *is_wanted) => Some(Err(BodyError::Broken)),
                },
            };
            let chunk = match next {
                Some(Ok(chunk)) => chunk,
                None => break,
                Some(Err(BodyError::TooLarge)) => return Err(Refusal::PartTooLarge.into()),
                Some(Err(BodyError::Broken)) => return Err(Refusal::Interrupted.into()),
            };
            received += chunk.len() as u64;
            if received > MAXIMUM_PART {
                return Err(Refusal::PartTooLarge.into());
            }
            if part.offset + received > length {
                return Err(Refusal::BeyondLength { length }.into());
            }
            hashers.iter_mut().for_each(|hasher| hasher.update(&chunk));
            self.writer.write(chunk).await.map_err(Error::Bytes)?;
            // A part that may yet turn out to be too small, or wrong, is not recorded.
            let is_sound = hashers.is_empty() && (part.length.is_some() || received >= MINIMUM_PART);
            if is_sound && self.writer.durable().offset > self.saved.offset {
                self.save(false).await?;
            }
        }
        Ok(part.check_length(&self.record, received)?)
    }

    /// Records what is durable, and gives the lease back; finishes an upload that is complete.
    async fn settle(&mut self) -> Result<u64, Error<L::Error>> {
        let durable = self.writer.durable().clone();
        if durable.offset < self.record.length {
            self.saved = durable;
            self.release().await?;
            self.writer.settle().await;
            return Ok(self.saved.offset);
        }
        // What lay behind the last part may be the end, which was not known when it came.
        self.writer.flush().await.map_err(Error::Bytes)?;
        self.save(false).await?;
        self.writer.finish().await.map_err(Error::Bytes)?;
        if !self.ledger.finish(&self.record.id, self.holder).await.map_err(Error::Ledger)? {
            return Err(Error::Gone);
        }
        self.writer.settle().await;
        Ok(self.saved.offset)
    }

    async fn save(&mut self, verifying: bool) -> Result<(), Error<L::Error>> {
        let durable = self.writer.durable().clone();
        if !self.ledger.save(&self.record.id, self.holder, &durable, verifying).await.map_err(Error::Ledger)? {
            return Err(Error::Gone);
        }
        self.saved = durable;
        Ok(())
    }

    /// Gives the lease back, with nothing more recorded than there is.
    async fn release(&mut self) -> Result<(), Error<L::Error>> {
        match self.ledger.release(&self.record.id, self.holder, &self.saved).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::Gone),
            Err(error) => Err(Error::Ledger(error)),
        }
    }
}

/// Does `work` while the lease is renewed, and abandons it where the lease is lost; `is_wanted` is told when another
/// appender waits.
async fn unless_lost<L: Ledger, T>(
    ledger: &L,
    id: &str,
    holder: Uuid,
    is_wanted: &watch::Sender<bool>,
    work: impl Future<Output = Result<T, Error<L::Error>>>,
) -> Result<T, Error<L::Error>> {
    tokio::select! {
        result = work => result,
        error = lose(ledger, id, holder, is_wanted) => Err(error),
    }
}

/// Renews the lease until that fails.
async fn lose<L: Ledger>(ledger: &L, id: &str, holder: Uuid, is_wanted: &watch::Sender<bool>) -> Error<L::Error> {
    let mut renewed = Instant::now();
    let mut attempt = renewed;
    loop {
        sleep(LOOK).await;
        if !*is_wanted.borrow() && matches!(timeout(LOOK, ledger.is_wanted(id, holder)).await, Ok(Ok(true))) {
            is_wanted.send_replace(true);
        }
        if attempt.elapsed() < RENEWAL {
            continue;
        }
        attempt = Instant::now();
        match timeout(RENEWAL, ledger.renew(id, holder)).await {
            Ok(Ok(true)) => renewed = attempt,
            Ok(Ok(false)) => return Error::Gone,
            Ok(Err(error)) if renewed.elapsed() + RENEWAL > LEASE - LEASE_MARGIN => return Error::Ledger(error),
            Err(_) if renewed.elapsed() + RENEWAL > LEASE - LEASE_MARGIN => return Refusal::Interrupted.into(),
            Ok(Err(_)) | Err(_) => {}
        }
    }
}
