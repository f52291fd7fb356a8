//! `edit` on a terminal, where people answer, give up, and where signals come from.

use std::fs;

use super::edit::Desk;

/// What an editor does when it is not to end by itself. It hears no Ctrl-C: it is a character to it.
const STAY: &str = "trap '' INT; touch ready; while [ ! -e go ]; do sleep 0.05; done";

const BACK: &str = "Press Enter to return to the editor, or Ctrl-C to give up the changes: ";

/// An editor that makes a slip at first, and puts it right.
const SLIP: &str =
    "if [ -e slip ]; then sed -i '/\\[$/d; s/one/uno/' \"$1\"; else touch slip; echo '  - [' >> \"$1\"; fi";

#[test]
fn a_slip_is_told_and_put_right() {
    let desk = Desk::new();
    let shown = desk
        .edit(SLIP, &["a.yaml"])
        .on_terminal()
        .expect("error: a.yaml:6:")
        .expect(BACK)
        .keys("\n")
        .finish();
    assert_eq!(shown.code, 0, "{}", shown.output);
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    assert_eq!(desk.sandbox.names(), ["a.yaml", "slip"]);
    desk.is_clean();
}

#[test]
fn the_changes_can_be_given_up() {
    for (keys, code) in [("\u{3}", -2), ("\u{4}", 85)] {
        let desk = Desk::new();
        let old = desk.sandbox.read("a.yaml");
        let shown = desk.edit(SLIP, &["a.yaml"]).on_terminal().expect(BACK).keys(keys).finish();
        assert_eq!(shown.code, code, "{}", shown.output);
        assert_eq!(
            (desk.sandbox.read("a.yaml"), desk.sandbox.names()),
            (old, vec!["a.yaml".into(), "slip".into()])
        );
        desk.is_clean();
    }
}

#[test]
fn ctrl_c_belongs_to_the_editor_while_it_runs() {
    let desk = Desk::new();
    let ready = desk.sandbox.path("ready");
    let script = format!("{STAY}; sed -i s/one/uno/ \"$1\"");
    let session = desk.edit(&script, &["a.yaml"]).on_terminal().wait(&ready).keys("\u{3}").expect("^C");
    let shown = session.touch(&desk.sandbox.path("go")).finish();
    assert_eq!(shown.code, 0, "{}", shown.output);
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    desk.is_clean();
}

#[test]
fn an_editor_that_ctrl_c_ends_saves_nothing() {
    let desk = Desk::new();
    let old = desk.sandbox.read("a.yaml");
    // The shell waits for nobody then: one that waits for a program lets that program have the Ctrl-C, and
    // goes on if it ends just then.
    let script = "sed -i s/one/uno/ \"$1\"; : > ready; read line";
    let shown =
        desk.edit(script, &["a.yaml"]).on_terminal().wait(&desk.sandbox.path("ready")).keys("\u{3}").finish();
    assert_eq!(shown.code, 130, "{}", shown.output);
    assert!(shown.output.contains("was ended by signal 2\n  nothing was saved\n"), "{}", shown.output);
    assert_eq!(
        (desk.sandbox.read("a.yaml"), desk.sandbox.names()),
        (old, vec!["a.yaml".into(), "ready".into()])
    );
    desk.is_clean();
}

#[test]
fn whoever_ends_us_does_not_end_the_edit() {
    for (signal, code) in [("TERM", -15), ("HUP", -1)] {
        let desk = Desk::new();
        let old = desk.sandbox.read("a.yaml");
        let script = "sed -i s/one/uno/ \"$1\"; touch ready; exec sleep 60";
        let session = desk.edit(script, &["a.yaml"]).on_terminal().wait(&desk.sandbox.path("ready"));
        let shown = session.signal(signal).finish();
        assert_eq!(shown.code, code, "{}", shown.output);
        let told = "your text was not saved; it is kept, encrypted, in a.yaml.unsaved\nhint: Show it with ";
        assert!(shown.output.contains(told), "{}", shown.output);
        assert_eq!(desk.sandbox.read("a.yaml"), old);
        assert_eq!(desk.kept("a.yaml.unsaved"), desk.plain.replace("one", "uno"));
        desk.is_clean();
    }
}

