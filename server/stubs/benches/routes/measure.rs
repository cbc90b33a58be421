//! Two sides by turns, so that whatever else the machine does is shared between them.

use std::{fs, path::PathBuf, time::Duration};

/// What some requests cost.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    pub(crate) wall: Duration,
    /// Processor time of the thread that serves, where the system tells.
    pub(crate) processor: Option<Duration>,
}

/// Sends as many requests as it is told.
pub(crate) type Side<'a> = &'a mut dyn FnMut(usize) -> Cost;

/// Medians over the rounds; requests a second, and of the ratios generated to hand-written the quartiles.
pub(crate) struct Comparison {
    pub(crate) generated: f64,
    pub(crate) hand_written: f64,
    pub(crate) ratio: [f64; 3],
    /// By processor time: what the ratio would be on a machine that has nothing else to do.
    pub(crate) processor_ratio: Option<f64>,
}

/// Measures for `rounds` rounds, each about `length` long a side. Who begins changes from round to round.
pub(crate) fn compare(generated: Side<'_>, hand_written: Side<'_>, rounds: usize, length: Duration) -> Comparison {
    let requests = calibrate(generated, length);
    hand_written(requests);
    let mut costs = Vec::with_capacity(rounds);
    for round in 0..rounds {
        if round % 2 == 0 {
            let first = generated(requests);
            costs.push((first, hand_written(requests)));
        } else {
            let first = hand_written(requests);
            costs.push((generated(requests), first));
        }
    }
    let rate = |cost: &Cost| requests as f64 / cost.wall.as_secs_f64();
    let ratios = sorted(costs.iter().map(|(ours, theirs)| rate(ours) / rate(theirs)));
    let processor: Option<Vec<(f64, f64)>> = costs
        .iter()
        .map(|(ours, theirs)| Some((ours.processor?.as_secs_f64(), theirs.processor?.as_secs_f64())))
        .collect();
    Comparison {
        generated: median(costs.iter().map(|(ours, _)| rate(ours))),
        hand_written: median(costs.iter().map(|(_, theirs)| rate(theirs))),
        ratio: [ratios[rounds / 4], ratios[rounds / 2], ratios[rounds * 3 / 4]],
        // The clock ticks coarsely: sums are exact where rounds are not.
        processor_ratio: processor
            .map(|pairs| pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1)))
            .filter(|(ours, theirs)| *ours > 0.0 && *theirs > 0.0)
            .map(|(ours, theirs)| theirs / ours),
    }
}

/// How many requests take about `length`; warms up at the same time.
fn calibrate(side: Side<'_>, length: Duration) -> usize {
    let mut requests = 16;
    loop {
        let cost = side(requests);
        if cost.wall >= length / 2 || requests >= 1 << 20 {
            let needed = requests as f64 * length.as_secs_f64() / cost.wall.as_secs_f64();
            return (needed as usize).max(16);
        }
        requests *= 2;
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let values = sorted(values);
    values[values.len() / 2]
}

/// The processor time of one thread, as Linux keeps it.
#[derive(Clone)]
pub(crate) struct ThreadClock(Option<PathBuf>);

impl ThreadClock {
    /// Of the thread that calls.
    pub(crate) fn of_this_thread() -> Self {
        Self(
            fs::read_link("/proc/thread-self").ok().map(|thread| PathBuf::from("/proc").join(thread).join("schedstat")),
        )
    }

    pub(crate) fn now(&self) -> Option<Duration> {
        let text = fs::read_to_string(self.0.as_ref()?).ok()?;
        text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
    }
}
