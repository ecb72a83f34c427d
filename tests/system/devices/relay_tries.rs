//! The relay tries to listen in: everything its operator can write into its store, and none of it is believed.

use super::{Clinic, Second, code_changed, until};
use crate::clinic::{MARIA, texts};
use recado_inbox::view::devices::{JoiningState, NewcomerState};
use recado_protocol::{
    bytes::{Commitment, IdentityKey, Nonce, SealingKey, Signature, SigningKey},
    joining::{JoinRequest, Offer, Reveal, Welcome},
    keys::{DeviceKeyPair, EpochKeyPair, seal_welcome, wrap_epoch_key},
    sealed::{PlaintextKind, seal},
    version::Version,
};
use rusqlite::{Connection, params};

impl Clinic {
    /// The relay's store, opened by whoever runs it.
    pub fn store(&self) -> Connection {
        let store = Connection::open(self.folder.path().join("relay.db")).unwrap();
        store.busy_timeout(super::PATIENCE).unwrap();
        store
    }
}

fn json(said: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(said).unwrap()
}

/// What it would say in the newcomer's place, bound by nothing.
fn own_request() -> JoinRequest {
    JoinRequest {
        version: Version::default(),
        signing_key: SigningKey([7; 32]),
        commitment: Commitment([7; 32]),
    }
}

/// A swapped key is seen before anybody compares; a relay that stands in between with keys of its own shows another code.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_its_own_in_the_newcomers_place_is_not_let_in() {
    let clinic = Clinic::open().await;
    let second = Second::open(&clinic).await;
    second.asks(&clinic).await;
    let newcomer = clinic.compares().await;
    let code = second.code().await;
    // From here on the relay speaks in its place.
    second.desk.close();
    let own = DeviceKeyPair::generate();
    let store = clinic.store();
    let swap = "update devices set sealing_key = ?1 where is_admitted = 0";
    assert_eq!(
        store.execute(swap, [own.public_key().as_bytes()]).unwrap(),
        1
    );
    clinic
        .newcomer(|it| it.state == NewcomerState::Broken)
        .await;
    code_changed(clinic.desk.let_in(newcomer.id, code.clone()).await);

    // The whole conversation is its own: bound by its own commitment, before it knows what the clinic will choose.
    let ask = "update joinings set request = ?1, offer = null, reveal = null";
    store.execute(ask, [json(&own_request())]).unwrap();
    clinic
        .newcomer(|it| it.state == NewcomerState::Waiting)
        .await;
    for nonce in [1_u8, 2] {
        let reveal = Reveal {
            version: Version::default(),
            nonce: Nonce([nonce; 32]),
        };
        store
            .execute("update joinings set reveal = ?1", [json(&reveal)])
            .unwrap();
        clinic
            .newcomer(|it| it.state == NewcomerState::Broken)
            .await;
        code_changed(clinic.desk.let_in(newcomer.id, code.clone()).await);
    }
    assert_eq!(clinic.devices().await.devices.len(), 1);
}

