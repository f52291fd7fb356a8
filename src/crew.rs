//! Work on many pieces at once. What enters: tasks that do not depend on each other. What leaves: their
//! results, in order. Never a thread for work that is done sooner than a thread is started.
//!
//! The others wait for the next work instead of ending with the first: a thread that is new is often put where
//! the one that asked for it runs, while the core of the one that has just ended is idle.

use std::{
    cell::Cell,
    num::NonZeroUsize,
    sync::{Mutex, OnceLock},
    thread,
};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{error::Result, secret::wipe_stack};

/// How many values are worth a task of their own.
pub(crate) const BATCH: usize = 2048;

/// As much as the first thread of a program has: what is parsed may be nested deeply.
const STACK: usize = 8 << 20;

/// Does all tasks, and returns their results in order, or the first error in that order. With more than
/// one task all cores are used.
///
/// # Panics
/// When `work` does.
pub(crate) fn run<T: Send, R: Send + Sync>(
    tasks: Vec<T>,
    work: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    run_in_order(tasks, work, |_| ())
}

/// The same, and `then` gets every result in order up to the first error, as soon as those before it are there:
/// on the thread that has it, while the others go on.
///
/// # Panics
/// When `work` or `then` does.
pub(crate) fn run_in_order<T: Send, R: Send + Sync>(
    tasks: Vec<T>,
    work: impl Fn(T) -> Result<R> + Sync,
    mut then: impl FnMut(&R) + Send,
) -> Result<Vec<R>> {
    let Some(others) = others(tasks.len() > 1) else {
        let each = |task| work(task).inspect(&mut then);
        return tasks.into_iter().map(each).collect();
    };
    let count = (tasks.len() - 1).min(others.current_num_threads());
    let results: Vec<_> = tasks.iter().map(|_| OnceLock::new()).collect();
    let queue = Mutex::new(tasks.into_iter().enumerate());
    let told = Mutex::new((0, then));
    // Who is not let in has nothing to wait for: the one inside, or a later one, sees the result.
    let tell = || {
        let Ok(mut told) = told.try_lock() else { return };
        let (next, then) = &mut *told;
        while let Some(Ok(result)) = results.get(*next).and_then(OnceLock::get) {
            then(result);
            *next += 1;
        }
    };
    let turn = || {
        while let Some((at, task)) = { queue.lock().expect("nobody panics with the lock").next() } {
            // Each has one result.
            let _ = results[at].set(work(task));
            tell();
        }
    };
    others.in_place_scope(|scope| {
        for _ in 0..count {
            scope.spawn(|_| aside(turn));
        }
        turn();
    });
    tell();
    let result = |result: OnceLock<_>| result.into_inner().expect("all tasks are done");
    results.into_iter().map(result).collect()
}

/// Whether two jobs on so many values are to be done side by side.
pub(crate) fn is_worth_both(values: usize) -> bool {
    values >= 4 * BATCH && cores() > 1
}

/// Does both, side by side when that `is_worth` it.
///
/// # Panics
/// When one of them does.
pub(crate) fn both<A, B: Send>(
    is_worth: bool,
    one: impl FnOnce() -> A,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    let Some(others) = others(is_worth) else { return (one(), other()) };
    let mut result = None;
    let first = others.in_place_scope(|scope| {
        scope.spawn(|_| aside(|| result = Some(other())));
        one()
    });
    (first, result.expect("the scope ends when all of it is done"))
}

/// How many threads can do something at once.
pub(crate) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, NonZeroUsize::get))
}

/// Does work beside which as much other work is done as there are cores: it is not divided any more.
pub(crate) fn one_of_many<R>(work: impl FnOnce() -> R) -> R {
    let before = IS_ONE_OF_MANY.replace(true);
    let result = work();
    IS_ONE_OF_MANY.set(before);
    result
}

/// Does work that is not for the thread that asked for it.
fn aside(work: impl FnOnce()) {
    work();
    // A thread that waits for the next work keeps its stack.
    wipe_stack();
}

thread_local! {
    static IS_ONE_OF_MANY: Cell<bool> = const { Cell::new(false) };
}

/// The threads beside those that ask, made when they are first needed; `None` for work that is not worth it, with
/// one core alone, or when the system gives none.
fn others(is_worth: bool) -> Option<&'static ThreadPool> {
    static OTHERS: OnceLock<Option<ThreadPool>> = OnceLock::new();
    if !is_worth || IS_ONE_OF_MANY.get() {
        return None;
    }
    let make = || {
        let count = cores() - 1;
        let builder = ThreadPoolBuilder::new().num_threads(count).stack_size(STACK);
        if count > 0 { builder.build().ok() } else { None }
    };
    OTHERS.get_or_init(make).as_ref()
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
    fn results_are_told_in_order_up_to_the_first_error() {
        for wrong in [0, 7, 99, 100] {
            let mut told = Vec::new();
            let work = |number| {
                if number == wrong { Err(Error::new(ErrorKind::Generic, "wrong")) } else { Ok(number) }
            };
            let done = run_in_order((0..100).collect(), work, |number| told.push(*number));
            assert_eq!(done.is_ok(), wrong == 100);
            assert_eq!(told, (0..wrong).collect::<Vec<_>>());
            // One after the other it is the same.
            let mut alone = Vec::new();
            let done = one_of_many(|| run_in_order((0..100).collect(), work, |number| alone.push(*number)));
            assert_eq!((done.is_ok(), alone), (wrong == 100, told));
        }
    }

    #[test]
    fn both_are_done_for_few_and_for_many() {
        for is_worth in [false, true] {
            let text = String::from("x");
            assert_eq!(both(is_worth, || text.len(), || text.clone() + "y"), (1, "xy".to_owned()));
        }
    }

    #[test]
    fn work_can_be_divided_within_work() {
        let sum = |from: u64| {
            let half = |from: u64| {
                let parts = (0..50).map(|part| from + part * 10).collect();
                let sums = run(parts, |from: u64| Ok((from..from + 10).sum::<u64>())).unwrap();
                sums.iter().sum::<u64>()
            };
            let (one, other) = both(true, || half(from), || half(from + 500));
            one + other
        };
        let expected = |from: u64| (from..from + 1000).sum::<u64>();
        let threads: Vec<_> = (0..8).map(|from| thread::spawn(move || (sum(from), expected(from)))).collect();
        for thread in threads {
            let (found, expected) = thread.join().unwrap();
            assert_eq!(found, expected);
        }
        assert_eq!(one_of_many(|| sum(7)), expected(7));
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
