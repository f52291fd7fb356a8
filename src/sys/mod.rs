//! What only the operating system can do: atomic replacement of files, replacing the process.
