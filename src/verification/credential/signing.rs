//! Keys and signatures: Ed25519 by ring, in the compact form of a JSON Web Signature (RFC 7515, RFC 8037).
//!
//! A key derives from the master secret and its generation. A new generation is a line in [`GENERATIONS`]: it signs from
//! then on, and what the ones before signed can still be checked, until their line goes. Another `SECRET_KEY` makes
//! other keys: documents signed before are then unknown to us, and their owners download them anew.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::crypto::Secret;

/// Keys that are published; the last one signs.
const GENERATIONS: &[u32] = &[1];
/// The one algorithm, as RFC 8037 names it.
const ALGORITHM: &str = "EdDSA";
/// What the document is, as the W3C's "Securing Verifiable Credentials using JOSE and COSE" names it.
const TYPE: &str = "vc+jwt";

/// The keys of this installation.
pub(in crate::verification) struct Keys(Vec<SigningKey>);

struct SigningKey {
    /// The key's thumbprint (RFC 7638): the same key has the same name everywhere.
    id: String,
    pair: Ed25519KeyPair,
}

/// What the head of a signed document says. Whatever else it may hold (a key of its own, an address of one) is not
/// looked at: a document does not choose what it is checked with.
#[derive(Deserialize)]
struct Head {
    alg: String,
    kid: Option<String>,
    /// What must be understood to check it: we know of nothing.
    crit: Option<Value>,
}

/// What a look at a signed document finds.
#[derive(Debug, PartialEq)]
pub(super) enum Seen {
    /// Signed by us: what it says.
    Ours(Value),
    /// It names a key of ours, and the signature does not fit.
    Changed,
    /// Nothing that we would sign, or with a key that is not ours.
    Foreign,
}

impl Keys {
    /// The keys that derive from `secret`.
    ///
    /// # Errors
    /// Never in fact: every 32 bytes are the seed of a key.
    pub(in crate::verification) fn of(secret: &Secret) -> anyhow::Result<Self> {
        let key = |generation: &u32| {
            let derived = secret.derive(&format!("badge signing key {generation}"));
            let (seed, _) = derived.split_at(32);
            let pair = Ed25519KeyPair::from_seed_unchecked(seed)?;
            Ok(SigningKey { id: thumbprint(&pair), pair })
        };
        let keys: Result<Vec<_>, ring::error::KeyRejected> = GENERATIONS.iter().map(key).collect();
        keys.map(Self).map_err(|error| anyhow::anyhow!("a key for badges: {error}"))
    }

    /// The public keys, as `/.well-known/jwks.json` shows them.
    pub(in crate::verification) fn public(&self) -> Value {
        let public = |key: &SigningKey| {
            let mut shown = jwk(&key.pair);
            for (name, value) in [("kid", key.id.as_str()), ("alg", ALGORITHM), ("use", "sig")] {
                shown[name] = json!(value);
            }
            shown
        };
        json!({ "keys": self.0.iter().map(public).collect::<Vec<_>>() })
    }

    /// `claims`, signed by the newest key, in three parts with dots between.
    ///
    /// # Errors
    /// When there is no key, which is a defect.
    pub(in crate::verification) fn sign(&self, claims: &Value) -> anyhow::Result<String> {
        let key = self.0.last().ok_or_else(|| anyhow::anyhow!("no generation of keys signs"))?;
        let head = json!({ "alg": ALGORITHM, "typ": TYPE, "kid": key.id });
        let signed = format!("{}.{}", encoded(&head), encoded(claims));
        let signature = key.pair.sign(signed.as_bytes());
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }

    /// Looks at a signed document.
    pub(super) fn look_at(&self, document: &str) -> Seen {
        let parts: Vec<_> = document.split('.').collect();
        let [head, claims, signature] = parts[..] else { return Seen::Foreign };
        let Some(head) = decoded::<Head>(head) else { return Seen::Foreign };
        let key = self.0.iter().find(|key| Some(&key.id) == head.kid.as_ref());
        let Some(key) = key.filter(|_| head.alg == ALGORITHM && head.crit.is_none()) else { return Seen::Foreign };
        let signed = document.rsplit_once('.').map_or("", |(signed, _)| signed);
        let public = UnparsedPublicKey::new(&ED25519, key.pair.public_key().as_ref());
        let is_whole = URL_SAFE_NO_PAD
            .decode(signature)
            .is_ok_and(|signature| public.verify(signed.as_bytes(), &signature).is_ok());
        match decoded(claims).filter(|_| is_whole) {
            Some(claims) => Seen::Ours(claims),
            None => Seen::Changed,
        }
    }
}

