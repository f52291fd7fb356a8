//! A large text in parts, each parsed by a thread of its own. What enters: a text, and what finds places in it
//! where an entry of the top level seems to start. What leaves: the parts, of which the one who parses the
//! beginning takes over those that it arrives at in the state in which they were begun. A part that was begun
//! elsewhere (inside of a value, perhaps) is dropped, and what is in it parsed by the one who comes there.

use std::{collections::VecDeque, ops::Range};

use crate::{crew, document::Span};

/// Whether even small texts are cut, and in many parts: so that all that tests and fuzzers try is tried with it.
const IS_TRIED: bool = cfg!(any(test, fuzzing));

/// From so many bytes on a part is worth a thread.
const WORTHWHILE: usize = if IS_TRIED { 8 } else { 512 << 10 };

/// More threads would only wait for the first.
const MOST: usize = 8;

/// Where to cut a text for all cores: `first` finds the first place in a range, where the span ends.
pub(super) fn cuts(source: &str, first: impl Fn(Range<usize>) -> Option<Span>) -> Vec<Span> {
    let mut cuts: Vec<Span> = Vec::new();
    let most = (source.len() / WORTHWHILE).min(MOST);
    if most < 2 {
        return cuts;
    }
    let count = if IS_TRIED { most } else { crew::cores().min(most) };
    let share = source.len() / count;
    for number in 1..count {
        let from = cuts.last().map_or(0, |last| last.end as usize).max(share * number);
        cuts.extend(first(from..share * (number + 1)));
    }
    cuts
}

/// Parses what stands before the first cut, with `mine`, and beside it the parts from each cut to the next, with
/// `part`, which leaves out what it cannot parse by itself. Both are told where the cut begins at which they end.
pub(super) fn side_by_side<T, P: Send>(
    source: &str,
    cuts: &[Span],
    mine: impl FnOnce(usize) -> T,
    part: impl Fn(Span, usize) -> Option<P> + Sync,
) -> (T, VecDeque<P>) {
    let starts = cuts.iter().map(|cut| cut.start as usize);
    let mut ends = starts.chain([source.len()]);
    let first = ends.next().unwrap_or_default();
    let others: Vec<_> = cuts.iter().copied().zip(ends).collect();
    let all = || crew::run(others, |(cut, end)| Ok(part(cut, end))).unwrap_or_default();
    let (mine, parts) = crew::both(!IS_TRIED, || mine(first), all);
    (mine, parts.into_iter().flatten().collect())
}

/// For tests: numbers below the ones it is given, the same each time.
#[cfg(test)]
pub(super) fn dice() -> impl FnMut(usize) -> usize {
    let mut state = 1_u64;
    move |below| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    }
}
