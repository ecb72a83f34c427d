//! What is lent has a harmless name and is nobody else's; what could run is not lent.

use super::*;
use recado_domain::{
    id::{ChannelId, ConversationId},
    media::MediaKind,
    time::UnixMs,
};

fn file(mime: &str, name: Option<&str>) -> Media {
    Media {
        id: MediaId::generate(),
        card: None,
        message: None,
        conversation: ConversationId::generate(),
        channel: ChannelId::generate(),
        kind: MediaKind::Document,
        state: MediaState::Here,
        provider_media_id: None,
        uploaded_at: None,
        url: None,
        declared_mime: None,
        declared_sha256: None,
        name: name.map(str::to_owned),
        mime: Some(mime.to_owned()),
        bytes: Some(1),
        width: None,
        height: None,
        duration_ms: None,
        waveform: Vec::new(),
        has_thumbnail: false,
        is_disguised: false,
        attempts: 0,
        next_at: UnixMs(0),
        failure: None,
        created_at: UnixMs(0),
    }
}

#[test]
fn a_file_is_lent_under_a_harmless_name_with_the_ending_of_its_bytes() {
    let of = |mime, name| safe_name(&file(mime, name)).unwrap();
    assert_eq!(
        of("application/pdf", Some("análisis 2026.pdf")),
        "análisis 2026.pdf"
    );
    assert_eq!(
        of("application/pdf", Some("factura.pdf.exe")),
        "factura_pdf.pdf"
    );
    assert_eq!(of("application/pdf", Some("../../.bashrc")), "bashrc.pdf");
    assert_eq!(of("image/png", Some("--help.png")), "__help.png");
    assert_eq!(
        of("text/plain", Some("a;rm -rf $HOME.txt")),
        "a_rm _rf _HOME.txt"
    );
    assert_eq!(of("application/pdf", Some("\u{202e}fdp.exe")), "fdp.pdf");
    assert_eq!(of("application/pdf", None), "file.pdf");
}

#[test]
fn what_runs_what_is_a_page_and_what_lies_is_not_lent() {
    for mime in [
        "text/html",
        "image/svg+xml",
        "application/x-executable",
        "application/vnd.microsoft.portable-executable",
        "text/x-shellscript",
        "application/x-ms-shortcut",
        "application/java-archive",
        "application/octet-stream",
        "",
    ] {
        let refused = safe_name(&file(mime, Some("a.pdf")));
        assert!(matches!(refused, Err(InboxError::NoProgram)), "{mime}");
    }
    let mut disguised = file("application/pdf", Some("foto.jpg"));
    disguised.is_disguised = true;
    assert!(matches!(safe_name(&disguised), Err(InboxError::NoProgram)));
    let mut on_its_way = file("application/pdf", Some("a.pdf"));
    on_its_way.state = MediaState::Fetching;
    assert!(matches!(safe_name(&on_its_way), Err(InboxError::NotFound)));
}

#[cfg(unix)]
#[test]
fn only_the_person_may_read_what_is_lent_and_it_can_be_lent_again() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    let folder = data.path().join(FOLDER);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for bytes in [b"one".as_slice(), b"two"] {
        let lent = put(&folder, "some-id", "a.pdf", bytes).unwrap();
        assert_eq!(fs::read(&lent).unwrap(), bytes);
        assert_eq!((mode(&lent), mode(&folder)), (0o600, 0o700));
        assert_eq!(mode(lent.parent().unwrap()), 0o700);
    }
    remove(&folder);
    assert!(!folder.exists());
    remove(&folder);
}
