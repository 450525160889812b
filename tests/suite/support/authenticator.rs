//! A device with one passkey, as WebAuthn Level 3 writes it down (§6.1 authenticator data, §6.5 attestation object with
//! format "none", §5.8.1 client data), and every way in which it can lie.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Bits of the authenticator data: somebody was there; they showed a finger or a PIN; a new key follows.
const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const NEW_KEY: u8 = 0x40;

/// A device, and what it says. Change a field to make it lie.
#[derive(Clone)]
pub struct Authenticator {
    /// The site's name, as the browser sees it.
    pub site: String,
    /// The page's origin, as the browser sees it.
    pub origin: String,
    /// Whether its owner showed a finger or a PIN.
    pub verifies: bool,
    /// How often it was used.
    pub counter: u32,
    /// Whose it says that it is; empty before a key is made.
    pub owner: String,
    key: SigningKey,
    id: [u8; 32],
}

impl Authenticator {
    /// A device whose key is made of `number`, for pages at `http://localhost`.
    pub fn new(number: u8) -> Self {
        Self {
            site: "localhost".to_owned(),
            origin: "http://localhost".to_owned(),
            verifies: true,
            counter: 0,
            owner: String::new(),
            key: SigningKey::from_slice(&[number; 32]).unwrap(),
            id: [number; 32],
        }
    }

    /// Signs with another key from now on, and still says that it is the first.
    pub fn sign_with(&mut self, number: u8) {
        self.key = SigningKey::from_slice(&[number; 32]).unwrap();
    }

    /// Says that it belongs to somebody else.
    pub fn owned_by(&mut self, handle: [u8; 16]) {
        self.owner = BASE64.encode(handle);
    }

    /// The answer to `navigator.credentials.create` with these options.
    pub fn create(&mut self, options: &Value) -> String {
        let options = &options["publicKey"];
        text(&options["user"]["id"]).clone_into(&mut self.owner);
        let said = self.client_data("webauthn.create", &options["challenge"]);
        let data = self.data(NEW_KEY, &self.new_key());
        let length = u16::try_from(data.len()).unwrap().to_be_bytes();
        // {"fmt": "none", "attStmt": {}, "authData": data} in CBOR.
        let attestation = [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x59".as_slice(), &length, &data].concat();
        self.credential(json!({
            "clientDataJSON": BASE64.encode(said),
            "attestationObject": BASE64.encode(attestation),
            "transports": ["internal"],
        }))
    }

    /// The answer to `navigator.credentials.get` with these options.
    pub fn get(&mut self, options: &Value) -> String {
        self.counter += 1;
        let said = self.client_data("webauthn.get", &options["publicKey"]["challenge"]);
        let data = self.data(0, &[]);
        let signed = [data.as_slice(), &Sha256::digest(&said)].concat();
        let signature: Signature = self.key.sign(&signed);
        self.credential(json!({
            "clientDataJSON": BASE64.encode(said),
            "authenticatorData": BASE64.encode(data),
            "signature": BASE64.encode(signature.to_der()),
            "userHandle": self.owner,
        }))
    }

    fn credential(&self, response: Value) -> String {
        let id = BASE64.encode(self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
            .to_string()
    }

    fn client_data(&self, kind: &str, challenge: &Value) -> Vec<u8> {
        let said = json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    fn data(&self, more_flags: u8, rest: &[u8]) -> Vec<u8> {
        let flags = PRESENT | more_flags | if self.verifies { VERIFIED } else { 0 };
        [Sha256::digest(&self.site).as_slice(), &[flags], &self.counter.to_be_bytes(), rest].concat()
    }

    /// A model without a name, the key's id, and the key: {1: 2, 3: -7, -1: 1, -2: x, -3: y} in CBOR.
    fn new_key(&self) -> Vec<u8> {
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        let id_length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let head = b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20";
        [&[0; 16], id_length.as_slice(), &self.id, head, x, b"\x22\x58\x20", y].concat()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
