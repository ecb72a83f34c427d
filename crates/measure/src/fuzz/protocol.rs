//! `fuzz protocol`: sealed bytes, wraps, pairing texts, vouched epochs and JSON bodies, damaged in every way.
//!
//! Nothing panics, nothing opens that was not sealed so, nothing is vouched for that was not signed so, and every error
//! is one of the contract's.

use super::{
    contract::{Arguments, Golden},
    hostile::PLANTED,
    mutate,
    tree::Tree,
};
use crate::dice::Dice;
use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use recado_protocol::{
    app::PutApps,
    bytes::SealingKey,
    channel::Channels,
    device::Devices,
    envelope::{Acknowledge, EnvelopePage, PostEnvelope, PostedEnvelope},
    epoch::{Epochs, PutEpoch, epoch_statement},
    id::ClinicId,
    keys::{DeviceKeyPair, EpochKeyPair, EpochKeys, unwrap_epoch_key, wrap_epoch_key},
    note::SignedNote,
    pairing::{PairRequest, Paired},
    pairing_text::{PairingCode, PairingText},
    sealed::{HEADER_BYTES, PlaintextKind, open, seal},
    status::Status,
    version,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

/// X25519 points of small order: whoever sends one knows the shared secret beforehand.
const WEAK_POINTS: [[u8; 32]; 3] = [
    [0; 32],
    {
        let mut one = [0; 32];
        one[0] = 1;
        one
    },
    [
        0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4,
        0x6a, 0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49,
        0xb8, 0x00,
    ],
];

/// What failed, and the bytes it failed on.
struct Failed {
    problem: String,
    bytes: Vec<u8>,
}

type Checked = Result<&'static str, Failed>;

/// Runs it and prints a line for the seed, one for each failure, and the summary.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let began = Instant::now();
    let seed = arguments.seed();
    let golden = arguments.golden()?;
    let failures = arguments.failures("protocol", seed);
    let mut outcomes: BTreeMap<&'static str, u64> = BTreeMap::new();
    for number in arguments.first..arguments.first.saturating_add(arguments.iterations) {
        let mut dice = Dice::of(seed, number);
        let checked = catch_unwind(AssertUnwindSafe(|| check(&golden, &mut dice)));
        match checked {
            Ok(Ok(outcome)) => *outcomes.entry(outcome).or_default() += 1,
            Ok(Err(failed)) => failures.report(number, &failed.problem, &failed.bytes),
            Err(_) => failures.report(number, "a panic", b""),
        }
        if failures.are_many() {
            break;
        }
    }
    let line = serde_json::json!({
        "fuzz": "protocol", "seed": seed, "iterations": arguments.iterations, "outcomes": outcomes,
        "failures": failures.count(), "seconds": began.elapsed().as_secs_f64(),
    });
    println!("{line}");
    anyhow::ensure!(failures.count() == 0, "{} failed", failures.count());
    Ok(())
}

fn check(golden: &[Golden], dice: &mut Dice) -> Checked {
    match dice.below(8) {
        0 | 1 => envelope(dice),
        2 => wrap(dice),
        3 => vouched(dice),
        4 | 5 => pairing_text(dice),
        _ => body(golden, dice),
    }
}

/// Random bytes of the seed's.
fn bytes<const N: usize>(dice: &mut Dice) -> [u8; N] {
    std::array::from_fn(|_| u8::try_from(dice.below(256)).unwrap_or(0))
}

fn failed(problem: &str, bytes: &[u8]) -> Failed {
    Failed {
        problem: problem.to_owned(),
        bytes: bytes.to_vec(),
    }
}

/// Damages sealed bytes; now and then leaves them as they are.
fn damage(sealed: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    match dice.below(8) {
        0 => {}
        1 => {
            // Another epoch on the same bytes.
            let place = dice.below(HEADER_BYTES);
            sealed[place] = sealed[place].wrapping_add(1);
        }
        2 => {
            let point = dice.one(&WEAK_POINTS).copied().unwrap_or_default();
            sealed[HEADER_BYTES..HEADER_BYTES + 32].copy_from_slice(&point);
        }
        3 => {
            // The head of one, the rest of another.
            let place = dice.below(sealed.len().min(other.len()));
            sealed.truncate(place);
            sealed.extend_from_slice(&other[place..]);
        }
        4 => sealed.extend(std::iter::repeat_n(0, 1 + dice.below(40))),
        _ => mutate::break_bytes(sealed, dice),
    }
}

