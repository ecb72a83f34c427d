//! What binds the two sides of a joining, and the short code of it that people compare. Pure.

use aws_lc_rs::digest::{SHA256, digest};
use recado_protocol::{
    bytes::{Commitment, Nonce, SealingKey, SigningKey},
    id::DeviceId,
    joining::{CODE_DIGITS, Transcript, commitment_statement},
};

/// Returns what a newcomer is bound by.
pub(crate) fn commitment(
    device: DeviceId,
    sealing_key: &SealingKey,
    signing_key: &SigningKey,
    nonce: &Nonce,
) -> Commitment {
    let statement = commitment_statement(device, sealing_key, signing_key, nonce);
    Commitment(sha256(&statement))
}

/// Returns the code of a joining, for example `4821 7305`.
pub(crate) fn code(transcript: &Transcript) -> String {
    let hash = sha256(&transcript.bytes());
    let mut number = 0_u64;
    for byte in &hash[..8] {
        number = (number << 8) | u64::from(*byte);
    }
    let digits = format!(
        "{:0width$}",
        number % 10_u64.pow(CODE_DIGITS),
        width = CODE_DIGITS as usize
    );
    let (left, right) = digits.split_at(digits.len() / 2);
    format!("{left} {right}")
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use recado_protocol::{bytes::IdentityKey, id::ClinicId, pairing::NewDevice};
    use std::collections::BTreeSet;

    fn transcript() -> Transcript {
        Transcript {
            clinic_id: ClinicId(uuid::Uuid::from_u128(1)),
            identity_key: IdentityKey([2; 32]),
            device: NewDevice {
                id: DeviceId(uuid::Uuid::from_u128(3)),
                name: "Room 2".into(),
                sealing_key: SealingKey([4; 32]),
            },
            signing_key: SigningKey([5; 32]),
            offered: Nonce([6; 32]),
            revealed: Nonce([7; 32]),
        }
    }

    #[test]
    fn everything_the_two_agree_on_is_in_the_code() {
        let same = transcript();
        let mut codes = BTreeSet::from([code(&same)]);
        let changes: [fn(&mut Transcript); 8] = [
            |it| it.clinic_id = ClinicId(uuid::Uuid::from_u128(9)),
            |it| it.identity_key = IdentityKey([9; 32]),
            |it| it.device.id = DeviceId(uuid::Uuid::from_u128(9)),
            |it| it.device.name.push('x'),
            |it| it.device.sealing_key = SealingKey([9; 32]),
            |it| it.signing_key = SigningKey([9; 32]),
            |it| it.offered = Nonce([9; 32]),
            |it| it.revealed = Nonce([9; 32]),
        ];
        for change in changes {
            let mut other = transcript();
            change(&mut other);
            assert!(codes.insert(code(&other)), "it changes nothing");
        }
        let shape: Vec<usize> = code(&same).split(' ').map(str::len).collect();
        assert_eq!(shape, [4, 4]);
    }

    #[test]
    fn whoever_is_bound_cannot_show_anything_else() {
        let (id, sealing, signing) = (
            DeviceId(uuid::Uuid::from_u128(3)),
            SealingKey([4; 32]),
            SigningKey([5; 32]),
        );
        let bound = commitment(id, &sealing, &signing, &Nonce([7; 32]));
        assert_eq!(bound, commitment(id, &sealing, &signing, &Nonce([7; 32])));
        assert_ne!(bound, commitment(id, &sealing, &signing, &Nonce([8; 32])));
        assert_ne!(
            bound,
            commitment(id, &SealingKey([9; 32]), &signing, &Nonce([7; 32]))
        );
        assert_ne!(
            bound,
            commitment(id, &sealing, &SigningKey([9; 32]), &Nonce([7; 32]))
        );
    }
}
