//! Calendars that sessions can be written into: Google Calendar and Microsoft's.

use url::Url;

use super::federation::is_trustworthy;
use super::{Environment, Source};

/// Those that are configured. None of them: invitations and feeds only.
#[derive(Debug, Clone)]
pub struct CalendarsConfig {
    /// `GOOGLE_CALENDAR_...`
    pub google: Option<CalendarPeerConfig>,
    /// `MICROSOFT_CALENDAR_...`
    pub microsoft: Option<CalendarPeerConfig>,
}

/// What such a provider knows us by, and where it is.
#[derive(Clone)]
pub struct CalendarPeerConfig {
    /// `..._CLIENT_ID`.
    pub client_id: String,
    /// `..._CLIENT_SECRET`.
    pub client_secret: String,
    /// `..._AUTHORIZE_URL`: the page on which a member agrees.
    pub authorize_url: String,
    /// `..._TOKEN_URL`: where codes become tokens, and tokens become new ones.
    pub token_url: String,
    /// `..._API_URL`: what all requests begin with, without a slash at the end.
    pub api_url: String,
}

/// The names of a provider's settings, and where it usually is.
struct Names {
    client_id: &'static str,
    client_secret: &'static str,
    authorize_url: (&'static str, &'static str),
    token_url: (&'static str, &'static str),
    api_url: (&'static str, &'static str),
}

const GOOGLE: Names = Names {
    client_id: "GOOGLE_CALENDAR_CLIENT_ID",
    client_secret: "GOOGLE_CALENDAR_CLIENT_SECRET",
    authorize_url: ("GOOGLE_CALENDAR_AUTHORIZE_URL", "https://accounts.google.com/o/oauth2/v2/auth"),
    token_url: ("GOOGLE_CALENDAR_TOKEN_URL", "https://oauth2.googleapis.com/token"),
    api_url: ("GOOGLE_CALENDAR_API_URL", "https://www.googleapis.com/calendar/v3"),
};
const MICROSOFT: Names = Names {
    client_id: "MICROSOFT_CALENDAR_CLIENT_ID",
    client_secret: "MICROSOFT_CALENDAR_CLIENT_SECRET",
    authorize_url: (
        "MICROSOFT_CALENDAR_AUTHORIZE_URL",
        "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    ),
    token_url: ("MICROSOFT_CALENDAR_TOKEN_URL", "https://login.microsoftonline.com/common/oauth2/v2.0/token"),
    api_url: ("MICROSOFT_CALENDAR_API_URL", "https://graph.microsoft.com/v1.0"),
};

impl CalendarsConfig {
    pub(super) fn read(source: &mut Source, environment: Environment) -> Self {
        Self {
            google: CalendarPeerConfig::read(source, environment, &GOOGLE),
            microsoft: CalendarPeerConfig::read(source, environment, &MICROSOFT),
        }
    }
}

impl CalendarPeerConfig {
    fn read(source: &mut Source, environment: Environment, names: &Names) -> Option<Self> {
        let mut address = |(name, usual): (&'static str, &str)| {
            let expected = "an https:// URL (http:// on this machine, in development)";
            source.parse_or(name, expected, usual.to_owned(), |text| {
                (Url::parse(text).is_ok() && is_trustworthy(text, environment))
                    .then(|| text.trim_end_matches('/').to_owned())
            })
        };
        let (authorize_url, token_url, api_url) =
            (address(names.authorize_url), address(names.token_url), address(names.api_url));
        match (source.text(names.client_id), source.text(names.client_secret)) {
            (Some(client_id), Some(client_secret)) => {
                Some(Self { client_id, client_secret, authorize_url, token_url, api_url })
            }
            (Some(_), None) => {
                source.refuse(names.client_secret, &format!("a value, because {} is set", names.client_id));
                None
            }
            (None, Some(_)) => {
                source.refuse(names.client_id, &format!("a value, because {} is set", names.client_secret));
                None
            }
            (None, None) => None,
        }
    }
}

impl std::fmt::Debug for CalendarPeerConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CalendarPeerConfig")
            .field("client_id", &self.client_id)
            .field("api_url", &self.api_url)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Source};

    #[test]
    fn half_a_pair_is_refused_by_the_name_of_the_other_half() {
        let source = [("GOOGLE_CALENDAR_CLIENT_ID", "a"), ("MICROSOFT_CALENDAR_CLIENT_SECRET", "hunter2")];
        let said = Config::from_source(Source::of(source)).unwrap_err().to_string();
        for name in ["GOOGLE_CALENDAR_CLIENT_SECRET: expected", "MICROSOFT_CALENDAR_CLIENT_ID: expected"] {
            assert!(said.contains(name), "{said}");
        }
        assert!(!said.contains("hunter2"), "{said}");
    }

    #[test]
    fn tokens_go_to_an_encrypted_address_or_to_this_machine() {
        let with = |url| {
            let pair = [("GOOGLE_CALENDAR_CLIENT_ID", "a"), ("GOOGLE_CALENDAR_CLIENT_SECRET", "b")];
            Config::from_source(Source::of([pair[0], pair[1], ("GOOGLE_CALENDAR_API_URL", url)]))
        };
        let here = with("http://127.0.0.1:9500/calendar/").unwrap();
        assert_eq!(here.calendars.google.unwrap().api_url, "http://127.0.0.1:9500/calendar");
        for url in ["http://calendar.example", "ftp://localhost", "nonsense"] {
            assert!(with(url).unwrap_err().to_string().contains("GOOGLE_CALENDAR_API_URL"), "{url}");
        }
    }
}
