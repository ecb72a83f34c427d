//! What a column seems to hold, by its name in four languages and by what stands in it.

use super::read::Row;
use crate::view::import::ImportField;
use recado_domain::{phone::Phone, record::BirthDay};

/// Words by which a column is known, without accents; the first list that fits decides.
const NAMES: [(ImportField, &[&str]); 8] = [
    (
        ImportField::Name,
        &[
            "full name",
            "nombre completo",
            "nome completo",
            "nombre y apellido",
            "ονοματεπωνυμ",
        ],
    ),
    (
        ImportField::LastName,
        &[
            "last name",
            "surname",
            "family name",
            "apellido",
            "apelido",
            "sobrenome",
            "επωνυμο",
            "επιθετο",
        ],
    ),
    (
        ImportField::FirstName,
        &[
            "first name",
            "given name",
            "forename",
            "primer nombre",
            "primeiro nome",
            "nome proprio",
            "μικρο ονομα",
        ],
    ),
    (
        ImportField::Phone,
        &[
            "whatsapp",
            "mobile",
            "phone",
            "movil",
            "celular",
            "telemovel",
            "telefon",
            "tel",
            "κινητο",
            "τηλεφων",
        ],
    ),
    (
        ImportField::BornOn,
        &[
            "birth",
            "born",
            "dob",
            "nacimiento",
            "nascimento",
            "nasc",
            "γεννησ",
        ],
    ),
    (
        ImportField::Language,
        &["language", "idioma", "lengua", "lingua", "γλωσσα"],
    ),
    (
        ImportField::Number,
        &[
            "number",
            "file",
            "record",
            "historia",
            "expediente",
            "processo",
            "numero",
            "nº",
            "κωδικ",
            "αριθμ",
            "id",
        ],
    ),
    (
        ImportField::Name,
        &[
            "name",
            "nombre",
            "nome",
            "patient",
            "paciente",
            "ονομα",
            "ασθεν",
        ],
    ),
];

/// Languages by their names in four languages, without accents.
const LANGUAGES: [(&str, &[&str]); 7] = [
    ("en", &["english", "ingles", "αγγλικα"]),
    (
        "es",
        &[
            "spanish",
            "espanol",
            "castellano",
            "castelhano",
            "espanhol",
            "ισπανικα",
        ],
    ),
    ("pt", &["portuguese", "portugues", "πορτογαλικα"]),
    ("el", &["greek", "griego", "grego", "ελληνικα"]),
    ("fr", &["french", "frances", "γαλλικα"]),
    ("de", &["german", "aleman", "alemao", "γερμανικα"]),
    ("it", &["italian", "italiano", "ιταλικα"]),
];

/// Returns whether a row holds the columns' names: nothing in it is a number to dial or a day.
pub(super) fn are_names(cells: &[String], country: &str) -> bool {
    let is_value = |cell: &String| number(cell, country).is_some() || looks_like_a_day(cell);
    !cells.iter().any(is_value) && cells.iter().any(|cell| !cell.trim().is_empty())
}

/// Returns what each column seems to hold; no field is guessed twice.
pub(super) fn guess<'a>(
    header: &[String],
    rows: impl Iterator<Item = &'a Row> + Clone,
) -> Vec<Option<ImportField>> {
    let mut guesses: Vec<Option<ImportField>> = Vec::new();
    for name in header {
        let folded = fold(name);
        let found = NAMES.iter().find(|(field, words)| {
            let fits = words.iter().any(|word| contains(&folded, word));
            fits && !guesses.contains(&Some(*field))
        });
        guesses.push(found.map(|(field, _)| *field));
    }
    // Beside a last name, what is called name is the first one.
    if guesses.contains(&Some(ImportField::LastName))
        && !guesses.contains(&Some(ImportField::FirstName))
    {
        for guess in &mut guesses {
            if *guess == Some(ImportField::Name) {
                *guess = Some(ImportField::FirstName);
            }
        }
    }
    for (field, fits) in [
        (ImportField::Phone, looks_like_a_number as fn(&str) -> bool),
        (ImportField::BornOn, looks_like_a_day),
    ] {
        if !guesses.contains(&Some(field)) {
            let column = (0..header.len()).find(|column| {
                let mut cells = rows.clone().map(|row| row.cells[*column].as_str());
                guesses[*column].is_none()
                    && cells.clone().any(fits)
                    && cells.all(|it| it.is_empty() || fits(it))
            });
            if let Some(column) = column {
                guesses[column] = Some(field);
            }
        }
    }
    guesses
}

/// Returns the number people dial, in the spelling the people index knows.
pub(super) fn number(text: &str, country: &str) -> Option<Phone> {
    // Letters would be read as digits of a telephone's keys, and `3,5E+11` as something else altogether.
    if text.chars().any(char::is_alphabetic) {
        return None;
    }
    let typed = Phone::parse(text.trim(), country).ok()?;
    Phone::from_wa_id(typed.as_e164()).ok()
}

