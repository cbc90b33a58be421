//! Writing and comparing files, and whose they are.

use std::{fs, path::PathBuf};

use roster_openapi::output::{self, Files, MANIFEST, Mode, Owned, Report};

use crate::project::Project;

fn files(list: &[(&str, &str)]) -> Files {
    list.iter().map(|(path, text)| (PathBuf::from(path), (*text).to_owned())).collect()
}

fn paths(list: &[&str]) -> Vec<PathBuf> {
    list.iter().map(PathBuf::from).collect()
}

/// What is made of `source`, in the root itself.
fn owned(source: &str) -> Owned {
    Owned { folders: paths(&[""]), source: source.to_owned() }
}

fn write(project: &Project, list: &[(&str, &str)]) -> Result<Report, String> {
    let root = project.path("");
    output::apply(&root, &files(list), &owned("api"), Mode::Write)
        .map_err(|error| format!("{error:#}").replace(&format!("{}", root.display()), ""))
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path(path)).unwrap_or_else(|error| format!("{path}: {error}"))
}

/// Every path below the project, sorted; links are not followed.
fn listing(project: &Project) -> Vec<String> {
    fn collect(project: &Project, directory: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(project.path(directory)).unwrap() {
            let entry = entry.unwrap();
            let path = format!("{directory}{}", entry.file_name().to_string_lossy());
            if entry.file_type().unwrap().is_dir() {
                collect(project, &format!("{path}/"), found);
            }
            found.push(path);
        }
    }
    let mut found = Vec::new();
    collect(project, "", &mut found);
    found.sort();
    found
}

#[test]
fn writing_makes_the_disk_equal_and_says_what_changed() {
    let project = Project::new(&[("src/by_hand.rs", "fn main() {}\n")]);
    write(&project, &[("src/old/gone.rs", "old\n"), ("src/stale.rs", "old\n"), ("src/same.rs", "same\n")]).unwrap();
    let root = project.path("");
    let wanted = files(&[("src/stale.rs", "new\n"), ("src/same.rs", "same\n"), ("src/deep/er/new.rs", "new\n")]);
    let expected = Report {
        unchanged: 1,
        stale: paths(&["src/stale.rs"]),
        missing: paths(&["src/deep/er/new.rs"]),
        orphaned: paths(&["src/old/gone.rs"]),
        lists: paths(&[MANIFEST]),
        versions: Vec::new(),
    };
    let same = fs::metadata(project.path("src/same.rs")).unwrap().modified().unwrap();

    let before = listing(&project);
    assert_eq!(output::apply(&root, &wanted, &owned("api"), Mode::Check).unwrap(), expected);
    assert_eq!(listing(&project), before, "a check writes nothing");
    assert_eq!(read(&project, "src/stale.rs"), "old\n", "a check writes nothing");
    assert_eq!(output::apply(&root, &wanted, &owned("api"), Mode::Write).unwrap(), expected);
    assert_eq!(read(&project, "src/stale.rs"), "new\n");
    assert_eq!(fs::metadata(project.path("src/same.rs")).unwrap().modified().unwrap(), same);
    assert!(output::apply(&root, &wanted, &owned("api"), Mode::Check).unwrap().is_clean());
    // Directories that became empty are removed, and no temporary file stays.
    assert_eq!(
        listing(&project),
        [
            MANIFEST,
            "src",
            "src/by_hand.rs",
            "src/deep",
            "src/deep/er",
            "src/deep/er/new.rs",
            "src/same.rs",
            "src/stale.rs"
        ]
    );
    assert_eq!(
        read(&project, MANIFEST),
        "# What Roster generated here. It replaces and removes these files, and touches no other.\nfrom api\nby 0.1.0\n  \
         src/deep/er/new.rs\n  src/same.rs\n  src/stale.rs\n"
    );
}

#[test]
fn files_that_were_not_generated_stay_whatever_they_say_of_themselves() {
    let mine = [
        ("src/schema.rs", "// @generated automatically by Diesel CLI.\n"),
        ("src/sub/data.toml", "# @generated\n"),
        ("notes.txt", "mine\n"),
    ];
    let project = Project::new(&mine);
    write(&project, &[("src/lib.rs", "one\n")]).unwrap();
    write(&project, &[("src/other.rs", "two\n")]).unwrap();
    for (path, text) in mine {
        assert_eq!(read(&project, path), text);
    }
    assert!(!project.path("src/lib.rs").exists());
}

