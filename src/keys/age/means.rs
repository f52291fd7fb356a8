//! What an age key may use beside its own bytes: the person at the terminal, and plugins.

use std::sync::Arc;

use super::{
    plugin::Plugins,
    prompt::{Prompt, Silent},
};

/// The means that the program gives.
#[derive(Default)]
pub(super) struct Means {
    pub(super) prompt: Option<Arc<dyn Prompt>>,
    pub(super) plugins: Plugins,
}

impl Means {
    /// The way to ask; without one, every question is unanswered.
    pub(super) fn prompt(&self) -> &dyn Prompt {
        self.prompt.as_deref().unwrap_or(&Silent)
    }
}
