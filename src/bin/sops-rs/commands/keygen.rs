//! `keygen`: a new age identity. It goes to a file that only its owner may read, or to standard
//! output when no file is named; never to both.

use std::process::ExitCode;

use sops_rs::{keys::age, sys};

use super::now;
use crate::{args::Keygen, files, report::Outcome};

pub(super) fn run(args: &Keygen) -> Outcome {
    let (identity, recipient) = if args.pq { age::generate_pq(now()?)? } else { age::generate(now()?)? };
    match &args.output {
        None => files::print(identity.expose())?,
        Some(path) => {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                sys::create_private_folder(folder)?;
            }
            sys::write_new(path, identity.expose())?;
            files::print(format!("{recipient}\n").as_bytes())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
