//! People who are not patients yet, in four languages.

use super::super::{Chat, Person, Said};
use super::{d, p, said};

pub(super) const CHATS: &[Chat] = &[
    Chat {
        who: Person {
            wa_id: "351910000111",
            name: "Rui T.",
        },
        lines: &[
            p(0, 2, 10, "Boa tarde, vi o vosso contacto no mapa"),
            d(0, 1, 55, "Boa tarde, Rui. Em que podemos ajudar?"),
            p(0, 1, 41, "Têm horário ao fim da tarde?"),
            p(0, 1, 40, "Preciso para esta semana, se der"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "447700900112",
            name: "Sofia G.",
        },
        lines: &[
            p(
                2,
                9,
                30,
                "Hi, a friend gave me your number. Do you see new people at the moment?",
            ),
            d(
                2,
                9,
                10,
                "Hello Sofia, yes. The first visit takes an hour and costs 60 euros.",
            ),
            p(2, 9, 2, "And do you speak English in the sessions?"),
            d(2, 8, 50, "Two of our therapists do."),
            p(0, 3, 5, "Could you tell me which days are free next week?"),
            d(
                0,
                2,
                44,
                "Monday 10:00, Wednesday 17:00 or Friday 12:00. You can also book on our page.",
            ),
            p(0, 1, 35, "Thank you, I will look at the link"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "306900000113",
            name: "Yannis M.",
        },
        lines: &[
            p(1, 1, 5, "Καλησπέρα, δέχεστε ασφάλεια;"),
            d(
                1,
                0,
                20,
                "Καλησπέρα σας, ναι, με τις περισσότερες. Ποια έχετε;",
            ),
            p(0, 23, 9, "Του ταμείου μου, θα σας στείλω το όνομα"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "34600000114",
            name: "Irene B.",
        },
        lines: &[
            p(4, 2, 20, "Hola, ¿cuánto cuesta la primera sesión?"),
            d(
                4,
                2,
                0,
                "Hola Irene, la primera visita son 60 euros y dura una hora.",
            ),
            p(4, 1, 50, "¿Y hay que pagar antes?"),
            d(
                4,
                1,
                40,
                "No, al terminar. Cuando quieras te buscamos hora.",
            ),
            p(4, 1, 30, "Vale, lo hablo en casa y os digo"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "34600000115",
            name: "Marta V.",
        },
        lines: &[
            p(1, 9, 10, "Buenas, ¿tenéis hora para una primera visita?"),
            d(
                1,
                8,
                52,
                "Buenos días, Marta. El viernes a las 10:00 está libre.",
            ),
            p(1, 8, 45, "Me lo apunto. ¿Relleno algo antes?"),
            d(1, 8, 30, "Sí, te mandamos un formulario corto."),
            said(0, 2, 31, Said::Poll),
            p(0, 2, 30, "Hecho, he enviado el formulario"),
            d(0, 2, 12, "Recibido. Hasta el viernes, Marta."),
            p(0, 2, 8, "¡Hasta el viernes! 🙌"),
        ],
    },
];
