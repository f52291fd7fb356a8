//! What holds for a whole run: under which name we speak, which configuration counts, which keys are
//! at hand. What enters: the global flags and, through `env`, the environment.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

pub(crate) use sops_rs::document::nearest;
use sops_rs::{
    Error, ErrorKind, Result,
    config::{self, Config},
    format::Limits,
    keys::{KeyKind, Provider, recover},
};

use crate::{
    args::{Global, Persona},
    env, keyring, report,
};

/// How much longer all servers together are waited for than one of them, which can tell best itself what
/// kept it.
const GRACE: Duration = Duration::from_secs(5);

/// The settings of a run.
pub(crate) struct Session {
    /// The name that we were started under.
    pub(crate) persona: Persona,
    /// Bounds on every input.
    pub(crate) limits: Limits,
    config: Option<PathBuf>,
    order: Vec<KeyKind>,
    /// The configurations that were read: one serves many files.
    configs: Mutex<HashMap<PathBuf, Arc<Config>>>,
    /// By folder, which configuration counts for its files.
    found: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
    local_keys: bool,
    timeout: Option<Duration>,
    keyring: OnceLock<Keyring>,
}

/// Those who wrap and unwrap data keys. Making them costs nothing: each looks at its places when it
/// is first asked, and remembers what it found there.
pub(crate) struct Keyring(keyring::Providers);

impl Session {
    /// The flags come first, then the environment.
    pub(crate) fn new(persona: Persona, global: &Global) -> Result<Self> {
        let order = global.decryption_order.clone().or_else(env::decryption_order);
        let timeout = global.timeout.map(|seconds| Duration::from_secs(seconds.into()));
        let mut limits = env::limits()?;
        limits.remote_keys = timeout.map_or(limits.remote_keys, |timeout| timeout + GRACE);
        Ok(Self {
            persona,
            limits,
            timeout,
            config: global.config.clone().or_else(env::config),
            order: parse_order(order.as_deref().unwrap_or_default(), persona)?,
            configs: Mutex::default(),
            found: Mutex::default(),
            keyring: OnceLock::new(),
            local_keys: match global.local_keys {
                Some(local_keys) => local_keys,
                None => env::local_keys()?.unwrap_or(true),
            },
        })
    }

    /// Where the configuration is that counts for `file`, or in this folder.
    pub(crate) fn config_path(&self, file: Option<&Path>) -> Result<Option<PathBuf>> {
        match &self.config {
            Some(path) => Ok(Some(path.clone())),
            None if self.persona == Persona::Sops => Ok(config::find_as_sops(&working_directory()?)),
            None => {
                let folder = file.and_then(Path::parent);
                let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(known) = folder.and_then(|folder| found.get(folder)) {
                    return Ok(known.clone());
                }
                let path = config::find(file, &working_directory()?);
                if let Some(folder) = folder {
                    found.insert(folder.to_owned(), path.clone());
                }
                Ok(path)
            }
        }
    }

    /// Whether the configuration was named, and not looked for.
    pub(crate) fn names_config(&self) -> bool {
        self.config.is_some()
    }

    /// After a configuration was changed: it is read anew.
    pub(crate) fn forget_configs(&self) {
        self.configs.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.found.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The configuration that counts for `file`, if there is one.
    pub(crate) fn config_for(&self, file: &Path) -> Result<Option<Arc<Config>>> {
        let Some(path) = self.config_path(Some(file))? else { return Ok(None) };
        let mut configs = self.configs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(config) = configs.get(&path) {
            return Ok(Some(Arc::clone(config)));
        }
        let config = Arc::new(Config::load(&path)?);
        configs.insert(path, Arc::clone(&config));
        Ok(Some(config))
    }

    /// All providers, in the order in which they are to be tried. They are the same for all files of
    /// a run: nobody is asked for the same passphrase twice.
    pub(crate) fn keyring(&self) -> &Keyring {
        self.keyring.get_or_init(|| {
            let mut providers =
                if self.local_keys { keyring::providers(self.timeout) } else { keyring::refusing() };
            let rank = |kind| self.order.iter().position(|wanted| *wanted == kind).unwrap_or(usize::MAX);
            providers.sort_by_key(|provider| rank(provider.kind()));
            Keyring(providers)
        })
    }

    /// Passes on what the library had to say.
    pub(crate) fn tell(warnings: &[String]) {
        for warning in warnings {
            report::warn(warning);
        }
    }
}

impl Keyring {
    /// The providers, as the library takes them.
    pub(crate) fn providers(&self) -> Vec<&dyn Provider> {
        self.0.iter().map(|provider| -> &dyn Provider { provider.as_ref() }).collect()
    }
}

/// The folder that we are in.
pub(crate) fn working_directory() -> Result<PathBuf> {
    std::env::current_dir()
        .map_err(|error| Error::new(ErrorKind::Input, "cannot tell the working directory").because(error))
}

/// The real program passes over kinds that it does not know, so under its name we do too.
fn parse_order(list: &str, persona: Persona) -> Result<Vec<KeyKind>> {
    if persona == Persona::SopsRs {
        return recover::parse_order(list);
    }
    let known = |name: &&str| KeyKind::ALL.iter().any(|kind| kind.list() == name.trim());
    recover::parse_order(&list.split(',').filter(known).collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_names_each_kind_once() {
        let order = |list, persona| parse_order(list, persona).map_err(|error| error.kind());
        assert_eq!(order("pgp, age", Persona::SopsRs), Ok(vec![KeyKind::Pgp, KeyKind::Age]));
        assert_eq!(order("", Persona::SopsRs), Ok(recover::DEFAULT_ORDER.to_vec()));
        assert_eq!(order("age,age", Persona::Sops), Err(ErrorKind::DuplicateKeyType));
        assert_eq!(order("agee", Persona::SopsRs), Err(ErrorKind::Generic));
        assert_eq!(order("nope,age", Persona::Sops), Ok(vec![KeyKind::Age]));
    }
}
