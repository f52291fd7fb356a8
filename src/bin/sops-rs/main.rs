//! The program: what was typed goes in, an exit code comes out. Everything between is elsewhere.

mod args;
mod commands;
mod dialect;
mod env;
mod extract;
mod files;
mod findings;
mod git;
mod keyring;
mod launch;
mod many;
mod names;
mod progress;
mod report;
mod seal;
mod session;
mod terminal;
mod whom;

use std::process::ExitCode;

use sops_rs::secret::{WipingAllocator, wipe_from_now_on};

#[global_allocator]
static ALLOCATOR: WipingAllocator = WipingAllocator::new();

fn main() -> ExitCode {
    report::tame_panics();
    sops_rs::sys::guard_memory();
    match args::parse(std::env::args_os()) {
        Ok(typed) => {
            wipe_from_now_on();
            report::finish(commands::run(&typed))
        }
        Err(refusal) => report::refuse(refusal),
    }
}
