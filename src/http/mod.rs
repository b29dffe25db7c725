//! One request path for both clients: time-outs, size limits, retries of what is safe to retry, rate limits
//! (rule A5), read-only (rule G5), and errors that hold no secret.
