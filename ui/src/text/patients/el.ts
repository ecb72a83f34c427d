// Greek: the list of patients, also of those who never wrote, and writing to one of them.

import type { enPatients } from "./en";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("el", count, { one, other });

export const elPatients: typeof enPatients = {
  patients: {
    title: "Όλοι οι ασθενείς",
    back: "Συνομιλίες",
    search: "Όνομα ή αριθμός της κλινικής",
    only: "Μόνο όσοι δεν έγραψαν ποτέ",
    count: (count: number) => n(count, "# ασθενής", "# ασθενείς"),
    silent: "Χωρίς μηνύματα",
    number: (number: string) => `Αρ. ${number}`,
    none: { title: "Δεν υπάρχουν ακόμη ασθενείς", text: "Εδώ εμφανίζονται οι ασθενείς από αρχείο και όποιος γίνει ασθενής." },
    nobody: { title: "Κανείς με αυτό το όνομα ή αριθμό", text: "Αρκεί η αρχή ενός ονόματος ή του αριθμού της κλινικής." },
    everybody: { title: "Όλοι έχουν γράψει", text: "Υπάρχει συνομιλία με κάθε ασθενή." },
    showAll: "Εμφάνιση όλων",
    found: "Ασθενείς χωρίς συνομιλία",
    since: (month: string) => `Ασθενής από ${month}`,
    never: "Αυτός ο ασθενής δεν έχει γράψει και κανείς δεν του έχει γράψει.",
    details: "Στοιχεία",
    nothing: "Δεν έχει σημειωθεί τίποτα ακόμη.",
    noAddress: "Δεν είναι γνωστός κανένας αριθμός.",
    write: "Γράψτε σε αυτό το άτομο",
    writeText: "Κανείς δεν έχει γράψει ακόμη: το WhatsApp δέχεται μόνο εγκεκριμένο πρότυπο. Το επιλέγετε στη συνέχεια.",
    from: "Από ποιον αριθμό",
    templates: (count: number) => n(count, "# πρότυπο", "# πρότυπα"),
    noTemplates: "Αυτός ο αριθμός δεν έχει ακόμη εγκεκριμένο πρότυπο.",
    toTemplates: "Πρότυπα",
    noChannel: "Δεν είναι συνδεδεμένος κανένας αριθμός WhatsApp της κλινικής.",
    toConnection: "Σύνδεση",
  },
};
