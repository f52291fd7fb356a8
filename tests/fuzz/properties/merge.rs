//! Three-way merges, plain and encrypted, and the differences of two texts.

use std::collections::BTreeSet;

use sops_rs::{
    format::Format,
    git::{self, Conflicted, MarkerStyle, MergeOptions, Side},
    ops,
};

use super::support::{
    Fake, LIMITS, NOW, decrypting, encrypting, format_of, grammar, leaves, parts, rule, show, told, trees,
};

/// A merge is a text that parses, has the same data from both sides, and holds no value that none of the
/// three had; the encrypted merge says the same.
pub fn holds(input: &[u8]) {
    let Some((name, rest)) = format_of(input) else { return };
    let format = grammar(name);
    if let Some(conflicted) = Conflicted::read(rest) {
        drop(conflicted.settle(format, &options(), |ours, theirs| git::union(ours, theirs, format, &LIMITS)));
    }
    let Some(texts): Option<[&[u8]; 3]> = parts(rest) else { return };
    let texts = texts.map(std::str::from_utf8);
    let [Ok(base), Ok(ours), Ok(theirs)] = texts else { return };
    let _ = git::changes((ours, format), (theirs, format), &LIMITS);
    drop(git::lines(ours, theirs));
    drop(git::union(ours, theirs, format, &LIMITS));
    plain([base, ours, theirs], format);
    encrypted([base, ours, theirs], format);
}

fn plain([base, ours, theirs]: [&str; 3], format: &dyn Format) {
    if [base, ours, theirs].iter().any(|text| trees(text.as_bytes(), format).is_err()) {
        return;
    }
    let texts = || {
        format!("{}\n---\n{}\n---\n{}", show(base.as_bytes()), show(ours.as_bytes()), show(theirs.as_bytes()))
    };
    let one = git::three_way([base, ours, theirs], format, &LIMITS, Side::Ours);
    let other = git::three_way([base, theirs, ours], format, &LIMITS, Side::Theirs);
    let (one, other) = match (one, other) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(_), Err(_)) => return,
        // What ends with the file without a line break may mean something else with more behind it.
        (Err(_), Ok(_)) | (Ok(_), Err(_))
            if [base, ours, theirs].iter().any(|text| !text.ends_with('\n')) =>
        {
            return;
        }
        (Err(error), Ok(_)) | (Ok(_), Err(error)) => {
            panic!("{}: only one way round it can be merged:\n{}", told(&error), texts());
        }
    };
    let [one_leaves, other_leaves] = [&one, &other].map(|merged| match trees(merged.text.expose(), format) {
        Ok(trees) => leaves(&trees),
        Err(error) => {
            panic!(
                "{}: a merge does not parse:\n{}\n===\n{}",
                told(&error),
                texts(),
                show(merged.text.expose())
            )
        }
    });
    // Which of several sections of one name comes first is a matter of whose text is the host.
    let [one_bag, other_bag] = [&one_leaves, &other_leaves].map(|leaves| {
        let mut bag: Vec<_> = leaves.iter().map(|(path, value)| (without_numbers(path), value)).collect();
        bag.sort_unstable();
        bag
    });
    assert_eq!(one_bag, other_bag, "a merge depends on the sides:\n{}", texts());
    let values = |text: &str| -> BTreeSet<String> {
        trees(text.as_bytes(), format)
            .map_or_else(|_| BTreeSet::new(), |trees| leaves(&trees).into_values().collect())
    };
    let mut known = values(base);
    known.extend(values(ours));
    known.extend(values(theirs));
    known.extend(["{}".to_owned(), "[]".to_owned(), "null".to_owned()]);
    for (at, value) in &one_leaves {
        assert!(known.contains(value), "{at} is a value that nobody had:\n{}", texts());
    }
}

/// A key path without the numbers of names that appear more than once.
fn without_numbers(path: &str) -> String {
    let unnumbered = |part: &str| {
        let rest = part.trim_start_matches(|char: char| char.is_ascii_digit());
        if rest.starts_with(']') { rest.to_owned() } else { part.to_owned() }
    };
    path.split('"').map(unnumbered).collect::<Vec<_>>().join("\"")
}

fn options() -> MergeOptions<'static> {
    MergeOptions {
        providers: &[&Fake],
        now: NOW + 60,
        seal_required: false,
        limits: LIMITS,
        may_wrap: &|_| true,
        style: MarkerStyle { size: git::MARKER_SIZE, names: ["ours", "theirs"] },
    }
}

fn encrypted([base, ours, theirs]: [&str; 3], format: &dyn Format) {
    let (selectors, mac_only_encrypted) = rule(base.as_bytes());
    let terms = encrypting(selectors, mac_only_encrypted);
    let Ok(root) = ops::encrypt(base.as_bytes(), format, &terms) else { return };
    let root = root.bytes;
    let side = |text: &str| match ops::update(&root, text.as_bytes(), format, &terms) {
        Ok(updated) => Some(updated.into_bytes(&root).unwrap_or_else(|| root.clone())),
        Err(_) => None,
    };
    let (Some(our_file), Some(their_file)) = (side(ours), side(theirs)) else { return };
    let Ok(merged) = git::merge([&root, &our_file, &their_file], format, false, &options()) else { return };
    let texts = || {
        let plain = format!(
            "{}\n---\n{}\n---\n{}",
            show(base.as_bytes()),
            show(ours.as_bytes()),
            show(theirs.as_bytes())
        );
        format!("{plain}\n===\n{}", show(&merged.bytes))
    };
    if merged.conflicts.is_empty() {
        let expected =
            git::three_way([base, ours, theirs], format, &LIMITS, Side::Ours).expect("it was merged");
        let decrypted = match ops::decrypt(&merged.bytes, format, &decrypting(false)) {
            Ok(decrypted) => decrypted.bytes,
            Err(error) => panic!("{}: a merged file cannot be read:\n{}", told(&error), texts()),
        };
        assert!(
            decrypted.expose() == expected.text.expose(),
            "a merged file holds another text:\n{}",
            texts()
        );
        return;
    }
    let Some(conflicted) = Conflicted::read(&merged.bytes) else {
        panic!("a conflict without markers:\n{}", texts());
    };
    let settled = conflicted
        .settle(format, &options(), |ours, _| Ok(sops_rs::secret::Plaintext::new(ours.as_bytes().to_vec())));
    if let Err(error) = settled {
        panic!("{}: a conflict cannot be settled:\n{}", told(&error), texts());
    }
}
