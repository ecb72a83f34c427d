//! `Debug` that shows a type's name and nothing in it.

/// Gives types a `Debug` of their names alone.
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
