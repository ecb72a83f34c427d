// Greek for what to do about a flag, and for the emergency numbers.

import type { enProtocol } from "./en";

export const elProtocol: typeof enProtocol = {
  protocol: {
    title: "Τι γίνεται με μια επισήμανση",
    open: "Αλλαγή βημάτων",
    openText: "Τα βήματα που φαίνονται δίπλα σε μια επισήμανση, ανά επίπεδο, με δικά σας λόγια.",
    about: "Τα βήματα φαίνονται δίπλα σε μια επισήμανση και σημειώνονται εκεί. Κάθε αποθηκευμένη αλλαγή είναι νέα έκδοση· το αρχείο ενεργειών λέει ποια έκδοση είδε και σημείωσε ο καθένας.",
    steps: "Βήματα",
    original: "το αρχικό",
    restore: "Επαναφορά του αρχικού",
    add: "Προσθήκη βήματος",
    noneToday: "Για επισημάνσεις του «σήμερα» δεν φαίνονται βήματα.",
    atLeastOne: "Χρειάζεται τουλάχιστον ένα βήμα.",
    lacksSteps: "Το «επείγον» και το «υψηλό» χρειάζονται τουλάχιστον ένα βήμα.",
    version: (version: number) => `έκδοση ${version}`,
    kept: (name: string, time: string) => `από ${name}, ${time}`,
    done: (name: string, time: string) => `${name}, ${time}`,
    tick: (step: number) => `Το βήμα ${step} έγινε`,
    step: (step: number) => `Βήμα ${step}`,
    up: (step: number) => `Βήμα ${step} νωρίτερα`,
    down: (step: number) => `Βήμα ${step} αργότερα`,
    remove: (step: number) => `Αφαίρεση βήματος ${step}`,
  },
  numbers: {
    titleUnknown: "Αριθμοί έκτακτης ανάγκης",
    never: "Κανείς της κλινικής δεν έχει επιβεβαιώσει ακόμη αυτούς τους αριθμούς.",
    confirm: "Είναι σωστοί",
    unknown: "Δεν είναι γνωστοί αριθμοί για τη χώρα της κλινικής. Γράψτε τους δικούς σας παρακάτω.",
    due: "Οι αριθμοί έκτακτης ανάγκης δίπλα στις επισημάνσεις πρέπει να επιβεβαιωθούν.",
    look: "Δείτε τους",
    title: (country: string) => `Αριθμοί έκτακτης ανάγκης, ${country}`,
    confirmed: (name: string, time: string) => `Επιβεβαιώθηκαν από ${name}, ${time}. Θα ερωτηθείτε ξανά μετά από 180 ημέρες.`,
    old: (name: string, time: string) => `Τελευταία επιβεβαίωση από ${name}, ${time}: δείτε τους ξανά.`,
  },
};
