//! Jitsi Meet: whoever opens an address is in the room of that name. So the name is the key, and nobody is asked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use url::Url;

use super::{Guest, Wish, unix};
use crate::config::JitsiConfig;

/// A server.
pub(super) struct Jitsi {
    url: Url,
    app: Option<(String, String)>,
}

impl Jitsi {
    pub(super) fn new(config: &JitsiConfig) -> Self {
        Self { url: config.url.clone(), app: config.app.clone() }
    }

    /// Lower case: Jitsi's names know no other.
    fn name(key: &str) -> String {
        format!("skillswap-{key}")
    }

    pub(super) fn room(&self, key: &str) -> String {
        let mut url = self.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(&Self::name(key));
        }
        url.into()
    }

    /// The room's address with the guest's name, and with a token where the server wants one.
    pub(super) fn entrance(&self, room: &str, wish: &Wish<'_>, guest: Guest<'_>) -> String {
        // What stands behind the # is read by the page there and not sent to the server.
        let name: String =
            url::form_urlencoded::byte_serialize(Value::from(guest.name).to_string().as_bytes()).collect();
        let settings = format!("#userInfo.displayName={}", name.replace('+', "%20"));
        match self.token(wish, guest) {
            Some(token) => format!("{room}?jwt={token}{settings}"),
            None => format!("{room}{settings}"),
        }
    }

    fn token(&self, wish: &Wish<'_>, guest: Guest<'_>) -> Option<String> {
        let (app, secret) = self.app.as_ref()?;
        let claims = json!({
            "aud": app,
            "iss": app,
            "sub": self.url.host_str().unwrap_or_default(),
            "room": Self::name(wish.key),
            "nbf": unix(wish.opens_at),
            "exp": unix(wish.expires_at),
            "context": { "user": { "id": guest.id.to_string(), "name": guest.name } },
        });
        let encoded = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encoded(&json!({ "alg": "HS256", "typ": "JWT" })), encoded(&claims));
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
        mac.update(signed.as_bytes());
        Some(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "00112233445566778899aabbccddeeff00112233";

    fn jitsi(url: &str, app: Option<(&str, &str)>) -> Jitsi {
        let app = app.map(|(id, secret)| (id.to_owned(), secret.to_owned()));
        Jitsi::new(&JitsiConfig { url: url.parse().unwrap(), app })
    }

    fn wish() -> Wish<'static> {
        let at = |text: &str| text.parse().unwrap();
        Wish {
            key: KEY,
            opens_at: at("2026-11-24T17:45:00Z"),
            starts_at: at("2026-11-24T18:00:00Z"),
            ends_at: at("2026-11-24T19:00:00Z"),
            expires_at: at("2026-11-24T19:30:00Z"),
            is_recorded: false,
        }
    }

    #[test]
    fn a_room_is_its_address_whether_or_not_the_server_stands_in_a_folder() {
        assert_eq!(jitsi("https://meet.example", None).room(KEY), format!("https://meet.example/skillswap-{KEY}"));
        assert_eq!(jitsi("https://x.example/meet/", None).room(KEY), format!("https://x.example/meet/skillswap-{KEY}"));
    }

    #[test]
    fn a_name_cannot_become_an_address() {
        let server = jitsi("https://meet.example", None);
        let guest = Guest { id: 7, name: "Ana \"&?#/\r\n Löpez" };
        let entrance = server.entrance(&server.room(KEY), &wish(), guest);
        assert_eq!(
            entrance,
            format!(
                "https://meet.example/skillswap-{KEY}#userInfo.displayName=%22Ana%20%5C%22%26%3F%23%2F%5Cr%5Cn%20L%C3%B6pez%22"
            )
        );
    }

    #[test]
    fn a_token_is_good_for_its_room_and_time_and_signed_with_the_secret() {
        let server = jitsi("https://meet.example", Some(("swap", "hunter2")));
        let entrance = server.entrance(&server.room(KEY), &wish(), Guest { id: 7, name: "Ana" });
        let token = entrance.split_once("?jwt=").unwrap().1.split_once('#').unwrap().0;
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let mut mac = Hmac::<Sha256>::new_from_slice(b"hunter2").unwrap();
        mac.update(signed.as_bytes());
        mac.verify_slice(&URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
        let claims: Value =
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap()).unwrap();
        assert_eq!(claims["room"], format!("skillswap-{KEY}"));
        assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(1_795_542_300), Some(1_795_548_600)));
        assert_eq!(claims["context"]["user"]["name"], "Ana");
    }
}
