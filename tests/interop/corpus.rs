//! Foreign files, only when asked for: `make corpus CORPUS=FOLDER`. The folder holds `real/` (files as
//! people publish them) and `yaml-test-suite/` (the YAML community's suite, its `data` form).

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Mutex,
};

use sops_rs::format::FormatName;

use super::{
    judge::{self, Theirs},
    ours,
};
use crate::support::oracle::{Oracle, Rule};

/// Where the list of the suite's differences is kept for users, and between which marks.
const DOCUMENT: &str = "docs/compatibility.md";
const MARKS: [&str; 2] = ["<!-- yaml-test-suite: begin -->\n", "<!-- yaml-test-suite: end -->\n"];

/// What became of one file.
enum Outcome {
    Refused,
    Passed,
    Failed(String),
}

fn corpus(part: &str) -> PathBuf {
    let folder = std::env::var_os("SOPS_RS_CORPUS").expect("name the folder in SOPS_RS_CORPUS");
    let folder = Path::new(&folder).join(part);
    assert!(folder.is_dir(), "{} is not a folder", folder.display());
    folder
}

/// All files below `folder`, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

/// Runs `job` over all items on every core.
fn in_parallel<T: Sync, R: Send>(items: &[T], job: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let results = Mutex::new(BTreeMap::new());
    let next = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let number = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)
                    && let Some(item) = items.get(number)
                {
                    let result = job(item);
                    results.lock().expect("no job panics").insert(number, result);
                }
            });
        }
    });
    results.into_inner().expect("no job panics").into_values().collect()
}

/// The words of a panic, as a failure like others.
fn without_panic<T>(job: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(job)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        format!("PANIC: {}", text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("without words"))
    })
}

/// Reports and fails when a file failed, or when there were too few to mean anything.
fn report(what: &str, least: usize, names: &[String], outcomes: &[Outcome]) {
    let count = |wanted: fn(&Outcome) -> bool| outcomes.iter().filter(|outcome| wanted(outcome)).count();
    let (refused, passed) =
        (count(|o| matches!(o, Outcome::Refused)), count(|o| matches!(o, Outcome::Passed)));
    let failures: Vec<_> = names
        .iter()
        .zip(outcomes)
        .filter_map(|(name, outcome)| match outcome {
            Outcome::Failed(wrong) => Some(format!("=== {name}: {wrong}")),
            _ => None,
        })
        .collect();
    println!(
        "{what}: {} files, {refused} refused by the real program, {passed} passed, {} failed",
        names.len(),
        failures.len()
    );
    assert!(failures.is_empty(), "{what}: {} files fail\n{}", failures.len(), failures.join("\n"));
    assert!(passed >= least, "{what}: only {passed} files passed; is this the right folder?");
}

fn over_real_files(
    what: &str,
    judge: impl Fn(&Oracle, &[u8], &Theirs, FormatName, &Rule) -> judge::Verdict + Sync,
) {
    let folder = corpus("real");
    let oracle = Oracle::new();
    let paths: Vec<_> =
        files(&folder).into_iter().filter(|path| FormatName::from_path(path) != FormatName::Binary).collect();
    let rule = Rule::default();
    let outcomes = in_parallel(&paths, |path| {
        let (format, plain) = (FormatName::from_path(path), fs::read(path).expect("the file can be read"));
        let Ok(theirs) = Theirs::of(&oracle, &plain, format, &rule) else {
            // Its refusal leaves us free, but not to lose anything.
            return match without_panic(|| ours::encrypt(&plain, format, &rule).is_ok()) {
                Ok(false) => Outcome::Refused,
                Ok(true) => match judge::lossless(&plain, format, &rule) {
                    Ok(()) => Outcome::Refused,
                    Err(wrong) => Outcome::Failed(wrong),
                },
                Err(wrong) => Outcome::Failed(wrong),
            };
        };
        match without_panic(|| judge(&oracle, &plain, &theirs, format, &rule)) {
            Ok(Ok(())) => Outcome::Passed,
            Ok(Err(wrong)) | Err(wrong) => Outcome::Failed(wrong),
        }
    });
    let names: Vec<_> =
        paths.iter().map(|path| path.strip_prefix(&folder).unwrap_or(path).display().to_string()).collect();
    report(what, 300, &names, &outcomes);
}

#[test]
#[ignore = "needs a folder of foreign files: make corpus CORPUS=FOLDER"]
fn corpus_real_files_go_both_ways() {
    over_real_files("real files", |oracle, plain, theirs, format, rule| {
        judge::lossless(plain, format, rule)?;
        judge::forward(oracle, plain, theirs, format, rule)?;
        judge::backward(oracle, theirs, format).map(drop)
    });
}

#[test]
#[ignore = "needs a folder of foreign files: make corpus CORPUS=FOLDER"]
fn corpus_real_files_change_where_they_are_told() {
    over_real_files("changes of real files", |oracle, plain, _, format, rule| {
        super::set::foreign(oracle, plain, format, rule)
    });
}

