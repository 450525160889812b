//! What must hold when things die.

mod failing_requests;
mod killed_servers;
mod killed_under_load;
