//! stub
use crate::accounts::MemberId;
/// path
pub fn path(member: MemberId, name: &str) -> String { format!("/members/{member}-{name}") }
/// p
#[derive(serde::Deserialize)]
pub struct MemberPath(String);
impl MemberPath {
    /// id
    pub fn id(&self) -> MemberId { MemberId(self.0.len().try_into().unwrap_or(0)) }
}
/// r
pub fn routes(_: &mut actix_web::web::ServiceConfig) {}
