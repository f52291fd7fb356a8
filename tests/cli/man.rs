use std::fs;

use crate::support::Sandbox;

#[test]
fn the_page_of_the_program_goes_to_stdout() {
    let sandbox = Sandbox::new();
    let page = sandbox.run(["man"]).stdout();
    let title = format!(".TH sops-rs 1  \"sops-rs {}\" \"sops-rs manual\"\n", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&title), "{page}");
    assert!(page.contains("\nsops\\-rs\\-exec\\-file(1)\n") && !page.contains("complete"), "{page}");
    assert!(sandbox.sops(["man"]).stdout().contains(".TH sops 1  "));
}

#[test]
fn every_command_has_a_page_with_examples() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run(["man", "--output", "share/man1"]).stdout(), "");
    let mut pages = 0;
    for entry in fs::read_dir(sandbox.path("share/man1")).unwrap() {
        let path = entry.unwrap().path();
        let page = fs::read_to_string(&path).unwrap();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert_eq!(path.extension().unwrap(), "1");
        for part in [
            &format!(".TH {name} 1  "),
            ".SH NAME\n",
            ".SH SYNOPSIS\n",
            ".SH OPTIONS\n",
            ".SH EXAMPLES\n.nf\n",
        ] {
            assert_eq!(page.matches(part).count(), 1, "{name}: {part}\n{page}");
        }
        assert!(page.is_ascii() && !page.contains("\n.\n"), "{name}");
        pages += 1;
    }
    assert!(pages >= 15, "{pages}");
    // A second time over the first.
    assert_eq!(sandbox.run(["man", "--output", "share/man1"]).stdout(), "");
    assert_eq!(fs::read_dir(sandbox.path("share/man1")).unwrap().count(), pages);
}

#[test]
fn a_folder_that_cannot_be_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("file", "");
    let finished = sandbox.run(["man", "--output", "file/man1"]).finish();
    finished.fails_with(3, "error: file/man1: cannot write the manual");
}
