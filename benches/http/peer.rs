//! What the profile page is held against: its one statement for the same members, prepared, on connections that are
//! pipelined, with its rows fetched and nothing made of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use skillswap::profiles::queries::PERSON;
use tokio::task::JoinSet;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls, Statement};

use crate::cast::Face;
use crate::load::CONNECTIONS;
use crate::measurement::Measurement;

/// Each carries two of the [`CONNECTIONS`] askers.
const DATABASE_CONNECTIONS: usize = 16;

/// The viewer of a page that everybody may see.
const NOBODY: Option<i64> = None;

/// The connections with the statement prepared on each.
pub struct Peer {
    connections: Vec<Arc<(Client, Statement)>>,
    members: Arc<[i64]>,
}

impl Peer {
    pub async fn connect(url: &str, faces: &[Face]) -> anyhow::Result<Self> {
        let mut connections = Vec::new();
        for _ in 0..DATABASE_CONNECTIONS {
            let client = connect(url).await?;
            let statement = client
                .prepare_typed(PERSON, &[Type::INT8, Type::INT8])
                .await
                .context("the profile page's statement")?;
            connections.push(Arc::new((client, statement)));
        }
        Ok(Self { connections, members: faces.iter().map(|face| face.id).collect() })
    }

    /// Asks for members at random for `span`.
    pub async fn run(&self, span: Duration) -> anyhow::Result<Measurement> {
        let began = Instant::now();
        let mut askers = JoinSet::new();
        for number in 0..CONNECTIONS {
            let connection = Arc::clone(&self.connections[number % DATABASE_CONNECTIONS]);
            askers.spawn(ask(connection, Arc::clone(&self.members), number, began + span));
        }
        let mut all = Measurement::new(Duration::ZERO)?;
        while let Some(seen) = askers.join_next().await {
            all.add(&seen??)?;
        }
        all.lasted(began.elapsed());
        Ok(all)
    }
}

async fn ask(
    connection: Arc<(Client, Statement)>,
    members: Arc<[i64]>,
    number: usize,
    ends: Instant,
) -> anyhow::Result<Measurement> {
    let (client, statement) = &*connection;
    let mut rng = StdRng::seed_from_u64(u64::try_from(number)?);
    let mut seen = Measurement::new(Duration::ZERO)?;
    while Instant::now() < ends {
        let member = members[rng.random_range(0..members.len())];
        let asked = Instant::now();
        let rows = client.query(statement, &[&member, &NOBODY]).await?;
        seen.record(asked.elapsed())?;
        anyhow::ensure!(rows.len() == 1 && rows[0].try_get::<_, i64>(0)? == member, "member {member} is not there");
    }
    Ok(seen)
}

/// A connection that is looked after until its client is dropped.
pub async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.context("the database")?;
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            eprintln!("a database connection ended: {error}");
        }
    });
    Ok(client)
}
