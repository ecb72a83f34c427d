// Languages offered for a new template: those a clinic here is likely to want. Meta knows more and has the last word;
// a language that a template already has is offered too.

export const languageCodes: readonly string[] = ["ar", "bg", "ca", "cs", "da", "de", "el", "en", "en_GB", "en_US", "es", "es_AR", "es_ES", "es_MX", "fi", "fr", "he", "hr", "hu", "it", "nb", "nl", "pl", "pt_BR", "pt_PT", "ro", "ru", "rw_RW", "sk", "sl", "sq", "sr", "sv", "tr", "uk", "zh_CN"];
