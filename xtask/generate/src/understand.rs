//! A bundled document and what it means: the rules applied, lowered, and without what is not supported, if that is wanted.

use roster_document::{Bundle, Diagnostic, Diagnostics, Document, Node, Severity, Skipped, mend, prune, rules};

use crate::ir::{self, Api};

/// How a document is taken.
#[derive(Clone, Debug)]
pub struct Options {
    /// Short name of the document, a Rust module's name: `twona`.
    pub name: String,
    /// One of our own: what is against the specification is an error.
    pub strict: bool,
    /// Leaves out operations that need what is not supported or broken, instead of refusing the document.
    pub skip_unsupported: bool,
}

/// A document, ready for emitters.
#[derive(Clone, Debug)]
pub struct Understood {
    /// The bundle, without what was left out.
    pub document: Node,
    pub api: Api,
    /// In the document's order.
    pub skipped: Vec<Skipped>,
    /// What stands not in the way.
    pub found: Diagnostics,
}

/// Understands a document: its rules first, then what it means for code.
///
/// # Errors
/// Everything that stands in the way, with what was found beside it.
pub fn understand(bundle: &Bundle, options: &Options) -> Result<Understood, Diagnostics> {
    let (mut document, mended) = mend(&bundle.document);
    let strictly = |found: Diagnostics| if options.strict { found.strict() } else { found };
    let mut beside = strictly(mended);
    beside.extend(strictly(bundle.warnings.clone()));
    let mut skipped: Vec<Skipped> = Vec::new();
    let mut reasons: Vec<Diagnostic> = Vec::new();
    // Each round leaves out something, or ends; so every reason is found, also one that stood behind another.
    let mut broken = Diagnostics::default().with(bundle.broken.clone());
    let (api, found) = loop {
        // What a broken reference would be taken for is no use.
        let broken = std::mem::take(&mut broken);
        let (api, found) = if broken.has_errors() { (None, broken) } else { read(&document, options) };
        let (errors, found) = strictly(found).split();
        match (api, errors.is_empty()) {
            (Some(api), true) => break (Some(api), found),
            (api, _) => match prune(&document, &errors) {
                Err(_) => {
                    reasons.extend(errors);
                    break (api.filter(|_| false), found);
                }
                Ok(pruned) => {
                    for mut fault in pruned.unneeded {
                        fault.severity = if options.strict { Severity::Error } else { Severity::Warning };
                        fault.message.push_str("; no operation needs it, and it is left out");
                        beside.push(fault);
                    }
                    reasons.extend(pruned.skipped.iter().flat_map(|skipped| skipped.findings.clone()));
                    skipped.extend(pruned.skipped);
                    document = pruned.document;
                }
            },
        }
    };
    beside.extend(found);
    let is_taken = (reasons.is_empty() || options.skip_unsupported) && !beside.has_errors();
    match api.filter(|_| is_taken) {
        Some(api) => {
            skipped.sort_by(|left, right| (&left.path, &left.method).cmp(&(&right.path, &right.method)));
            Ok(Understood { document, api, skipped, found: beside })
        }
        None => Err(beside.with(reasons)),
    }
}

/// The IR where nothing stands in its way, and all findings.
fn read(document: &Node, options: &Options) -> (Option<Api>, Diagnostics) {
    let mut found = rules::lint(document);
    if found.has_errors() {
        return (None, found);
    }
    match ir::lower(Document::read(document), &ir::Options { name: options.name.clone() }) {
        Ok(api) => {
            found.extend(api.warnings.clone());
            (Some(api), found)
        }
        Err(problems) => {
            found.extend(problems);
            (None, found)
        }
    }
}

