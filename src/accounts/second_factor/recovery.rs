//! Recovery codes: for who has lost the phone. Ten letters and digits each (50 bits), so they are hashed as slowly as
//! passwords; all of a member's share a salt, and looking one up takes one hash.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::accounts::{MemberId, Passwords};
use crate::crypto;
use crate::db::Connection;
use crate::error::{AppError, AppResult};
use crate::schema::recovery_codes;

/// Codes that a member gets at once.
const HOW_MANY: usize = 10;
/// Crockford's base 32: no I, L, O, U, which are misread.
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// One code, without its dash, in lower case.
#[derive(Clone)]
pub(in crate::accounts) struct RecoveryCode(String);

impl RecoveryCode {
    /// Reads a typed code; what is easily misread is put right.
    pub(super) fn parse(typed: &str) -> Option<Self> {
        let read = |c: char| match c.to_ascii_lowercase() {
            'o' => '0',
            'i' | 'l' => '1',
            other => other,
        };
        let code: String = typed.chars().filter(|c| c.is_alphanumeric()).map(read).collect();
        let is_one = code.len() == 10 && code.bytes().all(|letter| LETTERS.contains(&letter));
        is_one.then_some(Self(code))
    }

    fn random() -> Result<Self, getrandom::Error> {
        let bytes = crypto::random_bytes::<10>()?;
        // 256 is a whole number of 32s: every letter is as likely.
        Ok(Self(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect()))
    }

    /// As it is shown: `4ka7z-91m2x`.
    pub(in crate::accounts) fn shown(&self) -> String {
        let (first, second) = self.0.split_at(5);
        format!("{first}-{second}")
    }

    pub(super) async fn digest(&self, passwords: &Passwords, salt: &[u8]) -> AppResult<Vec<u8>> {
        passwords.digest(self.0.clone(), salt.to_vec()).await
    }
}

/// Ten codes and what is kept of them.
pub(super) async fn fresh(passwords: &Passwords, salt: &[u8]) -> AppResult<(Vec<RecoveryCode>, Vec<Vec<u8>>)> {
    let mut codes = Vec::with_capacity(HOW_MANY);
    let mut digests = Vec::with_capacity(HOW_MANY);
    for _ in 0..HOW_MANY {
        let code = RecoveryCode::random().map_err(AppError::internal)?;
        digests.push(code.digest(passwords, salt).await?);
        codes.push(code);
    }
    Ok((codes, digests))
}

/// Puts these in the place of all that a member had.
pub(super) async fn replace(conn: &mut Connection, member: MemberId, digests: Vec<Vec<u8>>) -> QueryResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::member_id.eq(member))).execute(conn).await?;
    let row = |digest| (recovery_codes::member_id.eq(member), recovery_codes::digest.eq(digest));
    let rows: Vec<_> = digests.into_iter().map(row).collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Uses a code up; `false` for one that is not there, or not any more.
pub(super) async fn use_up(conn: &mut Connection, member: MemberId, digest: &[u8]) -> QueryResult<bool> {
    let theirs = recovery_codes::member_id.eq(member).and(recovery_codes::digest.eq(digest));
    Ok(diesel::delete(recovery_codes::table.filter(theirs)).execute(conn).await? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_shown_and_as_it_is_misread() {
        let code = RecoveryCode("4ka7z01m2x".to_owned());
        assert_eq!(code.shown(), "4ka7z-01m2x");
        for typed in ["4ka7z-01m2x", "4KA7Z 01M2X", " 4ka7zoim2x ", "4ka7z-OLm2x"] {
            assert_eq!(RecoveryCode::parse(typed).unwrap().0, code.0, "{typed}");
        }
        for nonsense in ["", "123456", "4ka7z-01m2", "4ka7z-01m2xx", "4ka7z-u1m2x"] {
            assert!(RecoveryCode::parse(nonsense).is_none(), "{nonsense}");
        }
    }

    #[test]
    fn random_codes_differ() {
        assert_ne!(RecoveryCode::random().unwrap().0, RecoveryCode::random().unwrap().0);
    }
}
