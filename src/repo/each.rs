//! One piece of work for each of many files, on all cores. Results come as they are ready, in order of
//! the files.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
};

use crate::crew::{cores, one_of_many};

/// How many threads there are for each core: one that waits for the disk or for a server leaves its core to
/// another.
const WAITING: usize = 4;

/// Does `work` for each of `items`, and gives every result to `tell` in the order of the items, as soon as
/// all before it are there. `tell` runs on the thread of the caller.
///
/// # Panics
/// When `work` does.
pub fn each<'a, T: Sync, R: Send>(
    items: &'a [T],
    work: impl Fn(&'a T) -> R + Sync,
    mut tell: impl FnMut(&'a T, R),
) {
    let threads = (cores() * WAITING).min(items.len());
    if threads < 2 {
        for item in items {
            tell(item, work(item));
        }
        return;
    }
    let next = AtomicUsize::new(0);
    let (sender, results) = mpsc::channel();
    let sender = Mutex::new(sender);
    thread::scope(|scope| {
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let sender = sender.lock().expect("nobody panics with the lock").clone();
                let (next, work) = (&next, &work);
                scope.spawn(move || {
                    loop {
                        let at = next.fetch_add(1, Ordering::Relaxed);
                        let Some(item) = items.get(at) else { return };
                        if sender.send((at, one_of_many(|| work(item)))).is_err() {
                            return;
                        }
                    }
                })
            })
            .collect();
        drop(sender);
        let mut early = std::collections::BTreeMap::new();
        let mut told = 0;
        for (at, result) in results {
            early.insert(at, result);
            while let Some(result) = early.remove(&told) {
                tell(&items[told], result);
                told += 1;
            }
        }
        for thread in threads {
            thread.join().expect("a panic ends the program");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order() {
        let items: Vec<u32> = (0..200).collect();
        let mut told = Vec::new();
        each(&items, |item| item * 2, |item, result| told.push((*item, result)));
        assert_eq!(told, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
        each(&[] as &[u32], |_| (), |_, ()| panic!("there is nothing to tell"));
    }
}
