//! The only reader of `SOPS_*` and of the home folder. What enters: the environment. What leaves:
//! places to look at, in order. An empty variable counts as unset.

use std::{env, ffi::OsString, path::PathBuf};

use sops_rs::{
    Error, ErrorKind, Result,
    format::Limits,
    keys::{KeyKind, age::IdentitySource},
    secret::Plaintext,
    sys::Places,
};

use crate::args::parse_bool;

/// `SOPS_CONFIG`.
pub(crate) fn config() -> Option<PathBuf> {
    variable("SOPS_CONFIG").map(PathBuf::from)
}

/// `SOPS_DECRYPTION_ORDER`.
pub(crate) fn decryption_order() -> Option<String> {
    text("SOPS_DECRYPTION_ORDER")
}

/// `SOPS_ENABLE_LOCAL_KEYSERVICE`: whether the keys of this machine may be used.
pub(crate) fn local_keys() -> Result<Option<bool>> {
    let name = "SOPS_ENABLE_LOCAL_KEYSERVICE";
    let parse = |text: String| {
        parse_bool(&text).ok_or_else(|| {
            Error::new(ErrorKind::Generic, format!("{name} is neither true nor false"))
                .hint("Correct or unset it")
        })
    };
    text(name).map(parse).transpose()
}

/// Fails where `SOPS_KEYSERVICE` names a key service.
pub(crate) fn refuse_key_service() -> Result<()> {
    if variable("SOPS_KEYSERVICE").is_none() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Generic, "SOPS_KEYSERVICE: key services are not supported by this version")
        .hint("Unset it to use the keys of this machine"))
}

/// The keys to encrypt to, of one kind: `SOPS_AGE_RECIPIENTS` and its like.
pub(crate) fn recipients(kind: KeyKind) -> Option<String> {
    text(match kind {
        KeyKind::Age => "SOPS_AGE_RECIPIENTS",
        KeyKind::AzureKv => "SOPS_AZURE_KEYVAULT_URLS",
        KeyKind::GcpKms => "SOPS_GCP_KMS_IDS",
        KeyKind::HcVault => "SOPS_VAULT_URIS",
        KeyKind::HcKms => "SOPS_HUAWEICLOUD_KMS_IDS",
        KeyKind::Kms => "SOPS_KMS_ARN",
        KeyKind::Pgp => "SOPS_PGP_FP",
    })
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
    ssh_sources(&mut sources);
    for folder in config_folders() {
        let name = "the default key file".to_owned();
        let path = folder.join("sops").join("age").join("keys.txt");
        sources.push(IdentitySource::File { name, path, optional: true });
    }
    sources
}

/// Where SSH private keys may be; they are looked at for SSH recipients alone.
fn ssh_sources(sources: &mut Vec<IdentitySource>) {
    if let Some(path) = variable("SOPS_AGE_SSH_PRIVATE_KEY_FILE") {
        let name = "SOPS_AGE_SSH_PRIVATE_KEY_FILE".to_owned();
        sources.push(IdentitySource::SshFile { name, path: path.into(), optional: false });
    }
    if let Some(line) = text("SOPS_AGE_SSH_PRIVATE_KEY_CMD") {
        let name = "SOPS_AGE_SSH_PRIVATE_KEY_CMD".to_owned();
        sources.push(IdentitySource::SshCommand { name, line });
    }
    let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
    for file in ["id_ed25519", "id_rsa"] {
        let path = home.as_ref().map(|home| home.join(".ssh").join(file));
        let name = "the default SSH key".to_owned();
        sources.extend(path.map(|path| IdentitySource::SshFile { name, path, optional: true }));
    }
}

/// `SOPS_RS_MAX_FILE_SIZE`: how many bytes an input may have. Spans do not address more than 4 GiB.
pub(crate) fn max_file_size() -> Result<u64> {
    Ok(limit("SOPS_RS_MAX_FILE_SIZE", u32::MAX.into())?.unwrap_or(256 << 20))
}

/// `SOPS_RS_MAX_DEPTH`, `SOPS_RS_MAX_ALIAS_VALUES`: the bounds that keep a hostile file cheap.
pub(crate) fn limits() -> Result<Limits> {
    let mut limits = Limits::default();
    // Deeper ones would need a larger stack.
    let depth = limit("SOPS_RS_MAX_DEPTH", 1000)?;
    let alias_nodes = limit("SOPS_RS_MAX_ALIAS_VALUES", u32::MAX.into())?;
    limits.depth = depth.map_or(limits.depth, |depth| depth as usize);
    limits.alias_nodes = alias_nodes.map_or(limits.alias_nodes, |nodes| nodes as usize);
    Ok(limits)
}

/// A size as a user would write it.
pub(crate) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.into_iter().find(|(shift, _)| bytes >> shift > 0 && bytes.trailing_zeros() >= *shift);
    unit.map_or_else(|| format!("{bytes} bytes"), |(shift, name)| format!("{} {name}", bytes >> shift))
}

/// A number, perhaps with K, M or G behind it.
fn limit(name: &str, most: u64) -> Result<Option<u64>> {
    let Some(text) = text(name) else { return Ok(None) };
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'k' | b'K') => (&text[..text.len() - 1], 10),
        Some(b'm' | b'M') => (&text[..text.len() - 1], 20),
        Some(b'g' | b'G') => (&text[..text.len() - 1], 30),
        _ => (&text[..], 0),
    };
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    number.filter(|number| (1..=most).contains(number)).map(Some).ok_or_else(|| {
        Error::new(ErrorKind::Generic, format!("{name} is not a number from 1 to {most}"))
            .hint("Correct or unset it")
    })
}

/// What the user is called on this machine.
pub(crate) fn user() -> Option<String> {
    text(if cfg!(windows) { "USERNAME" } else { "USER" })
}

/// The folders of the `PATH`, where plugins are.
pub(crate) fn program_folders() -> Vec<PathBuf> {
    variable("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

/// `SOPS_GPG_EXEC`.
pub(crate) fn gpg_program() -> Option<OsString> {
    variable("SOPS_GPG_EXEC")
}

/// The variable that names the editor, and what it says.
pub(crate) fn editor() -> Option<(&'static str, String)> {
    ["SOPS_EDITOR", "EDITOR"].into_iter().find_map(|name| Some((name, text(name)?)))
}

/// Where plaintext may be put for another program: `XDG_RUNTIME_DIR`, `TMPDIR`.
pub(crate) fn private_places() -> Places {
    Places { runtime: variable("XDG_RUNTIME_DIR").map(PathBuf::from), temporary: env::temp_dir() }
}

/// Whether there is a screen on which another program can ask.
pub(crate) fn has_display() -> bool {
    variable("DISPLAY").is_some() || variable("WAYLAND_DISPLAY").is_some()
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
