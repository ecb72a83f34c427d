//! Members of the `keys` file: a key pair each, and the clinical key sealed to those who may read.

use recado_domain::id::StaffId;
use recado_store::key::Key32;
use recado_store::key::derive::KdfCost;
use recado_store::key::file::{KEYS_FILE, KeyName, KeysError, KeysFile};
use recado_store::key::members::Standing;
use recado_store::key::phrase::RecoveryPhrase;
use recado_store::key::recipient::Recipient;
use secrecy::SecretString;

const COST: KdfCost = KdfCost {
    memory_kib: 8,
    passes: 1,
};

fn secret(text: &str) -> SecretString {
    text.to_owned().into()
}

/// Machine key, clinical key, and a file in which Ana and Rui read and Bia, an assistant, does not.
struct Cast {
    machine: Key32,
    clinical: Key32,
    ana: StaffId,
    rui: StaffId,
    bia: StaffId,
    phrase: RecoveryPhrase,
    keys: KeysFile,
}

fn cast() -> Cast {
    let (machine, clinical) = (Key32::generate().unwrap(), Key32::generate().unwrap());
    let (ana, rui, bia) = (
        StaffId::generate(),
        StaffId::generate(),
        StaffId::generate(),
    );
    let phrase = RecoveryPhrase::generate().unwrap();
    let mut keys = KeysFile::default();
    for (who, passphrase) in [
        (ana, "doze mesas"),
        (rui, "sete portas"),
        (bia, "tres rios"),
    ] {
        keys.put_member(&machine, who, &secret(passphrase), COST)
            .unwrap();
    }
    for who in [ana, rui] {
        keys.seal_clinical(&machine, Recipient::Staff(who), &clinical)
            .unwrap();
    }
    let all = [(KeyName::Machine, &machine), (KeyName::Clinical, &clinical)];
    keys.set_phrase(&machine, &phrase, COST, &all).unwrap();
    Cast {
        machine,
        clinical,
        ana,
        rui,
        bia,
        phrase,
        keys,
    }
}

fn opened(cast: &Cast, who: StaffId, passphrase: &str) -> Result<Vec<[u8; 32]>, KeysError> {
    let private = cast
        .keys
        .open_member(&cast.machine, who, &secret(passphrase))?;
    let keys = cast.keys.clinical_keys(Recipient::Staff(who), &private)?;
    let keys = [keys.current, keys.pending].into_iter().flatten();
    Ok(keys.map(|key| *key.expose()).collect())
}

#[test]
fn a_clinician_opens_the_clinical_key_and_an_assistant_proves_a_passphrase_and_opens_nothing() {
    let cast = cast();
    let clinical = *cast.clinical.expose();
    assert_eq!(opened(&cast, cast.ana, "doze mesas").unwrap(), [clinical]);
    assert_eq!(opened(&cast, cast.rui, "sete portas").unwrap(), [clinical]);
    assert!(opened(&cast, cast.bia, "tres rios").unwrap().is_empty());
    assert!(matches!(
        opened(&cast, cast.ana, "sete portas"),
        Err(KeysError::WrongSecret)
    ));
    assert!(matches!(
        opened(&cast, StaffId::generate(), "doze mesas"),
        Err(KeysError::NoSlot)
    ));
}

#[test]
fn another_passphrase_keeps_what_is_sealed_and_a_reset_does_not() {
    let mut cast = cast();
    let private = cast
        .keys
        .open_member(&cast.machine, cast.ana, &secret("doze mesas"))
        .unwrap();
    cast.keys
        .rewrap_member(cast.ana, &private, &secret("outra frase"), COST)
        .unwrap();
    assert!(opened(&cast, cast.ana, "doze mesas").is_err());
    assert_eq!(opened(&cast, cast.ana, "outra frase").unwrap().len(), 1);

    cast.keys
        .put_member(&cast.machine, cast.rui, &secret("frase nova"), COST)
        .unwrap();
    assert!(opened(&cast, cast.rui, "frase nova").unwrap().is_empty());
    cast.keys
        .seal_clinical(&cast.machine, Recipient::Staff(cast.rui), &cast.clinical)
        .unwrap();
    assert_eq!(opened(&cast, cast.rui, "frase nova").unwrap().len(), 1);
}

#[test]
fn a_renewed_key_reaches_those_who_stay_and_nobody_elses_passphrase_is_needed() {
    let mut cast = cast();
    let rui = cast
        .keys
        .open_member(&cast.machine, cast.rui, &secret("sete portas"))
        .unwrap();
    let stolen = cast.keys.clone();
    assert!(cast.keys.remove_member(cast.rui));
    let new = Key32::generate().unwrap();
    let stay = [Recipient::Staff(cast.ana), Recipient::Phrase];
    cast.keys
        .prepare_renewal(&cast.machine, &stay, &new)
        .unwrap();
    assert!(cast.keys.is_renewing());
    let (old, new) = (*cast.clinical.expose(), *new.expose());
    assert_eq!(opened(&cast, cast.ana, "doze mesas").unwrap(), [old, new]);
    cast.keys.finish_renewal();
    assert_eq!(opened(&cast, cast.ana, "doze mesas").unwrap(), [new]);
    assert_eq!(
        cast.keys.open_by_phrase(&cast.phrase).unwrap()[&KeyName::Clinical].expose(),
        &new
    );
    // Rui kept the old file and his own private half: neither opens what is new.
    let of_old = stolen
        .clinical_keys(Recipient::Staff(cast.rui), &rui)
        .unwrap();
    assert_eq!(of_old.current.unwrap().expose(), &old);
    let of_new = cast
        .keys
        .clinical_keys(Recipient::Staff(cast.rui), &rui)
        .unwrap();
    assert!(of_new.current.is_none() && of_new.pending.is_none());
}

