//! The tests of the program and of what it shares with the real one.

#![allow(missing_docs)]
#![allow(unreachable_pub)] // the modules of one binary speak to each other

mod architecture;
mod canary;
mod cli;
#[cfg(all(target_os = "linux", target_arch = "x86_64"))]
mod crash;
mod demo;
mod dependencies;
#[cfg(unix)]
mod drop_in;
mod fuzz;
mod git;
mod interop;
mod key_errors;
mod key_files;
mod key_groups;
mod keys_aws_kms;
mod keys_pgp;
mod keys_plugin;
mod keys_ssh;
mod readme;
mod robust;
mod support;
