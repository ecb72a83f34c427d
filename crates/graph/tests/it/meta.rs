//! `docs/meta.md` lists every code of the table.

use std::fs;
use std::path::PathBuf;

use recado_graph::client::{BASE_URL, VERSION};
use recado_graph::error::table::{Rule, Subcode, rows};
use recado_graph::limits::files::{
    FileKind, STILL_STICKER_BYTES, VOICE_WITH_PLAY_BUTTON_BYTES, largest_bytes,
};
use recado_graph::limits::interactive::{
    ADDRESS_UTF16, BODY_UTF16, BUTTON_ID_UTF16, BUTTON_UTF16, DESCRIPTION_UTF16, HEADER_UTF16,
    LIST_BODY_UTF16, MOST_BUTTONS, MOST_ROWS, MOST_SECTIONS, ROW_ID_UTF16, TITLE_UTF16,
};
use recado_graph::limits::{
    CAPTION_UTF16, INSTAGRAM_TEXT_BYTES, MESSENGER_TEXT_CHARACTERS, MOST_CONTACTS,
    MOST_QUICK_REPLIES, PAGE_METADATA_UTF16, Product, QUICK_REPLY_PAYLOAD_UTF16,
    QUICK_REPLY_TITLE_UTF16, WHATSAPP_CALLBACK_UTF16, WHATSAPP_TEXT_UTF16, templates,
};
use recado_graph::media::download::{CDN_SUFFIXES, MEDIA_HOST};

fn document() -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/meta.md");
    fs::read_to_string(path).unwrap()
}

#[test]
fn every_row_stands_in_the_document_with_its_rule_and_source() {
    let document = document();
    for row in rows() {
        let code = if row.first == row.last {
            row.first.to_string()
        } else {
            format!("{}–{}", row.first, row.last)
        };
        let subcode = match row.subcode {
            Subcode::Any => "any".to_owned(),
            Subcode::Absent => "none".to_owned(),
            Subcode::From(first, last) if first == last => first.to_string(),
            Subcode::From(first, last) => format!("{first}–{last}"),
        };
        let rule = match row.rule {
            Rule::Yes => "Y",
            Rule::Status => "S",
            Rule::Fix => "U",
            Rule::Never => "N",
        };
        let line = format!(
            "| {code} | {subcode} | {rule} | {:?} | {:?} | {} | {} |",
            row.class, row.source, row.advice, row.action
        );
        assert!(document.contains(&line), "missing: {line}");
        assert!(document.contains(row.source.url()));
    }
    let lines = document.lines().filter(|line| {
        let mut cells = line.split(" | ");
        cells.next().is_some_and(|cell| cell.starts_with("| "))
            && cells
                .nth(1)
                .is_some_and(|rule| ["Y", "S", "U", "N"].contains(&rule))
    });
    assert_eq!(
        lines.count(),
        rows().count(),
        "the document lists codes the table has not"
    );
}

#[test]
fn the_limits_in_the_document_are_those_of_the_code() {
    let document = document();
    let mb = |product, kind| largest_bytes(product, kind).unwrap() / (1024 * 1024);
    for constant in [
        format!("`{VERSION}`"),
        format!("`{BASE_URL}`"),
        format!("`{MEDIA_HOST}`"),
        CDN_SUFFIXES.map(|suffix| format!("`{suffix}`")).join(", "),
        format!(
            "| text | {WHATSAPP_TEXT_UTF16} units | {MESSENGER_TEXT_CHARACTERS} characters | {INSTAGRAM_TEXT_BYTES} bytes of UTF-8 |"
        ),
        format!("| text under a file | {CAPTION_UTF16} units |"),
        format!(
            "| our mark that comes back | {WHATSAPP_CALLBACK_UTF16} units | {PAGE_METADATA_UTF16} units |"
        ),
        format!("| buttons | {MOST_BUTTONS}: title {BUTTON_UTF16}, id {BUTTON_ID_UTF16} |"),
        format!(
            "| list | {MOST_ROWS} rows in {MOST_SECTIONS} sections: title {TITLE_UTF16}, words below {DESCRIPTION_UTF16}, id {ROW_ID_UTF16}, button {BUTTON_UTF16} |"
        ),
        format!(
            "| text around them | {BODY_UTF16}, of a list {LIST_BODY_UTF16}; above and below {HEADER_UTF16}; an address {ADDRESS_UTF16} |"
        ),
        format!(
            "| {MOST_QUICK_REPLIES}: title {QUICK_REPLY_TITLE_UTF16}, payload {QUICK_REPLY_PAYLOAD_UTF16} |"
        ),
        format!("| contact cards | {MOST_CONTACTS} |"),
        format!(
            "name {} of `a`–`z`, `0`–`9`, `_`; header and footer {}, text {} without a variable at its edges; {} buttons,\nof them {} addresses, {} number and {} code ({}; 20 on another page), words {}, an address {}, answers together; {}–{} cards",
            templates::NAME_LETTERS,
            templates::HEADER_UTF16,
            templates::BODY_UTF16,
            templates::MOST_BUTTONS,
            templates::MOST_URL_BUTTONS,
            templates::MOST_PHONE_BUTTONS,
            templates::MOST_PHONE_BUTTONS,
            templates::CODE_UTF16,
            templates::BUTTON_UTF16,
            templates::ADDRESS_UTF16,
            templates::CARDS.start(),
            templates::CARDS.end()
        ),
        format!(
            "| picture | jpeg, png {} MB | jpeg, png, gif {} MB uploaded | png, jpeg, gif {} MB |",
            mb(Product::WhatsApp, FileKind::Image),
            mb(Product::Messenger, FileKind::Image),
            mb(Product::Instagram, FileKind::Image)
        ),
        format!("mp4, 3gp {} MB", mb(Product::WhatsApp, FileKind::Video)),
        format!("ppt(x) {} MB", mb(Product::WhatsApp, FileKind::Document)),
        format!("up to {} KB with", VOICE_WITH_PLAY_BUTTON_BYTES / 1024),
        format!(
            "webp {} KB, one that moves {} KB",
            STILL_STICKER_BYTES / 1024,
            largest_bytes(Product::WhatsApp, FileKind::Sticker).unwrap() / 1024
        ),
    ] {
        assert!(document.contains(&constant), "missing: {constant}");
    }
}
