//! Codes about templates: making and changing them (REFERENCE §22.4), and sending them (§22.3).

use super::Class::{Rate, Refusal};
use super::Rule::{Fix, Never, Yes};
use super::Source::WhatsApp;
use super::{Row, Subcode, any, span, sub};
use crate::error::advice::{Action, Advice};

/// The rows, one a line; the first that fits counts, so subcodes stand before their code.
#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    sub(100, 2_388_019, Fix, Refusal, WhatsApp, Advice::TemplateLimit, Action::OpenBusinessManager),
    Row { subcode: Subcode::From(2_388_039, 2_388_040), ..any(100, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate) },
    sub(100, 2_388_047, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate),
    Row { subcode: Subcode::From(2_388_072, 2_388_073), ..any(100, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate) },
    sub(100, 2_388_293, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate),
    sub(100, 2_388_299, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate),
    Row { subcode: Subcode::From(2_388_000, 2_388_999), ..any(100, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate) },
    any(192, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate),
    any(80_008, Yes, Rate, WhatsApp, Advice::SlowedDown, Action::Wait),
    any(131_059, Yes, Refusal, WhatsApp, Advice::Nothing, Action::None),
    span(131_063, 131_064, Fix, Refusal, WhatsApp, Advice::TemplateReview, Action::EditTemplate),
    any(132_000, Never, Refusal, WhatsApp, Advice::TemplateVariables, Action::SyncTemplates),
    any(132_001, Fix, Refusal, WhatsApp, Advice::TemplateMissing, Action::SyncTemplates),
    any(132_005, Never, Refusal, WhatsApp, Advice::TemplateTooLong, Action::EditMessage),
    any(132_007, Never, Refusal, WhatsApp, Advice::TemplatePolicy, Action::EditTemplate),
    any(132_008, Never, Refusal, WhatsApp, Advice::Bug, Action::ReportBug),
    any(132_012, Never, Refusal, WhatsApp, Advice::TemplateVariables, Action::SyncTemplates),
    span(132_015, 132_016, Fix, Refusal, WhatsApp, Advice::TemplatePaused, Action::EditTemplate),
    any(132_018, Never, Refusal, WhatsApp, Advice::TemplateVariables, Action::SyncTemplates),
    any(132_068, Fix, Refusal, WhatsApp, Advice::Flow, Action::None),
    any(132_069, Yes, Rate, WhatsApp, Advice::Flow, Action::Wait),
    span(200_005, 200_007, Fix, Refusal, WhatsApp, Advice::TemplateInsights, Action::None),
    any(2_388_019, Fix, Refusal, WhatsApp, Advice::TemplateLimit, Action::OpenBusinessManager),
    span(2_388_000, 2_388_999, Fix, Refusal, WhatsApp, Advice::TemplateForm, Action::EditTemplate),
];
