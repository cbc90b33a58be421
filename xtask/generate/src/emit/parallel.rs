//! Work on several cores: most of the time of emitting is spent on parsing and printing tokens, file by file.

use std::{
    num::NonZero,
    panic,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// What the tasks give, in their order. Each core takes the next task when it is done with one.
pub(super) fn run<T: Send>(tasks: &[impl Fn() -> T + Sync]) -> Vec<T> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get).min(tasks.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((number, task)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            tasks.get(number).map(|task| (number, task))
        } {
            done.push((number, task()));
        }
        done
    };
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        // This thread works, too: it has memory to use again.
        let threads: Vec<_> = (1..cores).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        let results = threads.into_iter().map(|thread| thread.join());
        done.extend(results.flat_map(|result| result.unwrap_or_else(|panic| panic::resume_unwind(panic))));
        done
    });
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::run;

    #[test]
    fn results_come_in_the_order_of_the_tasks() {
        let tasks: Vec<_> = (0..100_u64).map(|number| move || number * number).collect();
        assert_eq!(run(&tasks), (0..100).map(|number| number * number).collect::<Vec<u64>>());
        let none: [fn() -> u64; 0] = [];
        assert!(run(&none).is_empty());
    }
}
