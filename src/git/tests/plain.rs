//! Plain texts: symmetric, complete, and byte for byte where nobody disagrees.

use std::collections::BTreeSet;

use super::{format, generate::triple, keys, leaves};
use crate::{
    format::{FormatName, Limits},
    git::{Merged, Side, three_way},
};

const FORMATS: [FormatName; 5] =
    [FormatName::Yaml, FormatName::Json, FormatName::Dotenv, FormatName::Ini, FormatName::Toml];
const SEEDS: u64 = 100;

fn merge(name: FormatName, [base, ours, theirs]: [&str; 3], favour: Side) -> Merged {
    three_way([base, ours, theirs], format(name), &Limits::default(), favour)
        .unwrap_or_else(|error| panic!("{error}\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}"))
}

/// Runs `check` on all triples, and shows the one that fails.
fn for_all(check: impl Fn(FormatName, [&str; 3]) -> Result<(), String>) {
    for name in FORMATS {
        for seed in 0..SEEDS {
            let [base, ours, theirs] = triple(seed, name);
            let texts = [base.as_str(), &ours, &theirs];
            if let Err(what) = check(name, texts) {
                panic!("seed {seed}: {what}\n--- base\n{base}\n--- ours\n{ours}\n--- theirs\n{theirs}");
            }
        }
    }
}

#[test]
fn merging_is_symmetric() {
    for_all(|name, [base, ours, theirs]| {
        let one = merge(name, [base, ours, theirs], Side::Ours);
        let other = merge(name, [base, theirs, ours], Side::Theirs);
        let text = |merged: &Merged| merged.text.expose_str().unwrap().to_owned();
        let paths =
            |merged: &Merged| merged.conflicts.iter().map(|at| keys(&at.path)).collect::<BTreeSet<_>>();
        if leaves(name, &text(&one)) != leaves(name, &text(&other)) {
            return Err(format!("one way\n{}\nthe other way\n{}", text(&one), text(&other)));
        }
        if paths(&one) != paths(&other) {
            return Err("other conflicts".to_owned());
        }
        Ok(())
    });
}

#[test]
fn what_ends_with_the_file_can_be_merged_both_ways_round() {
    let texts = ["", "{f}", "b: |\n n"];
    for [base, ours, theirs] in [texts, [texts[0], texts[2], texts[1]]] {
        let merged = merge(FormatName::Yaml, [base, ours, theirs], Side::Ours);
        assert!(merged.conflicts.is_empty(), "{ours}");
        let text = merged.text.expose_str().unwrap();
        assert_eq!(leaves(FormatName::Yaml, text), leaves(FormatName::Yaml, "f:\nb: |-\n n\n"), "{text}");
    }
}

#[test]
fn an_entry_that_must_stand_before_a_table_can_be_merged_both_ways_round() {
    for [ours, theirs] in [["g.e={}\n", "[b]\n"], ["[b]\n", "g.e={}\n"]] {
        let merged = merge(FormatName::Toml, ["", ours, theirs], Side::Ours);
        assert!(merged.conflicts.is_empty(), "{ours}");
        let text = merged.text.expose_str().unwrap();
        assert_eq!(leaves(FormatName::Toml, text), leaves(FormatName::Toml, "g.e = {}\n[b]\n"), "{text}");
    }
}

#[test]
fn every_edit_is_kept_or_reported() {
    let seen = std::cell::Cell::new([0_u32; 2]);
    for_all(|name, texts| {
        let merged = merge(name, texts, Side::Ours);
        let [clean, conflicted] = seen.get();
        seen.set(if merged.conflicts.is_empty() { [clean + 1, conflicted] } else { [clean, conflicted + 1] });
        let [base, ours, theirs] = texts.map(|text| leaves(name, text));
        let result = leaves(name, merged.text.expose_str().unwrap());
        let reported: Vec<_> = merged.conflicts.iter().map(|conflict| keys(&conflict.path)).collect();
        let all: BTreeSet<_> =
            base.keys().chain(ours.keys()).chain(theirs.keys()).chain(result.keys()).collect();
        for path in all {
            let [b, o, t, r] = [&base, &ours, &theirs, &result].map(|leaves| leaves.get(path));
            let want = if o == t || b == t {
                Some(o)
            } else if b == o {
                Some(t)
            } else {
                None
            };
            let is_reported = reported.iter().any(|place| path.starts_with(place));
            if is_reported || want == Some(r) {
                continue;
            }
            // Both changed a list, at different places: what each added is there, what each removed is not.
            let items = |value: Option<&String>| -> BTreeSet<String> {
                let text = value.filter(|text| text.starts_with('[')).map_or("", String::as_str);
                text.trim_matches(['[', ']'])
                    .split(", ")
                    .filter(|item| !item.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            let is_list = |value: Option<&String>| value.is_some_and(|text| text.starts_with('['));
            let [bi, oi, ti, ri] = [b, o, t, r].map(items);
            let kept = oi.difference(&bi).chain(ti.difference(&bi)).all(|item| ri.contains(item));
            let gone = bi.iter().all(|item| ri.contains(item) == (oi.contains(item) && ti.contains(item)));
            // A collection that lost all its entries between the two of them; or one that got entries in the
            // place of another value.
            let emptied = |value: Option<&String>| value.is_some_and(|text| text == "{}");
            if (is_list(o) && is_list(t) && kept && gone)
                || emptied(r)
                || emptied(b)
                || emptied(o)
                || emptied(t)
            {
                continue;
            }
            return Err(format!("{path:?}: {b:?} {o:?} {t:?} became {r:?}"));
        }
        Ok(())
    });
    let [clean, conflicted] = seen.get();
    assert!(clean > conflicted && conflicted > clean / 20, "{clean} clean, {conflicted} conflicted");
}

#[test]
fn comments_of_both_sides_are_kept() {
    for_all(|name, texts @ [base, ours, theirs]| {
        let merged = merge(name, texts, Side::Ours);
        let result = merged.text.expose_str().unwrap();
        let comments = |text: &str| -> BTreeSet<String> {
            text.lines()
                .filter(|line| line.trim_start().starts_with(['#', ';']))
                .map(|line| line.trim().to_owned())
                .collect()
        };
        let [base, ours, theirs, result] = [base, ours, theirs, result].map(comments);
        // Those of an entry that went, or is in conflict, go with it: only if nothing went, all are there.
        for comment in ours.intersection(&theirs) {
            if !result.contains(comment) && merged.conflicts.is_empty() {
                return Err(format!("{comment} is lost"));
            }
        }
        let known: BTreeSet<_> = base.union(&ours).chain(&theirs).cloned().collect();
        let strange: Vec<_> = result.difference(&known).collect();
        if strange.is_empty() { Ok(()) } else { Err(format!("{strange:?}")) }
    });
}

#[test]
fn a_side_that_changed_nothing_gives_the_other_byte_for_byte() {
    for_all(|name, [base, ours, _]| {
        for texts in [[base, ours, base], [base, base, ours], [base, ours, ours]] {
            let merged = merge(name, texts, Side::Ours);
            if merged.text.expose_str().unwrap() != ours || !merged.conflicts.is_empty() {
                return Err(format!("became\n{}", merged.text.expose_str().unwrap()));
            }
        }
        Ok(())
    });
}
