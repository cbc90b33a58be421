use super::*;

#[test]
fn headings_have_fragments_of_their_own() {
    let found = headings("---\ntitle: T\n---\n# One `two`\n## Über & out\n## Über, out\n### !\n");
    let seen: Vec<_> = found.iter().map(|heading| (heading.level, heading.id.as_str())).collect();
    assert_eq!(seen, [(1, "one-two"), (2, "über-out"), (2, "über-out-2"), (3, "section")]);
    assert_eq!(found[0].title, "One two");
}

#[test]
fn html_is_shown_and_not_obeyed() {
    assert_eq!(inline("`--site <x>`"), "<code class=\"whole\">--site &lt;x&gt;</code>");
    assert_eq!(inline("`-a-flag-that-is-far-too-long`"), "<code>-a-flag-that-is-far-too-long</code>");
    assert_eq!(inline("a <b>`c`</b> & <script>"), "a &lt;b&gt;<code>c</code>&lt;/b&gt; &amp; &lt;script&gt;");
    assert!(!paragraphs("<script>alert(1)</script>\n").contains("<script"));
}

#[test]
fn a_page_knows_its_way_to_the_root() {
    assert_eq!((root("index.html").as_str(), root("guides/errors.html").as_str()), ("", "../"));
}