fn envelope(dice: &mut Dice) -> Checked {
    let epoch = u32::try_from(1 + dice.below(3)).unwrap_or(1);
    let pair = EpochKeyPair::from_bytes(epoch, bytes(dice).into());
    let mut keys: EpochKeys = [pair.clone()].into_iter().collect();
    for other in (1..=3).filter(|other| *other != epoch) {
        if dice.once_in(2) {
            keys.insert(EpochKeyPair::from_bytes(other, bytes(dice).into()));
        }
    }
    let kinds = [
        PlaintextKind::Webhook,
        PlaintextKind::UnreadableWebhook,
        PlaintextKind::Note,
    ];
    let kind = dice.one(&kinds).copied().unwrap_or(PlaintextKind::Note);
    let content = PLANTED.repeat(dice.below(30));
    let seal_one = |content: &str| {
        let sealed = seal(&pair.public_key(), epoch, kind, content.as_bytes());
        sealed
            .map(|sealed| sealed.0)
            .map_err(|_| failed("does not seal", &[]))
    };
    let (whole, other) = (seal_one(&content)?, seal_one("another")?);
    let mut sealed = whole.clone();
    damage(&mut sealed, &other, dice);
    let (is_whole, is_other) = (sealed == whole, sealed == other);
    match open(&keys, &sealed) {
        Ok(opened) => {
            let expected: &[u8] = if is_other {
                b"another"
            } else {
                content.as_bytes()
            };
            if !(is_whole || is_other) {
                return Err(failed("opened what was not sealed so", &sealed));
            }
            if opened.bytes != expected || opened.kind != kind || opened.epoch != epoch {
                return Err(failed("opened as something else", &sealed));
            }
            if !opened.bytes.is_empty() && format!("{opened:?}").contains(PLANTED) {
                return Err(failed("its Debug shows the content", &sealed));
            }
            Ok("opened")
        }
        Err(_) if is_whole => Err(failed("does not open", &sealed)),
        Err(error) if error.to_string().contains(PLANTED) => {
            Err(failed("the error shows the content", &sealed))
        }
        Err(_) => Ok("not opened"),
    }
}

fn wrap(dice: &mut Dice) -> Checked {
    let device = DeviceKeyPair::from_bytes(bytes(dice).into());
    let stranger = DeviceKeyPair::from_bytes(bytes(dice).into());
    let pair = EpochKeyPair::from_bytes(7, bytes(dice).into());
    let not_wrapped = |_| failed("does not wrap", &[]);
    let whole = wrap_epoch_key(&device.public_key(), &pair)
        .map_err(not_wrapped)?
        .0;
    let other = wrap_epoch_key(&stranger.public_key(), &pair)
        .map_err(not_wrapped)?
        .0;
    let mut wrapped = whole.clone();
    damage(&mut wrapped, &other, dice);
    // An envelope that holds just such bytes is no wrap, and a wrap no envelope.
    let as_device = EpochKeyPair::from_bytes(7, (*device.private_bytes()).into());
    let keys: EpochKeys = [as_device].into_iter().collect();
    if open(&keys, &wrapped).is_ok() {
        return Err(failed("a wrap opened as an envelope", &wrapped));
    }
    match unwrap_epoch_key(&device, &wrapped) {
        Ok(found) if wrapped != whole => {
            let _ = found;
            Err(failed("unwrapped what was not wrapped so", &wrapped))
        }
        Ok(found) if found.private_bytes() != pair.private_bytes() || found.epoch() != 7 => {
            Err(failed("unwrapped as something else", &wrapped))
        }
        Ok(_) => Ok("unwrapped"),
        Err(_) if wrapped == whole => Err(failed("does not unwrap", &wrapped)),
        Err(_) => Ok("not unwrapped"),
    }
}

/// An epoch signed by the clinic, with one thing about it changed.
fn vouched(dice: &mut Dice) -> Checked {
    let identity = Ed25519KeyPair::from_seed_unchecked(&bytes::<32>(dice))
        .map_err(|_| failed("no identity key", &[]))?;
    let clinic = ClinicId(uuid::Uuid::from_bytes(bytes(dice)));
    let epoch = u32::try_from(1 + dice.below(1_000)).unwrap_or(1);
    let key = SealingKey(bytes(dice));
    let statement = epoch_statement(clinic, epoch, &key);
    let mut signature = identity.sign(&statement).as_ref().to_vec();
    let (mut other_clinic, mut other_epoch, mut other_key) = (clinic, epoch, key);
    match dice.below(5) {
        0 => {}
        1 => other_clinic = ClinicId(uuid::Uuid::from_bytes(bytes(dice))),
        2 => {
            other_epoch = other_epoch.rotate_left(8 * u32::try_from(1 + dice.below(3)).unwrap_or(1))
        }
        3 => other_key.0[dice.below(32)] ^= 1 << dice.below(8),
        _ => {
            let place = dice.below(signature.len());
            signature[place] ^= 1 << dice.below(8);
        }
    }
    let changed = epoch_statement(other_clinic, other_epoch, &other_key);
    let is_same = (other_clinic, other_epoch, other_key) == (clinic, epoch, key);
    if (changed == statement) != is_same {
        return Err(failed("two epochs have one statement", &changed));
    }
    let is_signed = is_same && signature == identity.sign(&statement).as_ref();
    let public = UnparsedPublicKey::new(&ED25519, identity.public_key().as_ref());
    match (public.verify(&changed, &signature).is_ok(), is_signed) {
        (true, true) => Ok("vouched for"),
        (false, false) => Ok("not vouched for"),
        (true, false) => Err(failed("vouched for what was not signed", &changed)),
        (false, true) => Err(failed("a right signature is refused", &changed)),
    }
}

