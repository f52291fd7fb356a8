#![no_main]

sops_rs_fuzz::target!("merge");
