//! The only reader of `SOPS_*` and of the home folder. What enters: the environment. What leaves:
//! places to look at, in order. An empty variable counts as unset.

use std::{env, ffi::OsString, path::PathBuf};

use sops_rs::{keys::age::IdentitySource, secret::Plaintext};

/// `SOPS_CONFIG`.
pub(crate) fn config() -> Option<PathBuf> {
    variable("SOPS_CONFIG").map(PathBuf::from)
}

/// `SOPS_DECRYPTION_ORDER`.
pub(crate) fn decryption_order() -> Option<String> {
    text("SOPS_DECRYPTION_ORDER")
}

/// `SOPS_AGE_RECIPIENTS`.
pub(crate) fn age_recipients() -> Option<String> {
    text("SOPS_AGE_RECIPIENTS")
}

/// Where age identities may be, in the order in which they are tried.
pub(crate) fn identity_sources() -> Vec<IdentitySource> {
    let mut sources = Vec::new();
    if let Some(text) = variable("SOPS_AGE_KEY") {
        let text = Plaintext::new(text.into_encoded_bytes());
        sources.push(IdentitySource::Text { name: "SOPS_AGE_KEY".to_owned(), text });
    }
    if let Some(path) = variable("SOPS_AGE_KEY_FILE") {
        let name = "SOPS_AGE_KEY_FILE".to_owned();
        sources.push(IdentitySource::File { name, path: path.into(), optional: false });
    }
    if let Some(line) = text("SOPS_AGE_KEY_CMD") {
        sources.push(IdentitySource::Command { name: "SOPS_AGE_KEY_CMD".to_owned(), line });
    }
    for folder in config_folders() {
        let name = "the default key file".to_owned();
        let path = folder.join("sops").join("age").join("keys.txt");
        sources.push(IdentitySource::File { name, path, optional: true });
    }
    sources
}

/// Whether colour is welcome on a terminal: <https://no-color.org>.
pub(crate) fn colour_is_welcome() -> bool {
    variable("NO_COLOR").is_none() && variable("TERM").is_none_or(|term| term != "dumb")
}

/// Where users keep their settings: what the XDG convention says, where it is set; else the
/// system's own place.
fn config_folders() -> Vec<PathBuf> {
    // The convention demands absolute paths, and a relative one would depend on the folder we are in.
    let xdg = variable("XDG_CONFIG_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    if cfg!(windows) {
        return variable("APPDATA").map(PathBuf::from).into_iter().collect();
    }
    let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
    if cfg!(target_os = "macos") {
        let library = home.map(|home| home.join("Library").join("Application Support"));
        return xdg.into_iter().chain(library).collect();
    }
    xdg.or_else(|| home.map(|home| home.join(".config"))).into_iter().collect()
}

fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}

fn text(name: &str) -> Option<String> {
    variable(name).map(|value| value.to_string_lossy().into_owned())
}
