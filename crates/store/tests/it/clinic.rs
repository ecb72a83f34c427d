//! `clinic.db`: one transaction per envelope batch, people without names, secrets that stay sealed.

use crate::cast::{maria, nikos, seconds};
use recado_domain::address::Address;
use recado_domain::channel::{ChannelKind, Side};
use recado_domain::id::{ChannelId, StaffId};
use recado_domain::staff::Role;
use recado_domain::template::{Template, TemplateText};
use recado_store::clinic::channels::{self, Channel, ChannelState};
use recado_store::clinic::key_pairs::{self, Epoch, KeyPair, PairName};
use recado_store::clinic::people::{self, Person};
use recado_store::clinic::relay_link::{self, RelayLink};
use recado_store::clinic::seen::{self, Seen};
use recado_store::clinic::staff::{self, StaffMember};
use recado_store::clinic::templates::{self, TemplateRow};
use recado_store::clinic::tokens::{self, TokenName};
use recado_store::clinic::{Clinic, settings, spool, unreadable};
use recado_store::error::StoreError;
use recado_store::key::Key32;
use secrecy::ExposeSecret;
use tempfile::TempDir;

pub fn clinic() -> (TempDir, Key32, Clinic) {
    let folder = tempfile::tempdir().unwrap();
    let key = Key32::generate().unwrap();
    let clinic = Clinic::create(folder.path(), &key).unwrap();
    (folder, key, clinic)
}

