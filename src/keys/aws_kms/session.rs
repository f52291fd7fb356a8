//! The SDK, started when the first KMS key is used. What enters: an entry and what to do with it.
//! What leaves: KMS's answer, or a fault for every way that was tried. Credentials stay in here.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, SystemTime},
};

use aws_config::{
    BehaviorVersion, Region, SdkConfig, profile::ProfileFileCredentialsProvider,
    provider_config::ProviderConfig, retry::RetryConfig, timeout::TimeoutConfig,
};
use aws_sdk_kms::{
    config::{Credentials, ProvideCredentials, SharedHttpClient},
    primitives::Blob,
};

use super::{
    entry::Entry,
    fault::{Fault, Stage, Target, Then},
    http,
    name::is_label,
    provider::Settings,
};
use crate::{keys::shown, secret::Plaintext};

/// How long credentials must still be good to be used again.
const MARGIN: Duration = Duration::from_secs(60);

/// The longest name of a role session.
const MAX_SESSION_NAME: usize = 64;

/// What to ask KMS for.
#[derive(Clone, Copy)]
pub(super) enum Work<'a> {
    Wrap(&'a [u8]),
    Unwrap(&'a [u8]),
}

/// What KMS gave.
pub(super) struct Answer {
    /// The wrapped or the unwrapped key.
    pub(super) bytes: Plaintext,
    /// The ARN of the key that was used.
    pub(super) key: Option<String>,
}

/// A way that was tried in vain.
pub(super) struct Tried {
    /// Whose credentials, which role, where.
    pub(super) way: String,
    pub(super) fault: Fault,
}

/// Whose credentials: those of a profile, or what the SDK finds; and the role assumed with them.
type Holder = (Option<String>, Option<String>);

/// What is kept between requests.
pub(super) struct Session {
    settings: Settings,
    http: SharedHttpClient,
    credentials: Mutex<HashMap<Holder, Credentials>>,
}

impl Session {
    /// Makes no request, and reads nothing yet.
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, http: http::client(), credentials: Mutex::default() }
    }

    /// Tries one way after the other, until one leads to the key. What failed is pushed to `tried`,
    /// so that it is known even if the caller stops waiting.
    pub(super) async fn ask(
        &self,
        entry: &Entry<'_>,
        work: Work<'_>,
        tried: &mut Vec<Tried>,
    ) -> Option<Answer> {
        for region in self.regions(entry, tried).await {
            match self.ask_in(&region, entry, work, tried).await {
                Ok(answer) => return Some(answer),
                Err(Then::Stop) => return None,
                Err(Then::OtherWay | Then::OtherRegion) => {}
            }
        }
        None
    }

    /// Where the key may be: in the region of its ARN, else in that of the user; and where it may have
    /// replicas, in the regions that the settings name.
    async fn regions(&self, entry: &Entry<'_>, tried: &mut Vec<Tried>) -> Vec<String> {
        let region = match entry.name.region() {
            Some(region) => Some(region.to_owned()),
            None => self.region_of_user(entry.profile).await,
        };
        let Some(region) = region else {
            let fault = Fault::new(
                Stage::Credentials,
                Then::Stop,
                "the alias stands without a region",
                "set AWS_REGION, or name the key by its whole ARN",
            );
            tried.push(Tried { way: "your own AWS settings".to_owned(), fault });
            return Vec::new();
        };
        let mut regions = vec![region];
        if entry.name.is_multi_region() {
            for region in self.settings.replica_regions.iter().filter(|region| is_label(region)) {
                if !regions.contains(region) {
                    regions.push(region.clone());
                }
            }
        }
        regions
    }

    /// First as the entry says. Its profile and role are hints: where they lead nowhere, the user's own
    /// credentials may. The error says what is worth trying next.
    async fn ask_in(
        &self,
        region: &str,
        entry: &Entry<'_>,
        work: Work<'_>,
        tried: &mut Vec<Tried>,
    ) -> Result<Answer, Then> {
        // Without any credentials all regions are alike.
        let mut next = Then::Stop;
        let profiles = [entry.profile, None];
        for profile in &profiles[usize::from(entry.profile.is_none())..] {
            let config = self.config(*profile, Some(region)).await;
            let own = match self.credentials(&config, *profile).await {
                Ok(own) => own,
                Err(fault) => {
                    tried.push(Tried { way: way(*profile, None, region), fault });
                    continue;
                }
            };
            let roles = [entry.role, None];
            for role in &roles[usize::from(entry.role.is_none())..] {
                let outcome = match role {
                    Some(role) => self.assume(&config, *profile, role, own.clone(), region).await,
                    None => Ok(own.clone()),
                };
                let outcome = match outcome {
                    Ok(credentials) => self.call(&config, credentials, region, entry, work).await,
                    Err(fault) => Err(fault),
                };
                let fault = match outcome {
                    Ok(answer) => return Ok(answer),
                    Err(fault) => fault,
                };
                let then = fault.then;
                // What STS said need not hold for KMS: it may be in reach although STS is not.
                let done = then != Then::OtherWay && fault.stage == Stage::Key;
                tried.push(Tried { way: way(*profile, *role, region), fault });
                if done {
                    return Err(then);
                }
                next = Then::OtherRegion;
            }
        }
        Err(next)
    }

    async fn region_of_user(&self, profile: Option<&str>) -> Option<String> {
        for profile in [profile, None] {
            let config = self.config(profile, None).await;
            if let Some(region) = config.region().map(AsRef::as_ref).filter(|region| is_label(region)) {
                return Some(region.to_owned());
            }
        }
        None
    }

    /// The SDK's settings: from `AWS_*` and the user's AWS files, within our bounds.
    async fn config(&self, profile: Option<&str>, region: Option<&str>) -> SdkConfig {
        let region = region.map(|region| Region::new(region.to_owned()));
        let Settings { request_timeout, connect_timeout, attempts, .. } = self.settings;
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(connect_timeout)
            .operation_attempt_timeout(request_timeout)
            .build();
        let retries = RetryConfig::standard()
            .with_max_attempts(attempts.max(1))
            .with_initial_backoff(Duration::from_millis(500));
        let mut loader = aws_config::defaults(BehaviorVersion::v2026_01_12())
            .http_client(self.http.clone())
            .timeout_config(timeouts)
            .retry_config(retries);
        if let Some(region) = region.clone() {
            loader = loader.region(region);
        }
        if let Some(profile) = profile {
            let files =
                ProviderConfig::without_region().with_region(region).with_http_client(self.http.clone());
            let provider =
                ProfileFileCredentialsProvider::builder().configure(&files).profile_name(profile).build();
            loader = loader.profile_name(profile).credentials_provider(provider);
        }
        loader.load().await
    }

    async fn credentials(&self, config: &SdkConfig, profile: Option<&str>) -> Result<Credentials, Fault> {
        let holder = (profile.map(ToOwned::to_owned), None);
        if let Some(known) = self.known(&holder) {
            return Ok(known);
        }
        let found = match config.credentials_provider() {
            Some(provider) => provider.provide_credentials().await.ok(),
            None => None,
        };
        let credentials = found.ok_or_else(|| no_credentials(profile))?;
        self.keep(holder, &credentials);
        Ok(credentials)
    }

    async fn assume(
        &self,
        config: &SdkConfig,
        profile: Option<&str>,
        role: &str,
        own: Credentials,
        region: &str,
    ) -> Result<Credentials, Fault> {
        let holder = (profile.map(ToOwned::to_owned), Some(role.to_owned()));
        if let Some(known) = self.known(&holder) {
            return Ok(known);
        }
        let config = aws_sdk_sts::config::Builder::from(config).credentials_provider(own).build();
        let request = aws_sdk_sts::Client::from_conf(config).assume_role();
        let request = request.role_arn(role).role_session_name(session_name(&self.settings.host));
        let target = Target { stage: Stage::Role, region, attempts: self.settings.attempts };
        let given = request.send().await.map_err(|error| Fault::of(&error, target))?;
        let given = given.credentials.ok_or_else(|| empty(target))?;
        let expiry = SystemTime::try_from(given.expiration).ok();
        let credentials = Credentials::new(
            given.access_key_id,
            given.secret_access_key,
            Some(given.session_token),
            expiry,
            "AssumeRole",
        );
        self.keep(holder, &credentials);
        Ok(credentials)
    }

    async fn call(
        &self,
        config: &SdkConfig,
        credentials: Credentials,
        region: &str,
        entry: &Entry<'_>,
        work: Work<'_>,
    ) -> Result<Answer, Fault> {
        let config = aws_sdk_kms::config::Builder::from(config).credentials_provider(credentials).build();
        let client = aws_sdk_kms::Client::from_conf(config);
        let target = Target { stage: Stage::Key, region, attempts: self.settings.attempts };
        let id = entry.name.in_region(region);
        let context = entry.context.clone();
        let (bytes, key) = match work {
            // The copies that the SDK makes of the key are freed without being wiped.
            Work::Wrap(secret) => {
                let request = client.encrypt().key_id(id).plaintext(Blob::new(secret));
                let sent = request.set_encryption_context(context).send().await;
                let answer = sent.map_err(|error| Fault::of(&error, target))?;
                (answer.ciphertext_blob, answer.key_id)
            }
            Work::Unwrap(wrapped) => {
                let request = client.decrypt().key_id(id).ciphertext_blob(Blob::new(wrapped));
                let sent = request.set_encryption_context(context).send().await;
                let answer = sent.map_err(|error| Fault::of(&error, target))?;
                (answer.plaintext, answer.key_id)
            }
        };
        let bytes = bytes.map(|blob| Plaintext::new(blob.into_inner()));
        Ok(Answer { bytes: bytes.ok_or_else(|| empty(target))?, key })
    }

    fn known(&self, holder: &Holder) -> Option<Credentials> {
        let kept = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        let credentials = kept.get(holder)?;
        let good = credentials.expiry().is_none_or(|end| end > SystemTime::now() + MARGIN);
        good.then(|| credentials.clone())
    }

    fn keep(&self, holder: Holder, credentials: &Credentials) {
        let mut kept = self.credentials.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(holder, credentials.clone());
    }
}

