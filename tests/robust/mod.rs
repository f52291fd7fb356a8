//! What the program withstands, and what it leaves behind: in its memory, in the environment of the programs
//! that it starts, and when a file is made to exhaust it.

#[cfg(target_os = "linux")]
mod children;
#[cfg(target_os = "linux")]
mod hostile;
#[cfg(target_os = "linux")]
mod memory;
