//! The shell around every page: its title, its place in the navigation, who is looking, what was just done.

use super::Flash;

/// What the base layout shows. Made by [`crate::accounts::Pages`].
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The page's title, without the site's name.
    pub title: String,
    /// For search engines and link previews; empty for pages behind the log-in.
    pub description: String,
    /// Path of the page.
    pub path: String,
    /// The lit place in the navigation.
    pub place: Place,
    /// Who is looking.
    pub viewer: Option<Shell>,
    /// What was just done.
    pub flash: Option<Flash>,
    /// The one absolute URL of a public page.
    pub canonical: Option<String>,
}

/// The five places of the navigation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Place {
    /// None of them.
    #[default]
    Elsewhere,
    /// The dashboard.
    Home,
    /// Matches and search.
    Discover,
    /// Conversations.
    Messages,
    /// Bookings.
    Sessions,
    /// Profile, skills, hours, credits, settings.
    Me,
}

impl Place {
    /// The word that templates and style sheets use; empty for none.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Elsewhere => "",
            Self::Home => "home",
            Self::Discover => "discover",
            Self::Messages => "messages",
            Self::Sessions => "sessions",
            Self::Me => "me",
        }
    }
}

impl PartialEq<&str> for Place {
    fn eq(&self, word: &&str) -> bool {
        self.as_str() == *word
    }
}

/// The viewer as the shell shows them.
#[derive(Debug, Clone, Default)]
pub struct Shell {
    /// Their id.
    pub member_id: i64,
    /// Their name.
    pub name: String,
    /// The address of their photo.
    pub photo: Option<String>,
    /// `auto`, `light` or `dark`.
    pub theme: &'static str,
    /// Messages not read.
    pub unread_messages: i64,
    /// Notifications not read.
    pub unread_notifications: i64,
}

impl Page {
    /// Says what the page is called once that is known.
    pub fn titled(mut self, title: &str) -> Self {
        title.clone_into(&mut self.title);
        self
    }

    /// Lights a place in the navigation.
    pub fn at(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// Makes the page findable: its one absolute URL and its description.
    pub fn public(mut self, canonical: String, description: impl Into<String>) -> Self {
        self.canonical = Some(canonical);
        self.description = description.into();
        self
    }
}
