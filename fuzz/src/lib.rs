//! The properties of `tests/fuzz/properties`, as targets for `cargo fuzz`.

#[path = "../../tests/fuzz/properties/mod.rs"]
#[allow(missing_docs)]
pub mod properties;

pub use libfuzzer_sys;

/// A target that runs the property of that name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        use $crate::libfuzzer_sys;
        libfuzzer_sys::fuzz_target!(|input: &[u8]| $crate::properties::run($name, input));
    };
}
