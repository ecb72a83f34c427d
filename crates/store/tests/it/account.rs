//! What Meta tells about channels and templates: kept once, the latest word stays, old news makes room.

use crate::cast::seconds;
use crate::clinic::{channel, clinic, done};
use proptest::prelude::*;
use recado_domain::template::{Template, TemplateText};
use recado_domain::time::UnixMs;
use recado_store::clinic::Clinic;
use recado_store::clinic::channel_events::{self, ChannelEvent, KEPT};
use recado_store::clinic::channels::{self, Channel, OWN_COLOUR, Standing};
use recado_store::clinic::templates::{self, TemplateKey, TemplateNews, TemplateRow};
use recado_store::error::StoreError;

fn event(number: i64, is_of_channel: bool) -> ChannelEvent {
    ChannelEvent {
        channel: is_of_channel.then(|| channel().id),
        asset: "1000".into(),
        about: "quality".into(),
        is_warning: number % 2 == 0,
        detail: format!("news {number}"),
        at: seconds(number),
    }
}

#[test]
fn what_meta_tells_twice_is_kept_once_and_the_newest_stay() {
    let (_folder, _, clinic) = clinic();
    done(&clinic, |tx| channels::put(tx, &channel()));
    let keep = |tx: &recado_store::Tx<'_>, number: i64, is_of_channel| {
        let hash = [number.to_be_bytes(), i64::from(is_of_channel).to_be_bytes()].concat();
        channel_events::keep(tx, &event(number, is_of_channel), &hash)
    };
    let kept = i64::from(KEPT);
    done(&clinic, |tx| {
        assert!(keep(tx, 0, false)?);
        // Newest first: what comes late and is older than all that is kept is not news.
        for number in (0..kept + 10).rev() {
            assert_eq!(keep(tx, number, true)?, number >= 10, "{number}");
            assert!(!keep(tx, number, true)?);
        }
        Ok::<_, StoreError>(())
    });
    let of_channel = clinic
        .read(|conn| channel_events::of_channel(conn, channel().id, 1000))
        .unwrap();
    assert_eq!(of_channel.len(), KEPT as usize);
    assert_eq!(of_channel.first(), Some(&event(kept + 9, true)));
    assert_eq!(of_channel.last(), Some(&event(10, true)));
    let newest = clinic.read(|conn| channel_events::of_channel(conn, channel().id, 1));
    assert_eq!(newest.unwrap().len(), 1);
    // The account's own news are apart.
    let of_asset = clinic.read(|conn| channel_events::of_asset(conn, "1000", 10));
    assert_eq!(of_asset.unwrap(), [event(0, false)]);
}

fn stands(clinic: &Clinic) -> Channel {
    clinic.read(channels::all).unwrap().remove(0)
}

#[test]
fn a_channel_keeps_its_colour_and_what_meta_says_of_it() {
    let (_folder, _, clinic) = clinic();
    done(&clinic, |tx| channels::put(tx, &channel()));
    assert_eq!(stands(&clinic).colour, OWN_COLOUR);
    done(&clinic, |tx| {
        channels::set_colour(tx, channel().id, "violet")
    });
    done(&clinic, |tx| channels::set_on(tx, channel().id, false));
    let standing = Standing {
        quality: Some("RED".into()),
        messaging_limit: Some("TIER_2K".into()),
        restriction: Some(Some("DISABLE".into())),
    };
    done(&clinic, |tx| {
        channels::note_standing(tx, channel().id, &standing)
    });
    done(&clinic, |tx| {
        channels::note_standing(tx, channel().id, &Standing::default())
    });
    let told = Channel {
        colour: "violet".into(),
        is_on: false,
        quality: standing.quality.clone(),
        messaging_limit: standing.messaging_limit.clone(),
        restriction: Some("DISABLE".into()),
        ..channel()
    };
    assert_eq!(stands(&clinic), told);
    let lifted = Standing {
        restriction: Some(None),
        ..Standing::default()
    };
    done(&clinic, |tx| {
        channels::note_standing(tx, channel().id, &lifted)
    });
    assert_eq!(stands(&clinic).restriction, None);
    assert_eq!(stands(&clinic).messaging_limit.as_deref(), Some("TIER_2K"));
}

fn reminder(language: &str) -> TemplateRow {
    TemplateRow {
        provider_id: Some(format!("9007199254740993{language}")),
        name: "lembrete".into(),
        language: language.into(),
        status: "APPROVED".into(),
        category: "UTILITY".into(),
        quality: "GREEN".into(),
        reason: None,
        definition: "{\"components\":[]}".into(),
        template: Some(Template {
            name: "lembrete".into(),
            language: language.into(),
            category: "UTILITY".into(),
            is_approved: true,
            body: TemplateText {
                text: "Olá {{1}}".into(),
                examples: Default::default(),
            },
            ..Template::default()
        }),
    }
}

