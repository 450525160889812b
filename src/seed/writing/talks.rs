//! Conversations with their participants and messages.

use super::Writing;
use crate::db::Connection;
use crate::seed::rows::{ConversationRow, MessageRow, ParticipantRow};

impl Writing<'_> {
    /// Gives the number of messages.
    pub async fn talks(&self, conn: &mut Connection) -> anyhow::Result<usize> {
        let (mut conversations, mut participants, mut messages) = (Vec::new(), Vec::new(), Vec::new());
        for (talk, id) in self.story.talks.iter().zip(self.ids.talks.iter().copied()) {
            let (Some(first), Some(last)) = (talk.lines.first(), talk.lines.last()) else { continue };
            let (one, other) = (self.ids.people[talk.between.0], self.ids.people[talk.between.1]);
            conversations.push(ConversationRow {
                id,
                low_id: one.min(other),
                high_id: one.max(other),
                last_seq: i64::try_from(talk.last_seq())?,
                created_at: first.at,
            });
            for who in [talk.between.0, talk.between.1] {
                participants.push(ParticipantRow {
                    conversation_id: id,
                    member_id: self.ids.people[who],
                    read_seq: i64::try_from(talk.read_seq(who))?,
                    unread: i32::try_from(talk.unread(who))?,
                    last_message_at: last.at,
                });
            }
            messages.extend((1..).zip(&talk.lines).map(|(seq, line)| MessageRow {
                conversation_id: id,
                seq,
                sender_id: self.ids.people[line.from],
                body: line.body,
                idempotency_key: line.key,
                created_at: line.at,
            }));
        }
        ConversationRow::insert(conn, &conversations).await?;
        ParticipantRow::insert(conn, &participants).await?;
        MessageRow::insert(conn, &messages).await?;
        Ok(messages.len())
    }
}