#[test]
fn a_signal_that_meets_no_change_leaves_nothing() {
    let desk = Desk::new();
    let session = desk.edit("touch ready; exec sleep 60", &["a.yaml"]).on_terminal();
    let shown = session.wait(&desk.sandbox.path("ready")).signal("TERM").finish();
    assert_eq!((shown.code, shown.output.as_str()), (-15, ""));
    assert_eq!(desk.sandbox.names(), ["a.yaml", "ready"]);
    desk.is_clean();
}

#[test]
fn a_terminal_that_goes_away_does_not_take_the_edit_with_it() {
    let desk = Desk::new();
    let script = "sed -i s/one/uno/ \"$1\"; touch ready; exec sleep 60";
    let shown =
        desk.edit(script, &["a.yaml"]).on_terminal().wait(&desk.sandbox.path("ready")).hang_up().finish();
    // The signal reaches the editor as well, and whoever is first ends the run.
    assert!([-1, 201].contains(&shown.code), "{}", shown.code);
    assert_eq!(desk.kept("a.yaml.unsaved"), desk.plain.replace("one", "uno"));
    desk.is_clean();
}

#[test]
fn the_next_run_removes_what_a_killed_one_left() {
    let desk = Desk::new();
    let script = "touch ready; exec sleep 60";
    let session = desk.edit(script, &["a.yaml"]).on_terminal().wait(&desk.sandbox.path("ready"));
    assert_eq!(session.signal("KILL").finish().code, -9);
    let [left] = desk.folders().try_into().unwrap();
    assert!(left.join("a.yaml").exists());
    desk.edit(":", &["a.yaml"]).finish().failure(200, "File has not changed, exiting.\n");
    assert!(!left.exists());
    desk.is_clean();
}

#[test]
fn one_that_lives_is_left_alone_by_the_next_run() {
    let desk = Desk::new();
    fs::copy(desk.sandbox.path("a.yaml"), desk.sandbox.path("b.yaml")).unwrap();
    let inner = desk.editor("inner", ":");
    let script = format!(
        "EDITOR={} {} edit b.yaml; sed -i s/one/uno/ \"$1\"",
        inner.display(),
        crate::support::PROGRAM
    );
    let finished = desk.edit(&script, &["a.yaml"]).finish();
    assert_eq!((finished.code, finished.stderr.as_str()), (Some(0), "File has not changed, exiting.\n"));
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    desk.is_clean();
}

#[test]
fn an_edit_that_was_overtaken_can_be_decided_on() {
    for (answers, code, ours, kept) in [("1", 1, false, true), ("2", 0, true, false), ("3", 0, true, false)] {
        let desk = Desk::new();
        let (old, other) = (desk.sandbox.read("a.yaml"), desk.sandbox.read("a.yaml") + "# other\n");
        desk.sandbox.write("old.yaml", old).write("other.yaml", &other);
        // Back in the editor, the user sees to it that the file is as it was.
        let script = "if [ -e slip ]; then cp old.yaml a.yaml; else touch slip; cp other.yaml a.yaml; fi; \
                      sed -i s/one/uno/ \"$1\"";
        let session = desk.edit(script, &["a.yaml"]).on_terminal();
        let session = session.expect("the file was changed by another program while it was edited");
        let shown = session
            .expect("Which one?")
            .keys("what\n")
            .expect("Which one?")
            .keys(&format!("{answers}\n"))
            .finish();
        assert_eq!(shown.code, code, "{}", shown.output);
        if ours {
            assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
        } else {
            assert_eq!(desk.sandbox.read("a.yaml"), other);
        }
        assert_eq!(desk.sandbox.path("a.yaml.unsaved").exists(), kept);
        desk.is_clean();
    }
}

#[test]
fn a_file_that_is_being_edited_can_be_joined() {
    let desk = Desk::new();
    let claim = sops_rs::sys::claim(&desk.sandbox.path("a.yaml"));
    let question = "a.yaml is being edited by another program. Edit it all the same? (y/N): ";
    let join = |answer: &str| {
        let session = desk.edit("sed -i s/one/uno/ \"$1\"", &["a.yaml"]).on_terminal();
        session.expect(question).keys(&format!("{answer}\n")).finish()
    };
    assert_eq!(join("").code, 1);
    assert_eq!(desk.real("a.yaml"), desk.plain);
    assert_eq!(join("y").code, 0);
    assert_eq!(desk.real("a.yaml"), desk.plain.replace("one", "uno"));
    drop(claim);
    desk.is_clean();
}
