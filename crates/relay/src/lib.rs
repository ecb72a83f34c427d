//! The server on the VPS: checks, seals, buffers and hands over; holds no token and no key to read.
