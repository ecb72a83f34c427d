//! Lengths, counts, sizes and types at their very edges.

use recado_graph::limits::files::{FileKind, VOICE_MIME, accepts, largest_bytes};
use recado_graph::limits::interactive::{buttons, contact_request, link_button, list};
use recado_graph::limits::{
    LimitError, Part, Product, Unit, callback_data, caption, contacts, quick_replies, text,
    variable,
};
use recado_graph::messages::interactive::{
    Buttons, Frame, LinkButton, List, ListRow, ListSection, ReplyButton,
};
use recado_graph::messenger::QuickReply;

use Product::{Instagram, Messenger, WhatsApp};

#[test]
fn a_text_is_counted_as_its_product_counts() {
    for (product, letter, fits) in [
        (WhatsApp, "a", 4096),
        (WhatsApp, "ã", 4096),
        // Four bytes, two units: an emoji counts twice, or Meta might refuse it (U9).
        (WhatsApp, "😀", 2048),
        (Messenger, "α", 2000),
        (Messenger, "😀", 2000),
        (Instagram, "a", 1000),
        (Instagram, "α", 500),
        (Instagram, "😀", 250),
    ] {
        assert_eq!(text(product, &letter.repeat(fits)), Ok(()), "{letter}");
        let long = text(product, &letter.repeat(fits + 1)).unwrap_err();
        let LimitError::TooLong {
            part,
            length,
            limit,
            ..
        } = long
        else {
            panic!("{long:?}");
        };
        assert_eq!(part, Part::Text);
        assert!(length > limit, "{letter}");
    }
    for nothing in ["", " \n\t", "\u{a0}"] {
        let part = Part::Text;
        assert_eq!(text(WhatsApp, nothing), Err(LimitError::Empty { part }));
    }
}

#[test]
fn captions_marks_variables_and_cards_have_limits() {
    assert_eq!(caption(&"a".repeat(1024)), Ok(()));
    assert_eq!(
        caption(&"a".repeat(1025)),
        Err(LimitError::TooLong {
            part: Part::Caption,
            length: 1025,
            limit: 1024,
            unit: Unit::Utf16,
        })
    );
    for (product, fits) in [(WhatsApp, 512), (Messenger, 1000), (Instagram, 1000)] {
        assert_eq!(callback_data(product, &"a".repeat(fits)), Ok(()));
        assert!(callback_data(product, &"a".repeat(fits + 1)).is_err());
    }
    assert_eq!(contacts(257), Ok(()));
    assert!(contacts(258).is_err() && contacts(0).is_err());
}

/// CASES 22.
#[test]
fn a_placeholder_never_leaves() {
    let part = Part::Variable;
    assert_eq!(variable("Friday {at 10}"), Ok(()));
    for left in ["{{1}}", "Hi {{name}}!", "}}", "{{"] {
        assert_eq!(variable(left), Err(LimitError::Placeholder { part }));
    }
    assert_eq!(variable("  "), Err(LimitError::Empty { part }));
}

fn frame(body: &str) -> Frame {
    Frame {
        body: body.to_owned(),
        ..Frame::default()
    }
}

fn reply(id: &str, title: &str) -> ReplyButton {
    ReplyButton {
        id: id.to_owned(),
        title: title.to_owned(),
    }
}

fn of(replies: &[ReplyButton]) -> Buttons {
    Buttons {
        frame: frame("Friday?"),
        buttons: replies.to_vec(),
    }
}

