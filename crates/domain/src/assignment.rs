//! Who looks after a conversation: one member of staff, or nobody.

use crate::{channel::Side, id::StaffId, staff::Role};

/// Returns whether somebody with this role may look after conversations of a side: only who can read them.
#[must_use]
pub fn may_hold(role: Role, side: Side) -> bool {
    match side {
        Side::Clinical => role.reads_clinical(),
        Side::Leads => true,
    }
}

/// Returns which of the staff may look after conversations of a side, in the order given.
pub fn may_hold_of<'a>(
    staff: impl IntoIterator<Item = &'a (StaffId, Role)>,
    side: Side,
) -> Vec<StaffId> {
    let fitting = staff.into_iter().filter(|(_, role)| may_hold(*role, side));
    fitting.map(|(id, _)| *id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_looks_after_what_they_cannot_read() {
        let everybody = Role::ALL.map(|role| (StaffId::generate(), role));
        let clinical = may_hold_of(&everybody, Side::Clinical);
        assert_eq!(clinical, [everybody[0].0, everybody[1].0]);
        assert_eq!(may_hold_of(&everybody, Side::Leads).len(), 3);
        assert!(!may_hold(Role::Assistant, Side::Clinical));
    }
}
