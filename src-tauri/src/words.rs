//! The few words outside the window: notifications and tray. Never a name, a number or a text of a message.

use recado_inbox::view::app::Language;

/// The words of one language.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// Title of a risk alert.
    pub(crate) alert: &'static str,
    /// Title of a reminder of a flag.
    pub(crate) reminder: &'static str,
    /// Title of a test alert.
    pub(crate) test_alert: &'static str,
    /// Title when messages came in.
    pub(crate) message: &'static str,
    /// Title when the audit was found changed.
    pub(crate) audit_broken: &'static str,
    /// Title when self-tests do not come back.
    pub(crate) nothing_comes: &'static str,
    /// What to do, under each of them, and in the tray.
    pub(crate) open: &'static str,
    /// Ends the program.
    pub(crate) quit: &'static str,
}

/// Returns the words of a language.
pub(crate) fn words(language: Language) -> &'static Words {
    match language {
        Language::En => &Words {
            alert: "Urgent flag",
            reminder: "A flag is waiting for you",
            test_alert: "Test of an urgent flag",
            message: "New message",
            audit_broken: "The audit was changed",
            nothing_comes: "Messages may not be coming in",
            open: "Open Recado",
            quit: "Quit Recado",
        },
        Language::Es => &Words {
            alert: "Aviso urgente",
            reminder: "Un aviso le espera",
            test_alert: "Prueba de un aviso urgente",
            message: "Mensaje nuevo",
            audit_broken: "El registro fue alterado",
            nothing_comes: "Puede que no entren mensajes",
            open: "Abrir Recado",
            quit: "Salir de Recado",
        },
        Language::Pt => &Words {
            alert: "Alerta urgente",
            reminder: "Um alerta espera por si",
            test_alert: "Teste de um alerta urgente",
            message: "Nova mensagem",
            audit_broken: "O registo foi alterado",
            nothing_comes: "Pode não estar a entrar nenhuma mensagem",
            open: "Abrir o Recado",
            quit: "Sair do Recado",
        },
        Language::El => &Words {
            alert: "Επείγουσα επισήμανση",
            reminder: "Μια επισήμανση σας περιμένει",
            test_alert: "Δοκιμή επείγουσας επισήμανσης",
            message: "Νέο μήνυμα",
            audit_broken: "Το αρχείο ενεργειών αλλοιώθηκε",
            nothing_comes: "Ίσως δεν έρχονται μηνύματα",
            open: "Άνοιγμα του Recado",
            quit: "Έξοδος από το Recado",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_language_borrows_anothers_words() {
        let all = [Language::En, Language::Es, Language::Pt, Language::El].map(words);
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert_ne!(one.alert, other.alert);
                assert_ne!(one.reminder, other.reminder);
                assert_ne!(one.message, other.message);
                assert_ne!(one.audit_broken, other.audit_broken);
                assert_ne!(one.nothing_comes, other.nothing_comes);
                assert_ne!(one.open, other.open);
            }
        }
    }
}