pub fn done<T>(
    clinic: &Clinic,
    act: impl FnOnce(&recado_store::Tx<'_>) -> Result<T, StoreError>,
) -> T {
    clinic.write(act).unwrap()
}

fn link() -> RelayLink {
    RelayLink {
        url: "https://relay.alameda.example".into(),
        clinic: "clinic-1".into(),
        device: "device-1".into(),
        token: "bearer-secret".to_owned().into(),
        cursor: 7,
        last_contact_at: None,
    }
}

pub fn channel() -> Channel {
    Channel {
        id: maria().channel,
        kind: ChannelKind::WhatsApp,
        asset_id: "1000".into(),
        number_id: Some("2000".into()),
        shown: "+351 21 000 0000".into(),
        name: "Clínica Alameda".into(),
        side: Side::Clinical,
        is_on: true,
        state: ChannelState::WaitingForMessage,
        quality: None,
        last_webhook_at: None,
        proved_at: None,
        created_at: seconds(0),
        colour: channels::OWN_COLOUR.into(),
        messaging_limit: None,
        restriction: None,
    }
}

/// R9: spool, people, seen, alerts and cursor go together or not at all.
#[test]
fn a_batch_that_fails_half_way_leaves_nothing() {
    let (_folder, token_key, clinic) = clinic();
    done(&clinic, |tx| relay_link::put(tx, &token_key, &link()));
    let batch = |fails: bool| {
        clinic.write(|tx| {
            let hash = clinic.index_key().provider_hash(maria().channel, "wamid.1");
            let seen = Seen {
                side: Side::Clinical,
                conversation: Some(maria().conversation),
                seen_at: seconds(0),
            };
            let is_new = seen::note(tx, hash, &seen)?;
            spool::push(tx, Side::Clinical, true, b"sealed", seconds(0))?;
            relay_link::advance(tx, 8)?;
            if fails {
                return Err(StoreError::NotFound);
            }
            Ok(is_new)
        })
    };
    assert!(batch(true).is_err());
    assert_eq!(clinic.read(|c| spool::count(c, Side::Clinical)).unwrap(), 0);
    assert_eq!(clinic.read(relay_link::cursor).unwrap(), 7);
    assert_eq!(batch(false), Ok(true));
    assert_eq!(batch(false), Ok(false));
    assert_eq!(clinic.read(relay_link::cursor).unwrap(), 8);
    assert_eq!(clinic.read(seen::count).unwrap(), 1);
    let rows = clinic
        .read(|c| spool::oldest(c, Side::Clinical, 10))
        .unwrap();
    assert_eq!(
        (rows.len(), rows[0].body.as_slice()),
        (2, b"sealed".as_slice())
    );
    done(&clinic, |tx| spool::remove(tx, rows[0].id));
    assert_eq!(clinic.read(|c| spool::count(c, Side::Clinical)).unwrap(), 1);
    assert_eq!(clinic.read(|c| spool::count(c, Side::Leads)).unwrap(), 0);
}

#[test]
fn the_cursor_never_goes_back() {
    let (_folder, token_key, clinic) = clinic();
    let before_pairing = clinic.write(|tx| relay_link::advance(tx, 1));
    assert_eq!(before_pairing, Err(StoreError::NotFound));
    done(&clinic, |tx| relay_link::put(tx, &token_key, &link()));
    done(&clinic, |tx| relay_link::advance(tx, 3));
    assert_eq!(clinic.read(relay_link::cursor).unwrap(), 7);
}

#[test]
fn tokens_open_only_with_the_token_key() {
    let (_folder, machine, clinic) = clinic();
    let (token_key, other) = (Key32::generate().unwrap(), machine);
    let id = channel().id;
    done(&clinic, |tx| channels::put(tx, &channel()));
    done(&clinic, |tx| {
        tokens::put(
            tx,
            &token_key,
            id,
            TokenName::Access,
            &"EAAG".to_owned().into(),
        )?;
        relay_link::put(tx, &token_key, &link())
    });
    let read = |key: &Key32, name| clinic.read(|c| tokens::get(c, key, id, name));
    let token = read(&token_key, TokenName::Access).unwrap().unwrap();
    assert_eq!(token.expose_secret(), "EAAG");
    assert!(read(&token_key, TokenName::AppSecret).unwrap().is_none());
    assert_eq!(
        read(&other, TokenName::Access).unwrap_err(),
        StoreError::WrongKey
    );
    let link = clinic
        .read(|c| relay_link::get(c, &token_key))
        .unwrap()
        .unwrap();
    assert_eq!(link.token.expose_secret(), "bearer-secret");
    assert!(!format!("{link:?}").contains("bearer-secret"));
    assert!(clinic.read(|c| relay_link::get(c, &other)).is_err());
    // A token moved to another place does not open there.
    let moved = clinic.write(|tx| {
        tx.execute("update tokens set name = 'app_secret'", [])
            .unwrap();
        tokens::get(tx, &token_key, id, TokenName::AppSecret)
    });
    assert_eq!(moved.unwrap_err(), StoreError::WrongKey);
}

#[test]
fn people_are_found_by_their_addresses_after_a_restart() {
    let (folder, key, clinic) = clinic();
    let (maria, nikos) = (maria(), nikos());
    let phone = &maria.addresses[0];
    let user = Address::UserId("PT.1".into());
    let person = Person {
        identity: maria.identity,
        side: Side::Clinical,
        is_patient: true,
    };
    let indexed = done(&clinic, |tx| {
        people::put(tx, &person, seconds(0))?;
        people::put(
            tx,
            &Person {
                identity: nikos.identity,
                ..person
            },
            seconds(0),
        )?;
        people::learn(tx, clinic.index_key(), maria.identity, phone)?;
        people::learn(tx, clinic.index_key(), maria.identity, &user)?;
        people::learn(tx, clinic.index_key(), nikos.identity, phone)?;
        people::conversation(tx, maria.identity, maria.channel, Side::Clinical)
    });
    drop(clinic);
    let clinic = Clinic::open(folder.path(), &key).unwrap();
    let find = |address| {
        clinic
            .read(|c| people::find(c, clinic.index_key(), address))
            .unwrap()
    };
    assert_eq!(find(phone), Some(person));
    assert_eq!(find(&user), Some(person));
    assert_eq!(find(&nikos.addresses[0]), None);
    let again = done(&clinic, |tx| {
        people::conversation(tx, maria.identity, maria.channel, Side::Leads)
    });
    assert_eq!(again, indexed);
    let side = clinic
        .read(|c| people::side_of(c, indexed.conversation))
        .unwrap();
    assert_eq!(side, Some(Side::Clinical));
    let other_id = |address: &Address| {
        clinic
            .read(|c| people::has_other_user_id(c, clinic.index_key(), maria.identity, address))
            .unwrap()
    };
    assert!(other_id(&Address::UserId("PT.2".into())) && !other_id(&user));
    done(&clinic, |tx| {
        people::hand_over(tx, clinic.index_key(), nikos.identity, phone)
    });
    let owner = clinic
        .read(|c| people::find(c, clinic.index_key(), phone))
        .unwrap();
    assert_eq!(owner.unwrap().identity, nikos.identity);
    assert_eq!(
        clinic.read(|c| people::get(c, maria.identity)).unwrap(),
        Some(person)
    );
}

#[test]
fn channels_are_found_by_account_and_proved_by_their_first_message() {
    let (_folder, _, clinic) = clinic();
    done(&clinic, |tx| channels::put(tx, &channel()));
    let find = |number| clinic.read(|c| channels::find(c, ChannelKind::WhatsApp, "1000", number));
    assert_eq!(find(Some("2000")).unwrap(), Some(channel()));
    assert_eq!(find(Some("2001")).unwrap(), None);
    assert_eq!(find(None).unwrap(), None);
    let same_number = Channel {
        id: ChannelId::generate(),
        ..channel()
    };
    assert!(clinic.write(|tx| channels::put(tx, &same_number)).is_err());
    done(&clinic, |tx| {
        channels::note_proof(tx, channel().id, seconds(5))
    });
    done(&clinic, |tx| {
        channels::note_proof(tx, channel().id, seconds(9))
    });
    done(&clinic, |tx| {
        channels::note_webhook(tx, channel().id, seconds(9))
    });
    done(&clinic, |tx| {
        channels::note_webhook(tx, channel().id, seconds(8))
    });
    let proved = clinic
        .read(|c| channels::get(c, channel().id))
        .unwrap()
        .unwrap();
    assert_eq!(
        (proved.state, proved.proved_at),
        (ChannelState::Connected, Some(seconds(5)))
    );
    assert_eq!(proved.last_webhook_at, Some(seconds(9)));
    done(&clinic, |tx| {
        channels::set_state(tx, channel().id, ChannelState::SignInAgain)
    });
    done(&clinic, |tx| {
        channels::note_proof(tx, channel().id, seconds(10))
    });
    let refused = clinic.read(channels::all).unwrap().remove(0);
    assert_eq!(refused.state, ChannelState::SignInAgain);
}

#[test]
fn a_sync_replaces_a_channels_templates() {
    let (_folder, _, clinic) = clinic();
    let template = |name: &str| Template {
        name: name.into(),
        language: "pt_PT".into(),
        category: "UTILITY".into(),
        is_approved: true,
        body: TemplateText {
            text: "Olá {{1}}".into(),
            examples: Default::default(),
        },
        ..Template::default()
    };
    let row = |name: &str| TemplateRow::of(template(name));
    let id = channel().id;
    done(&clinic, |tx| channels::put(tx, &channel()));
    assert_eq!(clinic.read(|c| templates::synced_at(c, id)).unwrap(), None);
    done(&clinic, |tx| {
        templates::replace(tx, id, &["a", "b"].map(row), seconds(0))
    });
    done(&clinic, |tx| {
        templates::replace(tx, id, &["c", "b"].map(row), seconds(9))
    });
    let names: Vec<_> = clinic.read(|c| templates::of_channel(c, id)).unwrap();
    assert_eq!(names, [template("b"), template("c")]);
    let one = clinic
        .read(|c| templates::get(c, id, "c", "pt_PT"))
        .unwrap();
    assert_eq!(one, Some(template("c")));
    assert_eq!(
        clinic.read(|c| templates::synced_at(c, id)).unwrap(),
        Some(seconds(9))
    );
}

#[test]
fn settings_staff_and_keys_come_back_as_they_went() {
    let (_folder, _, clinic) = clinic();
    done(&clinic, |tx| {
        settings::set(tx, "auto_lock_minutes", &15_u32)
    });
    done(&clinic, |tx| settings::set(tx, "auto_lock_minutes", &5_u32));
    assert_eq!(
        clinic
            .read(|c| settings::get(c, "auto_lock_minutes"))
            .unwrap(),
        Some(5_u32)
    );
    assert_eq!(
        clinic.read(|c| settings::get::<u32>(c, "country")).unwrap(),
        None
    );
    let wrong = clinic.read(|c| settings::get::<String>(c, "auto_lock_minutes"));
    assert_eq!(wrong, Err(StoreError::Damaged));

    let ana = StaffMember {
        id: StaffId::generate(),
        name: "Ana Reis".into(),
        role: Role::Owner,
        created_at: seconds(0),
    };
    done(&clinic, |tx| staff::put(tx, &ana));
    assert_eq!(clinic.read(staff::all).unwrap(), [ana]);

    let private = Key32::generate().unwrap();
    let pair = KeyPair {
        public: Some(vec![1, 2, 3]),
        private: Some(private.clone()),
    };
    done(&clinic, |tx| {
        key_pairs::put(tx, PairName::DeviceHpke, &pair)
    });
    let kept = clinic
        .read(|c| key_pairs::get(c, PairName::DeviceHpke))
        .unwrap()
        .unwrap();
    assert_eq!(kept.public, pair.public);
    assert_eq!(kept.private.unwrap().expose(), private.expose());
    assert!(
        clinic
            .read(|c| key_pairs::get(c, PairName::ClinicalSpool))
            .unwrap()
            .is_none()
    );
    for number in [1, 2] {
        let epoch = Epoch {
            number,
            public: vec![9],
            private: private.clone(),
            created_at: seconds(number),
        };
        done(&clinic, |tx| key_pairs::put_epoch(tx, &epoch));
    }
    let numbers: Vec<i64> = clinic
        .read(key_pairs::epochs)
        .unwrap()
        .iter()
        .map(|e| e.number)
        .collect();
    assert_eq!(numbers, [2, 1]);
}

#[test]
fn what_cannot_be_read_is_kept_and_old_hashes_are_forgotten() {
    let (_folder, _, clinic) = clinic();
    done(&clinic, |tx| {
        unreadable::keep(tx, "not_json", false, b"\xff\0", seconds(0))
    });
    assert_eq!(clinic.read(unreadable::count).unwrap(), 1);
    let kept = clinic.read(|c| unreadable::newest(c, 5)).unwrap();
    assert_eq!(
        (kept[0].kind.as_str(), kept[0].raw.as_slice()),
        ("not_json", b"\xff\0".as_slice())
    );
    let hash = clinic.index_key().provider_hash(maria().channel, "wamid.1");
    let elsewhere = clinic
        .index_key()
        .provider_hash(ChannelId::generate(), "wamid.1");
    assert_ne!(hash, elsewhere);
    let seen = Seen {
        side: Side::Leads,
        conversation: None,
        seen_at: seconds(10),
    };
    done(&clinic, |tx| seen::note(tx, hash, &seen));
    assert_eq!(clinic.read(|c| seen::get(c, hash)).unwrap(), Some(seen));
    assert_eq!(done(&clinic, |tx| seen::prune(tx, seconds(10))), 0);
    assert_eq!(done(&clinic, |tx| seen::prune(tx, seconds(11))), 1);
    assert_eq!(clinic.read(|c| seen::get(c, hash)).unwrap(), None);
}
