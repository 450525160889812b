//! What the documents say. Member names are those of Open Badges 3.0 and of the W3C's Verifiable Credentials 2.0.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::clock::Instant;
use crate::state::AppState;
use crate::verification::badge::{BadgeId, BadgeState};
use crate::verification::queries::BadgeRow;
use crate::verification::rubric;
use crate::verification::standing::{FAVOURABLE_PERCENT, MONTHS, Tier};

const CREDENTIALS: &str = "https://www.w3.org/ns/credentials/v2";
const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// Characters of the salt of a recipient.
const SALT: usize = 32;

/// The profile of the issuer: us.
pub(in crate::verification) fn issuer(state: &AppState) -> Value {
    let mut profile = json!({ "@context": [CREDENTIALS, OPEN_BADGES] });
    merge(&mut profile, profile_of(state));
    profile
}

/// The credential of a badge, whose owner has the address `email`.
pub(in crate::verification) fn readable(state: &AppState, badge: &BadgeRow, email: &str) -> Value {
    let address = address(state, badge.id);
    json!({
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": format!("{}, {}", badge.skill, badge.tier.words()),
        "issuer": profile_of(state),
        "validFrom": badge.issued_at.datetime(),
        "validUntil": badge.expires_at.datetime(),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [recipient(state, badge.id, email)],
            "achievement": achievement(state, badge),
        },
        "credentialStatus": { "id": format!("{address}/status.json"), "type": "1EdTechRevocationList" },
    })
}

/// The same as claims of a token: with what readers of tokens look for.
pub(in crate::verification) fn claims(state: &AppState, badge: &BadgeRow, email: &str) -> Value {
    let mut claims = readable(state, badge, email);
    let seconds = |moment: Instant| moment.timestamp().as_second();
    merge(
        &mut claims,
        json!({
            "iss": issuer_address(state),
            "jti": address(state, badge.id),
            "nbf": seconds(badge.issued_at),
            "exp": seconds(badge.expires_at),
        }),
    );
    claims
}

/// What the status address of a badge says: the list of revoked credentials, of which it can be the only one. One that has
/// expired is in it: documents may name a later day, from before an assessor was suspended. It says no
/// more than that, to whoever holds the document, also where the badge's page is not shown.
pub(in crate::verification) fn status(state: &AppState, badge: &BadgeRow, now: Instant) -> Value {
    let standing = badge.state(now);
    let is_revoked = standing != BadgeState::Valid;
    let address = address(state, badge.id);
    let revoked = json!({ "id": address, "revoked": true, "revocationReason": standing.words() });
    json!({
        "id": format!("{address}/status.json"),
        "issuer": issuer_address(state),
        "status": standing.words().to_lowercase(),
        "revokedCredential": if is_revoked { vec![revoked] } else { Vec::new() },
    })
}

fn address(state: &AppState, id: BadgeId) -> String {
    state.config.server.absolute(&format!("/badges/{id}"))
}

fn issuer_address(state: &AppState) -> String {
    state.config.server.absolute("/badges/issuer")
}

fn profile_of(state: &AppState) -> Value {
    json!({
        "id": issuer_address(state),
        "type": ["Profile"],
        "name": "Skillswap",
        "url": state.config.server.absolute("/"),
        "description": "A peer-to-peer skill exchange, where those who were taught assess their teachers.",
    })
}

/// Whose badge it is, to be confirmed by whoever knows the address, or guesses it: a salted digest. The salt is another for each badge, so that two of one person cannot be joined by it.
fn recipient(state: &AppState, id: BadgeId, email: &str) -> Value {
    let salt = hex::encode(state.secret.keyed_digest("badge recipient salt", &id.to_string()));
    let salt = salt.get(..SALT).unwrap_or(&salt);
    json!({
        "type": "IdentityObject",
        "hashed": true,
        "identityHash": format!("sha256${}", hex::encode(Sha256::digest(format!("{email}{salt}")))),
        "identityType": "emailAddress",
        "salt": salt,
    })
}

fn achievement(state: &AppState, badge: &BadgeRow) -> Value {
    let tier = badge.tier;
    json!({
        "id": format!("{}#{}-{}", issuer_address(state), badge.skill_slug, tier.as_str()),
        "type": ["Achievement"],
        "achievementType": "Badge",
        "name": format!("{}, {}", badge.skill, tier.words()),
        "description": format!("{} people who were taught {} by the holder speak for it.", badge.assessors, badge.skill),
        "criteria": { "narrative": narrative(badge, tier) },
        "tag": [badge.skill],
    })
}

fn narrative(badge: &BadgeRow, tier: Tier) -> String {
    let threshold = tier.threshold();
    let level = match threshold.level {
        0 => String::new(),
        level => format!(" who saw a level of {level} or more of 100"),
    };
    format!(
        "{} or more favourable assessments{level}, of people who were taught {} by the holder in a completed session, and \
         {FAVOURABLE_PERCENT} of 100 assessments of the last {MONTHS} months favourable. Judged by: {}",
        threshold.favourable,
        badge.skill,
        rubric::criteria(&badge.category).join(" ")
    )
}

fn merge(into: &mut Value, more: Value) {
    if let (Value::Object(into), Value::Object(more)) = (into, more) {
        into.extend(more);
    }
}
