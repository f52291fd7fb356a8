//! The flag for `.env` files of other programs.

use clap::{Args, ValueEnum};

/// How `.env` files are understood in conversions.
#[derive(Args)]
pub(crate) struct DialectFlag {
    /// Understand .env files as this program does when their values are passed on or converted: without
    /// it quotes and export are nothing special
    #[arg(long, value_enum, value_name = "DIALECT")]
    pub(crate) dotenv_dialect: Option<DotenvDialect>,
}

/// The programs that read `.env` files.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum DotenvDialect {
    /// As docker run --env-file: all behind = is the value
    Docker,
    /// As a shell that sources the file: quotes, export, values over several lines
    Shell,
}
