//! Lists page by page, as streams: what the two APIs have instead of one way to go through a long list.
//!
//! Twona's pages are told by `Link` (RFC 8288) and `X-Total-Count`, docutools' by `last` in the page itself.
//! A page is asked for when the stream is polled for it, never ahead.

use futures_util::{Stream, TryStreamExt, stream};

use crate::{Error, docutools, twona};

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// As the API counts: from 1 in Twona, from 0 in docutools.
    pub number: i64,
    pub items: Vec<T>,
    /// Items on all pages together, where the server tells it.
    pub total: Option<i64>,
    /// Whether no page follows.
    pub last: bool,
}

/// The items of pages, one by one.
///
/// ```no_run
/// # async fn example(client: roster_client::twona::Client) -> Result<(), roster_client::Error> {
/// use futures_util::TryStreamExt;
/// use roster_client::pages;
///
/// let mut users = std::pin::pin!(pages::items(client.users_list_pages(Default::default())));
/// while let Some(user) = users.try_next().await? {
///     println!("{}", user.name);
/// }
/// # Ok(())
/// # }
/// ```
pub fn items<T>(pages: impl Stream<Item = Result<Page<T>, Error>>) -> impl Stream<Item = Result<T, Error>> {
    pages.map_ok(|page| stream::iter(page.items.into_iter().map(Ok))).try_flatten()
}

/// Pages from `first` on until the last one, or until one fails.
fn pages<T, F>(first: i64, fetch: impl Fn(i64) -> F) -> impl Stream<Item = Result<Page<T>, Error>>
where
    F: Future<Output = Result<Page<T>, Error>>,
{
    stream::try_unfold((Some(first), fetch), |(number, fetch)| async move {
        let Some(number) = number else { return Ok(None) };
        let page = fetch(number).await?;
        let next = (!page.last).then_some(number + 1);
        Ok(Some((page, (next, fetch))))
    })
}

/// A page as Twona answers it: 100 items at most, and headers that tell whether it goes on.
fn linked<T>(number: i64, items: Vec<T>, link: Option<&str>, total: Option<i64>) -> Page<T> {
    const SIZE: i64 = 100;
    let last = items.is_empty()
        || match (link, total) {
            (Some(link), _) => !has_next(link),
            (None, Some(total)) => number.saturating_mul(SIZE) >= total,
            // A server that tells neither is asked until a page is empty.
            (None, None) => false,
        };
    Page { number, items, total, last }
}

/// Whether a `Link` header has a link to the next page: `<…>; rel="next"`.
fn has_next(link: &str) -> bool {
    // Addresses stand in angle brackets and may hold anything but those; parameters follow them.
    link.split('<').skip(1).filter_map(|part| part.split_once('>')).any(|(_, parameters)| {
        parameters.split([';', ',']).filter_map(|parameter| parameter.split_once('=')).any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("rel")
                && value.trim().trim_matches('"').split_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
        })
    })
}

impl twona::Client {
    /// The pages of [`Self::users_list`], from `parameters.page`, or the first one, to the last.
    pub fn users_list_pages(
        &self,
        parameters: twona::UsersListParameters,
    ) -> impl Stream<Item = Result<Page<twona::User>, Error>> {
        pages(parameters.page.unwrap_or(1).into(), move |number| {
            let parameters = twona::UsersListParameters { page: number.try_into().ok(), ..parameters.clone() };
            async move {
                let twona::UsersListResponse::Ok { body, link, x_total_count } = self.users_list(&parameters).await?;
                Ok(linked(number, body, link.as_deref(), x_total_count))
            }
        })
    }

    /// The pages of [`Self::files_list`], from `parameters.page`, or the first one, to the last.
    pub fn files_list_pages(
        &self,
        parameters: twona::FilesListParameters,
    ) -> impl Stream<Item = Result<Page<twona::File>, Error>> {
        pages(parameters.page.unwrap_or(1).into(), move |number| {
            let parameters = twona::FilesListParameters { page: number.try_into().ok(), ..parameters.clone() };
            async move {
                let twona::FilesListResponse::Ok { body, link, x_total_count } = self.files_list(&parameters).await?;
                Ok(linked(number, body, link.as_deref(), x_total_count))
            }
        })
    }
}

impl From<docutools::UserPage> for Page<docutools::User> {
    fn from(page: docutools::UserPage) -> Self {
        Self { number: page.number.into(), items: page.content, total: Some(page.total_elements), last: page.last }
    }
}

impl docutools::Client {
    /// The pages of [`Self::users_list`], from `parameters.page`, or the first one, to the last.
    pub fn users_list_pages(
        &self,
        parameters: docutools::UsersListParameters,
    ) -> impl Stream<Item = Result<Page<docutools::User>, Error>> {
        pages(parameters.page.unwrap_or(0).into(), move |number| {
            let parameters = docutools::UsersListParameters { page: number.try_into().ok(), ..parameters.clone() };
            async move { Ok(self.users_list(&parameters).await?.into_body().into()) }
        })
    }

    /// The pages of [`Self::members_list`], from `parameters.page`, or the first one, to the last.
    pub fn members_list_pages(
        &self,
        parameters: docutools::MembersListParameters,
    ) -> impl Stream<Item = Result<Page<docutools::User>, Error>> {
        pages(parameters.page.unwrap_or(0).into(), move |number| {
            let parameters = docutools::MembersListParameters { page: number.try_into().ok(), ..parameters.clone() };
            async move { Ok(self.members_list(&parameters).await?.into_body().into()) }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn links_are_read_as_rfc_8288_writes_them() {
        assert!(has_next(r#"</v2/users?page=1>; rel="first", </v2/users?page=3>; rel="next""#));
        assert!(has_next("</v2/users?page=3>; title=x; rel=next"));
        assert!(has_next(r#"<a>; rel="last next""#));
        assert!(!has_next(r#"</v2/users?rel=next>; rel="prev""#));
    }

    #[test]
    fn headers_tell_the_last_page() {
        assert!(linked(1, vec![1], None, Some(100)).last);
        assert!(!linked(1, vec![1], None, Some(101)).last);
        assert!(!linked(1, vec![1], Some("<b>; rel=next"), Some(1)).last);
        assert!(linked(2, vec![1], Some("<a>; rel=prev"), None).last);
        assert!(linked::<i32>(1, vec![], None, None).last);
        assert!(!linked(7, vec![1], None, None).last);
    }

    #[tokio::test]
    async fn pages_are_fetched_one_at_a_time_to_the_last() {
        let asked = Cell::new(0);
        let all = pages(0, |number| {
            asked.set(asked.get() + 1);
            async move { Ok(Page { number, items: vec![number, number], total: None, last: number == 2 }) }
        });
        let mut all = std::pin::pin!(all);
        assert_eq!(all.try_next().await.unwrap().unwrap().items, [0, 0]);
        assert_eq!(asked.get(), 1, "nothing is fetched ahead");
        let rest: Vec<i64> = items(all).try_collect().await.unwrap();
        assert_eq!(rest, [1, 1, 2, 2]);
    }

    #[tokio::test]
    async fn the_first_failure_ends_the_stream() {
        let all = pages(1, |number| async move {
            if number == 2 {
                return Err(Error::invalid_argument("page", "too far"));
            }
            Ok(Page { number, items: vec![()], total: None, last: false })
        });
        let mut all = std::pin::pin!(items(all));
        assert!(all.try_next().await.unwrap().is_some());
        assert!(all.try_next().await.is_err());
        assert!(all.try_next().await.unwrap().is_none());
    }
}
