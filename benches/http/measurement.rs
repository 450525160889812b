//! What a run saw: how many answers, and how long each took.

use std::time::Duration;

use hdrhistogram::Histogram;

/// What a run saw.
pub struct Measurement {
    /// In microseconds.
    latencies: Histogram<u64>,
    span: Duration,
}

impl Measurement {
    pub fn new(span: Duration) -> anyhow::Result<Self> {
        Ok(Self { latencies: Histogram::new_with_bounds(1, 60_000_000, 3)?, span })
    }

    /// Says how long it all took; connections run beside each other.
    pub fn lasted(&mut self, span: Duration) {
        self.span = span;
    }

    pub fn record(&mut self, took: Duration) -> anyhow::Result<()> {
        Ok(self.latencies.record(u64::try_from(took.as_micros())?.max(1))?)
    }

    /// Adds what another connection, or a later run, saw; the spans of runs add up.
    pub fn add(&mut self, other: &Self) -> anyhow::Result<()> {
        self.latencies.add(&other.latencies)?;
        self.span += other.span;
        Ok(())
    }

    /// Answers a second.
    pub fn rate(&self) -> f64 {
        let count = u32::try_from(self.latencies.len()).unwrap_or(u32::MAX);
        f64::from(count) / self.span.as_secs_f64()
    }

    /// 95 of 100 answers took no longer, in milliseconds.
    pub fn p95_ms(&self) -> f64 {
        Duration::from_micros(self.latencies.value_at_quantile(0.95)).as_secs_f64() * 1_000.0
    }
}

/// The middle one; the mean of the middle two.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { f64::midpoint(values[middle - 1], values[middle]) }
}
