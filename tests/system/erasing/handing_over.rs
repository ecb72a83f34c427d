//! What is handed over: one person's folder, and the register of processing.

use super::*;
use recado_inbox::view::register::{RegisterDocument, RegisterRow, RegisterSection};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// The words of the page; what they are does not matter here.
pub fn words() -> BTreeMap<String, String> {
    let names = [
        "language",
        "title",
        "about",
        "writtenOn",
        "name",
        "number",
        "bornOn",
        "since",
        "addresses",
        "alsoKnownAs",
        "labels",
        "emergencyContact",
        "notes",
        "consents",
        "summaries",
        "clinic",
        "noText",
        "heard",
        "takenBack",
        "edited",
        "forwarded",
        "answers",
        "notHere",
        "file",
        "given",
        "withdrawn",
    ];
    let pairs = names
        .iter()
        .map(|name| ((*name).to_owned(), format!("[{name}]")));
    pairs.collect()
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// P9: everything of one person on one side, to read and to take elsewhere; nothing of anybody else, no script.
#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_handed_what_there_is_of_them() {
    let clinic = Clinic::open().await;
    clinic.full(NIKOS, "vizinha").await;
    let thread = clinic.full(ZULMIRA, "semeada").await;
    let downloads = tempfile::tempdir().unwrap();
    let export = || {
        let parent = downloads.path().to_owned();
        clinic
            .desk
            .export_person(thread.side, thread.conversation, parent, words())
    };
    let written = export().await.unwrap();
    assert_eq!(
        (written.messages, written.files, written.missing),
        (4, 2, 0)
    );
    assert_eq!(names_in(downloads.path()), [written.folder.as_str()]);
    let folder = downloads.path().join(&written.folder);
    assert_eq!(names_in(&folder), ["index.html", "media", "person.json"]);
    assert_eq!(names_in(&folder.join("media")), ["0001.jpg", "0002.pdf"]);
    assert_eq!(fs::read(folder.join("media/0002.pdf")).unwrap(), DOCUMENT);
    let json = fs::read_to_string(folder.join("person.json")).unwrap();
    let page = fs::read_to_string(folder.join("index.html")).unwrap();
    let person: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        (&person["format"], &person["version"]),
        (&json!("recado.person"), &json!(1))
    );
    assert_eq!(person["side"], "clinical");
    let identity = &person["person"]["identities"][0];
    assert_eq!(identity["name"], "nomesemeada");
    assert_eq!(identity["toldName"], ZULMIRA.name);
    assert_eq!(identity["addresses"][0]["value"], "+351912000777");
    assert_eq!(
        identity["addresses"][0]["spellings"],
        json!([ZULMIRA.wa_id])
    );
    assert_eq!(identity["labels"], json!(["VIP"]));
    let contact = &identity["emergencyContact"];
    assert_eq!(contact["name"], "contactosemeada");
    assert_eq!(contact["number"], "+351912000999");
    assert_eq!(person["person"]["notes"][0]["text"], "notasemeada");
    assert_eq!(person["person"]["consents"][0]["purpose"], "messages");
    let messages = person["conversations"][0]["messages"].as_array().unwrap();
    let of = |text: &str| messages.iter().find(|it| it["text"] == text).unwrap();
    assert_eq!(of("respostasemeada")["sentBy"], "Ana Reis");
    assert_eq!(of("legendasemeada")["files"][0]["path"], "media/0001.jpg");
    let first = &messages[0];
    assert_eq!(first["direction"], "inbound");
    assert_eq!(first["at"].as_str().unwrap()[..11], "2026-11-20T"[..]);
    assert_eq!(first["reactions"][0]["emoji"], "❤️");
    let files = messages
        .iter()
        .flat_map(|it| it["files"].as_array().unwrap());
    let names: Vec<&Value> = files.map(|file| &file["name"]).collect();
    assert!(names.contains(&&json!("relatoriosemeada.pdf")));
    for word in [
        "nomesemeada",
        "mensagemsemeada",
        "notasemeada",
        "contactosemeada",
        "[title]",
        "media/0001.jpg",
        "+351912000777",
    ] {
        assert!(page.contains(word), "{word}");
    }
    for text in [&json, &page] {
        assert!(
            !text.contains("vizinha") && !text.contains("<script") && !text.contains("http://")
        );
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder), 0o700);
        for file in ["index.html", "person.json", "media/0001.jpg"] {
            assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
        }
    }
    let second = export().await.unwrap();
    assert_ne!(second.folder, written.folder, "nothing is written over");
    let acts = clinic.acts("person.exported");
    assert_eq!(acts.len(), 2);
    assert_eq!(acts[0].1, "{\"side\":\"clinical\"}");
    let wordless = clinic.desk.export_person(
        thread.side,
        thread.conversation,
        downloads.path().to_owned(),
        BTreeMap::new(),
    );
    assert!(matches!(wordless.await, Err(InboxError::InvalidInput)));
}

