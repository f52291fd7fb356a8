//! `get`: one value of an encrypted file.

use super::decrypt;
use crate::{
    args::{Decrypt, Get, Target},
    report::Outcome,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Get) -> Outcome {
    let target = Target { in_place: false, output: None };
    let decrypt = Decrypt {
        file: Some(args.file.clone()),
        target,
        types: args.types.clone(),
        extract: Some(args.path.clone()),
        ignore_mac: args.ignore_mac,
    };
    decrypt::run(session, &decrypt)
}
