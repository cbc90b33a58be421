use super::*;

const GUIDE: &str = r#"---
title: Quick start
---

# First

```sh
curl "$URL"
```
```json output
{"id": "…"}
```

- In a list:

  ```python sample=tests/sdk/python/scenario.py#upload
  ```

```sh not-run=needs a mail server
mail
```

```
plain
```
"#;

#[test]
fn blocks_have_lines_and_purposes() {
    let blocks = blocks(GUIDE).unwrap();
    let seen: Vec<_> = blocks.iter().map(|block| (block.line, block.language.as_str(), &block.purpose)).collect();
    let source = Source { file: "tests/sdk/python/scenario.py".to_owned(), region: Some("upload".to_owned()) };
    assert_eq!(
        seen,
        [
            (7, "sh", &Purpose::Run),
            (10, "json", &Purpose::Output),
            (16, "python", &Purpose::Sample(source)),
            (19, "sh", &Purpose::NotRun("needs a mail server".to_owned())),
            (23, "", &Purpose::Shown),
        ]
    );
    assert_eq!(blocks[0].text, "curl \"$URL\"\n");
}

#[test]
fn what_makes_no_sense_is_refused_with_its_line() {
    let refused = |markdown: &str| format!("{:#}", blocks(markdown).unwrap_err());
    let unknown = refused("\n```python run\n```\n");
    assert!(unknown.starts_with("line 2: `run` means nothing for `python`"), "{unknown}");
    assert_eq!(refused("```json output\n```\n"), "line 1: `output` follows the shell that prints it");
    assert_eq!(refused("```go sample=a.go#b\nx\n```\n"), "line 1: a sample is filled in; its block is empty");
}

#[test]
fn a_region_loses_its_indentation_and_its_marks() {
    let program = "fn main() {\n    // [sample one]\n    if true {\n\n        call();\n    }\n    // [/sample]\n}\n";
    assert_eq!(region(program, "one").unwrap(), "if true {\n\n    call();\n}\n");
    assert_eq!(region("# [sample x]\nx = 1\n# [/sample]\n", "x").unwrap(), "x = 1\n");
    assert_eq!(region("/* [sample x] */\nx\n/* [/sample] */\n", "x").unwrap(), "x\n");
    assert_eq!(region("# [sample w x]\nx = 1\n# [/sample]\n", "x").unwrap(), "x = 1\n");
}

#[test]
fn a_region_has_to_be_there_once_and_whole() {
    let refused = |text: &str| region(text, "one").unwrap_err().to_string();
    assert_eq!(refused("let x = 1;\n"), "there is no `[sample one]`");
    assert_eq!(refused("// [/sample]\n"), "`[/sample]` ends nothing");
    assert_eq!(refused("// [sample one]\nx\n"), "`[sample one]` has no `[/sample]`");
    assert_eq!(refused("// [sample one]\n// [/sample]\n"), "there is nothing in `[sample one]`");
    let twice = "// [sample one]\nx\n// [/sample]\n".repeat(2);
    assert_eq!(refused(&twice), "`[sample one]` stands there twice");
    assert_eq!(
        refused("// [sample one]\n// [sample two]\nx\n// [/sample]\n"),
        "`[sample two]` stands inside of `[sample one]`"
    );
}

#[test]
fn a_whole_program_loses_only_its_marks() {
    assert_eq!(without_marks("// [sample one]\nlet x = [1];\n\n// [/sample]\n"), "let x = [1];\n\n");
}
