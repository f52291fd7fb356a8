//! Why a request was in vain. What enters: the SDK's errors. What leaves: a clause that says why, the
//! next step, and whether another way to the key is worth trying. Of what a server said only its
//! error code and the reason of a refusal are passed on, since other messages may repeat a signed
//! request, and of what a credential program said nothing at all.

use std::error::Error as StdError;

use aws_sdk_kms::{
    config::http::HttpResponse,
    error::{ProvideErrorMetadata, SdkError},
};

/// How far a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// No credentials to sign it with.
    Credentials,
    /// The role could not be assumed.
    Role,
    /// KMS, or the way to it.
    Key,
}

/// What is worth trying next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// Other credentials, or none of the file's role.
    OtherWay,
    /// A replica of the key in another region.
    OtherRegion,
    /// Nothing: the answer is about the key or the entry itself.
    Stop,
}

/// A request in vain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) stage: Stage,
    pub(super) then: Then,
    pub(super) reason: String,
    pub(super) hint: String,
}

/// Whom a request went to.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) stage: Stage,
    pub(super) region: &'a str,
    /// How many attempts the SDK makes.
    pub(super) attempts: u32,
}

/// How much of a server's reason is shown.
const MAX_REASON: usize = 300;

pub(super) const RESTORE: &str = "restore the file from version control: this entry was changed or cut";
const NETWORK: &str = "check the network connection, and HTTPS_PROXY and AWS_ENDPOINT_URL if they are set";

impl Fault {
    pub(super) fn new(stage: Stage, then: Then, reason: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { stage, then, reason: reason.into(), hint: hint.into() }
    }

