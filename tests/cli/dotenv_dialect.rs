//! `.env` files of other programs. The judge of the shell's is a shell; that of Docker's are the lines
//! that its client sends to its daemon, noted in the unit tests of the dialect.

#![cfg(unix)]

use std::{fs, process::Command};

use sops_rs::{
    document::{Member, Tree},
    format::dotenv::Dialect,
    scalar::ScalarType,
    secret::Plaintext,
};

use crate::support::Sandbox;

/// What a shell has in `A` after it sourced each of the texts.
fn sourced(texts: &[String]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let paths = texts.iter().enumerate().map(|(number, text)| {
        let path = folder.path().join(number.to_string());
        fs::write(&path, text).unwrap();
        path
    });
    // The subshell keeps the values of one text from the next, and the shell from ending at an error.
    let script = r#"for f; do (unset A; . "$f"; printf '%s\0' "$A"); done"#;
    let output = Command::new("sh").args(["-c", script, "sh"]).args(paths).env_clear().output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let stdout = String::from_utf8(output.stdout).unwrap();
    stdout.split_terminator('\0').map(str::to_owned).collect()
}

/// What we have in `A`; `None` where we refuse the text.
fn read(text: &str) -> Option<String> {
    let Tree::Mapping(members) = Dialect::Shell.read(text).ok()? else { panic!("not a mapping") };
    let value = members.into_iter().find_map(|member| match member {
        Member::Entry(key, Tree::Scalar(_, value)) if key == "A" => Some(value),
        _ => None,
    });
    Some(value.map_or_else(String::new, |value| value.expose_str().unwrap().to_owned()))
}

/// Texts of up to three pieces, each piece with a meaning to a shell. Without the two characters `\n`,
/// which are a line break to sops and not to a shell.
fn texts() -> Vec<String> {
    const PIECES: [&str; 16] =
        ["x", " ", "\n", "'", "\"", "\\", "#", "$", "=", "~", "*", "\\\n", "A=y", "\t", "\r", ":é"];
    let mut texts = Vec::new();
    let mut tails = vec![String::new()];
    for _ in 0..3 {
        tails = tails.iter().flat_map(|tail| PIECES.map(|piece| format!("{tail}{piece}"))).collect();
        // All of the short ones; of the long ones as many as take no time.
        let some = || tails.iter().step_by(tails.len() / 600 + 1);
        texts.extend(some().map(|tail| format!("A={tail}")));
        texts.extend(some().map(|tail| format!("export A=\"{tail}\"\n")));
        texts.extend(some().map(|tail| format!("# c\n\tA='{tail}'z")));
    }
    texts
}

#[test]
fn what_we_read_a_shell_reads_as_well() {
    let accepted: Vec<(String, String)> =
        texts().into_iter().filter_map(|text| read(&text).map(|value| (text, value))).collect();
    assert!(accepted.len() > 1000, "only {} texts were accepted", accepted.len());
    let (texts, ours): (Vec<_>, Vec<_>) = accepted.into_iter().unzip();
    for ((text, ours), theirs) in texts.iter().zip(&ours).zip(sourced(&texts)) {
        assert_eq!(*ours, theirs, "{text:?}");
    }
}

#[test]
fn what_we_write_a_shell_reads() {
    let values: Vec<String> = texts().into_iter().step_by(3).chain(["C:\\new\\n".to_owned()]).collect();
    let written = values.iter().map(|value| {
        let value = Tree::Scalar(ScalarType::Str, Plaintext::new(value.as_bytes().to_vec()));
        let mut out = Plaintext::default();
        let document = Tree::Mapping(vec![Member::Entry("A".to_owned(), value)]);
        Dialect::Shell.print(&[document], &mut out).unwrap();
        out.expose_str().unwrap().to_owned()
    });
    assert_eq!(sourced(&written.collect::<Vec<_>>()), values);
}

/// A sandbox with these files, encrypted to its own key.
fn sandbox(files: &[(&str, &str)]) -> Sandbox {
    let (sandbox, recipient) = Sandbox::with_key();
    for (name, text) in files {
        sandbox.write(name, text);
        sandbox.run(["encrypt", "-i", "--age", &recipient, name]).stdout();
    }
    sandbox
}

const QUOTED: &str = "# c\nexport A=\"x y\" # d\nB='single $HOME'\nC=\"one\\ntwo\"\nD=\"x=1\ny=2\"\n";

