//! Files that are made to exhaust the reader, or to lead it astray: each is read within bounds of time and
//! memory, which the system holds, or refused with a clear error. The bounds are those of `docs/limits.md`.

use std::{fmt::Write as _, fs, net::TcpListener, path::Path};

use crate::support::{Finished, PROGRAM, Sandbox, without_seal};

/// Bounds on memory, in MiB, and on the time of the processor, in seconds: those of a build that is not
/// optimised, on a slow machine.
#[derive(Clone, Copy)]
struct Bounds(u32, u32);

const SMALL: Bounds = Bounds(400, 10);

struct Stage {
    sandbox: Sandbox,
    recipient: String,
}

impl Stage {
    fn new() -> Self {
        let (sandbox, recipient) = Sandbox::with_key();
        sandbox.write("plain.yaml", "a: 1\nb: x\n");
        Self { sandbox, recipient }
    }

    fn encrypted(&self, plain: &str) -> String {
        let args = ["encrypt", "--age", &self.recipient, "--filename-override", "a.yaml"];
        self.sandbox.run(args).stdin(plain).stdout()
    }

    /// Runs the program within the bounds.
    fn within(&self, bounds: Bounds, args: &[&str], variables: &[(&str, &str)]) -> Finished {
        let Bounds(memory, seconds) = bounds;
        let limits = [format!("--as={}", u64::from(memory) << 20), format!("--cpu={seconds}")];
        let words = limits.iter().map(String::as_str).chain([PROGRAM]).chain(args.iter().copied());
        let run = self.sandbox.command(Path::new("/usr/bin/prlimit"), words);
        variables.iter().fold(run, |run, (name, value)| run.env(name, value)).finish()
    }

    fn encrypt(&self, bounds: Bounds, name: &str, content: impl AsRef<[u8]>) -> Finished {
        self.sandbox.write(name, content);
        self.within(bounds, &["encrypt", "--age", &self.recipient, name], &[])
    }

    #[track_caller]
    fn refused(&self, name: &str, content: impl AsRef<[u8]>, code: i32, why: &str) {
        let ended = self.encrypt(SMALL, name, content);
        assert_eq!(ended.code, Some(code), "{name}: {}", ended.stderr);
        assert!(
            ended.stderr.starts_with("error: ") && ended.stderr.contains(why),
            "{name}: {}",
            ended.stderr
        );
        assert!(ended.stderr.len() < 1000, "{name}: {}", ended.stderr.len());
    }
}

