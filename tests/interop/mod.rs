//! Compatibility with the real program, in both directions: fixtures, generated texts, and (only when
//! asked for, `make corpus`) foreign files.

mod corpus;
mod differences;
mod edited;
mod fixtures;
mod found;
mod generate;
mod generated;
mod judge;
mod ours;
mod post_quantum;
mod set;