fn pairing_text(dice: &mut Dice) -> Checked {
    let code = PairingCode::from_bytes(bytes(dice));
    let urls = [
        "https://relay.example",
        "http://127.0.0.1:8080",
        "https://[2001:db8::1]:444/recado",
    ];
    let url = dice.one(&urls).copied().unwrap_or_default();
    let whole = format!("{url}/#{}", code.as_str());
    let strange = [
        'O', 'I', 'l', '\u{2013}', '\u{a0}', '#', '/', 'é', '\u{202e}', '\0', 'U', '🦷',
    ];
    let mut characters: Vec<char> = whole.chars().collect();
    for _ in 0..dice.below(4) {
        let place = dice.below(characters.len());
        match dice.below(5) {
            0 => {
                characters.remove(place);
            }
            1 => characters.insert(place, dice.one(&strange).copied().unwrap_or('x')),
            2 => characters[place] = dice.one(&strange).copied().unwrap_or('x'),
            3 => characters[place] = characters[place].to_ascii_lowercase(),
            _ => characters.truncate(place.max(1)),
        }
    }
    let typed: String = characters.into_iter().collect();
    // A bare code and address, as when both were asked for apart.
    let _ = PairingText::from_parts(&typed, code.as_str());
    match PairingText::parse(&typed) {
        Ok(read) => {
            if PairingText::parse(&read.to_text()).as_ref() != Ok(&read) {
                return Err(failed("does not read what it writes", typed.as_bytes()));
            }
            if plain(read.code.as_str()) != plain(typed.rsplit('#').next().unwrap_or_default()) {
                return Err(failed("read another code than was typed", typed.as_bytes()));
            }
            if format!("{read:?}").contains(&read.code.as_str()[5..]) {
                return Err(failed("its Debug shows the code", typed.as_bytes()));
            }
            Ok("a pairing text")
        }
        Err(_) if typed == whole => Err(failed("is not read", typed.as_bytes())),
        Err(_) => Ok("no pairing text"),
    }
}

/// A code without what people type differently, and without its prefix.
fn plain(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphanumeric);
    let letters = letters.map(|letter| match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    });
    let letters: String = letters.collect();
    match letters.strip_prefix("RCD1") {
        Some(secret) if letters.len() > 16 => secret.to_owned(),
        Some(_) | None => letters,
    }
}

fn body(golden: &[Golden], dice: &mut Dice) -> Checked {
    let trees: Vec<Tree> = golden.iter().map(|(_, tree)| tree.clone()).collect();
    let place = dice.below(golden.len());
    let Some((name, tree)) = golden.get(place) else {
        return Err(failed("there are no golden bodies", &[]));
    };
    let mut tree = tree.clone();
    for _ in 0..dice.below(5) {
        mutate::mutate(&mut tree, &trees, dice);
    }
    let mut written = String::new();
    tree.write(&mut written);
    let mut body = written.into_bytes();
    if dice.once_in(6) {
        mutate::break_bytes(&mut body, dice);
    }
    match name.as_str() {
        "put_apps" => decoded::<PutApps>(&body),
        "channels" => decoded::<Channels>(&body),
        "devices" => decoded::<Devices>(&body),
        "envelope_page" => decoded::<EnvelopePage>(&body),
        "post_envelope" => decoded::<PostEnvelope>(&body),
        "posted_envelope" => decoded::<PostedEnvelope>(&body),
        "acknowledge" => decoded::<Acknowledge>(&body),
        "epochs" => decoded::<Epochs>(&body),
        "put_epoch" => decoded::<PutEpoch>(&body),
        "paired" => decoded::<Paired>(&body),
        "signed_note" => decoded::<SignedNote>(&body),
        "status" | "status_empty" => decoded::<Status>(&body),
        // A body of which this list does not know yet is read as the one with the most in it.
        _ => decoded::<PairRequest>(&body),
    }
}

/// Reads a body; what was read is written and read again, and is still the same.
fn decoded<T: DeserializeOwned + Serialize>(body: &[u8]) -> Checked {
    match version::decode::<T>(body) {
        Ok(read) => {
            let not_written = |_| failed("is not written", body);
            let once = serde_json::to_vec(&read).map_err(not_written)?;
            let again = version::decode::<T>(&once).ok();
            let again = again.and_then(|again| serde_json::to_vec(&again).ok());
            if again.as_ref() == Some(&once) {
                Ok("a body")
            } else {
                Err(failed("changes when it is read again", body))
            }
        }
        Err(error) if format!("{error} {error:?}").contains(PLANTED) => {
            Err(failed("the error repeats what was sent", body))
        }
        Err(_) => Ok("no body"),
    }
}
