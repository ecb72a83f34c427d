//! Patients who write in Portuguese; João changes to English.

use super::super::{Chat, Person, Said};
use super::{d, p, said};

pub(super) const CHATS: &[Chat] = &[
    Chat {
        who: Person {
            wa_id: "351910000102",
            name: "João P.",
        },
        lines: &[
            p(6, 6, 0, "Bom dia, podia confirmar a consulta de quinta?"),
            d(
                6,
                5,
                48,
                "Bom dia, João. Quinta às 9h00 com o Dr. Vidal, sala 2.",
            ),
            p(6, 5, 45, "Obrigado!"),
            p(3, 3, 12, "Can we write in English? My sister reads along"),
            d(3, 3, 0, "Of course. Whatever is easier for you both."),
            p(3, 2, 55, "Great, thank you"),
            p(
                1,
                4,
                30,
                "This week I slept better. Could we move Thursday a little later?",
            ),
            d(1, 4, 10, "Good to hear! 9:30 is free. Shall I move it?"),
            p(1, 4, 2, "Yes please"),
            d(1, 3, 55, "Done: Thursday at 9:30."),
            said(0, 20, 46, Said::Picture("Is it this door?")),
            p(0, 20, 40, "And can I bring my sister to the first part?"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "351910000104",
            name: "Tomás R.",
        },
        lines: &[
            p(
                5,
                4,
                20,
                "Olá, perdi o papel com os exercícios de respiração",
            ),
            d(5, 4, 2, "Olá Tomás, a Teresa deixa-lhe outro na receção."),
            p(5, 3, 50, "Passo aí amanhã, obrigado"),
            p(2, 2, 33, "Já tenho o papel. Vou fazendo todos os dias"),
            d(2, 2, 15, "Ótimo! Conte-nos na sexta como correu."),
            p(
                1,
                0,
                10,
                "Posso mandar uma mensagem de voz? Escrevo devagar",
            ),
            d(1, 0, 2, "Claro que sim, Tomás."),
            said(0, 23, 18, Said::Voice),
        ],
    },
    Chat {
        who: Person {
            wa_id: "351910000105",
            name: "Inês C.",
        },
        lines: &[
            p(6, 2, 10, "Boa tarde, queria marcar a próxima sessão"),
            d(
                6,
                1,
                58,
                "Boa tarde, Inês. Quinta às 17h00 ou sexta às 11h00?",
            ),
            p(6, 1, 50, "Quinta às 17h00"),
            d(6, 1, 44, "Fica marcado."),
            p(1, 7, 5, "Esqueci-me: quinta é às 17h00 ou às 17h30?"),
            d(1, 6, 50, "Às 17h00, Inês."),
            p(1, 6, 48, "Obrigada pela paciência 😊"),
            p(
                0,
                1,
                50,
                "O seguro pede um comprovativo das sessões. Conseguem passar?",
            ),
            d(0, 1, 30, "Sim, fica pronto hoje à tarde."),
            p(0, 1, 16, "Perfeito, até quinta então"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "351910000110",
            name: "Beatriz L.",
        },
        lines: &[
            p(
                5,
                5,
                40,
                "Bom dia, recebi o formulário mas não abre no telemóvel",
            ),
            d(
                5,
                5,
                22,
                "Bom dia, Beatriz. Pode preenchê-lo em papel e mandar por aqui.",
            ),
            p(5, 5, 20, "Está bem"),
            p(3, 4, 40, "Aqui está"),
            said(3, 4, 39, Said::File("formulário Beatriz.pdf")),
            d(3, 4, 20, "Recebido, obrigada. Está tudo certo."),
            p(3, 4, 12, "Já enviei também por correio"),
        ],
    },
];
