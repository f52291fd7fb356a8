//! Conversions, in which a `.env` file may be that of another program. What enters: plain text and the
//! dialect that was typed. What leaves: trees, or text.

use sops_rs::{
    Result,
    document::Tree,
    format::{FormatName, dotenv::Dialect},
    ops::Decrypted,
    secret::Plaintext,
};

use crate::{args::DotenvDialect, session::Session};

/// The documents of a plain text in `format`.
pub(crate) fn trees(
    session: &Session,
    plain: &Decrypted,
    format: FormatName,
    dialect: Option<DotenvDialect>,
) -> Result<Vec<Tree>> {
    match dialect {
        Some(dialect) if format == FormatName::Dotenv => {
            Ok(vec![Dialect::from(dialect).read(plain.bytes.expose_str()?)?])
        }
        _ => plain.trees(format.format()?, &session.limits),
    }
}

/// The documents as text in `format`.
pub(crate) fn print(
    documents: &[Tree],
    format: FormatName,
    dialect: Option<DotenvDialect>,
) -> Result<Plaintext> {
    let mut out = Plaintext::default();
    match dialect {
        Some(dialect) if format == FormatName::Dotenv => Dialect::from(dialect).print(documents, &mut out)?,
        _ => format.format()?.print(documents, &mut out)?,
    }
    Ok(out)
}

impl From<DotenvDialect> for Dialect {
    fn from(dialect: DotenvDialect) -> Self {
        match dialect {
            DotenvDialect::Docker => Self::Docker,
            DotenvDialect::Shell => Self::Shell,
        }
    }
}
