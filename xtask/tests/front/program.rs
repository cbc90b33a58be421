//! The program, run in a project: exit statuses, and what goes to which stream.

use std::process::{Command, Output};

use crate::project::Project;

pub(crate) fn start(program: &str, project: &Project, arguments: &[&str]) -> Output {
    Command::new(program)
        .args(arguments)
        .current_dir(project.path(""))
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap()
}

/// Exit status, standard output, standard error; times are left out.
pub(crate) fn text(output: &Output) -> String {
    let part = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let error = part(&output.stderr);
    let error = match error.rfind(", in ") {
        Some(index) if error.ends_with(" s\n") => format!("{}, in T s\n", &error[..index]),
        _ => error,
    };
    format!("exit {}\n{}{error}", output.status.code().unwrap(), part(&output.stdout))
}

/// A document with what the commands show.
pub(crate) const GOOD: &str = "paths:
  /users:
    get:
      operationId: users_list
      x-authorities: [admin, owner]
      x-aliases: [/api/users]
      security: [{key: []}]
      responses: {'200': {description: Ok.}, '304': {description: Same.}, '400': {description: Bad.}}
    options:
      responses: {'204': {description: Ok.}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: key}
";
