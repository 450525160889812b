//! A written statement that is prepared once for each connection.

use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;

/// Lets a connection keep the plan of `query`. Diesel takes the text of every `sql_query` for one that may differ each
/// time and prepares it anew: a round trip and a planning more for each run. Only for texts that are constants: each
/// different one stays in the connection's cache for ever.
#[derive(Debug, Clone)]
pub struct Prepared<Q>(Q);

/// Ends a written statement whose text is a constant: `sql_query(TEXT).bind(..).prepared().load(conn)`.
pub trait Prepare: Query + Sized {
    /// The statement, to be prepared once for each connection.
    fn prepared(self) -> Prepared<Self> {
        Prepared(self)
    }
}

impl<Q: Query> Prepare for Q {}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(true)
    }
}

/// Found again by its text, not by its type: two texts can have one type.
impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}
