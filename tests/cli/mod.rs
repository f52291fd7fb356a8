//! The program as its users meet it, one file a command.

mod completion;
mod decrypt;
mod dotenv_dialect;
mod encrypt;
mod exec_env;
mod exec_file;
mod filestatus;
mod general;
mod help;
mod keygen;
mod man;
