//! Lists inside a row: what `json_agg(json_build_array(...))` gives, read straight into structs.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::{Pg, PgValue};
use diesel::sql_types::{Json, Nullable};
use serde::de::DeserializeOwned;

/// The rows of a list, each an array with the fields of `T` in their order; none for NULL.
#[derive(Debug, Clone, FromSqlRow)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: DeserializeOwned> FromSql<Nullable<Json>, Pg> for List<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(serde_json::from_slice(value.as_bytes())?))
    }

    fn from_nullable_sql(value: Option<PgValue<'_>>) -> deserialize::Result<Self> {
        match value {
            Some(value) => Self::from_sql(value),
            None => Ok(Self::default()),
        }
    }
}
