//! The fact that slices to the right act on.

use serde::{Deserialize, Serialize};

use crate::accounts::MemberId;

/// A member's hours changed. What follows is matching's, which gives this job its work.
#[derive(Debug, Serialize, Deserialize)]
pub struct HoursChanged {
    /// Whose hours.
    pub member_id: MemberId,
}

impl HoursChanged {
    /// One waiting fact per member is enough.
    pub fn key(&self) -> String {
        format!("hours-changed:{}", self.member_id)
    }
}