/// The constant and the documentation of what was left out: one line for each operation.
pub fn lines(skipped: &[Skipped]) -> Vec<String> {
    let reasons = |findings: &[Diagnostic]| {
        findings.iter().map(|fault| format!("{} ({})", fault.message, fault.location)).collect::<Vec<_>>().join("; ")
    };
    skipped
        .iter()
        .map(|one| format!("{} {} ({}): {}", one.method, one.path, one.operation, reasons(&one.findings)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    const DOCUMENT: &str = "openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /good: {get: {operationId: good, responses: {'200': {description: D}}}}
  /direct:
    get:
      operationId: direct
      parameters: [{name: a, in: query, schema: {type: array, items: {type: array, items: {type: string}}}}]
      responses: {'200': {description: D}}
    post: {operationId: beside, responses: {'200': {description: D}}}
  /through:
    get:
      operationId: through
      responses: {'200': {description: D, content: {application/json: {schema: {$ref: '#/components/schemas/Outer'}}}}}
  /locked: {get: {operationId: locked, security: [{hawk: []}], responses: {'200': {description: D}}}}
components:
  securitySchemes: {hawk: {type: http, scheme: two words}}
  schemas:
    Outer: {type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}
    Inner: {anyOf: [{$ref: '#/components/schemas/Inner'}, {type: string}]}
    Alone: {allOf: [{$ref: '#/components/schemas/Alone'}, {type: string}]}
";

    fn bundle(text: &str) -> (tempfile::TempDir, Bundle) {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("api.yaml");
        std::fs::write(&root, text).unwrap();
        let bundle = roster_document::bundle_in_part(&root).unwrap();
        (directory, bundle)
    }

    fn options(skip_unsupported: bool) -> Options {
        Options { name: "api".to_owned(), strict: false, skip_unsupported }
    }

    fn file_names(lines: &[String], directory: &Path) -> Vec<String> {
        lines.iter().map(|line| line.replace(&format!("{}/", directory.display()), "")).collect()
    }

    #[test]
    fn operations_that_need_what_is_not_supported_are_left_out_and_no_others() {
        let (directory, bundle) = bundle(DOCUMENT);
        let understood = understand(&bundle, &options(true)).unwrap();
        let left: Vec<_> = understood.api.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(left, ["good", "beside"]);
        let lines = file_names(&lines(&understood.skipped), directory.path());
        insta::assert_snapshot!(lines.join("\n"), @"
        GET /direct (direct): the parameter `a` is an array of arrays or objects, for which no style is defined (api.yaml:8:20)
        GET /locked (locked): `two words` cannot be the name of an authentication scheme of HTTP (api.yaml:17:48)
        GET /through (through): the schema contains itself by `allOf`, `oneOf` or `anyOf` (api.yaml:20:12)
        ");
        let components: Vec<_> = understood.api.components.iter().map(|component| component.name.as_str()).collect();
        assert!(components.is_empty(), "{components:?}");
    }

    #[test]
    fn references_that_lead_nowhere_concern_the_operations_that_follow_them() {
        let text = DOCUMENT.replace(
            "Outer: {type: object, properties: {inner: {$ref: '#/components/schemas/Inner'}}}",
            "Outer: {$ref: 'gone.yaml'}",
        );
        let (_directory, bundle) = bundle(&text);
        let understood = understand(&bundle, &options(true)).unwrap();
        let skipped: Vec<_> = understood.skipped.iter().map(|skipped| skipped.operation.as_str()).collect();
        assert_eq!(skipped, ["direct", "locked", "through"]);
        let rules: Vec<_> = understood.skipped[2].findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["missing-file"]);
    }

    #[test]
    fn without_leave_the_document_is_refused_with_every_reason() {
        let (_directory, bundle) = bundle(DOCUMENT);
        let problems = understand(&bundle, &options(false)).unwrap_err();
        let rules: Vec<_> = problems.sorted().into_iter().map(|problem| problem.rule).collect();
        insta::assert_snapshot!(rules.join(" "), @"unsupported-parameter-style security-scheme circular-composition unused-component circular-composition");
    }

    #[test]
    fn what_no_operation_needs_is_only_a_warning() {
        let (_directory, bundle) = bundle(&format!(
            "{}components: {{schemas: {{Alone: {{allOf: [{{$ref: '#/components/schemas/Alone'}}, {{type: string}}]}}}}}}\n",
            DOCUMENT.split("  /direct").next().unwrap()
        ));
        let understood = understand(&bundle, &options(false)).unwrap();
        assert!(understood.skipped.is_empty());
        assert!(understood.found.sorted().iter().any(|found| found.message.contains("no operation needs it")));
        assert!(understood.api.components.is_empty());
    }

    #[test]
    fn what_is_about_the_whole_document_leaves_nothing() {
        let (_directory, bundle) =
            bundle(&DOCUMENT.replace("paths:", "security: 5\npaths:").replace("security: [{hawk: []}], ", ""));
        let problems = understand(&bundle, &options(true)).unwrap_err();
        assert!(problems.sorted().iter().any(|problem| problem.rule == "wrong-type"));
    }

    #[test]
    fn compositions_without_an_end_in_sight_are_named() {
        let level = |number| {
            let next = number + 1;
            format!("    C{number}: {{allOf: [{{$ref: '#/components/schemas/C{next}'}}, {{type: object}}]}}\n")
        };
        let levels: String = (0..5_000).map(level).collect();
        let text = DOCUMENT.replace("    Outer: {type: object,", &format!("{levels}    C5000: {{type: object}}\n    Outer: {{allOf: [{{$ref: '#/components/schemas/C0'}}], type: object,"));
        let text = text.replace("{anyOf: [{$ref: '#/components/schemas/Inner'}, {type: string}]}", "{type: string}");
        let (_directory, bundle) = bundle(&text);
        let understood = understand(&bundle, &options(true)).unwrap();
        let through = understood.skipped.iter().find(|skipped| skipped.operation == "through").unwrap();
        assert!(through.findings.iter().any(|finding| finding.message.starts_with("more than 128 schemas")));
        assert!(understood.api.operation("good").is_some());
    }

    #[test]
    fn our_own_documents_are_held_to_the_specification() {
        let (_directory, bundle) =
            bundle(&DOCUMENT.split("  /direct").next().unwrap().replace("{description: D}", "{}"));
        assert!(understand(&bundle, &options(false)).is_ok());
        let strict = Options { strict: true, ..options(true) };
        assert!(understand(&bundle, &strict).unwrap_err().has_errors());
    }

    #[test]
    fn webhooks_that_are_broken_concern_no_operation() {
        let text = DOCUMENT.split("  /direct").next().unwrap().replace("3.0.3", "3.1.0")
            + "webhooks:
  bad: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Bad'}}}}, responses: {'200': {description: D}}}}
  good: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Good'}}}}, responses: {'200': {description: D}}}}
components: {schemas: {Bad: {type: strin}, Good: {type: object}}}
";
        let (_directory, bundle) = bundle(&text);
        let understood = understand(&bundle, &options(false)).unwrap();
        assert!(understood.skipped.is_empty());
        let webhooks: Vec<_> = understood.api.document.webhooks.iter().map(|webhook| &*webhook.path).collect();
        let components: Vec<_> = understood.api.components.iter().map(|component| &*component.name).collect();
        assert_eq!((webhooks, components), (vec!["good"], vec!["Good"]));
    }

    #[test]
    fn methods_in_the_wrong_place_take_no_others_with_them() {
        let text = "openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    get: {operationId: a_get, responses: {'200': {description: D}}}
    additionalOperations:
      GET: {operationId: a_again, responses: {'200': {description: D}}}
      COPY: {operationId: a_copy, responses: {'200': {description: D}}}
  /b:
    get: {operationId: b_get, responses: {'200': {description: D}}}
    additionalOperations: {query: {operationId: b_query, responses: {'200': {description: D}}}}
";
        let (_directory, bundle) = bundle(text);
        let understood = understand(&bundle, &options(true)).unwrap();
        let left: Vec<_> = understood.api.operations.iter().map(|operation| operation.id.as_str()).collect();
        assert_eq!(left, ["a_get", "a_copy"]);
        // Which of the methods of `/b` is meant, nobody knows.
        let skipped: Vec<_> = understood.skipped.iter().map(|skipped| skipped.operation.as_str()).collect();
        assert_eq!(skipped, ["a_again", "b_get"]);
    }
}
