//! Puts the unwinder of the C compiler into the release program instead of loading it with every start: a
//! seventh of the time that a small file takes. Only this program is linked that way, and only where the
//! archive is there; anywhere else, and in all other builds, everything stays as rustc has it.

use std::{env, fs, path::Path, process::Command};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if !is_native_release() || !has_archive() {
        return;
    }
    let folder = env::var("OUT_DIR").expect("cargo sets it for every build script");
    // What rustc asks for by the name of the shared library is then this linker script.
    fs::write(Path::new(&folder).join("libgcc_s.so"), "INPUT(-lgcc_eh)\n")
        .expect("cargo made the folder for this script to write to");
    println!("cargo::rustc-link-arg-bins=-L{folder}");
}

/// Whether the program is built to be used on a machine like this one, with the C library of GNU as a shared one.
fn is_native_release() -> bool {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
        && env::var("HOST") == env::var("TARGET")
        && !env::var("CARGO_CFG_TARGET_FEATURE").is_ok_and(|features| features.contains("crt-static"))
}

/// Whether the compiler that links has the unwinder as an archive; it prints the name alone when it has not.
fn has_archive() -> bool {
    let linker = env::var("RUSTC_LINKER").unwrap_or_else(|_| "cc".to_owned());
    let found = Command::new(linker).arg("-print-file-name=libgcc_eh.a").output();
    found.is_ok_and(|found| Path::new(String::from_utf8_lossy(&found.stdout).trim()).is_absolute())
}
