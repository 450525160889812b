//! What must hold when things die.

mod killed_servers;
