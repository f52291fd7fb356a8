//! What only the operating system can do: writing files safely, replacing the process, keeping
//! memory private. What enters: paths and bytes. What leaves: a whole file or none. Never a value in
//! an error, and never plaintext under a mode that others can read unless the target had it.

mod child;
mod claim;
#[cfg(unix)]
mod fifo;
mod private_folder;
mod process;
mod signals;
mod temporary;
mod user;
mod write;

pub use child::{Watch, end_by, ended_by};
pub use claim::{Claim, claim};
#[cfg(unix)]
pub use fifo::serve as serve_pipe;
pub use private_folder::{Places, PrivateFolder, remove_private_folders, sweep_private_folders};
pub use process::{guard_memory, host_name, replace_process, spawn};
pub use signals::{Signal, on_signal, settle_signals};
pub use user::Account;
pub use write::{
    NewFile, check_replaceable, create_private_folder, replace_by_pieces, replace_file, replace_unchanged,
    sync_folders, sync_folders_later, write_new, write_pieces,
};
