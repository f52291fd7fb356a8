//! Work on many pieces at once. What enters: tasks that do not depend on each other. What leaves: their
//! results, in order. Never a thread for work that is done sooner than a thread is started.
//!
//! The others wait for the next work instead of ending with the first: a thread that is new is often put where
//! the one that asked for it runs, while the core of the one that has just ended is idle.

use std::{
    cell::Cell,
    num::NonZeroUsize,
    sync::{Mutex, MutexGuard, OnceLock},
    thread,
};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::{error::Result, secret::wipe_stack};

/// How many values are worth a task of their own.
pub(crate) const BATCH: usize = 2048;

/// Why a lock is never poisoned.
const NO_PANIC: &str = "a panic ends the program";

/// As much as the first thread of a program has: what is parsed may be nested deeply.
const STACK: usize = 8 << 20;

/// Does all tasks, and returns their results in order, or the first error in that order. With more than
/// one task all cores are used.
///
/// # Panics
/// When `work` does.
pub(crate) fn run<T: Send, R: Send>(tasks: Vec<T>, work: impl Fn(T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let mut results = Vec::with_capacity(tasks.len());
    run_in_order(tasks, work, |result| {
        results.push(result);
        Ok(())
    })?;
    Ok(results)
}

/// The same, but `then` takes the results, in order and up to the first error, each as soon as those before it
/// are there: on the thread that has it, while the others go on.
///
/// # Panics
/// When `work` or `then` does.
pub(crate) fn run_in_order<T: Send, R: Send>(
    tasks: Vec<T>,
    work: impl Fn(T) -> Result<R> + Sync,
    mut then: impl FnMut(R) -> Result<()> + Send,
) -> Result<()> {
    let Some(others) = others(tasks.len() > 1) else {
        return tasks.into_iter().try_for_each(|task| work(task).and_then(&mut then));
    };
    let count = (tasks.len() - 1).min(others.current_num_threads());
    let results: Vec<Mutex<Option<Result<R>>>> = tasks.iter().map(|_| Mutex::new(None)).collect();
    let queue = Mutex::new(tasks.into_iter().enumerate());
    let outlet = Mutex::new((results.iter(), then, Ok(())));
    // Who is not let in has nothing to wait for: the one inside takes the result, or a later one does.
    let take = || {
        let Ok(mut outlet) = outlet.try_lock() else { return };
        let (rest, then, outcome) = &mut *outlet;
        while outcome.is_ok()
            && let Some(result) = rest.as_slice().first().and_then(|next| lock(next).take())
        {
            rest.next();
            *outcome = result.and_then(&mut *then);
        }
    };
    let turn = || {
        while let Some((at, task)) = { lock(&queue).next() } {
            let result = work(task);
            *lock(&results[at]) = Some(result);
            take();
        }
    };
    others.in_place_scope(|scope| {
        for _ in 0..count {
            scope.spawn(|_| aside(turn));
        }
        turn();
    });
    take();
    let (_, _, outcome) = outlet.into_inner().expect(NO_PANIC);
    outcome
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

/// How many threads can do something at once for the one that asks.
pub(crate) fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    if IS_ONE_OF_MANY.get() {
        return 1;
    }
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, NonZeroUsize::get))
}

/// Does work beside which as much other work is done as there are cores: it is not divided any more.
pub(crate) fn one_of_many<R>(work: impl FnOnce() -> R) -> R {
    let before = IS_ONE_OF_MANY.replace(true);
    let result = work();
    IS_ONE_OF_MANY.set(before);
    result
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect(NO_PANIC)
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
/// one core alone, or when the system gives none. Nor are they there for each other: who waits for work of its own
/// would do other work meanwhile, on the same stack.
fn others(is_worth: bool) -> Option<&'static ThreadPool> {
    static OTHERS: OnceLock<Option<ThreadPool>> = OnceLock::new();
    if !is_worth || IS_ONE_OF_MANY.get() || rayon::current_thread_index().is_some() {
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
    fn results_are_taken_in_order_up_to_the_first_error() {
        let error = || Error::new(ErrorKind::Generic, "wrong");
        // That the last result is taken when nobody was let in with it is a matter of luck: often enough.
        for wrong in [0, 7, 99].into_iter().chain([100; 500]) {
            let whole = || {
                let mut taken = Vec::new();
                let mut take = |number: i32| {
                    taken.push(number);
                    Ok(())
                };
                let work = |number| if number == wrong { Err(error()) } else { Ok(number) };
                assert_eq!(run_in_order((0..100).collect(), work, &mut take).is_ok(), wrong == 100);
                // Those who take them can fail as well.
                let picky = |number| if number == wrong { Err(error()) } else { take(number) };
                assert_eq!(run_in_order((0..100).collect(), Ok, picky).is_ok(), wrong == 100);
                assert_eq!(taken, (0..wrong).chain(0..wrong).collect::<Vec<_>>());
            };
            whole();
            one_of_many(whole);
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
