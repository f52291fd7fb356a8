//! The program as its users meet it, one file a command.

mod completion;
mod decrypt;
mod diff;
mod encrypt;
mod exec_env;
mod filestatus;
mod formats;
mod general;
mod keygen;