#[test]
fn buttons_are_one_to_three_short_and_unlike() {
    let three = [reply("1", "Yes"), reply("2", "No"), reply("3", "Later")];
    assert_eq!(buttons(&of(&three)), Ok(()));
    let mut four = three.to_vec();
    four.push(reply("4", "Call me"));
    let count = LimitError::TooMany {
        part: Part::Buttons,
        count: 4,
        limit: 3,
    };
    assert_eq!(buttons(&of(&four)), Err(count));
    let part = Part::Buttons;
    assert_eq!(buttons(&of(&[])), Err(LimitError::Empty { part }));
    assert_eq!(
        buttons(&of(&[reply(&"i".repeat(256), &"t".repeat(20))])),
        Ok(())
    );
    for (refused, part) in [
        (reply("1", &"t".repeat(21)), Part::Button),
        (reply("1", ""), Part::Button),
        (reply(&"i".repeat(257), "Yes"), Part::Id),
        (reply("", "Yes"), Part::Id),
    ] {
        let found = buttons(&of(&[refused])).unwrap_err();
        let of_part = match found {
            LimitError::TooLong { part, .. } | LimitError::Empty { part } => part,
            other => panic!("{other:?}"),
        };
        assert_eq!(of_part, part);
    }
    let part = Part::Id;
    let same = of(&[reply("1", "Yes"), reply("1", "No")]);
    assert_eq!(buttons(&same), Err(LimitError::Repeated { part }));
    let part = Part::Button;
    let same = of(&[reply("1", "Yes"), reply("2", "Yes")]);
    assert_eq!(buttons(&same), Err(LimitError::Repeated { part }));

    let mut long = of(&three);
    long.frame.footer = Some("f".repeat(61));
    assert!(buttons(&long).is_err());
    long.frame = frame(&"b".repeat(1025));
    assert!(buttons(&long).is_err());
}

fn section(title: Option<&str>, rows: std::ops::Range<usize>) -> ListSection {
    ListSection {
        title: title.map(str::to_owned),
        rows: rows
            .map(|index| ListRow {
                id: format!("row {index}"),
                title: format!("Time {index}"),
                description: None,
            })
            .collect(),
    }
}

fn listed(sections: Vec<ListSection>) -> List {
    List {
        frame: frame(&"b".repeat(4096)),
        button: "Times".to_owned(),
        sections,
    }
}

#[test]
fn a_list_has_ten_rows_in_all_and_titles_where_there_are_sections() {
    assert_eq!(list(&listed(vec![section(None, 0..10)])), Ok(()));
    let two = vec![section(Some("Morning"), 0..5), section(Some("Noon"), 5..10)];
    assert_eq!(list(&listed(two)), Ok(()));
    let count = LimitError::TooMany {
        part: Part::Rows,
        count: 11,
        limit: 10,
    };
    let eleven = vec![section(Some("Morning"), 0..5), section(Some("Noon"), 5..11)];
    assert_eq!(list(&listed(eleven)), Err(count));
    let untitled = vec![section(Some("Morning"), 0..1), section(None, 1..2)];
    let part = Part::Title;
    assert_eq!(list(&listed(untitled)), Err(LimitError::Empty { part }));
    let part = Part::Rows;
    let hollow = vec![section(Some("Morning"), 0..1), section(Some("Noon"), 1..1)];
    for sections in [vec![], hollow] {
        assert_eq!(list(&listed(sections)), Err(LimitError::Empty { part }));
    }
    let twice = vec![section(Some("Morning"), 0..1), section(Some("Noon"), 0..1)];
    let part = Part::Id;
    assert_eq!(list(&listed(twice)), Err(LimitError::Repeated { part }));
    let mut wordy = section(None, 0..1);
    wordy.rows[0].description = Some("d".repeat(72));
    assert_eq!(list(&listed(vec![wordy.clone()])), Ok(()));
    wordy.rows[0].description = Some("d".repeat(73));
    assert!(list(&listed(vec![wordy])).is_err());
}

