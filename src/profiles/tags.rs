//! Answers that need not be sent again to whoever has them.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderMap};
use sha2::{Digest, Sha256};

/// The tag of a content: another for any other.
pub(super) fn of(content: &str) -> String {
    let digest = hex::encode(Sha256::digest(content));
    format!("\"{}\"", digest.get(..32).unwrap_or(&digest))
}

/// Whether who asks has the content tagged `tag` already.
pub(super) fn is_known(request: &HttpRequest, tag: &str) -> bool {
    is_among(request.headers(), tag)
}

fn is_among(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    known.flat_map(|list| list.split(',')).map(str::trim).any(|known| {
        // Proxies that compress weaken a tag; for If-None-Match the two are the same.
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    })
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn a_tag_is_known_in_a_list_and_weakened() {
        let asked =
            |value: &'static str| HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(value))]);
        for known in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "*"] {
            assert!(is_among(&asked(known), "\"a\""), "{known}");
        }
        assert!(!is_among(&asked("\"b\""), "\"a\"") && !is_among(&HeaderMap::new(), "\"a\""));
    }
}
