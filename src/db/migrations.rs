//! The embedded migrations, run at start and by `skillswap migrate`. Two processes may start at once: an advisory lock
//! lets one go first, and the other then finds nothing left to do.

use diesel::QueryableByName;
use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::sql_types::{Bool, Text};
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

/// Runs every migration not yet run and gives their names, oldest first. Where the tables have an owner of their own, our
/// role is given then what it may do. Without the owner, and with nothing to run, nothing is done: our role need not
/// have the right to. Needs the multi-thread runtime.
///
/// # Errors
/// [`MigrationError`]; migrations before the failing one stay.
pub async fn migrate(db: &Db) -> Result<Vec<String>, MigrationError> {
    if !db.has_owner() && is_migrated(db).await? {
        return Ok(Vec::new());
    }
    let mut conn = db.owner().await?;
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    // The lock ends with this connection, also when the harness fails.
    let (done, mut conn) = run_pending(conn)?;
    if db.has_owner() {
        permit(&mut conn, db).await?;
    }
    Ok(done)
}

fn run_pending(conn: Connection) -> Result<(Vec<String>, Connection), MigrationError> {
    let mut harness = AsyncMigrationHarness::new(conn);
    let done = harness.run_pending_migrations(MIGRATIONS).map_err(|error| MigrationError::Failed(error.to_string()))?;
    let names = done.iter().map(ToString::to_string).collect();
    Ok((names, harness.into_inner()))
}

/// Gives our role what it may do: the migrations say what that is.
async fn permit(owner: &mut Connection, db: &Db) -> Result<(), MigrationError> {
    let ours: Role = diesel::sql_query(CURRENT_ROLE).get_result(&mut db.dedicated().await?).await?;
    let owners: Role = diesel::sql_query(CURRENT_ROLE).get_result(owner).await?;
    if ours.name != owners.name {
        diesel::sql_query("SELECT permit_application($1::name)").bind::<Text, _>(&ours.name).execute(owner).await?;
    }
    Ok(())
}

/// As [`is_current`], also in a database where nothing is yet.
async fn is_migrated(db: &Db) -> Result<bool, MigrationError> {
    let table = "SELECT to_regclass('__diesel_schema_migrations') IS NOT NULL AS is_there";
    let any: Any = diesel::sql_query(table).get_result(&mut db.get().await?).await?;
    Ok(any.is_there && is_current(db).await?)
}

const CURRENT_ROLE: &str = "SELECT current_user::text AS name";

#[derive(QueryableByName)]
struct Role {
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Any {
    #[diesel(sql_type = Bool)]
    is_there: bool,
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
