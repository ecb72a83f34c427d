//! A filled template as Graph takes it.

use super::{Misfit, UploadedFiles, location, uploaded};
use recado_domain::{
    media::MediaKind,
    template::fill::{FilledCard, FilledMedia, FilledTemplate, FilledVariable},
};
use recado_graph::messages::template::{Button, ButtonValue, Card, Header, Parameter, Template};
use std::collections::BTreeMap;

/// Returns a template for Graph.
///
/// # Errors
/// [`Misfit::NotTaken`] when a file is missing among `files`, or a header wants more than Meta's may.
pub(super) fn filled(filled: &FilledTemplate, files: &UploadedFiles) -> Result<Template, Misfit> {
    let header = match (
        &filled.header_media,
        &filled.header_place,
        filled.header.as_slice(),
    ) {
        (Some(file), _, []) => Some(header_file(file, files)?),
        (None, Some(place), []) => Some(Header::Location(location(place))),
        (None, _, [variable]) => Some(Header::Text(parameter(variable))),
        (None, None, []) => None,
        (Some(_), _, [_, ..]) | (None, _, [_, _, ..]) => return Err(Misfit::NotTaken),
    };
    let codes = filled.codes.iter().filter_map(|(index, code)| {
        let value = ButtonValue::CopyCode(code.clone());
        button(*index, value)
    });
    let mut buttons: Vec<Button> = links(&filled.buttons).chain(codes).collect();
    buttons.sort_by_key(|button| button.index);
    let cards = filled.cards.iter().map(|filled| card(filled, files));
    Ok(Template {
        name: filled.name.clone(),
        language: filled.language.clone(),
        header,
        body: filled.body.iter().map(parameter).collect(),
        buttons,
        cards: cards.collect::<Result<_, Misfit>>()?,
    })
}

fn card(card: &FilledCard, files: &UploadedFiles) -> Result<Card, Misfit> {
    let answers = card.quick_replies.iter().filter_map(|index| {
        let value = ButtonValue::Payload(format!("choice-{}", index + 1));
        button(*index, value)
    });
    let mut buttons: Vec<Button> = links(&card.buttons).chain(answers).collect();
    buttons.sort_by_key(|button| button.index);
    Ok(Card {
        header: header_file(&card.media, files)?,
        body: card.body.iter().map(parameter).collect(),
        buttons,
    })
}

fn header_file(file: &FilledMedia, files: &UploadedFiles) -> Result<Header, Misfit> {
    let at_meta = uploaded(files, file.id)?;
    let media_id = at_meta.id.clone();
    match file.kind {
        MediaKind::Image => Ok(Header::Image { media_id }),
        MediaKind::Video => Ok(Header::Video { media_id }),
        MediaKind::Document => Ok(Header::Document {
            media_id,
            file_name: file.name.clone().or_else(|| at_meta.name.clone()),
        }),
        MediaKind::Audio | MediaKind::Voice | MediaKind::Sticker => Err(Misfit::NotTaken),
    }
}

fn links(buttons: &BTreeMap<usize, FilledVariable>) -> impl Iterator<Item = Button> + use<'_> {
    buttons.iter().filter_map(|(index, variable)| {
        let value = ButtonValue::UrlSuffix(variable.value.clone());
        button(*index, value)
    })
}

fn button(index: usize, value: ButtonValue) -> Option<Button> {
    let index = u8::try_from(index).ok()?;
    Some(Button { index, value })
}

fn parameter(variable: &FilledVariable) -> Parameter {
    Parameter {
        name: variable.parameter_name().map(str::to_owned),
        text: variable.value.clone(),
    }
}
