use super::*;

const ELSEWHERE: &str = "# [sample a/users_get]\ncall()\n# [/sample]\n";

/// What is found where the programs in Go are this one, and those in other languages have what they should.
fn found(program: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for language in LANGUAGES {
        let programs = folder.path().join(language.calls);
        fs::create_dir_all(&programs).unwrap();
        let text = if language.id == "go" { program } else { ELSEWHERE };
        fs::write(programs.join("program"), text).unwrap();
    }
    let document = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /users:\n    get:\n      \
                    operationId: users_get\n      responses: {'200': {description: Here.}}\n";
    let path = folder.path().join("openapi.yaml");
    fs::write(&path, document).unwrap();
    let mut catalogue = Catalogue::default();
    catalogue.add("a", &roster_document::bundle(&path).unwrap().document);
    let mut found = Diagnostics::default();
    let calls = read(folder.path(), &catalogue, &mut found).unwrap();
    assert!(calls.of("a", "users_get").iter().all(|(_, text)| text == "call()\n"));
    let place = |Location { file, line, .. }: &Location| {
        format!("{}:{line}", file.file_name().unwrap_or_default().to_string_lossy())
    };
    found.sorted().iter().map(|one| format!("{}: {}; {}", place(&one.location), one.message, one.help)).collect()
}

#[test]
fn every_operation_is_shown_once_in_each_language() {
    assert_eq!(found("// [sample session a/users_get]\ncall()\n// [/sample]\n"), Vec::<String>::new());
    assert_eq!(
        found("// [sample users_get]\ncall()\n// [/sample]\n"),
        ["openapi.yaml:6: no Go program shows how users_get is called; \
          mark a call in tests/sdk/go: `[sample a/users_get]` before it, `[/sample]` behind it"]
    );
    assert_eq!(
        found(&"// [sample a/users_get]\ncall()\n// [/sample]\n".repeat(2)),
        ["program:4: another region of the Go programs is called `a/users_get`, too; leave it at one of them"]
    );
    assert_eq!(
        found("// [sample a/users_get a/users_list]\ncall()\n// [/sample]\n"),
        ["program:1: there is no operation `a/users_list`; `cargo xtask routes` lists the operations"]
    );
}
