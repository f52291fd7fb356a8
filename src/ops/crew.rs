//! Work on many pieces at once. What enters: tasks that do not depend on each other. What leaves: their
//! results, in order. Never a thread for work that is done sooner than a thread is started.

use std::{num::NonZeroUsize, sync::Mutex, thread};

use crate::{error::Result, secret::wipe_stack};

/// How many values are worth a task of their own.
pub(super) const BATCH: usize = 2048;

/// Does all tasks, and returns their results in order, or the first error in that order. With more than
/// one task all cores are used.
///
/// # Panics
/// When `work` does.
pub(super) fn run<T: Send, R: Send>(tasks: Vec<T>, work: impl Fn(T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let count = tasks.len();
    let others = if count > 1 { count.min(cores()) - 1 } else { 0 };
    if others == 0 {
        return tasks.into_iter().map(work).collect();
    }
    let queue = Mutex::new(tasks.into_iter().enumerate());
    let turn = || {
        let mut done = Vec::new();
        loop {
            let Some((at, task)) = queue.lock().expect("nobody panics with the lock").next() else {
                // The system may keep the stack of a thread that is over.
                wipe_stack();
                return done;
            };
            done.push((at, work(task)));
        }
    };
    let mut results = thread::scope(|scope| {
        let threads: Vec<_> = (0..others).map(|_| scope.spawn(turn)).collect();
        let mut results = turn();
        for thread in threads {
            results.extend(thread.join().expect("a panic ends the program"));
        }
        results
    });
    results.sort_unstable_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Whether two jobs on so many values are done side by side.
pub(super) fn is_worth_both(values: usize) -> bool {
    values >= 4 * BATCH && cores() > 1
}

/// Does both, side by side when there are values enough to be worth it.
///
/// # Panics
/// When one of them does.
pub(super) fn both<A, B: Send>(
    values: usize,
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if !is_worth_both(values) {
        return (one(), other());
    }
    thread::scope(|scope| {
        let other = scope.spawn(|| {
            let result = other();
            wipe_stack();
            result
        });
        (one(), other.join().expect("a panic ends the program"))
    })
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

    #[test]
    fn results_keep_the_order_of_their_tasks() {
        let doubled = run((0..100).collect(), |number: i32| Ok(number * 2)).unwrap();
        assert_eq!(doubled, (0..100).map(|number| number * 2).collect::<Vec<_>>());
        assert!(run(Vec::new(), |number: i32| Ok(number)).unwrap().is_empty());
    }

    #[test]
    fn both_are_done_for_few_and_for_many() {
        for values in [1, 1 << 20] {
            let text = String::from("x");
            assert_eq!(both(values, || text.len(), || text.clone() + "y"), (1, "xy".to_owned()));
        }
    }

    #[test]
    fn the_first_error_counts() {
        let fail = |number: i32| match number {
            50.. => Err(Error::new(ErrorKind::Generic, number.to_string())),
            _ => Ok(()),
        };
        assert_eq!(run((0..100).collect(), fail).unwrap_err().message(), "50");
    }
}
