use super::*;
use crate::site::samples::blocks;

fn html(markdown: &str) -> String {
    let mut panels = Panels::default();
    for block in blocks(markdown).unwrap() {
        panels.push(&block, &block.text);
    }
    panels.take()
}

#[test]
fn languages_side_by_side_become_tabs_and_output_stays_with_its_command() {
    let tabs = html("```sh\na\n```\n```json output\n1\n```\n```rust\nb\n```\n");
    assert_eq!(tabs.matches("<section data-tab").count(), 2);
    let shell = tabs.split("</section>").next().unwrap();
    assert!(shell.contains("Output") && shell.contains("aria-label=\"Shell\""), "{shell}");
}

#[test]
fn one_language_and_others_than_the_clients_are_no_tabs() {
    for markdown in ["```sh\na\n```\n```sh\nb\n```\n", "```sh\na\n```\n```ini\nb\n```\n", "```rust\na\n```\n"] {
        assert!(!html(markdown).contains("<section"), "{markdown}");
    }
}

#[test]
fn pages_are_cut_where_code_begins_and_ends() {
    let page = format!("<p>{}</p>{}", mark("sh", "a <b>\n"), mark("json", "1"));
    let pieces: Vec<_> =
        pieces(&page).map(|(code, rest)| (code.map(|code| (code.language, code.text)), rest)).collect();
    assert_eq!(pieces, [(None, "<p>"), (Some(("sh", "a <b>")), "</p>"), (Some(("json", "1")), "")]);
    assert_eq!(super::pieces("plain").map(|(_, rest)| rest).collect::<String>(), "plain");
}
