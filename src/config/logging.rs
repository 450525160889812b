//! Logs: for eyes or for machines.

use super::Source;

/// How log lines look; what is logged is `RUST_LOG`'s to say.
#[derive(Debug, Clone)]
pub struct LoggingConfig {
    /// `LOG_FORMAT`.
    pub format: LogFormat,
}

/// The shape of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// Coloured lines for a terminal.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl LoggingConfig {
    pub(super) fn read(source: &mut Source) -> Self {
        let format = source.parse_or("LOG_FORMAT", "`pretty` or `json`", LogFormat::Pretty, |text| match text {
            "pretty" => Some(LogFormat::Pretty),
            "json" => Some(LogFormat::Json),
            _ => None,
        });
        Self { format }
    }
}
