//! One socket from its opening to its goodbye. Four things go on at once, and the first to come to an end ends all:
//! guarding the log-in, hearing the page, telling it what is new, and keeping the connection alive.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use actix_ws::{AggregatedMessage, AggregatedMessageStream, Session};
use rand::Rng;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::super::bus::{Bus, Subscription};
use super::super::feeds::Update;
use super::ears::Ears;
use super::goodbye::Goodbye;
use super::source::Source;
use super::voice::Voice;
use super::wishes::Wishes;
use super::{Listener, Pace, Places};
use crate::error::{AppError, AppResult};

/// Frames that a page may send in ten seconds: one at its opening and a few as people go about, not a flood of asking.
const FRAMES_AT_MOST: u32 = 40;
const FRAMES_WITHIN: Duration = Duration::from_secs(10);
const RETRY_AT_MOST: Duration = Duration::from_secs(30);

/// An open socket.
pub(super) struct Connection<S> {
    who: Listener,
    source: S,
    places: Arc<Places>,
    pace: Pace,
    voice: Voice,
    ears: Ears,
    /// Facts about the log-in and the member themselves.
    guard: Subscription,
}

impl<S: Source> Connection<S> {
    pub(super) fn new(who: Listener, source: S, bus: &Bus, session: Session, pace: Pace) -> Self {
        Self {
            who,
            source,
            places: Arc::clone(bus.places()),
            pace,
            voice: Voice::new(session, pace.patience),
            ears: Ears::new(bus),
            guard: bus.subscribe(guarded_topics(who)),
        }
    }

    /// Runs until either side ends it.
    pub(super) async fn run(self, mut incoming: AggregatedMessageStream, mut shutdown: watch::Receiver<bool>) {
        let ended = tokio::select! {
            biased;
            never = stops(&mut shutdown) => never,
            never = self.stay_logged_in() => never,
            never = self.hear(&mut incoming) => never,
            never = self.tell() => never,
            never = self.stay_alive() => never,
        };
        let Err(goodbye) = ended;
        tracing::debug!(member_id = self.who.member_id, ?goodbye, "a socket ends");
        let Self { voice, pace, ears, guard, .. } = self;
        drop((ears, guard));
        voice.say_goodbye(&goodbye, &mut incoming, pace.farewell).await;
    }

    /// Ends when the log-in does. It may have ended between the request's look at it and our listening, or while the
    /// bus had a gap: then its feed, when there is one, knows.
    async fn stay_logged_in(&self) -> Result<Infallible, Goodbye> {
        let mut uncertain = Some(Instant::now());
        loop {
            tokio::select! {
                moved = self.guard.moved() => {
                    if !moved.topics.is_empty() {
                        return Err(Goodbye::LoggedOut);
                    }
                    uncertain = Some(Instant::now() + some_of(self.pace.spread));
                }
                () = at(uncertain) => {
                    let is_certain = self.is_logged_in().await?;
                    uncertain = (!is_certain).then(|| Instant::now() + self.pace.retry);
                }
            }
        }
    }

