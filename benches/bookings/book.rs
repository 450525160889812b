//! A book of a year: sessions whose price went to escrow and from there to the teacher, two transfers of two postings each.

use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::connect;
use crate::server::Ground;

const POSTINGS_OF_A_SESSION: u32 = 4;
/// Sealing a year takes seconds.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who paid whom, when; spread over a year that ended the day before yesterday. No price is more than 10 hundredths, so that
/// nobody runs out. The numbers of these bookings are far from those of real ones.
const SESSIONS: &str = "
    CREATE TEMP TABLE people AS
        SELECT row_number() OVER (ORDER BY id) - 1 AS n, id AS account, member_id FROM ledger_accounts
         WHERE kind = 'available' AND balance >= 1000;
    CREATE TEMP TABLE sessions AS
        SELECT s.n, 1000000000 + s.n AS booking, l.member_id AS learner, l.account AS paying, t.account AS earning,
               1 + s.n % 10 AS price, now() - interval '367 days' + s.n * (interval '365 days' / SESSIONS) AS at
          FROM generate_series(0, SESSIONS - 1) s(n), (SELECT count(*) AS many FROM people) c, people l, people t
         WHERE l.n = s.n::bigint * 7919 % c.many AND t.n = (s.n::bigint * 7919 + 1 + s.n % (c.many - 1)) % c.many;
    CREATE UNIQUE INDEX ON sessions (n);
    CREATE UNIQUE INDEX ON sessions (booking);
    ANALYZE sessions;";

/// A thousand sessions at a time, as the site writes them: transfers before the postings, postings by account.
const FILL: &str = "
    DO $$ BEGIN
        FOR low IN 0 .. SESSIONS - 1 BY 1000 LOOP
            INSERT INTO ledger_accounts (kind, member_id, booking_id)
                SELECT 'held', learner, booking FROM sessions WHERE n >= low AND n < low + 1000 ORDER BY n;
            WITH made AS (
                INSERT INTO ledger_transfers (idempotency_key, kind, booking_id, created_at)
                    SELECT 'hold:' || booking, 'hold', booking, at FROM sessions
                     WHERE n >= low AND n < low + 1000 ORDER BY n RETURNING id, booking_id)
            INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
                SELECT made.id, move.account, move.amount, 0
                  FROM made JOIN sessions s ON s.booking = made.booking_id
                  JOIN ledger_accounts h ON h.booking_id = s.booking,
                       LATERAL (VALUES (s.paying, -s.price), (h.id, s.price)) move (account, amount)
                 ORDER BY made.id, move.account;
            WITH made AS (
                INSERT INTO ledger_transfers (idempotency_key, kind, booking_id, created_at)
                    SELECT 'resolve:' || booking, 'release', booking, at + interval '1 hour' FROM sessions
                     WHERE n >= low AND n < low + 1000 ORDER BY n RETURNING id, booking_id)
            INSERT INTO ledger_postings (transfer_id, account_id, amount, balance_after)
                SELECT made.id, move.account, move.amount, 0
                  FROM made JOIN sessions s ON s.booking = made.booking_id
                  JOIN ledger_accounts h ON h.booking_id = s.booking,
                       LATERAL (VALUES (h.id, -s.price), (s.earning, s.price)) move (account, amount)
                 ORDER BY made.id, move.account;
            COMMIT;
        END LOOP;
    END $$;";

/// Days with transfers that are not sealed, though they are over.
const UNSEALED: &str = "SELECT count(DISTINCT day) FROM ledger_transfers
    WHERE day < (now() AT TIME ZONE 'UTC' - interval '10 minutes')::date
      AND day > coalesce((SELECT max(day) FROM ledger_days), '-infinity')";

/// Writes that many postings, and has a site seal the days.
pub async fn fill(ground: Ground, postings: u32) -> anyhow::Result<Ground> {
    let began = Instant::now();
    let database = connect(&ground.database_url).await?;
    let sessions = (postings / POSTINGS_OF_A_SESSION).to_string();
    for statement in [SESSIONS, FILL, "VACUUM (ANALYZE) ledger_accounts, ledger_transfers, ledger_postings"] {
        database.batch_execute(&statement.replace("SESSIONS", &sessions)).await?;
    }
    println!("figure fill_s {:.1} s", began.elapsed().as_secs_f64());
    let site = ground.serve(&[]).await?;
    let began = Instant::now();
    while database.query_one(UNSEALED, &[]).await?.try_get::<_, i64>(0)? > 0 {
        ensure!(began.elapsed() < PATIENCE, "the site does not seal the days");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let count: i64 = database.query_one("SELECT count(*) FROM ledger_postings", &[]).await?.try_get(0)?;
    let days: i64 = database.query_one("SELECT count(*) FROM ledger_days", &[]).await?.try_get(0)?;
    println!("figure postings {count} postings");
    println!("figure sealed_days {days} days");
    site.end().await
}
