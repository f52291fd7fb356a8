//! Memory for keys, a page of which is kept out of the swap space. What enters: nothing. What leaves: slots
//! of a fixed size, which are wiped when they come back. What must never happen here: a slot that is given
//! out while it holds something.
//!
//! Pages are taken once and never given back: locks do not count how often a page was locked, so that
//! unlocking one key would unlock those beside it.

// The one call of the crate that the compiler cannot vouch for.
#![allow(unsafe_code)]

use std::sync::{Mutex, PoisonError};

use zeroize::Zeroize as _;

/// How many slots are made at a time: a page of keys.
const MANY: usize = 128;

/// The slots that nobody has.
static FREE: Mutex<Vec<&'static mut [u8; 32]>> = Mutex::new(Vec::new());

/// A place for one key.
pub(super) struct Slot(Option<&'static mut [u8; 32]>);

impl Slot {
    /// One that holds zeros.
    pub(super) fn new() -> Self {
        let mut free = FREE.lock().unwrap_or_else(PoisonError::into_inner);
        if free.is_empty() {
            let page = Box::leak(vec![[0; 32]; MANY].into_boxed_slice());
            lock(page.as_flattened());
            free.extend(page);
        }
        Self(free.pop())
    }

    pub(super) fn expose(&self) -> &[u8; 32] {
        self.0.as_deref().expect("a slot has its place until it is dropped")
    }

    pub(super) fn expose_mut(&mut self) -> &mut [u8; 32] {
        self.0.as_deref_mut().expect("a slot has its place until it is dropped")
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(place) = self.0.take() {
            place.zeroize();
            FREE.lock().unwrap_or_else(PoisonError::into_inner).push(place);
        }
    }
}

/// Keeps the pages of `bytes` in memory. A system, or a limit of the user, may refuse that: then keys are as
/// safe as all else in this process.
#[cfg(unix)]
fn lock(bytes: &[u8]) {
    // SAFETY: the range is memory that is ours during the call, and to lock it changes nothing that the
    // program could see of it.
    let _ = unsafe { rustix::mm::mlock(bytes.as_ptr().cast_mut().cast(), bytes.len()) };
}

#[cfg(not(unix))]
fn lock(_bytes: &[u8]) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_comes_back_empty() {
        let mut slots: Vec<_> = (0..300).map(|_| Slot::new()).collect();
        for (number, slot) in slots.iter_mut().enumerate() {
            assert_eq!(slot.expose(), &[0; 32]);
            slot.expose_mut().fill(number as u8 | 1);
        }
        for (number, slot) in slots.iter().enumerate() {
            assert_eq!(slot.expose(), &[number as u8 | 1; 32]);
        }
        drop(slots);
        assert!((0..300).all(|_| *Slot::new().expose() == [0; 32]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn its_page_is_locked_where_the_system_allows_it() {
        let locked = || {
            let status = std::fs::read_to_string("/proc/self/status").unwrap();
            let line = status.lines().find_map(|line| line.strip_prefix("VmLck:")).unwrap().to_owned();
            line.trim().trim_end_matches(" kB").parse::<u32>().unwrap()
        };
        let slot = Slot::new();
        let limit = rustix::process::getrlimit(rustix::process::Resource::Memlock).current;
        assert!(locked() >= 4 || limit.is_some_and(|limit| limit < 8192), "{} {limit:?}", locked());
        drop(slot);
    }
}
