//! The program as its users meet it, one file a command.

mod completion;
mod decrypt;
mod dotenv_dialect;
#[cfg(unix)]
mod edit;
#[cfg(unix)]
mod edit_on_terminal;
mod encrypt;
mod exec_env;
mod exec_file;
mod filestatus;
mod formats;
mod general;
mod get;
mod groups;
mod injection;
mod keygen;
mod kill;
mod kms;
mod recipients;
mod rotate;
mod set;
mod team;
mod unset;
mod updatekeys;
