//! Both APIs over real HTTP on loopback.
