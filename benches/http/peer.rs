//! What the profile page is held against: its one statement for the same members, prepared, on connections that are
//! pipelined, with its rows fetched and nothing made of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::task::JoinSet;
use tokio_postgres::{Client, NoTls, Statement};

use crate::cast::Face;
use crate::load::{CONNECTIONS, Measurement};

/// Each carries two of the [`CONNECTIONS`] askers.
const DATABASE_CONNECTIONS: usize = 16;

/// The statement of the profile page: the viewer, `$2`, is nobody.
const PROFILE: &str = "
    SELECT m.id, m.name, m.time_zone, coalesce(p.bio, '') AS bio, coalesce(p.city, '') AS city,
           coalesce(p.country, '') AS country, coalesce(p.languages, '{}') AS languages, p.learning_style,
           coalesce(p.visibility, 'public') AS visibility, coalesce(s.rating_total, 0) AS rating_total,
           coalesce(s.rating_count, 0) AS rating_count, coalesce(s.sessions, 0) AS sessions,
           coalesce(s.taught_minutes, 0) AS taught_minutes,
           (SELECT json_agg(json_build_array(x.direction, x.name, x.level, x.target_level, x.note, x.concerns)
                            ORDER BY x.concerns DESC, x.level DESC, x.name)
              FROM (SELECT ms.direction, k.name, ms.level, ms.target_level, ms.note,
                           $2::bigint IS NOT NULL AND EXISTS (
                               SELECT FROM member_skills mine WHERE mine.member_id = $2
                                  AND mine.skill_id = ms.skill_id AND mine.direction <> ms.direction) AS concerns
                      FROM member_skills ms
                     CROSS JOIN LATERAL (SELECT name FROM skills WHERE id = ms.skill_id OFFSET 0) k
                     WHERE ms.member_id = m.id
                    OFFSET 0) x) AS skills,
           (SELECT json_agg(json_build_array(h.weekday, h.starts_minute, h.ends_minute)
                            ORDER BY h.weekday, h.starts_minute)
              FROM weekly_hours h WHERE h.member_id = m.id) AS hours,
           (SELECT json_agg(json_build_array(x.overall, x.comment, x.revealed_at, x.rater_id, x.rater, x.skill))
              FROM (SELECT r.overall, r.comment, r.revealed_at, r.rater_id, k.name AS skill,
                           CASE WHEN rater.suspended_at IS NULL AND rater.onboarded_at IS NOT NULL
                                 AND ($2 IS NOT NULL OR theirs.visibility IS DISTINCT FROM 'members')
                                THEN rater.name END AS rater
                      FROM ratings r
                      JOIN bookings b ON b.id = r.booking_id
                      JOIN skills k ON k.id = b.skill_id
                      JOIN members rater ON rater.id = r.rater_id
                      LEFT JOIN profiles theirs ON theirs.member_id = r.rater_id
                     WHERE r.ratee_id = m.id AND r.revealed_at IS NOT NULL
                     ORDER BY r.revealed_at DESC
                     LIMIT 5) x) AS ratings
      FROM members m
      LEFT JOIN profiles p ON p.member_id = m.id
      LEFT JOIN standings s ON s.member_id = m.id
     WHERE m.id = $1 AND m.onboarded_at IS NOT NULL AND m.suspended_at IS NULL";

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
            let statement = client.prepare(PROFILE).await.context("the profile page's statement")?;
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
        let rows = client.query(statement, &[&member, &None::<i64>]).await?;
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
