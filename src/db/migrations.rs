//! The embedded migrations, run at start and by `skillswap migrate`. Two processes may start at once: an advisory lock
//! lets one go first, and the other then finds nothing left to do.

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel_async::{AsyncMigrationHarness, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connection, Db, DbError};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// "swap" in ASCII: the advisory lock that migrating processes queue on.
const LOCK: i64 = 0x7377_6170;

/// Why the database could not be brought to this version.
#[derive(Debug, thiserror::Error)]
pub enum MigrationError {
    /// The database could not be reached.
    #[error(transparent)]
    Database(#[from] DbError),
    /// A statement outside of the migrations failed.
    #[error(transparent)]
    Statement(#[from] diesel::result::Error),
    /// A migration failed; it was rolled back.
    #[error("a migration failed: {0}")]
    Failed(String),
}

/// Runs every migration not yet run and gives their names, oldest first. Needs the multi-thread runtime.
///
/// # Errors
/// [`MigrationError`]; migrations before the failing one stay.
pub async fn migrate(db: &Db) -> Result<Vec<String>, MigrationError> {
    let mut conn = db.dedicated().await?;
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    // The lock ends with this connection, also when the harness fails.
    run_pending(conn)
}

fn run_pending(conn: Connection) -> Result<Vec<String>, MigrationError> {
    let mut harness = AsyncMigrationHarness::new(conn);
    let done = harness.run_pending_migrations(MIGRATIONS).map_err(|error| MigrationError::Failed(error.to_string()))?;
    Ok(done.iter().map(ToString::to_string).collect())
}

/// Whether the database has every migration that this program knows.
///
/// # Errors
/// When the database does not answer.
pub async fn is_current(db: &Db) -> Result<bool, MigrationError> {
    let mut conn = db.get().await?;
    let known =
        MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(|e| MigrationError::Failed(e.to_string()))?.len();
    let done: i64 = diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT count(*) FROM __diesel_schema_migrations")
        .get_result(&mut conn)
        .await?;
    Ok(usize::try_from(done).is_ok_and(|done| done >= known))
}
