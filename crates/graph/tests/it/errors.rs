//! Every documented refusal, through the real client, as a send and as a read.

use std::fs;
use std::time::Duration;

use recado_graph::error::GraphError;
use recado_graph::error::table::{Rule, row};

use crate::sends::text;
use crate::server::{Answer, Server, answer, folder, token};

/// What a refusal of a send is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Rate,
    Token,
    Window,
    Fixable,
    Final,
    Busy,
    Unknown,
}

use Kind::{Busy, Final, Fixable, Rate, Token, Unknown, Window};

const EXPECTED: &[(&str, Kind)] = &[
    ("err_0_auth", Token),
    ("err_10_permission", Token),
    ("err_190_458_app_removed", Token),
    ("err_190_460_password", Token),
    ("err_190_463_expired", Token),
    ("err_190_467_invalid", Token),
    ("err_190_malformed", Token),
    ("err_1_unknown", Unknown),
    ("err_200_permission", Token),
    ("err_2_temporary", Unknown),
    ("err_3_capability", Fixable),
    ("err_4_app_rate", Rate),
    ("err_empty_503", Unknown),
    ("err_error_data_string", Final),
    ("err_error_is_string", Final),
    ("err_error_without_code", Final),
    ("err_html_502", Unknown),
    ("err_ig_100_2534014_no_user", Final),
    ("err_ig_100_2534025_comment", Final),
    ("err_ig_10_2534022_window", Window),
    ("err_ig_200_2534041_access_off", Fixable),
    ("err_ig_230_consent", Final),
    ("err_ig_oauth_style", Final),
    ("err_msgr_100_2018001_no_user", Final),
    ("err_msgr_100_2018008_fetch", Fixable),
    ("err_msgr_100_2018109_size", Final),
    ("err_msgr_100_tag_removed", Final),
    ("err_msgr_10_2018278_window", Window),
    ("err_msgr_10_2018300_thread", Fixable),
    ("err_msgr_200_2018028_dev_mode", Fixable),
    ("err_msgr_551_unavailable", Final),
    ("err_msgr_613_rate", Rate),
    ("err_oauth_code_expired", Final),
    ("err_oauth_code_used", Final),
    ("err_wa_100_param", Final),
    ("err_wa_130429_throughput", Rate),
    ("err_wa_130472_experiment", Final),
    ("err_wa_130497_country", Final),
    ("err_wa_131000", Unknown),
    ("err_wa_131008", Final),
    ("err_wa_131009", Final),
    ("err_wa_131016", Unknown),
    ("err_wa_131026", Final),
    ("err_wa_131030_not_in_allowed_list", Fixable),
    ("err_wa_131031_locked", Fixable),
    ("err_wa_131042_payment", Fixable),
    ("err_wa_131045_registration", Fixable),
    ("err_wa_131047_window", Window),
    ("err_wa_131048_spam", Final),
    ("err_wa_131049", Final),
    ("err_wa_131051", Final),
    ("err_wa_131052_media_download", Final),
    ("err_wa_131053_media_upload", Final),
    ("err_wa_131056_pair_rate", Rate),
    ("err_wa_131057_maintenance", Busy),
    ("err_wa_131062_bsuid", Fixable),
    ("err_wa_132000_params", Final),
    ("err_wa_132001_template_missing", Fixable),
    ("err_wa_132005", Final),
    ("err_wa_132007", Final),
    ("err_wa_132012", Final),
    ("err_wa_132015_paused", Fixable),
    ("err_wa_132016_disabled", Fixable),
    ("err_wa_133005_pin", Fixable),
    ("err_wa_133006_verify_first", Fixable),
    ("err_wa_133010_not_registered", Fixable),
    ("err_wa_133015_wait", Busy),
    ("err_wa_133016_locked_72h", Final),
    ("err_wa_135000", Final),
    ("err_wa_368_policy", Fixable),
    ("err_wa_80007_rate", Rate),
    ("err_wa_media_expired", Final),
    ("err_wa_template_2388299", Fixable),
    ("err_wa_template_name_exists_2388024", Fixable),
    ("err_wa_unknown_code", Final),
    ("ok_truncated_json", Unknown),
    ("wa_block_partial_failure", Final),
];

fn kind(error: &GraphError) -> Option<Kind> {
    match error {
        GraphError::RateLimited { .. } => Some(Rate),
        GraphError::TokenRejected { .. } => Some(Token),
        GraphError::WindowClosed { .. } => Some(Window),
        GraphError::Refused {
            is_fixable: true, ..
        } => Some(Fixable),
        GraphError::Refused { .. } => Some(Final),
        GraphError::Busy { .. } => Some(Busy),
        GraphError::OutcomeUnknown { .. } => Some(Unknown),
        GraphError::Unreachable | GraphError::Unreadable { .. } => None,
    }
}

#[tokio::test]
async fn every_documented_refusal_of_a_send_is_told_apart() {
    let names: Vec<&str> = EXPECTED.iter().map(|(name, _)| *name).collect();
    let answers = names.iter().map(|name| answer(name)).collect();
    let server = Server::playing(answers).await;
    let client = server.client();
    for (name, expected) in EXPECTED {
        let sent = client
            .send_message(&token(), "388120055500123", &text())
            .await;
        let error = sent.unwrap_err();
        assert_eq!(kind(&error), Some(*expected), "{name}: {error:?}");
    }
}