    /// What `error` of a request to `target` means.
    pub(super) fn of<E>(error: &SdkError<E, HttpResponse>, target: Target<'_>) -> Self
    where
        E: StdError + ProvideErrorMetadata + 'static,
    {
        let Target { stage, region, .. } = target;
        let service = target.service();
        let unreachable = |why: String| Self::new(stage, Then::OtherRegion, why, NETWORK);
        let nonsense =
            || unreachable(format!("{service} in {region} gave an answer that cannot be understood"));
        let late = || unreachable(format!("{service} in {region} did not answer in time"));
        match error {
            SdkError::ServiceError(answer) if answer.raw().status().is_success() => nonsense(),
            SdkError::ServiceError(answer) => {
                let code = answer.err().code().unwrap_or_default();
                let status = answer.raw().status().as_u16();
                Self::answered(code, status, answer.err().message().unwrap_or_default(), target)
            }
            SdkError::TimeoutError(_) => late(),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => late(),
            SdkError::DispatchFailure(failure) => match failure.as_connector_error().and_then(io_cause) {
                Some(cause) => unreachable(format!("{service} in {region} cannot be reached: {cause}")),
                None => unreachable(format!("the request to {service} in {region} could not be sent")),
            },
            SdkError::ConstructionFailure(_) => {
                Self::new(stage, Then::Stop, format!("the request to {service} could not be made"), RESTORE)
            }
            _ => nonsense(),
        }
    }

    fn answered(code: &str, status: u16, message: &str, target: Target<'_>) -> Self {
        let Target { stage, region, attempts } = target;
        let service = target.service();
        let fault = |then, reason: String, hint: &str| Self::new(stage, then, reason, hint);
        match code {
            "AccessDeniedException" | "AccessDenied" | "NotAuthorized" => {
                let why = match clean(message) {
                    why if why.is_empty() => String::new(),
                    why => format!(": {why}"),
                };
                let hint = match stage {
                    Stage::Role => {
                        "let the role's trust policy name you, or use credentials of the role itself"
                    }
                    _ => {
                        "ask for kms:Encrypt and kms:Decrypt on this key, or use other AWS credentials (AWS_PROFILE)"
                    }
                };
                fault(Then::OtherWay, format!("{service} denied access{why}"), hint)
            }
            "ExpiredTokenException" | "ExpiredToken" => {
                fault(Then::OtherWay, "the AWS credentials have expired".to_owned(), "sign in to AWS again")
            }
            "RequestExpired" | "RequestTimeTooSkewed" => {
                let reason = format!("{service} did not accept the time of the request");
                fault(Then::Stop, reason, "set this machine's clock")
            }
            "UnrecognizedClientException"
            | "InvalidClientTokenId"
            | "InvalidAccessKeyId"
            | "InvalidSignatureException"
            | "SignatureDoesNotMatch"
            | "IncompleteSignature"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException" => {
                let reason = format!("{service} in {region} does not accept the AWS credentials ({code})");
                fault(
                    Then::OtherWay,
                    reason,
                    "check the AWS credentials, and that the region is enabled for the account",
                )
            }
            "NotFoundException" => {
                let hint =
                    "check the region and the account in its ARN; a deleted key cannot be brought back";
                fault(Then::OtherRegion, format!("there is no such key in {region}"), hint)
            }
            "DisabledException" => fault(
                Then::OtherRegion,
                "the key is disabled".to_owned(),
                "enable the key again: aws kms enable-key",
            ),
            "KMSInvalidStateException" => {
                let (reason, hint) = if message.contains("pending deletion") {
                    (
                        "the key is about to be deleted",
                        "cancel it while there is time: aws kms cancel-key-deletion",
                    )
                } else {
                    ("the state of the key does not allow its use", "look at it with: aws kms describe-key")
                };
                fault(Then::OtherRegion, reason.to_owned(), hint)
            }
            "InvalidCiphertextException" => {
                let reason = "the entry is damaged: the wrapped key or its encryption context was changed";
                fault(Then::Stop, reason.to_owned(), RESTORE)
            }
            "IncorrectKeyException" => {
                let reason = "the entry is damaged: another key than the one that it names wrapped it";
                fault(Then::Stop, reason.to_owned(), RESTORE)
            }
            "InvalidKeyUsageException" => {
                let reason = "the key is not made for symmetric encryption";
                fault(Then::Stop, reason.to_owned(), "name a key of the kind SYMMETRIC_DEFAULT")
            }
            _ if is_throttling(code) || status == 429 => {
                let reason =
                    format!("{service} in {region} has had too many requests (after {attempts} attempts)");
                fault(Then::OtherRegion, reason, "try again in a while")
            }
            _ if status >= 500 => fault(
                Then::OtherRegion,
                format!("{service} in {region} failed{}", named(code)),
                "try again in a while",
            ),
            // A proxy or a portal on the way.
            _ if named(code).is_empty() => fault(
                Then::OtherRegion,
                format!("something other than {service} answered (HTTP {status})"),
                NETWORK,
            ),
            _ => {
                let reason = format!("{service} in {region} refused the request{}", named(code));
                fault(Then::Stop, reason, "check the entry's arn, role and context")
            }
        }
    }
}

impl Target<'_> {
    fn service(self) -> &'static str {
        match self.stage {
            Stage::Role | Stage::Credentials => "AWS STS",
            Stage::Key => "AWS KMS",
        }
    }
}

fn is_throttling(code: &str) -> bool {
    ["Throttl", "TooManyRequests", "RequestLimitExceeded", "LimitExceededException", "SlowDown"]
        .iter()
        .any(|part| code.contains(part))
}

