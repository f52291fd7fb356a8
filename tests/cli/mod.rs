//! The program as its users meet it, one file a command.

mod completion;
mod decrypt;
#[cfg(unix)]
mod edit;
#[cfg(unix)]
mod edit_on_terminal;
mod encrypt;
mod exec_env;
mod filestatus;
mod general;
mod keygen;
