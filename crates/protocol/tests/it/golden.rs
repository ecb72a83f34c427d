//! Every type against its golden JSON: read, written again, and still the same.

use recado_protocol::app::PutApps;
use recado_protocol::channel::Channels;
use recado_protocol::device::Devices;
use recado_protocol::envelope::{Acknowledge, EnvelopePage, PostEnvelope, PostedEnvelope};
use recado_protocol::epoch::{Epochs, PutEpoch};
use recado_protocol::error::{ErrorBody, ErrorCode};
use recado_protocol::joining::{Admission, JoinRequest, Joining, Newcomers, Offer, Reveal};
use recado_protocol::lease::{Lease, TakeLease};
use recado_protocol::note::SignedNote;
use recado_protocol::pairing::{PairRequest, Paired};
use recado_protocol::roster::{Removal, Roster};
use recado_protocol::status::Status;
use serde::Serialize;
use serde::de::DeserializeOwned;

fn golden(name: &str) -> String {
    let path = format!("{}/tests/golden/v1/{name}.json", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn stays_the_same<T: DeserializeOwned + Serialize>(name: &str) -> T {
    let text = golden(name);
    let read: T = serde_json::from_str(&text).expect(name);
    let written = serde_json::to_value(&read).expect(name);
    let expected: serde_json::Value = serde_json::from_str(&text).expect(name);
    assert_eq!(written, expected, "{name}");
    read
}

#[test]
fn every_type_reads_and_writes_its_golden_json() {
    stays_the_same::<PutApps>("put_apps");
    stays_the_same::<Channels>("channels");
    stays_the_same::<Devices>("devices");
    stays_the_same::<EnvelopePage>("envelope_page");
    stays_the_same::<PostEnvelope>("post_envelope");
    stays_the_same::<PostedEnvelope>("posted_envelope");
    stays_the_same::<Acknowledge>("acknowledge");
    stays_the_same::<Epochs>("epochs");
    stays_the_same::<PutEpoch>("put_epoch");
    stays_the_same::<PairRequest>("pair_request");
    stays_the_same::<PairRequest>("pair_request_later_device");
    stays_the_same::<Paired>("paired");
    stays_the_same::<Roster>("roster");
    stays_the_same::<Removal>("removal");
    stays_the_same::<JoinRequest>("join_request");
    stays_the_same::<Offer>("offer");
    stays_the_same::<Reveal>("reveal");
    stays_the_same::<Joining>("joining");
    stays_the_same::<Joining>("joining_asked");
    stays_the_same::<Newcomers>("newcomers");
    stays_the_same::<Admission>("admission");
    stays_the_same::<TakeLease>("take_lease");
    stays_the_same::<Lease>("lease");
    stays_the_same::<SignedNote>("signed_note");
    stays_the_same::<Status>("status");
    stays_the_same::<Status>("status_empty");
    stays_the_same::<ErrorBody>("error_body");
    stays_the_same::<Vec<ErrorCode>>("error_codes");
}

#[test]
fn every_golden_file_is_read_by_the_test_above() {
    let folder = format!("{}/tests/golden/v1", env!("CARGO_MANIFEST_DIR"));
    let source = include_str!("golden.rs");
    for entry in std::fs::read_dir(folder).expect("the folder") {
        let name = entry.expect("an entry").file_name();
        let name = name.to_string_lossy();
        let stem = name.strip_suffix(".json").expect("only JSON");
        let is_used = source.contains(&format!("(\"{stem}\")"));
        assert!(is_used || stem == "sealed_vectors", "{name} is not tested");
    }
}

#[test]
fn an_unknown_error_code_is_read_as_unrecognised() {
    let body: ErrorBody =
        serde_json::from_str(r#"{"code":"fromTheFuture","detail":"?","more":1}"#).expect("a body");
    assert_eq!(body.code, ErrorCode::Unrecognised);
}

#[test]
fn secrets_are_not_in_debug_output() {
    let apps: PutApps = stays_the_same("put_apps");
    let paired: Paired = stays_the_same("paired");
    let request: PairRequest = stays_the_same("pair_request");
    let printed = format!("{apps:?} {paired:?} {request:?}");
    for secret in ["an-app-secret", "a-verify-token", "dG9rZW4", "7QK4"] {
        assert!(!printed.contains(secret), "{secret} is printed");
    }
}
