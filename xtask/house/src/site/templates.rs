//! The templates in `xtask/house/site/`, with everything escaped that is not marked as HTML.

use anyhow::{Context as _, Result};
use minijinja::{AutoEscape, Environment, Value, syntax::SyntaxConfig};

use super::markdown::escape;

const TEMPLATES: [(&str, &str); 11] = [
    ("base.html", include_str!("../../site/base.html.j2")),
    ("changes.html", include_str!("../../site/changes.html.j2")),
    ("clients.html", include_str!("../../site/clients.html.j2")),
    ("contents.html", include_str!("../../site/contents.html.j2")),
    ("downloads.html", include_str!("../../site/downloads.html.j2")),
    ("guide.html", include_str!("../../site/guide.html.j2")),
    ("guides.html", include_str!("../../site/guides.html.j2")),
    ("home.html", include_str!("../../site/home.html.j2")),
    ("missing.html", include_str!("../../site/missing.html.j2")),
    ("reference.html", include_str!("../../site/reference.html.j2")),
    ("rulings.html", include_str!("../../site/rulings.html.j2")),
];

/// The templates, ready to render.
pub(super) struct Templates(Environment<'static>);

impl Templates {
    /// # Errors
    /// A template has a syntax error.
    pub(super) fn load() -> Result<Self> {
        let mut environment = Environment::new();
        environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
        // As HTML needs it, and no more: slashes stay, so that the pages' sources can be read.
        environment.set_formatter(|output, state, value| {
            if *state.auto_escape() == AutoEscape::Html && !value.is_safe() {
                output.write_str(&escape(&value.to_string())).map_err(Into::into)
            } else {
                minijinja::escape_formatter(output, state, value)
            }
        });
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).with_context(|| format!("the template {name}"))?;
        }
        Ok(Self(environment))
    }

    /// # Errors
    /// The context has not what the template asks for.
    pub(super) fn render(&self, template: &str, context: Value) -> Result<String> {
        let template = self.0.get_template(template)?;
        template.render(context).with_context(|| format!("rendering {}", template.name()))
    }
}
