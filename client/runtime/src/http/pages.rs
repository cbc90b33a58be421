//! Lists that are answered in pages, as streams: a page is asked for when the stream is polled for it, never ahead.

use std::{
    collections::HashSet,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use http::StatusCode;
use roster_wire::style;
use serde::Serialize;
use serde_json::Value;
use url::Url;

use crate::{
    Error, MaybeSend,
    http::{Call, Response},
    platform::{BoxStream, boxed},
};

/// How a list goes on.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The query parameter that counts, pages or items, and what it is on the first page.
    pub count: Option<(&'static str, i64)>,
    pub next: Next,
    /// The header that tells how many items there are on all pages together.
    pub total: Option<&'static str>,
}

/// What leads to the next page.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// The answer has its address.
    Address(Source),
    /// This query parameter is what the answer tells.
    Cursor(&'static str, Source),
    /// The next number.
    Page,
    /// How many items there were before.
    Offset,
}

/// Where an answer tells it.
#[derive(Clone, Copy, Debug)]
pub enum Source {
    /// Of `Link`, the link to `next` (RFC 8288); of any other header, its text.
    Header(&'static str),
    /// [`Paged::told`].
    Body,
}

/// What the body of a page says of the pages behind it.
#[derive(Debug, Default)]
pub struct Told {
    /// An address or a cursor.
    pub next: Option<String>,
    pub has_more: Option<bool>,
    /// Items on all pages together.
    pub total: Option<u64>,
}

/// An answer that is a page of a list.
pub trait Paged: Sized + Send {
    type Item: Clone + PartialEq + Send;

    const PAGING: Paging;

    fn read(response: Response) -> impl Future<Output = Result<Self, Error>> + MaybeSend;

    fn items(&self) -> &[Self::Item];

    fn into_items(self) -> Vec<Self::Item>;

    fn told(&self) -> Told {
        Told::default()
    }
}

/// The pages of a list, each as the operation answers it. The stream ends behind the last page, or with the first error; a
/// page that was answered before is one, and so is one at another origin, which nothing is sent to.
pub struct Pages<'a, P>(BoxStream<'a, Result<P, Error>>);

impl<'a, P: Paged + 'a> Pages<'a, P> {
    /// From the page that `call` asks for; the first, where it does not say which.
    pub fn new(call: Call<'a>) -> Self {
        Self(boxed(stream::try_unfold(Some(Walk::new(call)), Walk::page)))
    }

    /// What is on the pages, one by one.
    pub fn items(self) -> impl Stream<Item = Result<P::Item, Error>> + MaybeSend + Unpin + 'a {
        boxed(self.0.map_ok(|page| stream::iter(page.into_items().into_iter().map(Ok))).try_flatten())
    }
}

impl<P> Stream for Pages<'_, P> {
    type Item = Result<P, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next_unpin(context)
    }
}

impl<P> fmt::Debug for Pages<'_, P> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").finish_non_exhaustive()
    }
}

/// On the way from page to page.
struct Walk<'a, P: Paged> {
    /// For the next page.
    call: Call<'a>,
    /// The value of the parameter that counts.
    number: i64,
    /// Items so far, where the walk began at the first page.
    passed: Option<u64>,
    /// Addresses or cursors that led to pages.
    taken: HashSet<String>,
    /// Of the page before, where nothing but its items tells whether the list goes on.
    before: Vec<P::Item>,
}

impl<'a, P: Paged> Walk<'a, P> {
    fn new(mut call: Call<'a>) -> Self {
        let mut number = 0;
        let mut passed = Some(0);
        if let Some((parameter, first)) = P::PAGING.count {
            let asked = call.query_value(parameter).and_then(|text| text.parse().ok());
            number = asked.unwrap_or(first);
            passed = passed.filter(|_| number == first);
            call.set_query(parameter, &number.to_string());
        }
        Self { call, number, passed, taken: HashSet::new(), before: Vec::new() }
    }

    async fn page(walk: Option<Self>) -> Result<Option<(P, Option<Self>)>, Error> {
        let Some(mut walk) = walk else { return Ok(None) };
        let response = walk.call.again().send().await?;
        let (status, url) = (response.status_code(), response.inner.url().clone());
        let header = |name: &str| response.optional_header::<String>(name).ok().flatten();
        let next_header = match P::PAGING.next {
            Next::Address(Source::Header(name)) | Next::Cursor(_, Source::Header(name)) => header(name),
            _ => None,
        };
        let total_header = P::PAGING.total.and_then(header).and_then(|text| text.parse().ok());
        let page = P::read(response).await?;
        let told = page.told();
        let told = Told { next: next_header.or(told.next), total: total_header.or(told.total), ..told };
        let goes_on = told.has_more != Some(false) && walk.follow(&page, told, status, &url)?;
        Ok(Some((page, goes_on.then_some(walk))))
    }

