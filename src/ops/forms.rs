//! Source forms.
