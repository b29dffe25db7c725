//! Looks ahead. A hundred thousand people do not fit into a processor's caches, and what is decided about each of
//! them takes too long for the processor to see the next one coming. It fetches many at the same time where nothing
//! has to be understood of them yet, so a loop over everybody glances at a few texts before it reads them. Changes
//! no result.

use std::hint::black_box;

/// So many are glanced at together: few enough to be there still when they are read.
pub const FEW: usize = 32;

/// Has these texts fetched.
pub fn glance<'a>(texts: impl Iterator<Item = &'a str>) {
    touch(texts.map(|text| text.bytes().next().unwrap_or_default()));
}

/// Has fetched what these bytes lie in.
pub fn touch(bytes: impl Iterator<Item = u8>) {
    black_box(bytes.fold(0, |seen, byte| seen ^ byte));
}
