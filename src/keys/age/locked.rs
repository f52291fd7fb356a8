//! Identity files under a passphrase. What enters: such an age file, armored or binary. What leaves:
//! the text in it. The file may not choose more work than age itself would do, and nobody is asked
//! for the passphrase of a file that cannot be opened anyway.

use std::io::Read;

use ::age::{Decryptor, armor::ArmoredReader, scrypt};

use super::{
    prompt::{Prompt, Trouble},
    source::read_secret,
    ssh::secret_string,
    wrapped::stanzas_of,
};
use crate::secret::Plaintext;

/// The largest work factor that age accepts: some 4 GiB and 16 seconds.
const MAX_WORK: u8 = 22;

/// An identity file that a passphrase opens.
pub(super) struct Locked(Plaintext);

impl Locked {
    /// Takes a text that is an age file as a whole.
    pub(super) fn recognise(text: &[u8]) -> Option<Self> {
        let text = text.trim_ascii_start();
        if text.starts_with(b"age-encryption.org/") {
            return Some(Self(Plaintext::new(text.to_vec())));
        }
        if !text.starts_with(b"-----BEGIN AGE ENCRYPTED FILE-----") {
            return None;
        }
        let mut armored = Plaintext::with_capacity(text.len() + 1);
        for line in text.split(|&b| b == b'\n') {
            armored.extend(line.trim_ascii());
            armored.extend(b"\n");
        }
        Some(Self(armored))
    }

    /// Asks for the passphrase and gives the text.
    pub(super) fn open(&self, label: &str, prompt: &dyn Prompt) -> Result<Plaintext, Trouble> {
        let stanzas = self.decryptor().map(stanzas_of)?;
        let [stanza] = &stanzas[..] else { return Err(for_recipients()) };
        if stanza.tag != "scrypt" {
            return Err(for_recipients());
        }
        let work = stanza.args.get(1).and_then(|work| work.parse::<u8>().ok()).ok_or_else(damaged)?;
        if work > MAX_WORK {
            return Err(Trouble::new(
                format!("its passphrase demands too much work (a factor of {work}; the most is {MAX_WORK})"),
                "encrypt the identity file anew with `age -p`",
            )
            .lasting());
        }
        let passphrase = prompt.secret(&format!("passphrase of {label}")).map_err(Trouble::unanswered)?;
        let mut identity = scrypt::Identity::new(secret_string(&passphrase)?);
        identity.set_max_work_factor(MAX_WORK);
        let reader = self.decryptor()?.decrypt(std::iter::once(&identity as &dyn ::age::Identity)).map_err(
            |error| match error {
                ::age::DecryptError::DecryptionFailed => Trouble::wrong_passphrase(),
                _ => damaged(),
            },
        )?;
        read_secret(reader).map_err(|_| damaged())
    }

    fn decryptor(&self) -> Result<Decryptor<impl Read>, Trouble> {
        Decryptor::new_buffered(ArmoredReader::new(self.0.expose())).map_err(|_| damaged())
    }
}

fn damaged() -> Trouble {
    Trouble::new("it is an encrypted identity file that is damaged or cut", "restore the identity file")
        .lasting()
}

fn for_recipients() -> Trouble {
    Trouble::new(
        "it is an age file for recipients, not one under a passphrase",
        "decrypt it first with `age -d`, for example by `SOPS_AGE_KEY_CMD`",
    )
    .lasting()
}

#[cfg(test)]
mod tests;
