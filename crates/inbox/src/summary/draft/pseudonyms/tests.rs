//! What is hidden, what stays, and that everything comes back.

use super::*;
use proptest::prelude::*;

fn pseudonyms() -> Pseudonyms {
    Pseudonyms::new(
        ["María Lopes", "Νίκος Δήμου", "Maria K."],
        ["Ana Reis", "Dr. Vidal"],
    )
}

#[test]
fn who_is_known_is_hidden_and_comes_back() {
    let cases = [
        ("Sou a Maria Lopes", "Sou a [PERSON_1] [PERSON_2]"),
        ("maria, MARIA", "[PERSON_1], [PERSON_2]"),
        (
            "Γεια σου Νίκο, είμαι ο Νίκος",
            "Γεια σου [PERSON_1], είμαι ο [PERSON_2]",
        ),
        ("Olá doutora Ana Reis", "Olá doutora [STAFF_1] [STAFF_2]"),
        ("Is it Vidal?", "Is it [STAFF_1]?"),
        (
            "ligue +351 912 000 412 por favor",
            "ligue [NUMBER_1] por favor",
        ),
        ("tel. (91) 562-04-20.", "tel. ([NUMBER_1]."),
        ("DNI 12345678Z", "DNI [NUMBER_1]"),
        ("NIE X1234567L e mais", "NIE [NUMBER_1] e mais"),
        ("CPF 123.456.789-09", "CPF [NUMBER_1]"),
        ("ΑΜΚΑ 01018012345", "ΑΜΚΑ [NUMBER_1]"),
        ("nasci a 07/03/1984", "nasci a [NUMBER_1]"),
        ("Puedo el 20/11/2026 600 111 222", "Puedo el [NUMBER_1]"),
        (
            "escreva para maria.k@mail.example, sim",
            "escreva para [EMAIL_1], sim",
        ),
        ("veja https://a.example/x?y=1.", "veja [LINK_1]."),
        ("instagram.com/maria_k", "[LINK_1]"),
        ("sou @maria_k no instagram", "sou [HANDLE_1] no instagram"),
        (
            "moro na Rua das Flores 12, Lisboa",
            "moro na [ADDRESS_1], Lisboa",
        ),
        ("μένω οδός Ερμού 5", "μένω [ADDRESS_1]"),
        ("I write [PERSON_1] here", "I write [TEXT_1] here"),
    ];
    for (text, is) in cases {
        let mut pseudonyms = pseudonyms();
        let hidden = pseudonyms.hide(text);
        assert_eq!(hidden, is);
        assert_eq!(pseudonyms.show(&hidden), text);
    }
}

#[test]
fn what_names_nobody_stays() {
    for text in [
        "Dormi 5 horas, tomei 50 mg às 10:30",
        "Posso ir quinta 20/11/2026 às 9:00?",
        "2026-11-20 14:00 then",
        "I manage. An anatomy of marital lists",
        "Não tenho nome [x] nem [PERSON]",
        "a rua estava cheia",
        "1/2 comprimido",
        "και/ή",
    ] {
        assert_eq!(pseudonyms().hide(text), text);
    }
}

#[test]
fn a_link_does_not_come_back_in_an_assistants_words() {
    let mut pseudonyms = pseudonyms();
    pseudonyms.hide("https://a.example Maria");
    let said = pseudonyms.show_without_links("See [LINK_1] of [PERSON_1], [LINK_9]");
    assert_eq!(said, "See … of Maria, [LINK_9]");
}

#[test]
fn one_thing_has_one_mark_through_all_messages() {
    let mut pseudonyms = pseudonyms();
    let hidden = ["Maria", "A Maria", "912000412", "912000412 e 912000413"]
        .map(|text| pseudonyms.hide(text));
    assert_eq!(hidden[1], format!("A {}", hidden[0]));
    assert_eq!(hidden[3], "[NUMBER_1] e [NUMBER_2]");
}

proptest! {
    #[test]
    fn whatever_is_hidden_comes_back(text in ".{0,80}") {
        let mut pseudonyms = pseudonyms();
        let hidden = pseudonyms.hide(&text);
        prop_assert_eq!(pseudonyms.show(&hidden), text);
    }

    #[test]
    fn no_known_number_gets_through(
        before in "[a-zα-ω ]{0,20}",
        digits in proptest::collection::vec(0_u8..10, 8..14),
        cut in 2_usize..6,
    ) {
        let digits: Vec<String> = digits.iter().map(u8::to_string).collect();
        let number = format!("+{} {}", digits[..cut].concat(), digits[cut..].concat());
        let hidden = pseudonyms().hide(&format!("{before} {number} now"));
        prop_assert!(!hidden.contains(|it: char| it.is_ascii_digit() && it != '1'), "{}", hidden);
    }
}
