//! The texts of mails and pages, compiled in. What a template is given is escaped where its name ends in `.html`.

use minijinja::{Environment, UndefinedBehavior, Value};

const SOURCES: &[(&str, &str)] = &[
    ("invitation.txt", include_str!("../templates/invitation.txt")),
    ("invitation.html", include_str!("../templates/invitation.html")),
    ("page.html", include_str!("../templates/page.html")),
];

/// All templates, parsed.
pub(crate) struct Templates(Environment<'static>);

impl Templates {
    pub(crate) fn embedded() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        for (name, source) in SOURCES {
            environment.add_template(name, source).expect("tests render every template");
        }
        Self(environment)
    }

    pub(crate) fn render(&self, name: &str, values: &Value) -> Result<String, minijinja::Error> {
        self.0.get_template(name)?.render(values)
    }
}