/// An error code in brackets, when it looks like one.
fn named(code: &str) -> String {
    let is_code = (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_code { format!(" ({code})") } else { String::new() }
}

/// A server's words, cut, and without what could steer a terminal.
fn clean(message: &str) -> String {
    let safe = |c: char| if c.is_control() || !c.is_ascii() { '\u{fffd}' } else { c };
    let text: String = message.trim().chars().take(MAX_REASON).map(safe).collect();
    text.trim_end_matches('.').to_owned()
}

/// What the operating system or TLS said, which is behind some layers of the HTTP client.
fn io_cause(error: &(impl StdError + 'static)) -> Option<String> {
    let mut found = None;
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(error) = next {
        if found.is_some() || error.is::<std::io::Error>() {
            found = Some(error);
        }
        next = error.source();
    }
    found.map(|error| clean(&error.to_string()))
}

#[cfg(test)]
mod tests {
    use aws_sdk_kms::{
        error::{ConnectorError, ErrorMetadata},
        operation::decrypt::DecryptError,
    };

    use super::*;

    const TARGET: Target<'_> = Target { stage: Stage::Key, region: "eu-west-1", attempts: 3 };

    fn answer(code: &str, status: u16, message: &str) -> Fault {
        let meta = ErrorMetadata::builder().code(code).message(message).build();
        let response = HttpResponse::new(status.try_into().unwrap(), "".into());
        Fault::of(&SdkError::service_error(DecryptError::generic(meta), response), TARGET)
    }

    #[test]
    fn every_answer_of_kms_has_its_reason() {
        for (code, status, then, reason) in [
            ("ExpiredTokenException", 400, Then::OtherWay, "the AWS credentials have expired"),
            (
                "UnrecognizedClientException",
                400,
                Then::OtherWay,
                "AWS KMS in eu-west-1 does not accept the AWS credentials (UnrecognizedClientException)",
            ),
            ("NotFoundException", 400, Then::OtherRegion, "there is no such key in eu-west-1"),
            ("DisabledException", 400, Then::OtherRegion, "the key is disabled"),
            (
                "ThrottlingException",
                400,
                Then::OtherRegion,
                "AWS KMS in eu-west-1 has had too many requests (after 3 attempts)",
            ),
            (
                "KMSInternalException",
                500,
                Then::OtherRegion,
                "AWS KMS in eu-west-1 failed (KMSInternalException)",
            ),
            ("", 503, Then::OtherRegion, "AWS KMS in eu-west-1 failed"),
            (
                "ValidationException",
                400,
                Then::Stop,
                "AWS KMS in eu-west-1 refused the request (ValidationException)",
            ),
            ("\u{1b}[31m", 403, Then::OtherRegion, "something other than AWS KMS answered (HTTP 403)"),
        ] {
            let fault = answer(code, status, "CANARY");
            assert_eq!((fault.then, fault.reason.as_str()), (then, reason), "{code}");
            assert!(!fault.hint.contains("CANARY"));
        }
    }

    #[test]
    fn a_key_that_is_about_to_go_can_be_saved() {
        let fault = answer("KMSInvalidStateException", 400, "arn:aws:kms:x is pending deletion.");
        assert_eq!(fault.reason, "the key is about to be deleted");
        assert!(fault.hint.contains("cancel-key-deletion"));
    }

    #[test]
    fn only_a_refusal_passes_on_what_the_server_said() {
        let fault =
            answer("AccessDeniedException", 400, "User: arn:aws:iam::1:user/x\u{1b} is not authorized.");
        assert_eq!(
            fault.reason,
            "AWS KMS denied access: User: arn:aws:iam::1:user/x\u{fffd} is not authorized"
        );
        assert_eq!(answer("AccessDeniedException", 400, "").reason, "AWS KMS denied access");
        let long = answer("AccessDenied", 403, &"x".repeat(5000)).reason;
        assert!(long.len() < 400, "{}", long.len());
        assert!(
            !answer("SignatureDoesNotMatch", 403, "x-amz-security-token:CANARY").reason.contains("CANARY")
        );
    }

    #[test]
    fn a_server_that_is_not_there_is_told_from_a_slow_one() {
        let fault =
            |error: ConnectorError| Fault::of::<DecryptError>(&SdkError::dispatch_failure(error), TARGET);
        let refused = std::io::Error::from(std::io::ErrorKind::ConnectionRefused);
        assert_eq!(
            fault(ConnectorError::io(refused.into())).reason,
            "AWS KMS in eu-west-1 cannot be reached: connection refused"
        );
        let slow = fault(ConnectorError::timeout("CANARY".into()));
        assert_eq!(slow.reason, "AWS KMS in eu-west-1 did not answer in time");
        let odd = fault(ConnectorError::other("CANARY".into(), None));
        assert_eq!(odd.reason, "the request to AWS KMS in eu-west-1 could not be sent");
    }
}
