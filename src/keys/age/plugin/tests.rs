//! The plugins are shell scripts that speak the protocol as the specification has it.

use super::*;

#[test]
fn recipients_and_identities_name_their_program() {
    assert_eq!(Recipient::parse("age1test1qypqs9228n").unwrap().binary(), "age-plugin-test");
    assert_eq!(Identity::parse("AGE-PLUGIN-TEST-1QV8TJW9H").unwrap().binary(), "age-plugin-test");
    assert_eq!(binary_of("age1test1qypqs9228n").as_deref(), Some("age-plugin-test"));
    assert_eq!(binary_of("age1at5u4djxun39tunythz3uhqtgnahxcn05ze7nsgnna3xav9hf4vq3g9crc"), None);
    // Mistyped, in the wrong case, without a name, with a name that leads elsewhere.
    for text in
        ["age1test1qypqs9228m", "AGE1TEST1QYPQS9228N", "age11qypqs9228n", "age1../test1qypqzlephm", ""]
    {
        assert!(Recipient::parse(text).is_none(), "{text}");
    }
    for text in [
        "AGE-PLUGIN-TEST-1QV8TJW9J",
        "age-plugin-test-1qv8tjw9h",
        "AGE-PLUGIN-../TEST-1QVWPMEWD",
        "AGE-PLUGIN-TEST",
    ] {
        assert!(Identity::parse(text).is_none(), "{text}");
    }
}

#[cfg(unix)]
mod running {
    use std::{
        io::Write as _,
        process::{Command, Stdio},
        time::Instant,
    };

    use super::*;
    use crate::keys::{
        Attempt, KeyKind, MasterKey, Provider as _,
        age::{
            Age,
            tests::{Answers, BY_SOPS, DATA_KEY, KEY, OTHER_KEY, RECIPIENT, entry, failure, text},
        },
    };

    const TEST: &str = "age1test1qypqs9228n";
    const IDENTITY: &str = "AGE-PLUGIN-TEST-1QV8TJW9H";

