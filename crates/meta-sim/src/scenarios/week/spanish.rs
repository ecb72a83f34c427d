//! Patients who write in Spanish.

use super::super::{Chat, Person, Said};
use super::{d, p, said};

pub(super) const CHATS: &[Chat] = &[
    Chat {
        who: Person {
            wa_id: "34600000101",
            name: "Maria K.",
        },
        lines: &[
            p(
                6,
                4,
                10,
                "Hola, ¿sigue en pie la cita del jueves con el Dr. Vidal?",
            ),
            d(
                6,
                3,
                50,
                "Hola Maria, sí, el jueves a las 12:30. ¿Te va bien?",
            ),
            p(6, 3, 44, "Sí, gracias. Estos días estoy durmiendo poco."),
            d(
                6,
                3,
                30,
                "Se lo digo al Dr. Vidal para que lo habléis el jueves.",
            ),
            p(4, 5, 12, "Ayer salí a caminar un rato, como quedamos"),
            d(4, 4, 58, "Qué bien, Maria. Nos alegra leerlo."),
            p(
                2,
                6,
                2,
                "Hoy me ha costado levantarme. Fui a la cita igualmente.",
            ),
            d(
                2,
                5,
                40,
                "Gracias por contárnoslo. El Dr. Vidal te escribe mañana.",
            ),
            p(1, 1, 20, "Mañana estaré en casa todo el día"),
            d(0, 1, 34, "Hola Maria, ¿cómo has pasado la noche?"),
            p(0, 0, 26, "Mal. No he dormido otra vez."),
            p(
                0,
                0,
                12,
                "No quiero seguir viviendo así, de verdad. Perdona que te moleste.",
            ),
        ],
    },
    Chat {
        who: Person {
            wa_id: "34600000107",
            name: "Lucía F.",
        },
        lines: &[
            p(
                5,
                7,
                30,
                "Buenos días, quería pedir hora con la Dra. Lozano",
            ),
            d(
                5,
                7,
                12,
                "Buenos días, Lucía. Tenemos el martes a las 16:00 o el miércoles a las 10:00.",
            ),
            p(5, 7, 5, "El martes a las 16:00 perfecto"),
            d(
                5,
                6,
                58,
                "Anotado: martes a las 16:00. Trae el volante, por favor.",
            ),
            p(2, 8, 15, "¿Os puedo mandar el volante por aquí?"),
            d(2, 8, 2, "Claro, una foto donde se lea bien es suficiente."),
            p(0, 3, 40, "Perdón por el retraso, aquí va"),
            said(0, 3, 38, Said::Picture("El volante del médico de cabecera")),
            d(0, 3, 20, "Recibido, gracias. Se lee perfectamente."),
            said(0, 2, 35, Said::Picture("")),
            p(0, 2, 34, "Y esta es la segunda hoja"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "34600000108",
            name: "Rosa M.",
        },
        lines: &[
            p(4, 9, 20, "Hola, no encuentro la factura de octubre"),
            d(4, 9, 1, "Hola Rosa, te la preparo. ¿A nombre de quién va?"),
            p(4, 8, 55, "A mi nombre, como siempre"),
            d(
                4,
                8,
                20,
                "Lista. La tienes en recepción, o te la enviamos por correo.",
            ),
            p(4, 8, 15, "Por correo mejor, gracias"),
            p(1, 5, 45, "¿Se puede aparcar cerca de la clínica?"),
            d(
                1,
                5,
                30,
                "Sí, hay un aparcamiento en la misma calle, a dos minutos.",
            ),
            said(
                0,
                4,
                10,
                Said::Place {
                    name: "Plaza del Faro",
                    latitude: 39.4702,
                    longitude: -0.3768,
                },
            ),
            p(0, 4, 9, "¿Es por aquí?"),
            d(0, 3, 58, "Justo ahí, la puerta verde."),
            p(0, 3, 15, "Gracias, mañana llamo a la consulta"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "34600000116",
            name: "Hugo A.",
        },
        lines: &[
            p(
                3,
                6,
                30,
                "Hola, tengo cita el viernes y me ha salido una reunión",
            ),
            d(
                3,
                6,
                15,
                "Hola Hugo, sin problema. ¿Te va el lunes a la misma hora?",
            ),
            p(3, 6, 11, "Mejor por la tarde"),
            d(3, 6, 2, "El lunes a las 18:30, entonces."),
            p(3, 5, 58, "Perfecto, muchas gracias"),
            said(3, 5, 57, Said::Sticker),
        ],
    },
];
