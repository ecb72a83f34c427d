//! The invented clinic's templates.

use serde_json::{Value, json};

use super::{ParameterFormat, Template, rich, variables};

/// Name, language, category, body, examples, button.
type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
);

const UTILITY: &str = "UTILITY";
const MARKETING: &str = "MARKETING";

#[rustfmt::skip]
const POSITIONAL: &[Row] = &[
    ("appointment_reminder", "en", UTILITY, "Hello {{1}}, this is a reminder of your appointment on {{2}}. If you cannot come, please write to us here.", &["Sofia", "Thursday at 09:00"], None),
    ("appointment_reminder", "es", UTILITY, "Hola {{1}}, le recordamos su cita: {{2}}. Si no puede venir, escríbanos aquí, por favor.", &["Lucía", "jueves a las 9:00"], None),
    ("appointment_reminder", "pt_PT", UTILITY, "Olá {{1}}, lembramos a sua consulta: {{2}}. Se não puder vir, escreva-nos por aqui, por favor.", &["Inês", "quinta às 9h00"], None),
    ("appointment_reminder", "el", UTILITY, "Γεια σας {{1}}, σας υπενθυμίζουμε το ραντεβού σας: {{2}}. Αν δεν μπορείτε να έρθετε, γράψτε μας εδώ.", &["Δήμητρα", "Πέμπτη στις 9:00"], None),
    ("appointment_offered", "en", UTILITY, "Hello {{1}}, we are keeping {{2}} for you. Would you like to confirm it?", &["Sofia", "Thursday, 17:00"], Some("Yes, I confirm")),
    ("appointment_offered", "es", UTILITY, "Hola {{1}}, le guardamos la hora: {{2}}. ¿Quiere confirmarla?", &["Lucía", "jueves, 17:00"], Some("Sí, confirmo")),
    ("appointment_offered", "pt_PT", UTILITY, "Olá {{1}}, guardamos para si a hora: {{2}}. Quer confirmá-la?", &["Inês", "quinta, 17h00"], Some("Sim, confirmo")),
    ("appointment_offered", "el", UTILITY, "Γεια σας {{1}}, κρατάμε για εσάς την ώρα: {{2}}. Θέλετε να την επιβεβαιώσουμε;", &["Ελένη", "Πέμπτη, 17:00"], Some("Ναι, επιβεβαιώνω")),
    ("please_write_to_us", "en", UTILITY, "Hello {{1}}, we have an answer to your question. Write to us here and we will send it to you.", &["Sofia"], None),
    ("please_write_to_us", "es", UTILITY, "Hola {{1}}, tenemos la respuesta a su pregunta. Escríbanos aquí y se la enviamos.", &["Lucía"], None),
    ("please_write_to_us", "pt_PT", UTILITY, "Olá {{1}}, temos a resposta à sua pergunta. Escreva-nos por aqui e enviamos-lha.", &["Inês"], None),
    ("please_write_to_us", "el", UTILITY, "Γεια σας {{1}}, έχουμε την απάντηση στην ερώτησή σας. Γράψτε μας εδώ για να σας τη στείλουμε.", &["Ελένη"], None),
    ("shall_we_keep_in_touch", "en", MARKETING, "Hello {{1}}, shall we keep in touch? Answer here whenever it suits you.", &["Sofia"], None),
    ("shall_we_keep_in_touch", "el", MARKETING, "Γεια σας {{1}}, να μείνουμε σε επαφή; Απαντήστε μας εδώ όποτε θέλετε.", &["Ελένη"], None),
];

#[rustfmt::skip]
const NAMED: &[Row] = &[
    ("form_before_a_visit", "en", UTILITY, "Hello {{first_name}}, please fill in the form before your visit on {{visit_day}}. It takes five minutes.", &["Sofia", "Thursday"], None),
    ("form_before_a_visit", "es", UTILITY, "Hola {{first_name}}, rellene por favor el formulario antes de su visita del {{visit_day}}. Son cinco minutos.", &["Lucía", "jueves"], None),
];

/// Returns all templates of the account: approved, one paused, one rejected, one in review.
pub(crate) fn approved_and_other() -> Vec<Template> {
    let mut templates: Vec<Template> = Vec::new();
    for (rows, format) in [
        (POSITIONAL, ParameterFormat::Positional),
        (NAMED, ParameterFormat::Named),
    ] {
        for (name, language, category, body, examples, button) in rows {
            let components = components(format, body, examples, *button);
            templates.push(Template::new(name, language, category, format, components));
        }
    }
    for (name, status, body, rejected_reason) in [
        (
            "news_of_the_clinic",
            "PAUSED",
            "Hola {{1}}, hay novedades en la clínica.",
            None,
        ),
        (
            "winter_offer",
            "REJECTED",
            "Hola {{1}}, ¡20 % de descuento esta semana!",
            Some("PROMOTIONAL"),
        ),
        (
            "new_opening_hours",
            "PENDING",
            "Hola {{1}}, desde enero abrimos los sábados.",
            None,
        ),
    ] {
        let format = ParameterFormat::Positional;
        let components = components(format, body, &["Lucía"], None);
        templates.push(Template {
            status: status.to_owned(),
            rejected_reason: rejected_reason.map(str::to_owned),
            ..Template::new(name, "es", MARKETING, format, components)
        });
    }
    templates.extend(rich::all());
    for (at, template) in templates.iter_mut().enumerate() {
        template.id = (1_387_372_356_726_600_usize + at).to_string();
    }
    templates
}

fn components(
    format: ParameterFormat,
    text: &str,
    examples: &[&str],
    button: Option<&str>,
) -> Vec<Value> {
    let named: Vec<Value> = variables(text)
        .iter()
        .zip(examples)
        .map(|(name, example)| json!({"param_name": name, "example": example}))
        .collect();
    let example = match format {
        ParameterFormat::Positional => json!({"body_text": [examples]}),
        ParameterFormat::Named => json!({"body_text_named_params": named}),
    };
    let mut components = vec![json!({"type": "BODY", "text": text, "example": example})];
    if let Some(label) = button {
        components
            .push(json!({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": label}]}));
    }
    components
}