#[test]
fn addresses_requests_and_quick_replies_have_limits() {
    let link = |label: &str, url: &str| {
        link_button(&LinkButton {
            frame: frame("Map"),
            label: label.to_owned(),
            url: url.to_owned(),
        })
    };
    assert_eq!(link(&"l".repeat(20), &"u".repeat(2000)), Ok(()));
    assert!(link(&"l".repeat(21), "u").is_err());
    assert!(link("l", &"u".repeat(2001)).is_err());
    assert!(link("l", "").is_err());
    assert_eq!(contact_request(&"b".repeat(1024)), Ok(()));
    assert!(contact_request(&"b".repeat(1025)).is_err());

    let quick = |title: &str, payload: &str| QuickReply {
        title: title.to_owned(),
        payload: payload.to_owned(),
    };
    let longest = quick(&"t".repeat(20), &"p".repeat(1000));
    assert_eq!(quick_replies(&vec![longest.clone(); 13]), Ok(()));
    assert!(quick_replies(&vec![longest; 14]).is_err());
    assert!(quick_replies(&[quick(&"t".repeat(21), "p")]).is_err());
    assert!(quick_replies(&[quick("t", &"p".repeat(1001))]).is_err());
}

#[test]
fn files_are_taken_by_product_kind_type_and_size() {
    use FileKind::{Audio, Document, Image, Sticker, Video, Voice};
    const MB: u64 = 1024 * 1024;
    for (product, kind, mime, most) in [
        (WhatsApp, Image, "image/jpeg", 5 * MB),
        (WhatsApp, Image, "IMAGE/PNG ; x=y", 5 * MB),
        (WhatsApp, Video, "video/3gpp", 16 * MB),
        (WhatsApp, Audio, "audio/mpeg", 16 * MB),
        (WhatsApp, Audio, "audio/ogg; codecs=opus", 16 * MB),
        (WhatsApp, Voice, VOICE_MIME, 16 * MB),
        (WhatsApp, Voice, "audio/ogg;codecs=\"opus\"", 16 * MB),
        (WhatsApp, Document, "application/pdf", 100 * MB),
        (WhatsApp, Sticker, "image/webp", 500 * 1024),
        (Messenger, Image, "image/gif", 25 * MB),
        (Messenger, Video, "video/x-matroska", 25 * MB),
        (Messenger, Voice, "audio/ogg", 25 * MB),
        (Messenger, Document, "application/zip", 25 * MB),
        (Instagram, Image, "image/png", 8 * MB),
        (Instagram, Video, "video/quicktime", 25 * MB),
        (Instagram, Audio, "audio/wav", 25 * MB),
        (Instagram, Document, "application/pdf", 25 * MB),
    ] {
        let case = format!("{product:?} {kind:?} {mime}");
        assert_eq!(largest_bytes(product, kind), Some(most), "{case}");
        assert_eq!(accepts(product, kind, mime, most), Ok(()), "{case}");
        let big = LimitError::TooBig {
            bytes: most + 1,
            limit_bytes: most,
        };
        assert_eq!(accepts(product, kind, mime, most + 1), Err(big), "{case}");
        let part = Part::File;
        let empty = accepts(product, kind, mime, 0);
        assert_eq!(empty, Err(LimitError::Empty { part }), "{case}");
    }
    for (product, kind, mime) in [
        (WhatsApp, Image, "image/gif"),
        (WhatsApp, Image, "image/webp"),
        (WhatsApp, Video, "video/quicktime"),
        // Without its codec, and with one that WhatsApp does not play.
        (WhatsApp, Voice, "audio/ogg"),
        (WhatsApp, Audio, "audio/ogg; codecs=vorbis"),
        (WhatsApp, Voice, "audio/mpeg"),
        (WhatsApp, Document, "application/zip"),
        (WhatsApp, Sticker, "image/png"),
        (Messenger, Image, "image/webp"),
        (Messenger, Video, "audio/mpeg"),
        (Messenger, Sticker, "image/webp"),
        (Instagram, Video, "video/x-matroska"),
        (Instagram, Document, "application/msword"),
        (Instagram, Audio, "audio/ogg; codecs=opus"),
        (WhatsApp, Image, ""),
    ] {
        let found = accepts(product, kind, mime, 1);
        assert_eq!(found, Err(LimitError::Type), "{product:?} {kind:?} {mime}");
    }
}