#[test]
#[ignore = "needs a folder of foreign files: make corpus CORPUS=FOLDER"]
fn corpus_real_files_are_edited_value_by_value() {
    let edited = std::sync::atomic::AtomicUsize::new(0);
    over_real_files("edited files", |oracle, plain, theirs, format, rule| {
        let done = super::edited::one_value(oracle, plain, theirs, format, rule)?;
        edited.fetch_add(usize::from(done), std::sync::atomic::Ordering::Relaxed);
        Ok(())
    });
    let edited = edited.into_inner();
    println!("in {edited} of them a value was changed");
    assert!(edited >= 200, "only {edited} files had a value to change; is this the right folder?");
}

/// One case of the YAML test suite.
struct SuiteCase {
    name: String,
    title: String,
    text: Vec<u8>,
    /// Whether the suite says that a parser must refuse it.
    invalid: bool,
}

fn suite() -> Vec<SuiteCase> {
    let folder = corpus("yaml-test-suite");
    let cases: Vec<_> = files(&folder)
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "in.yaml"))
        .map(|path| {
            let here = path.parent().unwrap_or(&folder);
            // The title of a case that has several parts stands in the folder above them.
            let title =
                [here.join("==="), here.join("../===")].iter().find_map(|path| fs::read_to_string(path).ok());
            SuiteCase {
                name: here.strip_prefix(&folder).unwrap_or(here).display().to_string(),
                title: title.unwrap_or_default().lines().next().unwrap_or_default().to_owned(),
                text: fs::read(&path).expect("the file can be read"),
                invalid: here.join("error").exists(),
            }
        })
        .collect();
    assert!(cases.len() >= 400, "only {} cases; is this the right folder?", cases.len());
    cases
}

#[test]
#[ignore = "needs a folder of foreign files: make corpus CORPUS=FOLDER"]
fn corpus_yaml_test_suite_passes_where_both_accept() {
    let (cases, oracle, rule) = (suite(), Oracle::new(), Rule::default());
    let outcomes = in_parallel(&cases, |case| {
        let judged = without_panic(|| {
            if ours::encrypt(&case.text, FormatName::Yaml, &rule).is_err() {
                return Ok(false);
            }
            judge::lossless(&case.text, FormatName::Yaml, &rule)?;
            let Ok(theirs) = Theirs::of(&oracle, &case.text, FormatName::Yaml, &rule) else {
                return Ok(false);
            };
            judge::forward(&oracle, &case.text, &theirs, FormatName::Yaml, &rule)?;
            judge::backward(&oracle, &theirs, FormatName::Yaml)?;
            Ok(true)
        });
        match judged {
            Ok(Ok(true)) => Outcome::Passed,
            Ok(Ok(false)) => Outcome::Refused,
            Ok(Err(wrong)) | Err(wrong) => Outcome::Failed(wrong),
        }
    });
    let names: Vec<_> = cases.iter().map(|case| format!("{} ({})", case.name, case.title)).collect();
    report("YAML test suite", 100, &names, &outcomes);
}

/// The documented list is the true one, no more and no less.
#[test]
#[ignore = "needs a folder of foreign files: make corpus CORPUS=FOLDER"]
fn corpus_yaml_test_suite_differences_are_documented() {
    let (cases, oracle, rule) = (suite(), Oracle::new(), Rule::default());
    let rows = in_parallel(&cases, |case| {
        let theirs = oracle.encrypt(&case.text, FormatName::Yaml, &rule);
        let ours = without_panic(|| ours::encrypt(&case.text, FormatName::Yaml, &rule)).expect("no panic");
        let verdict = match (&theirs, &ours) {
            (Ok(_), Err(error)) => format!("accepts | refuses: {}", error.message()),
            (Err(_), Ok(_)) => "refuses | accepts".to_owned(),
            _ => return (theirs.is_ok(), None),
        };
        let suite = if case.invalid { "refuse" } else { "accept" };
        (theirs.is_ok(), Some(format!("| {} | {} | {suite} | {verdict} |\n", case.name, case.title)))
    });
    let accepted = rows.iter().filter(|(accepted, _)| *accepted).count();
    let rows: Vec<_> = rows.into_iter().filter_map(|(_, row)| row).collect();
    let mut table = String::new();
    let _ = writeln!(
        table,
        "Of {} cases the real program accepts {accepted}; on {} the two do not agree whether to accept.\n",
        cases.len(),
        rows.len()
    );
    if !rows.is_empty() {
        table += "| case | title | the suite says | sops 3.11.0 | sops-rs |\n|---|---|---|---|---|\n";
        table.extend(rows);
    }

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let written = root.join("target/yaml-test-suite.md");
    fs::write(&written, &table).expect("the target folder can be written");
    let document = fs::read_to_string(root.join(DOCUMENT)).expect("the document is in the repository");
    let listed =
        document.split_once(MARKS[0]).and_then(|(_, rest)| rest.split_once(MARKS[1])).map(|(list, _)| list);
    assert_eq!(
        listed,
        Some(table.as_str()),
        "{DOCUMENT} does not hold the true list: put {} between its marks",
        written.display()
    );
}
