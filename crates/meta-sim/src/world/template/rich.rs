//! Templates with more than words: headers with files and places, links, codes, cards.

use serde_json::{Value, json};

use super::{ParameterFormat, Template};

fn quick(text: &str) -> Value {
    json!({"type": "QUICK_REPLY", "text": text})
}

/// Returns one template of each kind, in Spanish and where it helps in English.
pub(super) fn all() -> Vec<Template> {
    let positional = |name: &str, language: &str, category: &str, components: Value| {
        let components = components.as_array().cloned().unwrap_or_default();
        Template::new(
            name,
            language,
            category,
            ParameterFormat::Positional,
            components,
        )
    };
    let body = |text: &str, examples: &[&str]| match examples {
        [] => json!({"type": "BODY", "text": text}),
        examples => json!({"type": "BODY", "text": text, "example": {"body_text": [examples]}}),
    };
    let header = |format: &str| json!({"type": "HEADER", "format": format, "example": {"header_handle": ["https://scontent.whatsapp.net/v/t61/x"]}});
    let link = json!({
        "type": "URL",
        "text": "Ver la cita",
        "url": "https://clinic.example/v/{{1}}",
        "example": ["https://clinic.example/v/7f3a"],
    });
    let card = |text: &str| {
        json!({"components": [
            header("IMAGE"),
            {"type": "BODY", "text": text},
            {"type": "BUTTONS", "buttons": [quick("Pedir hora")]},
        ]})
    };
    vec![
        positional(
            "visit_summary",
            "es",
            "UTILITY",
            json!([
                header("DOCUMENT"),
                body("Hola {{1}}, aquí tiene el resumen de su visita.", &["Lucía"]),
                {"type": "FOOTER", "text": "Clínica Alameda"},
            ]),
        ),
        positional(
            "visit_summary",
            "en",
            "UTILITY",
            json!([
                header("DOCUMENT"),
                body("Hello {{1}}, here is the summary of your visit.", &["Sofia"]),
                {"type": "FOOTER", "text": "Clínica Alameda"},
            ]),
        ),
        positional(
            "how_to_find_us",
            "es",
            "UTILITY",
            json!([
                {"type": "HEADER", "format": "LOCATION"},
                body("Así se llega a la clínica.", &[]),
                {"type": "BUTTONS", "buttons": [
                    {"type": "PHONE_NUMBER", "text": "Llamar", "phone_number": "+34600000640"},
                ]},
            ]),
        ),
        positional(
            "visit_link",
            "es",
            "UTILITY",
            json!([
                {"type": "HEADER", "format": "TEXT", "text": "Su cita, {{1}}", "example": {"header_text": ["Lucía"]}},
                body("Le esperamos el {{1}}. Puede verla o cambiarla aquí abajo.", &["jueves"]),
                {"type": "BUTTONS", "buttons": [link, quick("Confirmo"), quick("No puedo ir")]},
            ]),
        ),
        positional(
            "first_visit_gift",
            "es",
            "MARKETING",
            json!([
                header("IMAGE"),
                body("Hola {{1}}, un detalle para su primera visita.", &["Lucía"]),
                {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "example": "ALAMEDA10"}]},
            ]),
        ),
        positional(
            "our_team",
            "es",
            "MARKETING",
            json!([
                body("Hola {{1}}, conozca a nuestro equipo.", &["Lucía"]),
                {"type": "CAROUSEL", "cards": [
                    card("Dra. Vidal, terapia individual"),
                    card("Teresa Gil, terapia de pareja"),
                ]},
            ]),
        ),
    ]
}