/// Returns the ISO 639 code of a language as a file names it.
pub(super) fn language(text: &str) -> Option<&'static str> {
    let folded = fold(text);
    let code: &str = folded.split(['-', '_']).next().unwrap_or_default();
    LANGUAGES
        .iter()
        .find(|(its, names)| *its == code || names.contains(&folded.as_str()))
        .map(|(its, _)| *its)
}

fn contains(name: &str, word: &str) -> bool {
    // Short words stand alone: `id` is not in `idioma`.
    if word.chars().count() <= 3 {
        name.split(|c: char| !c.is_alphanumeric())
            .any(|part| part == word)
    } else {
        name.contains(word)
    }
}

fn looks_like_a_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text
        .chars()
        .all(|c| c.is_ascii_digit() || " +-().".contains(c));
    others && (8..=15).contains(&digits) && !looks_like_a_day(text)
}

fn looks_like_a_day(text: &str) -> bool {
    BirthDay::parse(text, "9999-12-31").is_ok() || BirthDay::parse(text, "2099-12-31").is_ok()
}

/// Returns a word in small letters without accents.
fn fold(text: &str) -> String {
    text.trim()
        .to_lowercase()
        .chars()
        .map(|c| match c {
            'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            'ñ' => 'n',
            'ά' => 'α',
            'έ' => 'ε',
            'ή' => 'η',
            'ί' | 'ϊ' | 'ΐ' => 'ι',
            'ό' => 'ο',
            'ύ' | 'ϋ' | 'ΰ' => 'υ',
            'ώ' => 'ω',
            'ς' => 'σ',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guesses(header: &[&str], row: &[&str]) -> Vec<Option<ImportField>> {
        let owned = |cells: &[&str]| {
            cells
                .iter()
                .map(|cell| (*cell).to_owned())
                .collect::<Vec<_>>()
        };
        let row = Row {
            number: 2,
            cells: owned(row),
            is_broken: false,
        };
        guess(&owned(header), [row].iter())
    }

    #[test]
    fn columns_are_known_by_name_in_four_languages() {
        use ImportField::{BornOn, FirstName, Language, LastName, Name, Number, Phone};
        let cases: [(&[&str], Vec<ImportField>); 5] = [
            (
                &[
                    "Patient ID",
                    "Full name",
                    "Mobile phone",
                    "Date of birth",
                    "Language",
                ],
                vec![Number, Name, Phone, BornOn, Language],
            ),
            (
                &[
                    "Nº historia",
                    "Nombre",
                    "Apellidos",
                    "Teléfono móvil",
                    "Fecha de nacimiento",
                    "Idioma",
                ],
                vec![Number, FirstName, LastName, Phone, BornOn, Language],
            ),
            (
                &[
                    "Nome do utente",
                    "Apelido",
                    "Telemóvel",
                    "Data de nascimento",
                    "Nº utente",
                ],
                vec![FirstName, LastName, Phone, BornOn, Number],
            ),
            (
                &[
                    "Ονοματεπώνυμο",
                    "Κινητό",
                    "Ημ. γέννησης",
                    "Κωδικός",
                    "Γλώσσα",
                ],
                vec![Name, Phone, BornOn, Number, Language],
            ),
            (
                &["Όνομα", "Επώνυμο", "Τηλέφωνο"],
                vec![FirstName, LastName, Phone],
            ),
        ];
        for (header, expected) in cases {
            let found: Vec<_> = guesses(header, &vec![""; header.len()]);
            let expected: Vec<_> = expected.into_iter().map(Some).collect();
            assert_eq!(found, expected, "{header:?}");
        }
    }

    #[test]
    fn columns_without_names_are_known_by_what_stands_in_them() {
        assert_eq!(
            guesses(&["", "", ""], &["Ana Reis", "912 000 412", "07/03/1984"]),
            [None, Some(ImportField::Phone), Some(ImportField::BornOn)]
        );
    }

    #[test]
    fn numbers_are_read_for_what_they_are() {
        let read = |text: &str| number(text, "PT").map(|phone| phone.as_e164().to_owned());
        assert_eq!(read("912 000 412").as_deref(), Some("+351912000412"));
        assert_eq!(read("00351 912-000-412").as_deref(), Some("+351912000412"));
        assert_eq!(read("351912000412").as_deref(), Some("+351912000412"));
        assert_eq!(read("+55 11 8765-4321").as_deref(), Some("+5511987654321"));
        for bad in [
            "3,51912E+11",
            "see file",
            "12",
            "",
            "1-800-FLOWERS",
            "\u{0}",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn languages_are_known_by_code_and_name() {
        assert_eq!(language("pt-PT"), Some("pt"));
        assert_eq!(language("Inglés"), Some("en"));
        assert_eq!(language("Ελληνικά"), Some("el"));
        assert_eq!(language("Klingon"), None);
    }
}