/// P9, R9: an export that is cut off leaves nothing that looks whole, and its beginning goes at the next start.
#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_cut_off_leaves_nothing() {
    let mut clinic = Clinic::open().await;
    clinic.writes(ZULMIRA, "mensagemsemeada").await;
    let thread = clinic.of(ZULMIRA).await;
    let downloads = tempfile::tempdir().unwrap();
    clinic.desk.watch_people(Arc::new(|at| {
        if at == "exported_page" {
            std::panic::resume_unwind(Box::new("cut off"));
        }
    }));
    let parent = downloads.path().to_owned();
    let cut = clinic
        .desk
        .export_person(thread.side, thread.conversation, parent, words())
        .await;
    assert!(matches!(cut, Err(InboxError::CutOff)));
    let left = names_in(downloads.path());
    assert!(left.len() == 1 && left[0].ends_with(".part"), "{left:?}");
    clinic.restart_desk().await;
    assert!(names_in(downloads.path()).is_empty());
    clinic.unlock().await;
    let nowhere = downloads.path().join("file");
    fs::write(&nowhere, b"x").unwrap();
    let refused = clinic
        .desk
        .export_person(thread.side, thread.conversation, nowhere, words())
        .await;
    assert!(refused.is_err());
    let results: Vec<String> = clinic
        .acts("person.exported")
        .into_iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(results.len(), 3, "the last one is written down as not done");
}

/// The register says what is set up, and nothing of a patient.
#[tokio::test(flavor = "multi_thread")]
async fn the_register_says_what_is_set_up() {
    let clinic = Clinic::open().await;
    clinic.writes(ZULMIRA, "mensagemsemeada").await;
    clinic.of(ZULMIRA).await;
    clinic
        .desk
        .set_retention(Side::Leads, Some(12))
        .await
        .unwrap();
    let view = clinic.desk.register_view().await.unwrap();
    assert_eq!(view.clinic, "Clínica Alameda");
    assert_eq!((view.kept[0].months, view.kept[1].months), (Some(12), None));
    assert_eq!(view.channels.len(), 1);
    assert_eq!(view.staff[0].names, ["Ana Reis"]);
    assert!(view.relay.as_ref().unwrap().contains("127.0.0.1"));
    let json = serde_json::to_string(&view).unwrap();
    assert!(!json.contains("semeada") && !json.contains("351912"));
    let document = RegisterDocument {
        language: "pt".into(),
        title: "Registo <1>".into(),
        about: String::new(),
        sections: vec![RegisterSection {
            heading: "Canais".into(),
            rows: vec![RegisterRow {
                name: "WhatsApp".into(),
                says: "Pacientes".into(),
            }],
        }],
    };
    let page = clinic.desk.register_page(document).await.unwrap();
    let page = String::from_utf8(page).unwrap();
    assert!(
        page.contains("<h1>Registo &lt;1&gt;</h1>")
            && page.contains("<td class=\"words\">Pacientes</td>")
    );
    assert_eq!(clinic.acts("register.").len(), 1);
}