#[test]
fn a_file_in_the_way_is_an_error_before_anything_is_written() {
    let project = Project::new(&[("src/lib.rs", "// mine\n"), ("src/types.rs", "// mine\n")]);
    let before = listing(&project);
    let error = write(&project, &[("Cargo.toml", "new\n"), ("src/lib.rs", "new\n"), ("src/types.rs", "new\n")]);
    assert_eq!(
        error.unwrap_err(),
        "src/lib.rs is in the way: it is not listed in .roster-generated, so it was not generated; move it away, or \
         choose another directory; so are 1 more"
    );
    assert_eq!(listing(&project), before);
    assert_eq!(read(&project, "src/lib.rs"), "// mine\n");

    // Nothing is lost where it says the same.
    let report = write(&project, &[("src/lib.rs", "// mine\n")]).unwrap();
    assert_eq!((report.unchanged, report.missing.len()), (1, 0));
}

#[test]
fn one_folder_in_the_way_keeps_all_of_them_from_being_written() {
    let project = Project::new(&[("b/x", "mine")]);
    let owned = Owned { folders: paths(&["a", "b"]), source: "api".to_owned() };
    let wanted = files(&[("a/x", "new"), ("b/x", "new")]);
    output::apply(&project.path(""), &wanted, &owned, Mode::Write).unwrap_err();
    assert_eq!(listing(&project), ["b", "b/x"]);
}

#[test]
fn two_documents_share_a_folder_but_no_file() {
    let project = Project::new(&[]);
    let root = project.path("");
    let (first, second) = (files(&[("first/x", "1"), ("y", "1")]), files(&[("second/x", "2")]));
    output::apply(&root, &first, &owned("first"), Mode::Write).unwrap();
    output::apply(&root, &second, &owned("second"), Mode::Write).unwrap();
    assert!(output::apply(&root, &first, &owned("first"), Mode::Check).unwrap().is_clean());
    let error = output::apply(&root, &files(&[("y", "1")]), &owned("second"), Mode::Write).unwrap_err();
    let error = format!("{error:#}");
    assert!(
        error.contains("/y was generated from `first`, and would be replaced by what follows from `second`"),
        "{error}"
    );
    assert_eq!((read(&project, "y"), read(&project, "second/x")), ("1".to_owned(), "2".to_owned()));
    output::apply(&root, &files(&[]), &owned("first"), Mode::Write).unwrap();
    assert_eq!(listing(&project), [MANIFEST, "second", "second/x"]);
}

#[test]
fn a_list_leads_nowhere_outside_of_its_folder() {
    for path in ["../outside.txt", "/etc/hostname", "a/../../outside.txt", ".", "", "a/./../../outside.txt"] {
        let project = Project::new(&[("outside.txt", "mine")]);
        project.write(&format!("out/{MANIFEST}"), format!("from api\n  {path}\n"));
        let error = output::apply(&project.path("out"), &files(&[("x", "1")]), &owned("api"), Mode::Write);
        let error = format!("{:#}", error.expect_err(path));
        assert!(error.contains(".roster-generated:2: the path leads out of the folder; "), "{path}: {error}");
        assert_eq!(listing(&project), ["out", &format!("out/{MANIFEST}"), "outside.txt"], "{path}");
    }
}

#[test]
fn a_list_that_is_none_is_an_error() {
    let not_lists: [&[u8]; 4] = [b"<<<<<<< ours\nfrom api\n", b"  a\n", b"a\n", b"from api\n  \xff\n"];
    for text in not_lists {
        let project = Project::new(&[]);
        project.write(MANIFEST, text);
        let error = write(&project, &[("x", "1")]).unwrap_err();
        assert!(error.contains(".roster-generated"), "{error}");
        assert_eq!(listing(&project), [MANIFEST]);
    }
    let project = Project::new(&[(&format!("{MANIFEST}/x"), "")]);
    let error = write(&project, &[("x", "1")]).unwrap_err();
    assert!(error.starts_with(".roster-generated is not the list of generated files; "), "{error}");
}

#[test]
fn an_interruption_leaves_no_file_that_is_not_listed() {
    let project = Project::new(&[]);
    // The second of three files cannot be written, after the check: its name is too long.
    let long = "x".repeat(300);
    let name = format!("b/{long}");
    assert!(write(&project, &[("a", "1"), (&name, "2"), ("c", "3")]).is_err());
    assert!(listing(&project).iter().all(|path| !path.contains(".roster-generated-")));
    write(&project, &[("a", "other"), ("c", "other")]).unwrap();
    assert_eq!(listing(&project), [MANIFEST, "a", "b", "c"]);
}

