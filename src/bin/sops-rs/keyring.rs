//! All providers of master keys, with the settings that the environment gives them. Making them costs
//! nothing: each looks at its places when it is first asked.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use sops_rs::keys::{
    Provider,
    age::{Age, Plugins},
    pgp::{self, Pgp},
};

use crate::{
    env,
    terminal::{self, Terminal},
};

/// How long a program that could ask, but has nobody to ask, may take.
const UNATTENDED: Duration = Duration::from_secs(60);

/// Providers that threads may share.
pub(crate) type Providers = Vec<Box<dyn Provider + Send + Sync>>;

/// Every provider of this build; `timeout` is how long a program or a server may keep silent, where the
/// user says so.
pub(crate) fn providers(timeout: Option<Duration>) -> Providers {
    let mut plugins = Plugins { folders: env::program_folders(), ..Plugins::default() };
    plugins.patience = timeout.unwrap_or(plugins.patience);
    let age = Age::new(env::identity_sources()).with_prompt(Arc::new(Terminal)).with_plugins(plugins);
    let pgp = Pgp::new(pgp::Settings {
        program: env::gpg_program(),
        // A graphical pinentry asks without our terminal.
        patience: (!terminal::may_be_attended() && !env::has_display())
            .then_some(timeout.unwrap_or(UNATTENDED)),
        now: now(),
    });
    #[cfg_attr(not(feature = "aws-kms"), allow(unused_mut))]
    let mut providers: Providers = vec![Box::new(age), Box::new(pgp)];
    #[cfg(feature = "aws-kms")]
    {
        use sops_rs::keys::aws_kms::{AwsKms, Settings};
        let mut settings = Settings { host: sops_rs::sys::host_name(), ..Settings::default() };
        settings.timeout = timeout.unwrap_or(settings.timeout);
        providers.push(Box::new(AwsKms::new(settings)));
    }
    providers
}

/// Seconds since the epoch; a clock before it counts as standing at it.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
