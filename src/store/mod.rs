//! What is kept on this machine: settings, secrets, saved plans.