    /// Wraps by writing the file key down as it is, and unwraps what it wrote.
    const FAITHFUL: &str = r#"
        hear() {
            while read -r line; do
                case "$line" in
                    "-> wrap-file-key"|"-> recipient-stanza 0 test "*) read -r key ;;
                    "-> add-"*) set -- "$@" "$line" ;;
                    "-> done") read -r _; break ;;
                esac
            done
        }
        say() { printf -- '-> %s\n%s\n' "$1" "$2"; }
        ask() { say "$@"; read -r answer; read -r body; }
        hear
        case "$1" in
            *recipient-v1) ask "recipient-stanza 0 test it" "$key" ;;
            *identity-v1) if [ -n "$key" ]; then ask "file-key 0" "$key"; fi ;;
        esac
        say done ""
    "#;

    struct Stage {
        folder: tempfile::TempDir,
    }

    impl Stage {
        /// A folder with `age-plugin-test`, a shell script.
        fn new(script: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("age-plugin-test");
            // Written by another process: a program that this one has open for writing could not be
            // run while a thread of another test starts a process.
            let mut writer = Command::new("sh")
                .args(["-c", "cat > \"$0\" && chmod +x \"$0\""])
                .arg(&path)
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            write!(writer.stdin.take().unwrap(), "#!/bin/sh\n{script}").unwrap();
            assert!(writer.wait().unwrap().success());
            Self { folder }
        }

        fn age(&self, keys: &str, patience: Duration) -> Age {
            let folders = vec!["relative".into(), "/nonexistent".into(), self.folder.path().to_owned()];
            Age::new(vec![text(keys)]).with_plugins(Plugins { folders, patience })
        }

        fn patient(&self, keys: &str) -> Age {
            self.age(keys, Duration::from_secs(60))
        }
    }

    fn wrapped() -> MasterKey {
        let mut key = MasterKey::new(KeyKind::Age, TEST);
        Stage::new(FAITHFUL).patient("").wrap(&mut key, &DATA_KEY).unwrap();
        key
    }

    fn attempt(script: &str) -> Attempt {
        // Short only where it is waited for in vain: a busy machine may start a shell slowly.
        let patience = Duration::from_secs(if script.contains("sleep") { 2 } else { 60 });
        failure(&Stage::new(script).age(IDENTITY, patience), &wrapped())
    }

    #[test]
    fn what_a_plugin_wraps_it_unwraps() {
        let stage = Stage::new(FAITHFUL);
        let key = wrapped();
        stage.patient("").check(&key).unwrap();
        let age = stage.patient(&format!("{KEY}\n{IDENTITY}"));
        assert_eq!(age.unwrap(&key).unwrap().expose(), DATA_KEY);
        assert!(!age.has_secret_of(&key), "it is known only by running another program");
        // The name of an entry is not authenticated, and a plugin may open entries of all kinds.
        let renamed = entry(RECIPIENT, key.enc());
        assert_eq!(age.unwrap(&renamed).unwrap().expose(), DATA_KEY);
    }

    #[test]
    fn a_plugin_that_is_not_for_the_entry_says_nothing() {
        let stage = Stage::new(FAITHFUL);
        let age = stage.patient(&format!("{IDENTITY}\n{OTHER_KEY}"));
        let attempt = failure(&age, &entry(RECIPIENT, BY_SOPS));
        assert_eq!(attempt.reason, "no identity found is for this recipient");
        assert_eq!(
            attempt.places[1..],
            ["SOPS_AGE_KEY, line 1: an identity of age-plugin-test, which does not open this entry"]
        );
        let attempt = failure(&stage.patient(""), &wrapped());
        assert_eq!(attempt.reason, "no age identity was found");
        assert!(attempt.hint.unwrap().contains("the identity which age-plugin-test gives"));
    }

    #[test]
    fn no_plugin_runs_while_a_plain_identity_will_do() {
        let stage = Stage::new("touch \"$(dirname \"$0\")/ran\"");
        let age = stage.patient(&format!("{IDENTITY}\n{KEY}"));
        assert!(age.has_secret_of(&entry(RECIPIENT, BY_SOPS)));
        age.unwrap(&entry(RECIPIENT, BY_SOPS)).unwrap();
        assert!(!stage.folder.path().join("ran").exists());
    }

    #[test]
    fn its_questions_are_asked_and_answered() {
        let talk = r#"
            ask msg aGVsbG8gG1szMW0   # "hello ESC[31m"
            [ "$answer" = "-> ok" ] || exit 1
            ask "confirm WWVz Tm8" c3VyZT8   # Yes, No, "sure?"
            [ "$answer" = "-> ok yes" ] || exit 2
            ask "confirm Tm8" c3VyZT8
            [ "$answer" = "-> ok no" ] || exit 3
            ask request-public bGluZT8   # "line?"
            [ "$answer $body" = "-> ok YSBsaW5l" ] || exit 4   # "a line"
            ask request-secret UElOPw   # "PIN?"
            [ "$answer $body" = "-> ok b3BlbiBzZXNhbWU" ] || exit 5
            ask grease-me ""
            [ "$answer" = "-> unsupported" ] || exit 6
            case "$1" in"#;
        let script =
            FAITHFUL.replace("case \"$1\" in\n            *rec", &format!("{talk}\n            *rec"));
        assert_ne!(script, FAITHFUL);
        let answers = Answers::of("open sesame");
        let stage = Stage::new(&script);
        let age = stage.patient(IDENTITY).with_prompt(answers.clone());
        let mut key = wrapped();
        assert_eq!(age.unwrap(&key).unwrap().expose(), DATA_KEY);
        let asked = [
            "show age-plugin-test: hello \u{fffd}[31m",
            "choose Yes or Some(\"No\") age-plugin-test: sure?",
            "choose No or None age-plugin-test: sure?",
            "line age-plugin-test: line?",
            "secret age-plugin-test: PIN?",
        ];
        assert_eq!(answers.asked(), asked);
        age.wrap(&mut key, &DATA_KEY).unwrap();
        assert_eq!(answers.asked().len(), 10);

        // Without a terminal the plugin hears of it and decides.
        let script = FAITHFUL.replace(
            "hear\n        case",
            "hear\n ask request-secret UElOPw\n echo \"$answer\" > \"${0%/*}/said\"\n case",
        );
        let stage = Stage::new(&script);
        assert_eq!(stage.patient(IDENTITY).unwrap(&wrapped()).unwrap().expose(), DATA_KEY);
        assert_eq!(std::fs::read_to_string(stage.folder.path().join("said")).unwrap(), "-> fail\n");
    }

    #[test]
    fn what_a_plugin_does_wrong_is_named() {
        let trailing = "say done ''";
        for (script, what) in [
            ("exit 3", "age-plugin-test ended before it was done (exit status: 3)".to_owned()),
            ("kill -9 $$", "age-plugin-test ended before it was done (signal: 9 (SIGKILL))".to_owned()),
            (
                "echo CANARY; sleep 60",
                "age-plugin-test says something else than the protocol of age plugins".to_owned(),
            ),
            ("exec sleep 60", "age-plugin-test said nothing for 2 seconds and was stopped".to_owned()),
            // A process of its own holds the pipes.
            ("sleep 5", "age-plugin-test said nothing for 2 seconds and was stopped".to_owned()),
            (
                "while :; do printf -- '-> msg\\n\\n'; done",
                "age-plugin-test sends messages without end and was stopped".to_owned(),
            ),
            (
                "hear; ask 'error internal' c21hcnQgY2FyZCBub3QgZm91bmQ; say done ''",
                "age-plugin-test failed: smart card not found".to_owned(),
            ),
            (
                &format!("hear; ask 'error identity 0' QUdFLVBMVUdJTi1URVNULTFRVjhUSlc5SA; {trailing}"),
                "age-plugin-test failed: its message is not shown, since it names an identity".to_owned(),
            ),
            (
                "hear; ask 'file-key 0' AAAA; say done ''",
                "age-plugin-test gave a key of a wrong length".to_owned(),
            ),
            (
                "hear; ask 'file-key 0' AAAAAAAAAAAAAAAAAAAAAA; say done ''",
                "the key that age-plugin-test gave does not open the entry".to_owned(),
            ),
        ] {
            let functions = FAITHFUL.split("\n        hear\n").next().unwrap();
            let start = Instant::now();
            let attempt = attempt(&format!("{functions}\n{script}"));
            assert_eq!(attempt.reason, format!("an identity could not be used: {what}"), "{script}");
            assert_eq!(
                attempt.places,
                ["SOPS_AGE_KEY: 1 identity of a plugin".to_owned(), format!("SOPS_AGE_KEY, line 1: {what}")]
            );
            assert!(start.elapsed() < Duration::from_secs(10));
        }
    }

    #[test]
    fn a_plugin_that_hung_is_not_waited_for_again() {
        let stage = Stage::new("exec sleep 60");
        let age = stage.age(IDENTITY, Duration::from_secs(1));
        let key = wrapped();
        let start = Instant::now();
        for _ in 0..5 {
            let _ = failure(&age, &key);
        }
        assert!(start.elapsed() < Duration::from_secs(4));
    }

    #[test]
    fn a_missing_plugin_is_named_with_its_key() {
        let age = Age::new(vec![text(IDENTITY)]);
        let attempt = failure(&age, &wrapped());
        assert_eq!(
            attempt.reason,
            "an identity could not be used: age-plugin-test was not found on the PATH"
        );
        assert_eq!(attempt.hint.as_deref(), Some("install age-plugin-test, or add its folder to the PATH"));
        let mut key = MasterKey::new(KeyKind::Age, TEST);
        for error in [age.check(&key).unwrap_err(), age.wrap(&mut key, &DATA_KEY).unwrap_err()] {
            assert_eq!(error.message(), format!("the data key could not be wrapped for {TEST}"));
            assert!(error.to_string().contains("age-plugin-test was not found on the PATH"), "{error}");
            assert!(error.next_step().unwrap().starts_with("install age-plugin-test"));
        }
        // A file that cannot be run is no plugin.
        let stage = Stage::new("");
        let path = stage.folder.path().join("age-plugin-test");
        std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        assert!(stage.patient("").check(&key).is_err());
    }

    #[test]
    fn a_plugin_that_does_not_wrap_is_named_with_its_key() {
        let functions = FAITHFUL.split("\n        hear\n").next().unwrap();
        for (script, what) in [
            ("hear; say done ''", "age-plugin-test wrapped nothing and gave no reason"),
            ("exit 1", "age-plugin-test ended before it was done (exit status: 1)"),
            (
                "hear; ask 'error recipient 0' c21hcnQgY2FyZCBub3QgZm91bmQ; say done ''",
                "age-plugin-test failed: smart card not found",
            ),
            (
                "hear; ask 'recipient-stanza 1 test' AAAA; say done ''",
                "age-plugin-test wrapped nothing and gave no reason",
            ),
        ] {
            let stage = Stage::new(&format!("{functions}\n{script}"));
            let mut key = MasterKey::new(KeyKind::Age, TEST);
            let error = stage.patient("").wrap(&mut key, &DATA_KEY).unwrap_err();
            assert_eq!(error.message(), format!("the data key could not be wrapped for {TEST}"));
            assert!(error.to_string().contains(what), "{error}");
            assert!(key.enc().is_empty());
        }
    }
}