#[tokio::test]
async fn a_read_is_never_in_doubt() {
    let names: Vec<&str> = EXPECTED.iter().map(|(name, _)| *name).collect();
    let answers = names.iter().map(|name| answer(name)).collect();
    let server = Server::playing(answers).await;
    let client = server.client();
    for (name, expected) in EXPECTED {
        let error = client.number(&token(), "1").await.unwrap_err();
        let got = kind(&error);
        if *expected == Unknown {
            let is_cut = *name == "ok_truncated_json";
            assert_eq!(got, (!is_cut).then_some(Busy), "{name}: {error:?}");
        } else {
            assert_eq!(got, Some(*expected), "{name}: {error:?}");
        }
    }
}

#[test]
fn every_error_fixture_has_a_row_here() {
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let name = name.trim_end_matches(".json");
        if name.starts_with("err_") || name == "ok_truncated_json" {
            assert!(EXPECTED.iter().any(|(file, _)| *file == name), "{name}");
        }
    }
}

#[tokio::test]
async fn a_refusal_keeps_what_support_asks_for() {
    let server = Server::playing(vec![
        answer("err_wa_131026"),
        answer("err_wa_template_2388299"),
        answer("err_error_data_string"),
        answer("err_error_is_string"),
    ])
    .await;
    let client = server.client();
    let mut found = Vec::new();
    for _ in 0..4 {
        let sent = client.send_message(&token(), "1", &text()).await;
        match sent.unwrap_err() {
            GraphError::Refused {
                code,
                subcode,
                details,
                trace_id,
                ..
            } => found.push((code, subcode, details, trace_id.is_some())),
            other => panic!("{other:?}"),
        }
    }
    let said = |text: &str| Some(text.to_owned());
    assert_eq!(
        found,
        [
            (Some(131_026), None, said("Message Undeliverable."), true),
            (
                Some(100),
                Some(2_388_299),
                said(
                    "This template starts or ends with a variable. Change the position of the variable."
                ),
                true
            ),
            (Some(100), None, said("plain text"), true),
            (None, None, said("OAuth style body"), false),
        ]
    );
}

#[tokio::test]
async fn meta_says_how_long_to_wait() {
    let refusal = |headers: &[(&str, &str)], code: i64| Answer::Http {
        status: 400,
        headers: headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        body: format!("{{\"error\":{{\"code\":{code}}}}}").into_bytes(),
    };
    let usage =
        r#"{"41":[{"estimated_time_to_regain_access":0},{"estimated_time_to_regain_access":7}]}"#;
    let server = Server::playing(vec![
        refusal(&[("Retry-After", "12")], 130_429),
        refusal(&[("X-Business-Use-Case-Usage", usage)], 80_007),
        refusal(&[], 131_056),
        refusal(&[], 133_015),
        Answer::Http {
            status: 429,
            headers: vec![],
            body: vec![],
        },
    ])
    .await;
    let client = server.client();
    let mut waits = Vec::new();
    for _ in 0..5 {
        let sent = client.send_message(&token(), "1", &text()).await;
        match sent.unwrap_err() {
            GraphError::RateLimited { retry_after, .. } | GraphError::Busy { retry_after, .. } => {
                waits.push(retry_after.map(|wait| wait.as_secs()));
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(waits, [Some(12), Some(420), None, Some(300), None]);
    assert_eq!(
        row(133_015, None).unwrap().wait,
        Some(Duration::from_secs(300))
    );
}

#[tokio::test]
async fn what_meta_calls_transient_overrides_a_no_but_not_a_doubt() {
    let refusal = |status: u16, code: i64| Answer::Http {
        status,
        headers: vec![],
        body: format!("{{\"error\":{{\"code\":{code},\"is_transient\":true}}}}").into_bytes(),
    };
    let cases = [
        (400, 131_009, Busy),
        (400, 777, Busy),
        (500, 2, Unknown),
        (500, 777, Unknown),
    ];
    let answers = cases
        .iter()
        .map(|(status, code, _)| refusal(*status, *code));
    let server = Server::playing(answers.collect()).await;
    let client = server.client();
    for (_, code, expected) in cases {
        let sent = client.send_message(&token(), "1", &text()).await;
        assert_eq!(kind(&sent.unwrap_err()), Some(expected), "{code}");
    }
}

#[test]
fn an_unknown_subcode_never_stops_a_whole_channel() {
    assert_eq!(row(10, None).map(|row| row.rule), Some(Rule::Fix));
    for code in [10, 200] {
        let plain = row(code, None).unwrap();
        let finer = row(code, Some(2_018_108)).unwrap();
        assert_ne!(plain.class, finer.class);
    }
    assert_eq!(row(999_999_999, None), None);
}

#[test]
fn each_row_can_be_reached() {
    use recado_graph::error::table::{Subcode, rows};
    for one in rows() {
        let subcode = match one.subcode {
            Subcode::Any => Some(1),
            Subcode::Absent => None,
            Subcode::From(first, _) => Some(first),
        };
        assert_eq!(row(one.first, subcode), Some(one));
    }
}
