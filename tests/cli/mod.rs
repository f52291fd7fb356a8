//! The program as its users meet it, one file a command.

mod check;
mod completion;
mod config;
mod decrypt;
mod diff;
mod dotenv_dialect;
#[cfg(unix)]
mod edit;
#[cfg(unix)]
mod edit_on_terminal;
mod encrypt;
mod example;
mod exec_env;
mod exec_file;
mod filestatus;
mod formats;
mod general;
mod get;
mod groups;
mod help;
mod hostile_tree;
mod init;
mod injection;
mod keygen;
mod kill;
mod kms;
mod man;
mod many;
mod recipients;
mod rotate;
mod seal;
mod set;
mod team;
mod unset;
mod updatekeys;
