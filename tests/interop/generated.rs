//! The properties over generated texts. The same texts every time, so that a failure can be seen
//! again; `SOPS_RS_SEED=n` gives others, `PROPTEST_CASES=n` more.

use std::{cell::Cell, fmt::Debug};

use proptest::{
    prelude::*,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sops_rs::format::FormatName;

use super::{
    differences::{it_loses, it_loses_ini, misread},
    generate::{dotenv, ini, json, rule, toml, yaml},
    judge::{self, Theirs},
};
use crate::support::oracle::Oracle;

/// Runs `property` over `cases` values.
fn check<T: Debug>(cases: u32, values: &impl Strategy<Value = T>, property: impl Fn(T) -> judge::Verdict) {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(cases);
    let seed: u64 = std::env::var("SOPS_RS_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let result = TestRunner::new_with_rng(config, rng)
        .run(values, |value| property(value).map_err(TestCaseError::fail));
    if let Err(error) = result {
        panic!("{error}");
    }
}

/// Both directions wherever the real program accepts the text, which must be most of the time.
fn both_ways(format: FormatName, cases: u32, texts: impl Strategy<Value = String>) {
    let oracle = Oracle::new();
    let (all, accepted) = (Cell::new(0), Cell::new(0));
    let (compared, exact) = (Cell::new(0), Cell::new(0));
    check(cases, &(texts, rule()), |(text, rule)| {
        all.set(all.get() + 1);
        let Ok(theirs) = Theirs::of(&oracle, text.as_bytes(), format, &rule) else { return Ok(()) };
        accepted.set(accepted.get() + 1);
        judge::lossless(text.as_bytes(), format, &rule)?;
        if it_loses(&text) || (format == FormatName::Ini && it_loses_ini(&text)) {
            return Ok(());
        }
        compared.set(compared.get() + 1);
        if misread(&theirs.encrypted) {
            return Ok(());
        }
        judge::forward(&oracle, text.as_bytes(), &theirs, format, &rule)?;
        exact.set(exact.get() + u32::from(judge::backward(&oracle, &theirs, format)?));
        Ok(())
    });
    let (all, accepted): (u32, u32) = (all.get(), accepted.get());
    let (compared, exact): (u32, u32) = (compared.get(), exact.get());
    assert!(exact * 2 >= compared, "only {exact} of {compared} texts come out with the same bytes");
    assert!(accepted * 10 >= all * 8, "the real program accepts only {accepted} of {all} texts");
}

/// Lossless needs no judge, so many more texts can be tried; those that we refuse are counted.
fn lossless(format: FormatName, cases: u32, least: u32, texts: impl Strategy<Value = String>) {
    let (all, accepted) = (Cell::new(0), Cell::new(0));
    check(cases, &(texts, rule()), |(text, rule)| {
        all.set(all.get() + 1);
        if super::ours::encrypt(text.as_bytes(), format, &rule).is_err() {
            return Ok(());
        }
        accepted.set(accepted.get() + 1);
        judge::lossless(text.as_bytes(), format, &rule)
    });
    let (all, accepted): (u32, u32) = (all.get(), accepted.get());
    assert!(accepted * 10 >= all * least, "we accept only {accepted} of {all} texts");
}

#[test]
fn yaml_comes_back_byte_for_byte() {
    lossless(FormatName::Yaml, 1500, 8, yaml());
}

#[test]
fn json_comes_back_byte_for_byte() {
    lossless(FormatName::Json, 600, 8, json());
}

#[test]
fn dotenv_comes_back_byte_for_byte() {
    lossless(FormatName::Dotenv, 600, 8, dotenv());
}

#[test]
fn ini_comes_back_byte_for_byte() {
    lossless(FormatName::Ini, 1000, 8, ini());
}

#[test]
fn toml_comes_back_byte_for_byte() {
    lossless(FormatName::Toml, 1500, 5, toml());
}

#[test]
fn generated_yaml_goes_both_ways() {
    both_ways(FormatName::Yaml, 160, yaml());
}

#[test]
fn generated_json_goes_both_ways() {
    both_ways(FormatName::Json, 60, json());
}

#[test]
fn generated_dotenv_goes_both_ways() {
    both_ways(FormatName::Dotenv, 60, dotenv());
}

#[test]
fn generated_ini_goes_both_ways() {
    both_ways(FormatName::Ini, 80, ini());
}
