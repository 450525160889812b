//! Extract, one verb, one view.

pub(super) mod confirming;
pub(super) mod joining;
pub(super) mod live;
pub(super) mod logging_in;
pub(super) mod own_email;
pub(super) mod own_passkeys;
pub(super) mod own_password;
pub(super) mod own_second_factor;
pub(super) mod places;
pub(super) mod rescue;
pub(super) mod resetting;
pub(super) mod second_step;
pub(super) mod verifying;
pub(super) mod with_passkey;
