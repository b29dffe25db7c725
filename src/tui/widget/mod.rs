//! Parts that screens are made of: each a small state with what keys do to it, and a way to draw it. None knows
//! a screen, and none does anything by itself.

pub mod checklist;
pub mod field;
pub mod form;
pub mod frame;
pub mod pick;
pub mod picker;
pub mod selection;
pub mod table;
