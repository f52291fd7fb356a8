//! What only the operating system can do: writing files safely, replacing the process, keeping
//! memory private. What enters: paths and bytes. What leaves: a whole file or none. Never a value in
//! an error, and never plaintext under a mode that others can read unless the target had it.

mod process;
mod write;

pub use process::{guard_memory, host_name, replace_process};
pub use write::{NewFile, create_private_folder, replace_file, replace_unchanged, write_new};