#[test]
fn an_abandoned_renewal_leaves_the_old_key() {
    let mut cast = cast();
    let before = cast.keys.clone();
    let stay = [Recipient::Staff(cast.ana)];
    let new = Key32::generate().unwrap();
    cast.keys
        .prepare_renewal(&cast.machine, &stay, &new)
        .unwrap();
    cast.keys.abandon_renewal();
    assert_eq!(cast.keys, before);
}

/// Whoever can write the folder but has no machine key puts their own public half there.
#[test]
fn nothing_is_sealed_to_a_public_half_that_the_machine_key_does_not_vouch_for() {
    let cast = cast();
    let mut other = KeysFile::default();
    let foreign = Key32::generate().unwrap();
    other
        .put_member(&foreign, cast.ana, &secret("de fora"), COST)
        .unwrap();
    let (ours, theirs) = (
        serde_json::to_value(&cast.keys).unwrap(),
        serde_json::to_value(&other).unwrap(),
    );
    let ana = format!("staff/{}", cast.ana);
    let mut planted = ours.clone();
    planted["publics"][&ana] = theirs["publics"][&ana].clone();
    planted["members"][cast.ana.to_string()] = theirs["members"][cast.ana.to_string()].clone();
    let mut planted: KeysFile = serde_json::from_value(planted).unwrap();
    assert!(matches!(
        planted.seal_clinical(&cast.machine, Recipient::Staff(cast.ana), &cast.clinical),
        Err(KeysError::Damaged)
    ));
    assert!(matches!(
        planted.open_member(&cast.machine, cast.ana, &secret("de fora")),
        Err(KeysError::Damaged)
    ));
    // Only the slot was swapped: what it opens is not the half that is vouched for.
    let mut swapped = ours;
    swapped["members"][cast.ana.to_string()] = theirs["members"][cast.ana.to_string()].clone();
    let swapped: KeysFile = serde_json::from_value(swapped).unwrap();
    assert!(matches!(
        swapped.open_member(&cast.machine, cast.ana, &secret("de fora")),
        Err(KeysError::Damaged)
    ));
}

#[test]
fn a_passphrase_is_the_same_however_the_system_composes_its_accents() {
    let (machine, ana) = (Key32::generate().unwrap(), StaffId::generate());
    let mut keys = KeysFile::default();
    keys.put_member(&machine, ana, &secret("cora\u{e7}\u{e3}o"), COST)
        .unwrap();
    let typed = secret("corac\u{327}a\u{303}o");
    assert!(keys.open_member(&machine, ana, &typed).is_ok());
}

#[test]
fn an_emergency_code_opens_once_made_and_nothing_when_void() {
    let mut cast = cast();
    let code = secret("lamp river seven");
    cast.keys
        .set_emergency(&cast.machine, &code, COST, &cast.clinical)
        .unwrap();
    let private = cast.keys.open_emergency(&cast.machine, &code).unwrap();
    let found = cast
        .keys
        .clinical_keys(Recipient::Emergency, &private)
        .unwrap();
    assert_eq!(found.current.unwrap().expose(), cast.clinical.expose());
    assert!(matches!(
        cast.keys.open_emergency(&cast.machine, &secret("other")),
        Err(KeysError::WrongSecret)
    ));
    cast.keys.void_emergency();
    assert!(matches!(
        cast.keys.open_emergency(&cast.machine, &code),
        Err(KeysError::NoSlot)
    ));
    assert!(
        cast.keys
            .clinical_keys(Recipient::Emergency, &private)
            .unwrap()
            .current
            .is_none()
    );
}

/// What version 0.1 wrote, with the passphrase `a passphrase of version one` and a clinical key of sevens.
const VERSION_1: &str = include_str!("keys_v1.json");

#[test]
fn a_file_of_version_1_opens_and_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(KEYS_FILE), VERSION_1).unwrap();
    let mut keys = KeysFile::load(folder.path()).unwrap().unwrap();
    let ana: StaffId = serde_json::from_str("\"01980000-0000-7000-8000-000000000001\"").unwrap();
    assert_eq!(keys.standing(ana), Standing::Earlier);
    assert!(keys.has_phrase() && !keys.phrase_has_pair());
    let passphrase = secret("a passphrase of version one");
    assert!(keys.open_earlier(ana, &secret("another")).is_err());
    let clinical = keys.open_earlier(ana, &passphrase).unwrap();
    assert_eq!(clinical.expose(), &[7; 32]);

    let machine = Key32::from_bytes([3; 32]);
    keys.put_member(&machine, ana, &passphrase, COST).unwrap();
    keys.seal_clinical(&machine, Recipient::Staff(ana), &clinical)
        .unwrap();
    keys.save(folder.path()).unwrap();
    let keys = KeysFile::load(folder.path()).unwrap().unwrap();
    assert_eq!(keys.standing(ana), Standing::KeyPair);
    assert_eq!(keys.standing(StaffId::generate()), Standing::NoPassphrase);
    assert!(keys.open_earlier(ana, &passphrase).is_err());
    let text = std::fs::read_to_string(folder.path().join(KEYS_FILE)).unwrap();
    assert!(text.contains("\"version\": 2"));
    // The words of version 1 still open what they opened.
    let words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
        abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art";
    let phrase = RecoveryPhrase::parse(words).unwrap();
    assert_eq!(
        keys.clinical_by_phrase(&phrase)
            .unwrap()
            .current
            .unwrap()
            .expose(),
        &[7; 32]
    );
    assert_eq!(
        keys.open_by_phrase(&phrase).unwrap()[&KeyName::Machine].expose(),
        &[3; 32]
    );
}
