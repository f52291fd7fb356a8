//! The provider. What enters: master keys, and bounds on what asking may cost. What leaves: wrapped
//! and unwrapped keys, or a report. It never waits longer than the settings allow.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use tokio::runtime::{Builder, Runtime};

use super::{
    entry::{self, Entry},
    fault::RESTORE,
    session::{Answer, Session, Tried, Work},
};
use crate::{
    error::{Error, ErrorKind, Result},
    keys::{Attempt, KeyKind, MasterKey, Provider, UnwrapJob, in_seconds, shown},
    secret::Plaintext,
};

/// What the program decides; everything else is the SDK's own configuration, which it reads from
/// `AWS_*`, the user's AWS profiles and the metadata services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// For one key: all requests, repetitions and the search for credentials included.
    pub timeout: Duration,
    /// For one request.
    pub request_timeout: Duration,
    /// For one connection.
    pub connect_timeout: Duration,
    /// How often a request is sent at most, when it fails for a reason that may pass.
    pub attempts: u32,
    /// Where else to look for replicas of multi-Region keys, in order, when the region of the ARN
    /// does not give the key.
    pub replica_regions: Vec<String>,
    /// The name of this machine, which role sessions carry.
    pub host: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(20),
            request_timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(3),
            attempts: 3,
            replica_regions: Vec::new(),
            host: String::new(),
        }
    }
}

/// Wraps and unwraps with AWS KMS. It runs the SDK on a runtime of its own, on the thread that
/// asks: not to be called from asynchronous code.
pub struct AwsKms(Arc<Shared>);

/// What the provider shares with its jobs.
struct Shared {
    settings: Settings,
    started: OnceLock<Option<Started>>,
}

struct Started {
    runtime: Runtime,
    session: Session,
}

/// Why a key could not be used.
struct Failure {
    places: Vec<String>,
    reason: String,
    hint: String,
}

impl AwsKms {
    /// A provider that starts nothing until its first key is used.
    pub fn new(settings: Settings) -> Self {
        Self(Arc::new(Shared { settings, started: OnceLock::new() }))
    }
}

impl Shared {
    fn ask(&self, entry: &Entry<'_>, work: Work<'_>) -> std::result::Result<Answer, Failure> {
        let start = || {
            let runtime = Builder::new_current_thread().enable_all().build().ok()?;
            Some(Started { runtime, session: Session::new(self.settings.clone()) })
        };
        let Some(Started { runtime, session }) = self.started.get_or_init(start) else {
            return Err(Failure {
                places: Vec::new(),
                reason: "the system lets us open no network connection".to_owned(),
                hint: "close programs, or raise the limit of open files".to_owned(),
            });
        };
        let mut tried = Vec::new();
        let limit = self.settings.timeout;
        let outcome = runtime.block_on(async {
            // The timer belongs to the runtime, so it has to be made in here.
            tokio::time::timeout(limit, session.ask(entry, work, &mut tried)).await
        });
        match outcome {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => Err(Failure::of(&tried)),
            Err(_) => Err(Failure::late(limit, &tried)),
        }
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        let damaged = |why: &str| Attempt {
            places: Vec::new(),
            reason: format!("this entry is damaged: {why}"),
            hint: Some(RESTORE.to_owned()),
        };
        let entry = Entry::read(key).map_err(damaged)?;
        let wrapped = entry::wrapped(key).map_err(damaged)?;
        match self.ask(&entry, Work::Unwrap(&wrapped)) {
            Ok(answer) => Ok(answer.bytes),
            Err(Failure { places, reason, hint }) => Err(Attempt { places, reason, hint: Some(hint) }),
        }
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(Started { runtime, .. }) = self.started.take().flatten() {
            // A look-up of a host name cannot be cancelled; we do not wait for it.
            runtime.shutdown_background();
        }
    }
}

impl Provider for AwsKms {
    fn kind(&self) -> KeyKind {
        KeyKind::Kms
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn check(&self, key: &MasterKey) -> Result<()> {
        read(key).map(drop)
    }

    fn wrap(&self, key: &mut MasterKey, secret: &[u8]) -> Result<()> {
        let entry = read(key)?;
        let answer = self.0.ask(&entry, Work::Wrap(secret)).map_err(|failure| {
            Error::new(ErrorKind::NoKey, format!("the data key could not be wrapped for {}", shown(key.id())))
                .because(failure.reason)
                .detailed(failure.places)
                .hint(failure.hint)
        })?;
        // A bare alias means something only to us, here and now.
        let whole = answer.key.and_then(|used| entry.name.beside(&used));
        if let Some(whole) = whole {
            key.set("arn", whole);
        }
        entry::record(key, answer.bytes.expose(), jiff::Timestamp::now());
        Ok(())
    }

    fn unwrap(&self, key: &MasterKey) -> std::result::Result<Plaintext, Attempt> {
        self.0.unwrap(key)
    }

    fn unwrap_job(&self, key: &MasterKey) -> Option<UnwrapJob> {
        let (shared, key) = (Arc::clone(&self.0), key.clone());
        Some(Box::new(move || shared.unwrap(&key)))
    }
}

impl Failure {
    /// The way that came furthest says why; of those that came as far, the first one, which is what the
    /// entry asked for.
    fn of(tried: &[Tried]) -> Self {
        let furthest = tried.iter().rev().max_by_key(|tried| tried.fault.stage).map(|tried| &tried.fault);
        Self {
            places: places(tried),
            reason: furthest.map_or_else(|| "it was not tried".to_owned(), |fault| fault.reason.clone()),
            hint: furthest.map(|fault| fault.hint.clone()).unwrap_or_default(),
        }
    }

    fn late(limit: Duration, tried: &[Tried]) -> Self {
        Self {
            places: tried.iter().map(Tried::line).collect(),
            reason: format!("no answer within {}", in_seconds(limit)),
            hint: "check the network connection, HTTPS_PROXY, AWS_ENDPOINT_URL and where the AWS credentials come from"
                .to_owned(),
        }
    }
}

impl Tried {
    fn line(&self) -> String {
        format!("{}: {}", self.way, self.fault.reason)
    }
}

/// One way needs no line of its own, since the reason tells it.
fn places(tried: &[Tried]) -> Vec<String> {
    if tried.len() > 1 { tried.iter().map(Tried::line).collect() } else { Vec::new() }
}

fn read(key: &MasterKey) -> Result<Entry<'_>> {
    Entry::read(key).map_err(|why| {
        Error::new(ErrorKind::NoKey, format!("not a usable KMS key: {}", shown(key.id())))
            .because(why)
            .hint("name it as arn:aws:kms:REGION:ACCOUNT:key/ID, or arn:aws:kms:REGION:ACCOUNT:alias/NAME")
    })
}