fn synced(at: UnixMs) -> (tempfile::TempDir, Clinic) {
    let (folder, _, clinic) = clinic();
    let unsendable = TemplateRow {
        provider_id: Some("7".into()),
        name: "carrossel".into(),
        template: None,
        ..reminder("pt_PT")
    };
    let rows = [reminder("pt_PT"), reminder("es"), unsendable];
    done(&clinic, |tx| channels::put(tx, &channel()));
    done(&clinic, |tx| {
        templates::replace(tx, channel().id, &rows, at)
    });
    (folder, clinic)
}

fn kept(clinic: &Clinic, language: &str) -> TemplateRow {
    clinic
        .read(|conn| templates::row(conn, channel().id, "lembrete", language))
        .unwrap()
        .unwrap()
}

#[test]
fn webhooks_change_a_template_by_id_or_by_name_and_it_is_not_offered_any_more() {
    let (_folder, clinic) = synced(seconds(0));
    let es = reminder("es");
    assert_eq!(kept(&clinic, "es"), es);
    let by_id = TemplateKey::Provider(es.provider_id.as_deref().unwrap());
    let paused = TemplateNews::Status("PAUSED", Some("complaints"));
    let note = |key, news, at| {
        done(&clinic, |tx| {
            templates::note(tx, channel().id, key, news, seconds(at))
        })
    };
    assert!(note(by_id, paused, 10));
    assert!(!note(by_id, paused, 10));
    let by_name = TemplateKey::Named {
        name: "lembrete",
        language: "pt_PT",
    };
    assert!(note(by_name, TemplateNews::Quality("YELLOW"), 10));
    assert!(note(by_name, TemplateNews::Category("MARKETING"), 10));
    assert!(!note(TemplateKey::Provider("unknown"), paused, 10));

    let es = kept(&clinic, "es");
    assert_eq!(
        (es.status.as_str(), es.reason.as_deref()),
        ("PAUSED", Some("complaints"))
    );
    assert!(!es.template.unwrap().is_approved);
    let pt = kept(&clinic, "pt_PT");
    assert_eq!(
        (pt.status.as_str(), pt.quality.as_str()),
        ("APPROVED", "YELLOW")
    );
    let sendable = pt.template.unwrap();
    assert!(sendable.is_approved);
    assert_eq!(sendable.category, "MARKETING");
    // What the desk cannot fill is listed, but not among what it sends.
    let all = clinic
        .read(|conn| templates::rows(conn, channel().id))
        .unwrap();
    let names: Vec<_> = all.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["carrossel", "lembrete", "lembrete"]);
    let fillable = clinic.read(|conn| templates::of_channel(conn, channel().id));
    assert_eq!(fillable.unwrap().len(), 2);

    let removed = |language: Option<&str>| {
        done(&clinic, |tx| {
            templates::remove(tx, channel().id, "lembrete", language)
        })
    };
    assert_eq!(
        (removed(Some("es")), removed(None), removed(None)),
        (1, 1, 0)
    );
}

#[test]
fn a_sync_is_the_latest_word_until_a_later_one() {
    let (_folder, clinic) = synced(seconds(100));
    let by_name = TemplateKey::Named {
        name: "lembrete",
        language: "es",
    };
    let late = TemplateNews::Status("REJECTED", None);
    let changed = done(&clinic, |tx| {
        templates::note(tx, channel().id, by_name, late, seconds(99))
    });
    assert!(!changed);
    assert_eq!(kept(&clinic, "es").status, "APPROVED");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn news_of_a_template_in_any_order_end_the_same(order in Just(vec![0usize, 1, 2, 3, 4, 5]).prop_shuffle()) {
        let news = [
            (TemplateNews::Status("PENDING", None), 1),
            (TemplateNews::Status("PAUSED", Some("complaints")), 3),
            (TemplateNews::Status("APPROVED", None), 2),
            (TemplateNews::Quality("RED"), 5),
            (TemplateNews::Quality("GREEN"), 4),
            (TemplateNews::Category("MARKETING"), 1),
        ];
        let (_folder, clinic) = synced(seconds(0));
        let key = TemplateKey::Named { name: "lembrete", language: "es" };
        done(&clinic, |tx| {
            for number in &order {
                let (news, at) = news[*number];
                templates::note(tx, channel().id, key, news, seconds(at))?;
            }
            Ok::<_, StoreError>(())
        });
        let end = kept(&clinic, "es");
        prop_assert_eq!((end.status.as_str(), end.reason.as_deref()), ("PAUSED", Some("complaints")));
        prop_assert_eq!((end.quality.as_str(), end.category.as_str()), ("RED", "MARKETING"));
    }
}