/// Towards the newcomer it can pretend to be the clinic: then the code is another, and what it hands over is refused.
#[tokio::test(flavor = "multi_thread")]
async fn a_clinic_of_its_own_is_not_believed_by_the_newcomer() {
    let clinic = Clinic::open().await;
    let second = Second::open(&clinic).await;
    second.asks(&clinic).await;
    clinic.compares().await;
    let code = second.code().await;
    // The first offer counts; one that is swapped afterwards changes nothing.
    let store = clinic.store();
    let offer: Vec<u8> = store
        .query_row("select offer from joinings", [], |row| row.get(0))
        .unwrap();
    let offer: Offer = serde_json::from_slice(&offer).unwrap();
    let forged = Offer {
        identity_key: IdentityKey([9; 32]),
        ..offer
    };
    store
        .execute("update joinings set offer = ?1", [json(&forged)])
        .unwrap();
    second.desk.confirm_joining(code.clone()).await.unwrap();
    // It says that the newcomer is in, with a welcome that whoever has its public key can seal.
    let sealing_key: Vec<u8> = store
        .query_row(
            "select sealing_key from devices where is_admitted = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let sealing_key = SealingKey(sealing_key.try_into().unwrap());
    let welcome = Welcome {
        sealed: seal_welcome(&sealing_key, b"{}").unwrap(),
        signature: Signature([9; 64]),
    };
    store
        .execute("update joinings set welcome = ?1", [json(&welcome)])
        .unwrap();
    let admit = "update devices set is_admitted = 1";
    store.execute(admit, []).unwrap();
    // The relay believes itself only after it has read its store again.
    clinic.relay().pair_code("Clínica Alameda").await.unwrap();
    clinic
        .desk
        .rename_device(clinic.devices().await.devices[0].id, "Receção".into())
        .await
        .unwrap();
    second
        .joining(|it| it.state == JoiningState::NotTheClinic)
        .await;
}

/// A welcome of an earlier joining, with all its signatures, lets nobody in again.
#[tokio::test(flavor = "multi_thread")]
async fn an_approval_that_is_played_again_is_refused() {
    let clinic = Clinic::open().await;
    let (second, id) = clinic.with_second().await;
    let store = clinic.store();
    let (welcome, roster): (Vec<u8>, Vec<u8>) = store
        .query_row(
            "select welcome, (select body from rosters) from joinings",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    let wraps: Vec<u8> = store
        .query_row(
            "select wrapped from wraps where device = (select max(row) from devices)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    clinic.desk.remove_device(id).await.unwrap();
    assert_eq!(clinic.devices().await.devices.len(), 1);

    // The roster from before: the removed one would be back.
    store
        .execute("update rosters set number = 2, body = ?1", [&roster])
        .unwrap();
    assert_eq!(
        clinic.devices().await.devices.len(),
        1,
        "an older roster is no news"
    );

    // The same computer asks again, with the same keys, and gets what was good then.
    let again = second;
    again.asks(&clinic).await;
    clinic.compares().await;
    let code = again.code().await;
    again.desk.confirm_joining(code).await.unwrap();
    let row = "(select max(row) from devices)";
    store
        .execute(
            &format!("update joinings set welcome = ?1 where device = {row}"),
            [&welcome],
        )
        .unwrap();
    store
        .execute(
            &format!("insert into wraps (clinic, epoch, device, wrapped) select clinic, 1, row, ?1 from devices where row = {row}"),
            [&wraps],
        )
        .unwrap();
    store
        .execute("update devices set is_admitted = 1", [])
        .unwrap();
    store.execute("update rosters set number = 3", []).unwrap();
    clinic.relay().pair_code("Clínica Alameda").await.unwrap();
    clinic.desk.connect_whatsapp(clinic.form()).await.unwrap();
    again
        .joining(|it| it.state == JoiningState::NotTheClinic)
        .await;
}

/// Devices, wraps and epochs of its own: nothing is sealed to them by a desktop, and no epoch is taken that the clinic did
/// not sign.
#[tokio::test(flavor = "multi_thread")]
async fn devices_and_epochs_of_its_own_reach_nothing() {
    let mut clinic = Clinic::open().await;
    let (second, id) = clinic.with_second().await;
    second.desk.close();
    let own = DeviceKeyPair::generate();
    let store = clinic.store();
    store
        .execute(
            "insert into devices (id, clinic, name, sealing_key, token_hash, paired_at, acknowledged, is_admitted)
             select x'00112233445566778899aabbccddee99', row, 'Reception', ?1, zeroblob(32), 1, 0, 1
             from clinics",
            [own.public_key().as_bytes()],
        )
        .unwrap();
    let shown = clinic.devices().await.devices;
    assert_eq!(shown.len(), 2, "the list is the clinic's, not the relay's");

    // An epoch of its own, wrapped as it should be to everybody, and something sealed to it.
    let epoch = EpochKeyPair::generate(2);
    store
        .execute(
            "insert into epochs (clinic, epoch, public_key, signature) select row, 2, ?1, ?2 from clinics",
            params![epoch.public_key().as_bytes(), [3_u8; 64]],
        )
        .unwrap();
    let devices: Vec<(i64, Vec<u8>)> = store
        .prepare("select row, sealing_key from devices")
        .unwrap()
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    for (row, key) in devices {
        let wrapped = wrap_epoch_key(&SealingKey(key.try_into().unwrap()), &epoch).unwrap();
        store
            .execute(
                "insert into wraps (clinic, epoch, device, wrapped) select row, 2, ?1, ?2 from clinics",
                params![row, wrapped.0],
            )
            .unwrap();
    }
    let sealed = seal(&epoch.public_key(), 2, PlaintextKind::Webhook, b"{}").unwrap();
    clinic.desk.close();
    let before: i64 = store
        .query_row("select count(*) from envelopes", [], |row| row.get(0))
        .unwrap();
    clinic.writes(MARIA, "Um").await;
    clinic.writes(MARIA, "Dois").await;
    until(|| async {
        let count: i64 = store
            .query_row("select count(*) from envelopes", [], |row| row.get(0))
            .unwrap();
        (count >= before + 2).then_some(())
    })
    .await;
    let swap = "update envelopes
                set sealed = ?1
                where cursor = (select cursor from envelopes order by cursor desc limit 1 offset 1)";
    store.execute(swap, [&sealed.0]).unwrap();
    clinic.restart_desk().await;
    clinic.unlock().await;
    clinic.only_thread(|thread| texts(thread) == ["Dois"]).await;
    let connection = clinic.desk.connection_view().await.unwrap();
    assert_eq!(connection.relay.unreadable, 1, "kept, and opened by nobody");

    store
        .execute("delete from wraps where epoch = 2", [])
        .unwrap();
    store
        .execute("delete from epochs where epoch = 2", [])
        .unwrap();
    // The next epoch is wrapped to those on the roster and to nobody else.
    clinic.desk.remove_device(id).await.unwrap();
    let to: Vec<i64> = store
        .prepare("select device from wraps where epoch = 2")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert_eq!(to, [1], "to the first computer alone");
}