#[cfg(unix)]
#[test]
fn nothing_is_reached_through_a_symbolic_link() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&[("mine/lib.rs", "mine\n"), ("mine/old.rs", "mine\n")]);
    let out = project.path("out");
    let apply = |list: &[(&str, &str)]| {
        output::apply(&out, &files(list), &owned("api"), Mode::Write).map_err(|error| format!("{error:#}"))
    };
    apply(&[("src/lib.rs", "1\n"), ("src/old.rs", "1\n"), ("top.rs", "1\n")]).unwrap();
    // Somebody puts links where the list names files.
    fs::remove_dir_all(out.join("src")).unwrap();
    symlink(project.path("mine"), out.join("src")).unwrap();
    let error = apply(&[("src/lib.rs", "2\n")]).unwrap_err();
    assert!(error.contains("out/src is in the way, as it is no plain directory; "), "{error}");
    fs::remove_file(out.join("top.rs")).unwrap();
    symlink(project.path("mine/lib.rs"), out.join("top.rs")).unwrap();
    let error = apply(&[("top.rs", "2\n")]).unwrap_err();
    assert!(error.contains("out/top.rs is in the way, as it is no plain file; "), "{error}");
    // What is no longer generated is no file of ours by now.
    apply(&[("new.rs", "2\n")]).unwrap();
    assert_eq!(read(&project, "mine/lib.rs"), "mine\n");
    assert_eq!(read(&project, "mine/old.rs"), "mine\n");
    assert!(out.join("top.rs").is_symlink() && out.join("src").is_symlink());

    // The folder itself is what the user named, and may be one.
    symlink(&out, project.path("link")).unwrap();
    output::apply(&project.path("link"), &files(&[("new.rs", "3\n")]), &owned("api"), Mode::Write).unwrap();
    assert_eq!(read(&project, "out/new.rs"), "3\n");
    symlink(project.path("nowhere"), project.path("dangling")).unwrap();
    let error =
        output::apply(&project.path("dangling"), &files(&[("a", "1")]), &owned("api"), Mode::Write).unwrap_err();
    assert!(format!("{error:#}").contains("dangling is a symbolic link that leads nowhere; "), "{error:#}");
}

#[test]
fn failures_name_the_path() {
    let project = Project::new(&[("taken", "a file")]);
    let error = write(&project, &[("taken/inner.rs", "new\n")]).unwrap_err();
    assert_eq!(error, "taken is in the way, as it is no plain directory; move it away, or choose another directory");
    let error = output::apply(&project.path("taken"), &files(&[("a", "1")]), &owned("api"), Mode::Write).unwrap_err();
    assert!(format!("{error:#}").ends_with("taken is not a directory; choose another one"), "{error:#}");
    let project = Project::new(&[("src/lib.rs/x", "a directory")]);
    let error = write(&project, &[("src/lib.rs", "new\n")]).unwrap_err();
    assert_eq!(error, "src/lib.rs is in the way, as it is no plain file; move it away, or choose another directory");
}

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_nobody_can_write_to_is_named() {
    let root = PathBuf::from("/proc/roster");
    let error = output::apply(&root, &files(&[("a", "1")]), &owned("api"), Mode::Write).unwrap_err();
    assert!(format!("{error:#}").starts_with("cannot write /proc/roster/.roster-generated: "), "{error:#}");
}

#[cfg(unix)]
#[test]
fn written_files_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new(&[]);
    write(&project, &[("a.rs", "a\n")]).unwrap();
    let mode = fs::metadata(project.path("a.rs")).unwrap().permissions().mode();
    assert_eq!(mode & 0o400, 0o400);
    assert_eq!(mode & 0o111, 0, "not executable");
}

#[test]
fn a_list_says_which_version_generated_what_it_names() {
    let project = Project::new(&[]);
    write(&project, &[("x", "1")]).unwrap();
    let list = read(&project, MANIFEST);
    project.write(MANIFEST, list.replace("by 0.1.0", "by 0.0.9"));
    let apply = |mode| output::apply(&project.path(""), &files(&[("x", "1")]), &owned("api"), mode).unwrap();
    let report = apply(Mode::Check);
    assert_eq!(
        (report.lists, report.versions),
        (paths(&[MANIFEST]), vec![(PathBuf::from(MANIFEST), "0.0.9".to_owned())])
    );
    apply(Mode::Write);
    assert_eq!(read(&project, MANIFEST), list);
    assert!(apply(Mode::Check).is_clean());
}
