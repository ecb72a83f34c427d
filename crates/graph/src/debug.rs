//! `Debug` for types that hold numbers and texts: their name, nothing of what is in them.

/// Gives types a `Debug` of their name alone.
macro_rules! debug_by_name {
    ($($name:ident),+ $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )+};
}
pub(crate) use debug_by_name;
