//! The page and its fragments.

use askama::Template;
use diesel::QueryResult;

use super::queries::{self, NotificationRow};
use super::{Kind, NotificationId, When};
use crate::accounts::{Badges, MemberId};
use crate::clock::Instant;
use crate::db::Connection;
use crate::web::Page;

/// The list.
#[derive(Template)]
#[template(path = "notifications/list.html")]
pub(super) struct ListPage {
    pub page: Page,
    pub rows: Vec<Row>,
    pub older: String,
    /// The newest one listed, when there are unread ones.
    pub unread_upto: Option<NotificationId>,
}

/// More of the list, for the place of its last row.
#[derive(Template)]
#[template(path = "notifications/_rows.html")]
pub(super) struct Rows {
    pub rows: Vec<Row>,
    pub older: String,
}

/// Both badges, for the socket.
#[derive(Template)]
#[template(path = "notifications/_badges.html")]
pub(super) struct BadgesUpdate {
    pub badges: Badges,
}

/// A notification as it is shown.
pub struct Row {
    /// Its id.
    pub id: NotificationId,
    /// What happened.
    pub kind: Kind,
    /// Who did it, by name.
    pub actor: String,
    /// When.
    pub created_at: Instant,
    /// When, as the reader says it.
    pub when: String,
    /// Whether the reader has seen it.
    pub is_read: bool,
}

impl Row {
    /// `when` says the moment to the viewer.
    pub(super) fn new(row: NotificationRow, when: String) -> Self {
        Self {
            id: row.id,
            kind: row.kind,
            // Kinds that name somebody are written with an actor; should one lack, the sentence still stands.
            actor: row.actor.unwrap_or_else(|| "Somebody".to_owned()),
            created_at: row.created_at,
            when,
            is_read: row.read_at.is_some(),
        }
    }
}

/// The member's newest notifications, `most` at most, as the viewer reads them.
///
/// # Errors
/// When the database fails.
pub async fn latest(conn: &Connection, member: MemberId, when: When<'_>, most: usize) -> QueryResult<Vec<Row>> {
    let found = queries::newest(conn, member, None, most).await?;
    Ok(found.into_iter().map(|row| (when.brief(row.created_at), row)).map(|(said, row)| Row::new(row, said)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_sentence_and_a_link() {
        for kind in Kind::ALL {
            let row = Row {
                id: NotificationId(7),
                kind: *kind,
                actor: "<Ana>".to_owned(),
                created_at: Instant::from_microseconds(0),
                when: "18:02".to_owned(),
                is_read: false,
            };
            let html = Rows { rows: vec![row], older: String::new() }.render().unwrap();
            assert!(html.contains("href=\"/notifications/7\""), "{html}");
            assert!(!html.contains("<Ana>"), "{html}");
            let (_, title) = html.split_once("row__title\">").unwrap();
            let (title, _) = title.split_once("</span>").unwrap();
            assert!(title.ends_with('.') && title.len() > 15, "{kind:?}: {title}");
        }
    }
}
