//! Memory from the system: slots of a fixed size for keys, whose pages are kept out of the swap space, and an
//! allocator for a whole program. Both wipe what comes back to them. What must never happen here: memory that
//! is given out while it holds something of before.
//!
//! The pages of the slots are taken once and never given back: locks do not count how often a page was locked,
//! so that unlocking one key would unlock those beside it.

// The calls of the crate that the compiler cannot vouch for: all of them are here.
#![allow(unsafe_code)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use zeroize::Zeroize as _;

/// The system's allocator, which wipes what is given back from `wipe_from_now_on` on: also what a library
/// copied a key into and let go, as `age` and the AWS SDK do.
///
/// Blocks above `LARGEST_WIPED` are left as they are: those of ours are wiped by their types, and no library
/// makes one that large for a key, while to wipe what holds the text of a large file twice would take a tenth
/// of all the time. The largest get large pages, since to bring in small ones takes a quarter of all the time.
pub struct WipingAllocator<A = System>(A);

/// Whether anything that is given back may be a secret.
static WIPES: AtomicBool = AtomicBool::new(false);

/// To be called before the first secret is there; what came before it need not be wiped, which is a third of
/// all that a program does to read its command line.
pub fn wipe_from_now_on() {
    WIPES.store(true, Ordering::Relaxed);
}

fn is_wiped(size: usize) -> bool {
    size <= LARGEST_WIPED && WIPES.load(Ordering::Relaxed)
}

impl WipingAllocator {
    /// The one of a program.
    pub const fn new() -> Self {
        Self(System)
    }
}

impl Default for WipingAllocator {
    fn default() -> Self {
        Self::new()
    }
}

/// In bytes. `age` wraps a key in a block of 64 KiB.
const LARGEST_WIPED: usize = 128 << 10;

/// In bytes: from two large pages of most processors on, so that one fits in wherever the block starts. For
/// very large blocks the system may have to tidy up its memory first, which takes longer than it spares.
#[cfg(target_os = "linux")]
const ON_LARGE_PAGES: std::ops::RangeInclusive<usize> = 4 << 20..=64 << 20;

// SAFETY: memory is taken from the system's allocator and given back to it, with the layout that it was asked
// for; between, only bytes of a block that is still ours are written.
unsafe impl<A: GlobalAlloc> GlobalAlloc for WipingAllocator<A> {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        on_large_pages(unsafe { self.0.alloc(layout) }, layout.size())
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        on_large_pages(unsafe { self.0.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if is_wiped(layout.size()) {
            unsafe {
                block.write_bytes(0, layout.size());
                // Without it the compiler knows that nobody will read those zeros.
                zeroize::optimization_barrier(&*block);
            }
        }
        unsafe { self.0.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !is_wiped(layout.size()) {
            return on_large_pages(unsafe { self.0.realloc(block, layout, size) }, size);
        }
        // The system would move it and leave the old bytes behind.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !new.is_null() {
                new.copy_from_nonoverlapping(block, layout.size().min(size));
                self.dealloc(block, layout);
            }
            new
        }
    }
}

/// Asks for large pages for a large block; the system may decline.
#[cfg(target_os = "linux")]
fn on_large_pages(block: *mut u8, size: usize) -> *mut u8 {
    use rustix::mm::{Advice, madvise};
    if ON_LARGE_PAGES.contains(&size) && !block.is_null() {
        // The advice must start with a page; this is the largest that Linux has for a small one.
        let skipped = block.align_offset(64 << 10);
        // SAFETY: the range is within the block, and the advice changes nothing that the program could see of it.
        let _ = unsafe { madvise(block.wrapping_add(skipped).cast(), size - skipped, Advice::LinuxHugepage) };
    }
    block
}

#[cfg(not(target_os = "linux"))]
fn on_large_pages(block: *mut u8, _size: usize) -> *mut u8 {
    block
}

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

    /// Looks into what is given back.
    struct Witness(std::cell::Cell<usize>);

    // SAFETY: everything is done by the system's allocator.
    unsafe impl GlobalAlloc for Witness {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            unsafe { System.alloc(layout) }
        }

        unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            assert!(bytes.iter().all(|byte| *byte == 0), "{} bytes came back unwiped", layout.size());
            self.0.set(self.0.get() + 1);
            unsafe { System.dealloc(block, layout) }
        }
    }

    #[test]
    fn what_is_given_back_is_wiped() {
        wipe_from_now_on();
        let allocator = WipingAllocator(Witness(std::cell::Cell::new(0)));
        for (old, new) in [(1, 2), (24, 48), (48, 24), (4096, 100_000), (LARGEST_WIPED, 5 << 20)] {
            let layout = |size| Layout::from_size_align(size, 8).unwrap();
            // SAFETY: each block is written within its size, and given back once with its layout.
            unsafe {
                let block = allocator.alloc(layout(old));
                block.write_bytes(7, old);
                let moved = allocator.realloc(block, layout(old), new);
                let kept = std::slice::from_raw_parts(moved, old.min(new));
                assert!(kept.iter().all(|byte| *byte == 7), "{old} {new}");
                if new <= LARGEST_WIPED {
                    allocator.dealloc(moved, layout(new));
                } else {
                    moved.write_bytes(0, new);
                    allocator.dealloc(moved, layout(new));
                }
            }
        }
        assert_eq!(allocator.0.0.get(), 10);
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