/// How a way is called in a report.
fn way(profile: Option<&str>, role: Option<&str>, region: &str) -> String {
    let own = match profile {
        Some(profile) => format!("profile {}", shown(profile)),
        None => "your own AWS credentials".to_owned(),
    };
    match role {
        Some(role) => format!("{own} with role {} in {region}", shown(role)),
        None => format!("{own} in {region}"),
    }
}

/// Why there are none is not told: a credential program's words may hold a secret.
fn no_credentials(profile: Option<&str>) -> Fault {
    let (reason, hint) = match profile.map(shown) {
        Some(name) => (
            format!("the AWS profile {name} gives no credentials"),
            format!("define the profile {name}, or see what is wrong with it: aws sts get-caller-identity --profile {name}"),
        ),
        None => (
            "no AWS credentials were found".to_owned(),
            "sign in to AWS, or set AWS_PROFILE or AWS_ACCESS_KEY_ID; to see what is wrong: aws sts get-caller-identity"
                .to_owned(),
        ),
    };
    Fault::new(Stage::Credentials, Then::OtherWay, reason, hint)
}

fn empty(target: Target<'_>) -> Fault {
    let reason = format!("the answer from {} holds no key", target.region);
    Fault::new(target.stage, Then::OtherRegion, reason, "check AWS_ENDPOINT_URL if it is set")
}

/// As the real program calls it, so that policies which look at the name hold; what STS would refuse
/// is left out.
fn session_name(host: &str) -> String {
    let allowed = |c: &char| c.is_ascii_alphanumeric() || "=,.@_".contains(*c);
    "sops@".chars().chain(host.chars().filter(allowed)).take(MAX_SESSION_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // As the real program names them on a host of that name; `[` and `]`, which it leaves in, STS refuses.
    #[test]
    fn a_role_session_is_named_after_the_host() {
        for (host, name) in [
            ("vm", "sops@vm".to_owned()),
            ("my-host_x.y[z]+q", "sops@myhost_x.yzq".to_owned()),
            ("", "sops@".to_owned()),
            (&"b".repeat(70), format!("sops@{}", "b".repeat(59))),
        ] {
            assert_eq!(session_name(host), name);
        }
    }
}
