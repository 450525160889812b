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
            let id = self.ids.available[person];
            accounts.push(AccountRow { id, member_id, kind: "available", booking_id: None });
        }
        for transfer in &self.story.transfers {
            if let Kind::Hold { session } = transfer.kind {
                let member_id = self.ids.people[self.story.sessions[session].learner];
                let (id, booking_id) = (self.ids.escrow[session], Some(self.ids.sessions[session]));
                accounts.push(AccountRow { id, member_id, kind: "held", booking_id });
            }
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
                self.ids.starter,
                self.ids.available[person],
            ),
            Kind::Hold { session } => {
                let (booking, learner) = (self.ids.sessions[session], self.story.sessions[session].learner);
                (
                    "hold",
                    format!("hold:{booking}"),
                    Some(booking),
                    self.ids.available[learner],
                    self.ids.escrow[session],
                )
            }
            Kind::Release { session } => {
                let (booking, Session { teacher, .. }) = (self.ids.sessions[session], &self.story.sessions[session]);
                (
                    "release",
                    format!("resolve:{booking}"),
                    Some(booking),
                    self.ids.escrow[session],
                    self.ids.available[*teacher],
                )
            }
        };
        (TransferRow { id, idempotency_key: key, kind, booking_id, created_at: transfer.at }, from, to)
    }
}
