//! Ledger accounts, transfers and postings. The triggers keep the balances and refuse a book that does not add up.

use super::Writing;
use crate::db::Connection;
use crate::seed::book::{Kind, Transfer};
use crate::seed::rows::{AccountRow, PostingRow, TransferRow};
use crate::seed::sessions::Session;

impl Writing<'_> {
    pub async fn book(&self, conn: &mut Connection) -> anyhow::Result<()> {
        let mut accounts = Vec::new();
        for (person, member_id) in self.ids.people.iter().copied().enumerate() {
            accounts.push(AccountRow { id: self.ids.available[person], member_id, kind: "available" });
            accounts.push(AccountRow { id: self.ids.held[person], member_id, kind: "held" });
        }
        AccountRow::insert(conn, &accounts).await?;
        let (mut transfers, mut postings) = (Vec::new(), Vec::new());
        for (transfer, id) in self.story.transfers.iter().zip(self.ids.transfers.iter().copied()) {
            let (row, from, to) = self.transfer(transfer, id);
            transfers.push(row);
            let posting = |account_id, amount| PostingRow { transfer_id: id, account_id, amount, balance_after: 0 };
            let mut both = [(from, -transfer.amount), (to, transfer.amount)];
            both.sort_unstable();
            postings.extend(both.map(|(account, amount)| posting(account, amount)));
        }
        TransferRow::insert(conn, &transfers).await?;
        PostingRow::insert(conn, &postings).await?;
        Ok(())
    }

    /// The row of a transfer, and the accounts it goes from and to.
    fn transfer(&self, transfer: &Transfer, id: i64) -> (TransferRow, i64, i64) {
        let (kind, key, booking_id, from, to) = match transfer.kind {
            Kind::Starter { person } => (
                "starter",
                format!("starter:{}", self.ids.people[person]),
                None,
                self.ids.grants,
                self.ids.available[person],
            ),
            Kind::Hold { session } => {
                let (booking, learner) = (self.ids.sessions[session], self.story.sessions[session].learner);
                ("hold", format!("hold:{booking}"), Some(booking), self.ids.available[learner], self.ids.held[learner])
            }
            Kind::Release { session } => {
                let (booking, Session { learner, teacher, .. }) =
                    (self.ids.sessions[session], &self.story.sessions[session]);
                (
                    "release",
                    format!("resolve:{booking}"),
                    Some(booking),
                    self.ids.held[*learner],
                    self.ids.available[*teacher],
                )
            }
        };
        (TransferRow { id, idempotency_key: key, kind, booking_id, created_at: transfer.at }, from, to)
    }
}
