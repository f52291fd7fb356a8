//! The program as its users meet it, one file a command.

mod check;
mod completion;
mod decrypt;
mod encrypt;
mod exec_env;
mod filestatus;
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