    /// Whether there is another page, which is what is asked for then.
    fn follow(&mut self, page: &P, told: Told, status: StatusCode, url: &Url) -> Result<bool, Error> {
        let fault = |detail: String| Error::Decode { status, detail, excerpt: String::new() };
        match P::PAGING.next {
            Next::Address(source) => {
                let next = match source {
                    Source::Header(name) if name.eq_ignore_ascii_case("link") => {
                        told.next.as_deref().and_then(next_link).map(str::to_owned)
                    }
                    _ => told.next,
                };
                let Some(next) = next else { return Ok(false) };
                let next = url
                    .join(&next)
                    .map_err(|error| fault(format!("the next page is at `{next}`, which is {error}")))?;
                if next.origin() != url.origin() {
                    let origin = next.origin().ascii_serialization();
                    return Err(fault(format!("the next page is at another origin, `{origin}`")));
                }
                self.take(next.to_string(), fault)?;
                self.call.go_to(next);
            }
            Next::Cursor(parameter, _) => {
                let Some(next) = told.next else { return Ok(false) };
                self.call.set_query(parameter, &next);
                self.take(next, fault)?;
            }
            Next::Page | Next::Offset => {
                let items = page.items();
                self.passed = self.passed.map(|passed| passed + items.len() as u64);
                let is_last = match told.total {
                    Some(total) => self.passed.is_some_and(|passed| passed >= total),
                    None => false,
                };
                if items.is_empty() || is_last {
                    return Ok(false);
                }
                if self.before == items {
                    return Err(fault("the next page has the items of the page before".to_owned()));
                }
                self.before = items.to_vec();
                let step = if matches!(P::PAGING.next, Next::Page) { 1 } else { items.len() as i64 };
                self.number = self.number.saturating_add(step);
                if let Some((parameter, _)) = P::PAGING.count {
                    self.call.set_query(parameter, &self.number.to_string());
                }
            }
        }
        Ok(true)
    }

    fn take(&mut self, next: String, fault: impl Fn(String) -> Error) -> Result<(), Error> {
        match self.taken.insert(next) {
            true => Ok(()),
            false => Err(fault("the next page is one that was answered before".to_owned())),
        }
    }
}

/// A cursor or an address, as it is sent back; none where there is nothing in it.
pub fn text(value: Option<&impl Serialize>) -> Option<String> {
    let value = serde_json::to_value(value).ok().filter(|value| !value.is_null())?;
    Some(style::text(&value)).filter(|text| !text.is_empty())
}

/// A number of items.
pub fn count(value: Option<&impl Serialize>) -> Option<u64> {
    serde_json::to_value(value).ok()?.as_u64()
}

/// Whether a page says so.
pub fn is_so(value: Option<&impl Serialize>) -> Option<bool> {
    serde_json::to_value(value).ok().as_ref().and_then(Value::as_bool)
}

/// Where `rel=next` of a `Link` header leads: `<…>; rel="next"`.
fn next_link(header: &str) -> Option<&str> {
    let mut rest = header;
    // Addresses stand in angle brackets and may hold anything but those; parameters follow them.
    while let Some((_, after)) = rest.split_once('<') {
        let (address, after) = after.split_once('>')?;
        let mut is_quoted = false;
        let end = after.find(|character| {
            is_quoted ^= character == '"';
            character == ',' && !is_quoted
        });
        let (parameters, others) = after.split_at(end.unwrap_or(after.len()));
        let mut parameters = parameters.split(';').filter_map(|parameter| parameter.split_once('='));
        let is_next = parameters.any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
        });
        if is_next {
            return Some(address);
        }
        rest = others;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_read_as_rfc_8288_writes_them() {
        let first_and_next = r#"</v2/users?page=1>; rel="first", </v2/users?page=3>; rel="next""#;
        assert_eq!(next_link(first_and_next), Some("/v2/users?page=3"));
        assert_eq!(next_link("</a?x=1,2>; title=\"a, <b>\"; rel=next"), Some("/a?x=1,2"));
        assert_eq!(next_link(r#"<a>; rel="last next""#), Some("a"));
        assert_eq!(next_link(r#"</v2/users?rel=next>; rel="prev""#), None);
        assert_eq!(next_link("</a"), None);
    }

    #[test]
    fn what_pages_tell_is_read_whatever_its_type() {
        assert_eq!(text(Some(&7)).as_deref(), Some("7"));
        assert_eq!(text(Some(&"a b")).as_deref(), Some("a b"));
        assert_eq!(text(Some(&"")), None);
        assert_eq!(text(None::<&String>), None);
        assert_eq!((count(Some(&3.0)), count(Some(&3))), (None, Some(3)));
        assert_eq!(is_so(Some(&true)), Some(true));
    }
}
