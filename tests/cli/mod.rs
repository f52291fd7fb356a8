//! The program as its users meet it, one file a command.

mod check;
mod completion;
mod config;
mod decrypt;
mod encrypt;
mod example;
mod exec_env;
mod filestatus;
mod general;
mod groups;
mod init;
mod injection;
mod keygen;
mod kill;
mod kms;
mod many;
mod recipients;
mod rotate;
mod team;
mod updatekeys;
