//! A phone with an app that makes codes.

use totp_rs::{Builder, Secret};

use super::TestApp;

/// The app, with the key of one account.
pub struct Phone(String);

impl Phone {
    /// An app into which this key was typed; spaces do not matter.
    pub fn with_key(key: &str) -> Self {
        Self(key.replace(' ', ""))
    }

    /// What it shows now.
    pub fn code(&self, app: &TestApp) -> String {
        let secret = Secret::try_from_base32(&self.0).unwrap();
        let totp = Builder::new().with_secret(secret).with_account_name("ana").build().unwrap();
        let seconds = u64::try_from(app.state.clock.now().timestamp().as_second()).unwrap();
        totp.generate(seconds).to_string()
    }
}
