//! Both APIs over real HTTP on loopback, with a made-up company. Shares nothing with the clients, so that one
//! misreading of an API cannot pass every test.
