//! The key encapsulation X-Wing (draft-connolly-cfrg-xwing-kem), which HPKE calls MLKEM768-X25519.
//! What enters: a seed, a public key, an encapsulation, randomness. What leaves: a shared secret and
//! its encapsulation. No secret may come from an X25519 exchange with an all-zero result: whoever
//! wrote such a point knows that half without knowing any key.

use ml_kem::{
    B32, Ciphertext, EncapsulateDeterministic, Encoded, EncodedSizeUser, KemCore, MlKem768, kem::Decapsulate,
};
use sha3::{
    Digest, Sha3_256, Shake256,
    digest::{ExtendableOutput, Update, XofReader},
};
use x25519_dalek::StaticSecret;
use zeroize::{Zeroize, Zeroizing};

type EncapsulationKey = <MlKem768 as KemCore>::EncapsulationKey;
type DecapsulationKey = <MlKem768 as KemCore>::DecapsulationKey;

/// Its number in HPKE's registry.
pub(super) const KEM_ID: u16 = 0x647a;
/// Bytes of a private key.
pub(super) const SEED: usize = 32;
/// Bytes of a public key: ML-KEM's, then X25519's.
pub(super) const PUBLIC: usize = ML_KEM_PUBLIC + POINT;
/// Bytes of an encapsulation: ML-KEM's ciphertext, then an ephemeral X25519 key.
pub(super) const ENCAPSULATED: usize = ML_KEM_CIPHERTEXT + POINT;
/// What an encapsulation uses up: ML-KEM's message, and the ephemeral X25519 key.
pub(super) type Randomness = [[u8; 32]; 2];

const ML_KEM_PUBLIC: usize = 1184;
const ML_KEM_CIPHERTEXT: usize = 1088;
const POINT: usize = 32;
/// The construction's drawing of an X-wing fighter.
const LABEL: &[u8] = br"\.//^\";

/// What two parties share.
pub(super) struct SharedSecret(Zeroizing<[u8; 32]>);

impl SharedSecret {
    /// The secret, for a key schedule.
    pub(super) fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Why bytes are no public key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// They have the wrong length, or a coefficient is not reduced.
    Malformed,
    /// The X25519 half is a point of low order.
    LowOrder,
}

/// What is encapsulated to.
pub(super) struct PublicKey {
    ml_kem: EncapsulationKey,
    x25519: x25519_dalek::PublicKey,
}

impl PublicKey {
    /// Reads a public key.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Flaw> {
        let (ml_kem, x25519) = bytes.split_at_checked(ML_KEM_PUBLIC).ok_or(Flaw::Malformed)?;
        let point: [u8; POINT] = x25519.try_into().map_err(|_| Flaw::Malformed)?;
        let encoded: Encoded<EncapsulationKey> = ml_kem.try_into().map_err(|_| Flaw::Malformed)?;
        let key = Self { ml_kem: EncapsulationKey::from_bytes(&encoded), x25519: point.into() };
        // The check of FIPS 203, section 7.2: the library reduces the coefficients that are too large.
        if key.ml_kem.as_bytes() != encoded {
            return Err(Flaw::Malformed);
        }
        // Every private key is a multiple of the curve's cofactor, so any of them tells.
        if !StaticSecret::from([0; POINT]).diffie_hellman(&key.x25519).was_contributory() {
            return Err(Flaw::LowOrder);
        }
        Ok(key)
    }

    /// The bytes that `from_bytes` reads.
    pub(super) fn to_bytes(&self) -> [u8; PUBLIC] {
        let mut bytes = [0; PUBLIC];
        bytes[..ML_KEM_PUBLIC].copy_from_slice(&self.ml_kem.as_bytes());
        bytes[ML_KEM_PUBLIC..].copy_from_slice(self.x25519.as_bytes());
        bytes
    }

    /// Makes a shared secret and its encapsulation from `randomness`, which must be fresh; none for a
    /// point of low order.
    pub(super) fn encapsulate(
        &self,
        [message, ephemeral]: &Randomness,
    ) -> Option<([u8; ENCAPSULATED], SharedSecret)> {
        let message = Wiped((*message).into());
        let (ciphertext, ml_kem) = self.ml_kem.encapsulate_deterministic(&message.0).ok()?;
        let ephemeral = StaticSecret::from(*ephemeral);
        let share = x25519_dalek::PublicKey::from(&ephemeral);
        let secret = combine(&Wiped(ml_kem), &ephemeral.diffie_hellman(&self.x25519), &share, &self.x25519)?;
        let mut encapsulated = [0; ENCAPSULATED];
        encapsulated[..ML_KEM_CIPHERTEXT].copy_from_slice(&ciphertext);
        encapsulated[ML_KEM_CIPHERTEXT..].copy_from_slice(share.as_bytes());
        Some((encapsulated, secret))
    }
}

/// What an encapsulation is opened with. The seed is the private key, the rest follows from it.
pub(super) struct SecretKey {
    seed: Zeroizing<[u8; SEED]>,
    ml_kem: DecapsulationKey,
    x25519: StaticSecret,
}

impl SecretKey {
    /// The key pair of a seed.
    pub(super) fn from_seed(seed: &[u8; SEED]) -> Self {
        let mut expanded = Shake256::default().chain(seed).finalize_xof();
        let mut next = || {
            let mut bytes = Zeroizing::new([0; 32]);
            expanded.read(&mut *bytes);
            bytes
        };
        let [d, z] = [next(), next()].map(|bytes| Wiped((*bytes).into()));
        let (ml_kem, _) = MlKem768::generate_deterministic(&d.0, &z.0);
        Self { seed: Zeroizing::new(*seed), ml_kem, x25519: StaticSecret::from(*next()) }
    }

    /// The seed.
    pub(super) fn seed(&self) -> &[u8; SEED] {
        &self.seed
    }

    /// The public half.
    pub(super) fn public_key(&self) -> PublicKey {
        PublicKey { ml_kem: self.ml_kem.encapsulation_key().clone(), x25519: (&self.x25519).into() }
    }

    /// The shared secret; none for a point of low order. For an encapsulation to another key it is
    /// another secret: nothing but its use tells.
    pub(super) fn decapsulate(&self, encapsulated: &[u8; ENCAPSULATED]) -> Option<SharedSecret> {
        let (ciphertext, share) = encapsulated.split_at(ML_KEM_CIPHERTEXT);
        let ciphertext: Ciphertext<MlKem768> = ciphertext.try_into().ok()?;
        let share: [u8; POINT] = share.try_into().ok()?;
        let share = x25519_dalek::PublicKey::from(share);
        let ml_kem = Wiped(self.ml_kem.decapsulate(&ciphertext).ok()?);
        combine(&ml_kem, &self.x25519.diffie_hellman(&share), &share, &(&self.x25519).into())
    }
}

fn combine(
    ml_kem: &Wiped,
    x25519: &x25519_dalek::SharedSecret,
    share: &x25519_dalek::PublicKey,
    public: &x25519_dalek::PublicKey,
) -> Option<SharedSecret> {
    if !x25519.was_contributory() {
        return None;
    }
    let mut secret = Zeroizing::new([0; 32]);
    Sha3_256::new()
        .chain(ml_kem.0.as_slice())
        .chain(x25519.as_bytes())
        .chain(share.as_bytes())
        .chain(public.as_bytes())
        .chain(LABEL)
        .finalize_into((&mut *secret).into());
    Some(SharedSecret(secret))
}

/// ML-KEM's secrets come in arrays that do not wipe themselves.
struct Wiped(B32);

impl Drop for Wiped {
    fn drop(&mut self) {
        self.0.as_mut_slice().zeroize();
    }
}