#[test]
fn values_are_passed_as_the_dialect_has_them() {
    let sandbox = sandbox(&[("a.env", QUOTED)]);
    let env = |dialect: &[&str]| {
        let args =
            ["exec-env", "--pristine"].iter().chain(dialect).chain(&["a.env", "--", "/usr/bin/env", "-0"]);
        let output = sandbox.run(args).finish();
        let mut values: Vec<_> = output.text().split_terminator('\0').map(str::to_owned).collect();
        values.sort();
        values
    };
    // Without a dialect as the real program has it.
    let bare = ["B='single $HOME'", "C=\"one\ntwo\"", "D=\"x=1", "export A=\"x y\" # d", "y=2\""];
    assert_eq!(env(&[]), bare);
    assert_eq!(env(&["--dotenv-dialect", "shell"]), ["A=x y", "B=single $HOME", "C=one\ntwo", "D=x=1\ny=2"]);
    sandbox
        .run(["exec-env", "--dotenv-dialect", "docker", "a.env", "--", "touch", "ran"])
        .finish()
        .failure(
            2,
            "error: a.env:2:1: Docker would refuse the line\n  there is a blank in the name\nhint: Take away what \
             stands before the name; `export` is read with --dotenv-dialect shell\n",
        );
    assert!(!sandbox.path("ran").exists());
}

#[test]
fn the_bytes_of_a_file_that_stays_one_are_kept() {
    let sandbox = sandbox(&[("a.env", QUOTED)]);
    for dialect in [&[][..], &["--dotenv-dialect", "shell"], &["--dotenv-dialect", "docker"]] {
        assert_eq!(sandbox.run(["decrypt", "a.env"].iter().chain(dialect)).stdout(), QUOTED);
    }
}

#[test]
fn conversions_speak_the_dialect() {
    let yaml = "# c\na: it's\nb: |\n  two\n  lines\nc: true\nd: ''\n";
    let sandbox = sandbox(&[("a.env", QUOTED), ("a.yaml", yaml)]);
    let shell = ["--dotenv-dialect", "shell"];
    let json = ["decrypt", "--output-type", "json", "a.env"];
    assert_eq!(
        sandbox.run(json.iter().chain(&shell)).stdout(),
        "{\n\t\"A\": \"x y\",\n\t\"B\": \"single $HOME\",\n\t\"C\": \"one\\ntwo\",\n\t\"D\": \"x=1\\ny=2\"\n}\n"
    );
    let value = ["decrypt", "--extract", "[\"A\"]", "a.env"];
    assert_eq!(sandbox.run(value.iter().chain(&shell)).stdout(), "x y");
    let dotenv = ["decrypt", "--output-type", "dotenv", "a.yaml"];
    assert_eq!(sandbox.run(dotenv).stdout(), "# c\na=it's\nb=two\\nlines\\n\nc=true\nd=\n");
    let text = sandbox.run(dotenv.iter().chain(&shell)).stdout();
    assert_eq!(text, "# c\na='it'\\''s'\nb='two\nlines\n'\nc=true\nd=\n");
    let script = format!("{text}printf '%s|' \"$a\" \"$b\" \"$c\" \"$d\"");
    assert_eq!(sandbox.command("/bin/sh".as_ref(), ["-c", &script]).stdout(), "it's|two\nlines\n|true||");
    sandbox.run(dotenv.iter().chain(&["--dotenv-dialect", "docker"])).finish().failure(
        4,
        "error: a.yaml: Docker cannot read a value over several lines from a file at [\"b\"]\nhint: Choose \
         --dotenv-dialect shell, or pass the value with exec-env\n",
    );
    let file =
        ["exec-file", "--output-type", "dotenv", "a.yaml", "--", "sh", "-c", ". $0; echo \"$b\"", "{}"];
    let file = file[..1].iter().chain(&shell).chain(&file[1..]);
    assert_eq!(sandbox.run(file).stdout(), "two\nlines\n\n");
}

#[test]
fn a_text_is_encrypted_as_what_it_means() {
    let (sandbox, recipient) = Sandbox::with_key();
    sandbox.write("a.env", "export KEY='-----BEGIN-----\nxyz\n-----END-----'\n");
    let args =
        ["encrypt", "--age", &recipient, "--output-type", "json", "--dotenv-dialect", "shell", "a.env"];
    let encrypted = sandbox.run(args).stdout();
    sandbox.write("a.json", encrypted);
    let value = sandbox.run(["decrypt", "--extract", "[\"KEY\"]", "a.json"]).stdout();
    assert_eq!(value, "-----BEGIN-----\nxyz\n-----END-----");
}