/// The members of a public key that make its thumbprint, in the order of the alphabet.
fn jwk(pair: &Ed25519KeyPair) -> Value {
    json!({ "crv": "Ed25519", "kty": "OKP", "x": URL_SAFE_NO_PAD.encode(pair.public_key().as_ref()) })
}

fn thumbprint(pair: &Ed25519KeyPair) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(jwk(pair).to_string()))
}

fn encoded(value: &Value) -> String {
    URL_SAFE_NO_PAD.encode(value.to_string())
}

fn decoded<T: serde::de::DeserializeOwned>(part: &str) -> Option<T> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::of(&Secret::given([7; 32])).unwrap()
    }

    #[test]
    fn what_we_sign_is_ours_and_nothing_else_is() {
        let claims = json!({ "id": "https://skillswap.test/badges/7" });
        let document = keys().sign(&claims).unwrap();
        assert_eq!(keys().look_at(&document), Seen::Ours(claims.clone()));
        assert_eq!(Keys::of(&Secret::given([8; 32])).unwrap().look_at(&document), Seen::Foreign);
        let [head, body, signature] = document.split('.').collect::<Vec<_>>()[..] else { panic!("three parts") };
        let other = encoded(&json!({ "id": "https://skillswap.test/badges/8" }));
        assert_eq!(keys().look_at(&format!("{head}.{other}.{signature}")), Seen::Changed);
        assert_eq!(keys().look_at(&format!("{head}.{body}.")), Seen::Changed);
        for text in ["", "a", "a.b.c", "a.b.c.d", &format!("{body}.{body}.{signature}")] {
            assert_eq!(keys().look_at(text), Seen::Foreign, "{text}");
        }
    }

    #[test]
    fn another_algorithm_is_not_ours_whatever_it_is_signed_with() {
        use hmac::{Hmac, Mac};
        let keys = keys();
        let key = &keys.0[0];
        let claims = encoded(&json!({ "id": "https://skillswap.test/badges/7" }));
        let none = format!("{}.{claims}.", encoded(&json!({ "alg": "none", "kid": key.id })));
        assert_eq!(keys.look_at(&none), Seen::Foreign);
        // The public key taken for a shared secret: what a careless reader of `alg` would fall for.
        let signed = format!("{}.{claims}", encoded(&json!({ "alg": "HS256", "kid": key.id })));
        let mut mac = Hmac::<Sha256>::new_from_slice(key.pair.public_key().as_ref()).unwrap();
        mac.update(signed.as_bytes());
        let forged = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
        assert_eq!(keys.look_at(&forged), Seen::Foreign);
    }

    #[test]
    fn a_document_brings_no_key_of_its_own() {
        let stranger = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap();
        let keys = keys();
        for kid in [thumbprint(&stranger), keys.0[0].id.clone()] {
            let head = json!({ "alg": ALGORITHM, "kid": kid, "jwk": jwk(&stranger) });
            let signed = format!("{}.{}", encoded(&head), encoded(&json!({ "id": "x" })));
            let signature = URL_SAFE_NO_PAD.encode(stranger.sign(signed.as_bytes()).as_ref());
            let seen = keys.look_at(&format!("{signed}.{signature}"));
            assert!(matches!(seen, Seen::Foreign | Seen::Changed), "{seen:?}");
        }
    }

    #[test]
    fn a_key_is_named_by_its_thumbprint() {
        // The key and thumbprint of RFC 8037, appendix A.
        let seed = hex::decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").unwrap();
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        assert_eq!(jwk(&pair)["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(thumbprint(&pair), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }
}
