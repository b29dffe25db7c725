//! The link report and the plan for people and for scripts: tables, JSON, CSV.
