//! `get`: one value of an encrypted file.

use super::decrypt;
use crate::{
    args::{Decrypt, DialectFlag, Get, Many, Target},
    report::Outcome,
    session::Session,
};

pub(super) fn run(session: &Session, args: &Get) -> Outcome {
    let target = Target { in_place: false, output: None };
    let decrypt = Decrypt {
        files: vec![args.file.clone()],
        many: Many { recursive: false, dry_run: false },
        target,
        types: args.types.clone(),
        extract: Some(args.path.clone()),
        ignore_mac: args.ignore_mac,
        dialect: DialectFlag { dotenv_dialect: None },
    };
    decrypt::run(session, &decrypt)
}
