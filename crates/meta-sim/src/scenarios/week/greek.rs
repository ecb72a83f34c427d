//! Patients in Greece; Nikos writes English.

use super::super::{Chat, Person, Said};
use super::{d, p, said};

pub(super) const CHATS: &[Chat] = &[
    Chat {
        who: Person {
            wa_id: "306900000103",
            name: "Eleni D.",
        },
        lines: &[
            p(
                5,
                8,
                0,
                "Καλημέρα, θα ήθελα να κλείσω ένα ραντεβού μετά τις πέντε",
            ),
            d(
                5,
                7,
                45,
                "Καλημέρα Ελένη, σας γράφουμε μόλις ελευθερωθεί απογευματινή ώρα.",
            ),
            p(5, 7, 40, "Ευχαριστώ, δεν βιάζομαι"),
            p(2, 1, 10, "Υπάρχει κάτι για αυτή την εβδομάδα;"),
            d(2, 0, 40, "Ακόμη όχι, το κοιτάμε κάθε μέρα."),
            p(1, 1, 30, "Καλημέρα, κάποιο νέο;"),
            d(
                1,
                1,
                0,
                "Καλημέρα Ελένη, έχουμε ελεύθερη ώρα την Πέμπτη στις 17:00.",
            ),
            p(1, 0, 32, "Ευχαριστώ πολύ, θα το σκεφτώ"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "306900000106",
            name: "Dimitra A.",
        },
        lines: &[
            p(6, 7, 15, "Γεια σας, τι ώρα είναι το ραντεβού μου αύριο;"),
            d(6, 7, 0, "Γεια σας Δήμητρα, αύριο στις 11:00."),
            p(6, 6, 58, "Ωραία, ευχαριστώ"),
            p(4, 3, 30, "Πήγε καλά η συνάντηση, ευχαριστώ τον γιατρό"),
            d(4, 3, 10, "Θα του το πούμε. Καλή συνέχεια!"),
            p(2, 7, 25, "Μπορώ να έχω μια βεβαίωση για τη δουλειά;"),
            d(2, 7, 0, "Βεβαίως, θα είναι έτοιμη αύριο το πρωί."),
            p(2, 6, 57, "Τέλεια"),
            said(2, 6, 56, Said::Sticker),
            p(0, 1, 54, "Μπορώ να αλλάξω το ραντεβού;"),
            p(0, 1, 53, "Κάθε ώρα μετά τις 16:00 με βολεύει"),
        ],
    },
    Chat {
        who: Person {
            wa_id: "306900000109",
            name: "Nikos V.",
        },
        lines: &[
            p(4, 6, 40, "Hello, is the clinic open on Friday afternoon?"),
            d(4, 6, 25, "Hello Nikos, on Fridays until 15:00."),
            p(4, 6, 20, "Then Thursday. Nine o'clock?"),
            d(4, 6, 12, "Thursday at nine is yours."),
            p(1, 8, 20, "Do I need to bring anything?"),
            d(1, 8, 5, "Just your insurance card, please."),
            said(1, 8, 1, Said::Sticker),
            p(0, 3, 38, "Καλημέρα! Running ten minutes late today, sorry"),
            d(0, 3, 36, "No problem, we'll wait for you."),
            p(0, 2, 40, "See you on Thursday at nine"),
        ],
    },
];