#[test]
fn deep_nesting() {
    const DEEP: usize = 100_000;
    let stage = Stage::new();
    let nest = |open: &str, close: &str| format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
    let lists = nest("[", "]");
    let dots = vec!["a"; DEEP].join(".");
    let blocks: String = (0..2000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect();
    for (name, content, why) in [
        ("a.yaml", format!("a: {lists}\n"), "nested too deeply"),
        ("a.yaml", nest("{a: ", "}"), "nested too deeply"),
        ("a.yaml", nest("- ", ""), "nested too deeply"),
        ("a.yaml", nest("? ", ""), "nested too deeply"),
        ("a.yaml", blocks, "nested too deeply"),
        ("a.json", format!("{{\"a\": {lists}}}"), "deeper than 256"),
        ("a.json", nest("{\"a\":", "}"), "deeper than 256"),
        ("a.toml", format!("a = {lists}\n"), "recursion"),
        ("a.toml", format!("a = {}\n", nest("{a=", "}")), "recursion"),
        ("a.toml", format!("{dots} = 1\n"), "too deep"),
        ("a.toml", format!("[{dots}]\nb = 1\n"), "too deep"),
    ] {
        stage.refused(name, content, 2, why);
    }
    // One name, for INI.
    assert_eq!(stage.encrypt(SMALL, "a.ini", format!("[{dots}]\nb = 1\n")).code, Some(0));
}

/// Ten of ten of ten: nine lines that mean a billion.
fn bomb(line: impl Fn(usize, &str) -> String) -> String {
    (1..10).map(|number| line(number, &vec![format!("*a{}", number - 1); 10].join(", "))).collect()
}

#[test]
fn a_billion_laughs() {
    let stage = Stage::new();
    let lists = format!("a0: &a0 x\n{}", bomb(|number, list| format!("a{number}: &a{number} [{list}]\n")));
    let merges = format!(
        "a0: &a0 {{x: 1}}\n{}",
        bomb(|number, list| format!("a{number}: &a{number} {{<<: [{list}], k{number}: 1}}\n"))
    );
    for text in [&lists, &merges] {
        stage.refused("a.yaml", text, 2, "the aliases expand to too many values");
    }
    // The same in a file that somebody else has encrypted, and in a config.
    let encrypted = stage.encrypted("a: 1\n");
    stage.sandbox.write("bomb.yaml", format!("{lists}{encrypted}"));
    for command in ["decrypt", "recipients", "verify"] {
        let ended = stage.within(SMALL, &[command, "bomb.yaml"], &[]);
        assert!(ended.code.is_some_and(|code| code == 1 || code == 2), "{command}: {}", ended.stderr);
    }
    stage.sandbox.write(".sops-rs.yaml", &lists);
    let ended = stage.within(SMALL, &["encrypt", "plain.yaml"], &[]);
    assert_eq!(ended.code, Some(5), "{}", ended.stderr);
}

#[test]
fn many_small_things() {
    let stage = Stage::new();
    let many = |line: &dyn Fn(usize) -> String| (0..10_000).map(line).collect::<String>();
    let bounds = Bounds(1000, 60);
    for (name, content) in [
        ("keys.yaml", many(&|n| format!("k{n}: v\n"))),
        ("comments.yaml", many(&|_| "# c\n".to_owned()) + "a: 1\n"),
        ("anchors.yaml", many(&|n| format!("k{n}: &a{n} x\n"))),
        ("aliases.yaml", format!("a: &a x\n{}", many(&|n| format!("k{n}: *a\n")))),
        ("keys.json", format!("{{{}\"z\": 1}}", many(&|n| format!("\"k{n}\": \"v\",")))),
        ("keys.env", many(&|n| format!("K{n}=v\n"))),
        ("keys.ini", format!("[s]\n{}", many(&|n| format!("k{n} = v\n")))),
        ("sections.ini", many(&|n| format!("[s{n}]\nk = v\n"))),
        ("keys.toml", many(&|n| format!("k{n} = 1\n"))),
        ("tables.toml", many(&|n| format!("[s{n}]\nk = 1\n"))),
        ("array.toml", many(&|_| "[[s]]\nk = 1\n".to_owned())),
    ] {
        let ended = stage.encrypt(bounds, name, content);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
    }
}

#[test]
fn long_values() {
    let stage = Stage::new();
    let bounds = Bounds(500, 30);
    for (name, content) in [
        ("a.yaml", format!("a: {}\n", "x ".repeat(500_000))),
        ("a.yaml", format!("a: \"{}\"\n", "\\\n".repeat(250_000))),
        ("a.yaml", format!("a: |\n{}", " x\n".repeat(250_000))),
        ("a.json", format!("{{\"a\": \"{}\"}}", "\\u0041".repeat(250_000))),
        ("a.env", format!("A={}\n", "x".repeat(1_000_000))),
        ("a.ini", format!("a = {}\n", "x".repeat(1_000_000))),
        ("a.toml", format!("a = \"{}\"\n", "x".repeat(1_000_000))),
        ("a.bin", "x".repeat(1_000_000)),
    ] {
        let ended = stage.encrypt(bounds, name, content);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let stage = Stage::new();
    for name in ["a.yaml", "a.json", "a.bin"] {
        // It takes no space.
        fs::File::create(stage.sandbox.path(name)).unwrap().set_len(1 << 30).unwrap();
        let ended = stage.within(Bounds(200, 2), &["encrypt", "--age", &stage.recipient, name], &[]);
        ended.failure(
            2,
            &format!(
                "error: {name}: the file is too large\n  more than 256 MiB are not read\n\
                 hint: If it is to be so large, raise the limit, as in SOPS_RS_MAX_FILE_SIZE=1G\n"
            ),
        );
    }
    // An input without a size is read up to the limit.
    let run = stage.sandbox.run(["encrypt", "--age", &stage.recipient, "--filename-override", "a.bin"]);
    run.env("SOPS_RS_MAX_FILE_SIZE", "1k")
        .stdin(vec![b'x'; 1025])
        .finish()
        .fails_with(2, "error: standard input: the file is too large");
    // Nor is a file written that would not be read again.
    stage.sandbox.write("b.yaml", "a: 1\n");
    let run = stage.sandbox.run(["encrypt", "-i", "--age", &stage.recipient, "b.yaml"]);
    run.env("SOPS_RS_MAX_FILE_SIZE", "500")
        .finish()
        .fails_with(2, "error: b.yaml: the encrypted file would be too large");
    assert_eq!(stage.sandbox.read("b.yaml"), "a: 1\n");
}

#[test]
fn limits_can_be_raised_and_lowered() {
    let stage = Stage::new();
    let nested = |depth: usize| format!("a: {}1{}\n", "[".repeat(depth), "]".repeat(depth));
    let aliases =
        format!("a: &a [x, x, x, x]\n{}", (0..50).map(|n| format!("k{n}: *a\n")).collect::<String>());
    for (name, value, content, code) in [
        // What is written counts as well: it is read again.
        ("SOPS_RS_MAX_FILE_SIZE", "10", "a: 3456\n".to_owned(), 2),
        ("SOPS_RS_MAX_FILE_SIZE", "10", "a: 345678901\n".to_owned(), 2),
        ("SOPS_RS_MAX_FILE_SIZE", "2K", "a: 345678901\n".to_owned(), 0),
        ("SOPS_RS_MAX_DEPTH", "1000", nested(900), 0),
        ("SOPS_RS_MAX_DEPTH", "10", nested(20), 2),
        ("SOPS_RS_MAX_DEPTH", "", nested(200), 0),
        ("SOPS_RS_MAX_ALIAS_VALUES", "100", aliases.clone(), 2),
        ("SOPS_RS_MAX_ALIAS_VALUES", "1M", aliases, 0),
    ] {
        stage.sandbox.write("a.yaml", content);
        let args = ["encrypt", "--age", &stage.recipient, "a.yaml"];
        let ended = stage.within(SMALL, &args, &[(name, value)]);
        assert_eq!(ended.code, Some(code), "{name}={value}: {}", ended.stderr);
        if code == 0 && name == "SOPS_RS_MAX_DEPTH" {
            // And back, in every way that walks down there.
            stage.sandbox.write("b.yaml", ended.text());
            for args in [
                &["decrypt", "b.yaml"][..],
                &["decrypt", "--output-type", "json", "b.yaml"],
                &["rotate", "b.yaml"],
            ] {
                let ended = stage.within(SMALL, args, &[(name, value)]);
                assert_eq!(ended.code, Some(0), "{args:?} {value}: {}", ended.stderr);
            }
        }
    }
    for (name, value, most) in [
        ("SOPS_RS_MAX_FILE_SIZE", "5G", "4294967295"),
        ("SOPS_RS_MAX_DEPTH", "1001", "1000"),
        ("SOPS_RS_MAX_ALIAS_VALUES", "0", "4294967295"),
        ("SOPS_RS_MAX_ALIAS_VALUES", "many", "4294967295"),
    ] {
        let ended =
            stage.within(SMALL, &["encrypt", "--age", &stage.recipient, "plain.yaml"], &[(name, value)]);
        let told = format!("{name} is not a number from 1 to {most}\nhint: Correct or unset it\n");
        assert!(ended.code == Some(1) && ended.stderr.ends_with(&told), "{}", ended.stderr);
    }
}

/// The entry of the metadata's one recipient.
fn entry(encrypted: &str) -> &str {
    let start = encrypted.find("- recipient: ").expect("it has a recipient");
    let start = encrypted[..start].rfind('\n').expect("it is not the first line") + 1;
    let mark = "-----END AGE ENCRYPTED FILE-----\n";
    &encrypted[start..encrypted.find(mark).expect("its key is wrapped") + mark.len()]
}

#[test]
fn a_crowd_of_recipients() {
    let stage = Stage::new();
    let encrypted = without_seal(&stage.encrypted("a: 1\nb: x\n"));
    let ours = entry(&encrypted);
    // The armor is sound, and the key in it is not.
    let line = ours.lines().nth(5).expect("the armor has lines");
    let turned: String = line.trim().chars().rev().collect();
    let broken = ours.replace(line.trim(), &turned);
    assert_ne!(broken, ours);
    let other = broken.replace(&stage.recipient, &format!("age1{}", "q".repeat(58)));
    for (what, crowd) in [("strangers", other.repeat(4_000)), ("broken ones", broken.repeat(1_000))] {
        stage.sandbox.write("a.yaml", encrypted.replace(ours, &format!("{crowd}{ours}")));
        for command in ["decrypt", "recipients", "verify", "filestatus"] {
            let ended = stage.within(Bounds(700, 60), &[command, "a.yaml"], &[]);
            assert_eq!(ended.code, Some(0), "{what}: {command}: {}", ended.stderr);
        }
    }
    // Where none is ours, that is told, and not four thousand times.
    stage.sandbox.write("a.yaml", encrypted.replace(ours, &other.repeat(4_000)));
    let ended = stage.within(Bounds(700, 60), &["decrypt", "a.yaml"], &[]);
    assert_eq!(ended.code, Some(128));
    assert!(ended.stderr.len() < 50_000, "{} bytes of errors", ended.stderr.len());
}

#[test]
fn expressions_that_explode() {
    let stage = Stage::new();
    let encrypted = stage.encrypted("a: 1\nb: x\n");
    let long = "a".repeat(5_000);
    for (expression, too_big) in [
        ("(a{1000}){1000}", true),
        ("(x{100}){900}", false),
        (&"(a*)*".repeat(500), false),
        ("(a|a)*(a|a)*(a|a)*(a|a)*b", false),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", false),
    ] {
        let config =
            format!("creation_rules:\n  - path_regex: '{expression}'\n    age: {}\n", stage.recipient);
        stage.sandbox.write(".sops-rs.yaml", config).write(&format!("{}.yaml", &long[..200]), "a: 1\n");
        let ended = stage.within(SMALL, &["encrypt", &format!("{}.yaml", &long[..200])], &[]);
        let codes: &[i32] = if too_big { &[5] } else { &[0, 1] };
        assert!(ended.code.is_some_and(|code| codes.contains(&code)), "{expression}: {}", ended.stderr);
        fs::remove_file(stage.sandbox.path(".sops-rs.yaml")).unwrap();
        // As a selector in a file, for long keys.
        let file = encrypted
            .replace("unencrypted_suffix: _unencrypted", &format!("encrypted_regex: '{expression}'"));
        assert_ne!(file, encrypted);
        stage.sandbox.write("a.yaml", file.replacen("a:", &format!("{long}:"), 1));
        let ended = stage.within(SMALL, &["decrypt", "a.yaml"], &[]);
        assert!(ended.code.is_some_and(|code| code > 0 && code < 100), "{expression}: {}", ended.stderr);
    }
}

#[test]
fn a_config_that_is_too_much() {
    let stage = Stage::new();
    let rule = format!("  - path_regex: zz\n    age: {}\n", stage.recipient);
    for config in [
        format!("creation_rules:\n{}", rule.repeat(100_000)),
        format!("x: {}{}\n", "[".repeat(100_000), "]".repeat(100_000)),
        "- ".repeat(100_000),
    ] {
        stage.sandbox.write(".sops-rs.yaml", config);
        let ended = stage.within(SMALL, &["encrypt", "plain.yaml"], &[]);
        assert_eq!(ended.code, Some(5), "{}", ended.stderr);
        assert!(ended.stderr.len() < 1000);
    }
    fs::File::create(stage.sandbox.path(".sops-rs.yaml")).unwrap().set_len(3 << 30).unwrap();
    let ended = stage.within(SMALL, &["encrypt", "plain.yaml"], &[]);
    assert_eq!(ended.code, Some(5));
    assert!(ended.stderr.contains("too big for a config file"), "{}", ended.stderr);
}

/// What a terminal would obey or turn around is shown as an escape.
#[test]
fn names_that_would_steer_the_terminal() {
    let stage = Stage::new();
    let name = "\"k\\e[2J\\u202Eyek\\u2066\\u0085\\u2028\"";
    for (file, content, code) in [
        ("a.yaml", format!("{name}: 1\n{name}: 2\n"), 2),
        ("a.yaml", format!("{name}: !!int x\n"), 2),
        ("a.json", "{\"k\\u001b[2J\\u202e\": 1, \"k\\u001b[2J\\u202e\": 2}".to_owned(), 2),
    ] {
        let ended = stage.encrypt(SMALL, file, content);
        assert_eq!(ended.code, Some(code), "{}", ended.stderr);
        let steering = |c: char| {
            (c.is_control() && c != '\n') || ('\u{2028}'..='\u{202e}').contains(&c) || c == '\u{2066}'
        };
        assert!(!ended.stderr.contains(steering), "{:?}", ended.stderr);
    }
    let ended =
        stage.within(SMALL, &["encrypt", "--age", &stage.recipient, "no\u{1b}c\u{202e}such.yaml"], &[]);
    assert!(ended.stderr.contains("no\\u{1b}c\\u{202e}such.yaml"), "{}", ended.stderr);
}

#[test]
fn names_of_plugins_lead_to_no_other_folder() {
    let stage = Stage::new();
    for name in ["../../bin/x", "a/b", "a\\b", "..", "a\u{0}b"] {
        let bech32 = bech32::Hrp::parse(&format!("age1{name}"));
        let text = bech32.map_or_else(
            |_| format!("age1{name}1qqqsyqcyq5rqwzqfpg9scrgwpujuvusz"),
            |hrp| bech32::encode::<bech32::Bech32>(hrp, &[0; 16]).unwrap(),
        );
        let ended = stage.sandbox.run(["encrypt", "--age", &text.replace('\0', ""), "plain.yaml"]).finish();
        assert_eq!(ended.code, Some(111), "{name}: {}", ended.stderr);
    }
}

/// A file says where its keys are; it does not choose whom we talk to.
#[test]
fn a_file_that_points_at_another_host_is_not_followed() {
    let stage = Stage::new();
    let encrypted = stage.encrypted("a: 1\n");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let host = listener.local_addr().unwrap();
    let lists = [
        format!(
            "hc_vault:\n        - vault_address: http://{host}\n          engine_path: transit\n          key_name: k\n          created_at: \"2026-01-01T00:00:00Z\"\n          enc: vault:v1:x\n"
        ),
        format!(
            "azure_kv:\n        - vault_url: http://{host}\n          name: k\n          version: v\n          created_at: \"2026-01-01T00:00:00Z\"\n          enc: x\n"
        ),
        format!(
            "kms:\n        - arn: arn:aws:kms:{host}/:123456789012:key/00000000-0000-0000-0000-000000000000\n          created_at: \"2026-01-01T00:00:00Z\"\n          enc: eA==\n"
        ),
        format!(
            "kms:\n        - arn: arn:aws:kms:x@{host}#:123456789012:key/00000000-0000-0000-0000-000000000000\n          created_at: \"2026-01-01T00:00:00Z\"\n          enc: eA==\n"
        ),
    ];
    let ours = encrypted.find("    age:\n").expect("the list of age keys");
    let end = encrypted.find("    lastmodified").expect("what follows");
    for list in lists {
        let mut file = encrypted[..ours].to_owned();
        let _ = write!(file, "    {list}{}", &encrypted[end..]);
        stage.sandbox.write("a.yaml", &file);
        let keys = [("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x"), ("VAULT_TOKEN", "x")];
        for command in ["decrypt", "recipients", "filestatus"] {
            // The SDK's threads want room.
            let ended = stage.within(Bounds(4000, 20), &[command, "a.yaml"], &keys);
            assert!(
                ended.code == Some(128) || command != "decrypt",
                "{list}: {:?} {}",
                ended.code,
                ended.stderr
            );
        }
        let nobody = listener.accept().map(drop).map_err(|error| error.kind());
        assert_eq!(nobody, Err(std::io::ErrorKind::WouldBlock), "{list}");
    }
}

/// What takes longer: `make crash`.
#[test]
#[ignore = "takes minutes: make crash"]
fn a_million_keys_and_a_value_beyond_the_limit() {
    let stage = Stage::new();
    let many = |line: &dyn Fn(usize) -> String| (0..1_000_000).map(line).collect::<String>();
    for (name, content) in [
        ("keys.yaml", many(&|n| format!("k{n}: v\n"))),
        ("keys.json", format!("{{{}\"z\": 1}}", many(&|n| format!("\"k{n}\": \"v\",")))),
        ("keys.env", many(&|n| format!("K{n}=v\n"))),
        ("keys.ini", format!("[s]\n{}", many(&|n| format!("k{n} = v\n")))),
        ("keys.toml", many(&|n| format!("k{n} = 1\n"))),
    ] {
        let ended = stage.encrypt(Bounds(2000, 300), name, content);
        assert_eq!(ended.code, Some(0), "{name}: {}", ended.stderr);
    }
    // The seal would tell that recipients came.
    let encrypted = without_seal(&stage.encrypted("a: 1\nb: x\n"));
    let ours = entry(&encrypted);
    let other = ours.replace(&stage.recipient, &format!("age1{}", "q".repeat(58)));
    stage.sandbox.write("crowd.yaml", encrypted.replace(ours, &format!("{}{ours}", other.repeat(100_000))));
    assert_eq!(stage.within(Bounds(2000, 300), &["decrypt", "crowd.yaml"], &[]).code, Some(0));
    fs::File::create(stage.sandbox.path("a.bin")).unwrap().set_len(300 << 20).unwrap();
    let args = ["encrypt", "--age", &stage.recipient, "--output", "b.bin", "a.bin"];
    let ended = stage.within(Bounds(4000, 600), &args, &[("SOPS_RS_MAX_FILE_SIZE", "500M")]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}
