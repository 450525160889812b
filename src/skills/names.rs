//! What skills are called, remembered by each process: some hundred short names that hardly ever change and that every
//! list of people shows dozens of. A list reads ids and finds the names here.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use moka::future::Cache;

use super::SkillId;
use crate::db::Db;
use crate::error::{AppError, AppResult};
use crate::schema::skills;

/// How long a renamed skill may keep its old name on a page.
const REMEMBERED_FOR: Duration = Duration::from_secs(60);

/// A skill's name, and its part of an address.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct SkillName {
    /// Its part of an address.
    pub slug: String,
    /// As people read it.
    pub name: String,
}

/// The names of all skills. Cheap to clone.
pub type NamesById = Arc<HashMap<SkillId, Arc<SkillName>>>;

/// Where a process finds names. Cheap to clone.
#[derive(Clone)]
pub struct SkillNames {
    db: Db,
    remembered: Cache<(), NamesById>,
}

impl SkillNames {
    /// Knows no name yet.
    pub fn new(db: Db) -> Self {
        Self { db, remembered: Cache::builder().max_capacity(1).time_to_live(REMEMBERED_FOR).build() }
    }

    /// All names, read in one statement by the first who asks in a minute. Ask before borrowing a connection.
    ///
    /// # Errors
    /// [`AppError::Unavailable`] when the database does not tell.
    pub async fn all(&self) -> AppResult<NamesById> {
        self.remembered
            .try_get_with((), self.read())
            .await
            .map_err(|error| AppError::Unavailable(anyhow::anyhow!("the names of skills are not known: {error}")))
    }

    /// Forgets them, on this node: the catalogue has changed.
    pub fn forget(&self) {
        self.remembered.invalidate_all();
    }

    async fn read(&self) -> AppResult<NamesById> {
        let rows: Vec<(SkillId, SkillName)> =
            skills::table.select((skills::id, (skills::slug, skills::name))).load(&mut *self.db.get().await?).await?;
        Ok(Arc::new(rows.into_iter().map(|(id, name)| (id, Arc::new(name))).collect()))
    }
}