    /// Whether the log-in surely stands; false when that cannot be told now.
    async fn is_logged_in(&self) -> Result<bool, Goodbye> {
        for topic in guarded_topics(self.who) {
            match self.ask(&topic, 0).await {
                Ok(_) => {}
                Err(AppError::NotFound) => return Err(Goodbye::LoggedOut),
                Err(error) => {
                    tracing::warn!(topic, %error, "whether a log-in stands cannot be told");
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Answers pings and notes what the page wants to hear.
    async fn hear(&self, incoming: &mut AggregatedMessageStream) -> Result<Infallible, Goodbye> {
        let (mut frames, mut since) = (0, Instant::now());
        loop {
            let message = timeout(self.pace.idle, incoming.recv()).await.map_err(|_| Goodbye::Idle)?;
            match message.ok_or(Goodbye::Gone)?? {
                AggregatedMessage::Text(text) => {
                    if since.elapsed() > FRAMES_WITHIN {
                        (frames, since) = (0, Instant::now());
                    }
                    frames += 1;
                    if frames > FRAMES_AT_MOST {
                        return Err(Goodbye::Misbehaved("too many frames"));
                    }
                    if let Some(topics) = Wishes::parse(&text).map_err(Goodbye::Misbehaved)?.topics {
                        self.ears.listen(topics);
                    }
                }
                AggregatedMessage::Ping(bytes) => self.voice.pong(&bytes).await?,
                AggregatedMessage::Pong(_) => {}
                AggregatedMessage::Binary(_) => return Err(Goodbye::Misbehaved("text frames only")),
                AggregatedMessage::Close(_) => return Err(Goodbye::Theirs),
            }
        }
    }

    /// Tells the page what is new in the topics that moved.
    async fn tell(&self) -> Result<Infallible, Goodbye> {
        let mut later = Later::new(self.pace.retry);
        loop {
            let topics = tokio::select! {
                moved = self.ears.moved() => {
                    if moved.missed {
                        later.add(self.ears.topics(), some_of(self.pace.spread));
                    }
                    moved.topics
                }
                () = at(later.due) => later.take(),
            };
            for topic in topics {
                self.tell_of(&topic, &mut later).await?;
            }
        }
    }

    async fn tell_of(&self, topic: &Arc<str>, later: &mut Later) -> Result<(), Goodbye> {
        let Some(cursor) = self.ears.cursor(topic) else { return Ok(()) };
        match self.ask(topic, cursor).await {
            Ok(Some(update)) => {
                if !update.html.is_empty() {
                    self.voice.say(update.html).await?;
                }
                self.ears.advance(topic, cursor, update.cursor);
                later.worked();
            }
            Ok(None) | Err(AppError::NotFound | AppError::Forbidden(_)) => {
                tracing::debug!(member_id = self.who.member_id, %topic, "not a topic of theirs");
                self.ears.forget(topic);
            }
            Err(error) => {
                tracing::warn!(member_id = self.who.member_id, %topic, %error, "a feed failed, asking again later");
                later.add_failed(Arc::clone(topic));
            }
        }
        Ok(())
    }

    /// Asks in turn with the other sockets.
    async fn ask(&self, topic: &str, cursor: i64) -> AppResult<Option<Update>> {
        let _turn = self.places.turn().await;
        timeout(self.pace.answer, self.source.since(topic, cursor))
            .await
            .unwrap_or_else(|late| Err(AppError::Unavailable(late.into())))
    }

    async fn stay_alive(&self) -> Result<Infallible, Goodbye> {
        loop {
            sleep(self.pace.ping).await;
            self.voice.ping().await?;
        }
    }
}

fn guarded_topics(who: Listener) -> [String; 2] {
    [format!("login:{}", who.login_id), format!("member:{}", who.member_id)]
}

async fn stops(shutdown: &mut watch::Receiver<bool>) -> Result<Infallible, Goodbye> {
    match shutdown.wait_for(|stops| *stops).await {
        Ok(_) => Err(Goodbye::Restart),
        // Whoever could stop us is gone without doing so.
        Err(_) => std::future::pending().await,
    }
}

/// Waits until then; for ever when there is no then.
async fn at(due: Option<Instant>) {
    match due {
        Some(due) => sleep_until(due).await,
        None => std::future::pending().await,
    }
}

fn some_of(time: Duration) -> Duration {
    time.mul_f64(rand::rng().random_range(0.0..1.0))
}

/// Topics to ask about later.
struct Later {
    topics: Vec<Arc<str>>,
    due: Option<Instant>,
    first_pause: Duration,
    pause: Duration,
}

impl Later {
    fn new(first_pause: Duration) -> Self {
        Self { topics: Vec::new(), due: None, first_pause, pause: first_pause }
    }

    fn add(&mut self, topics: Vec<Arc<str>>, wait: Duration) {
        for topic in topics {
            if !self.topics.contains(&topic) {
                self.topics.push(topic);
            }
        }
        if !self.topics.is_empty() {
            self.due.get_or_insert_with(|| Instant::now() + wait);
        }
    }

    fn add_failed(&mut self, topic: Arc<str>) {
        let wait = self.pause;
        self.pause = (wait * 2).min(RETRY_AT_MOST);
        self.add(vec![topic], wait);
    }

    fn worked(&mut self) {
        self.pause = self.first_pause;
    }

    fn take(&mut self) -> Vec<Arc<str>> {
        self.due = None;
        std::mem::take(&mut self.topics)
    }
}
