// Greek: who is who, and what making somebody a patient does.

import type { enPeople } from "./en";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("el", count, { one, other });

export const elPeople: typeof enPeople = {
  people: {
    menu: "Ποιος είναι",
    items: { patient: "Να γίνει ασθενής…", same: "Ίδιο άτομο με…", split: "Διαχωρισμός…", leads: "Δεν είναι ασθενής…" },
    maybe: (name: string, why: string) => `Ίσως το ίδιο άτομο με: ${name} (${why}).`,
    why: { same_number: "ίδιος αριθμός", same_name_and_birthday: "ίδιο όνομα και γενέθλια", shared_card: "μια κάρτα επαφής έχει τον αριθμό" },
    yesSame: "Το ίδιο άτομο",
    notSame: "Άλλο άτομο",
    undo: "Αναίρεση",
    said: { same_person: "Τώρα είναι το ίδιο άτομο.", taken_out: "Διαχωρίστηκαν.", kept_apart: "Δεν θα προταθεί ξανά." },
    cancel: "Άκυρο",
    searchLabel: "Αναζήτηση με όνομα",
    searchPatient: "Ποιος ασθενής",
    nobody: "Κανείς με αυτό το όνομα.",
    sameTitle: (name: string) => `Ποιος είναι το ίδιο άτομο με: ${name};`,
    sameText: "Οι δύο συνομιλίες μένουν όπως είναι. Δείχνουν ένα όνομα και όλες τις διευθύνσεις μαζί. Μπορεί να αναιρεθεί.",
    sameOther: "Ο ένας είναι ασθενής και ο άλλος όχι. Επιλέξτε «Να γίνει ασθενής…» για όποιον δεν είναι ακόμη.",
    sameConfirm: "Ίδιο άτομο",
    splitTitle: (name: string) => `Διαχωρισμός: ${name}`,
    splitText: "Ό,τι επιλέξετε γίνεται ξανά ξεχωριστό άτομο, με τη συνομιλία του. Μπορεί να αναιρεθεί.",
    splitConfirm: "Διαχωρισμός",
    patientTitle: (name: string) => `Να γίνει ασθενής: ${name}`,
    patientText: "Όλα τα παρακάτω μεταφέρονται από τους ενδιαφερομένους στους κλινικούς φακέλους. Εκεί θα πηγαίνουν και τα νέα μηνύματα.",
    patientReaders: (who: string) => `Από εκεί και πέρα μπορούν να τα διαβάσουν μόνο: ${who}. Οι βοηθοί όχι.`,
    isPatientAlready: "Είναι ήδη ασθενής εδώ, με άλλη διεύθυνση",
    noWayBack: "Αυτό δεν αναιρείται: ένας ασθενής δεν γίνεται ξανά ενδιαφερόμενος.",
    patientConfirm: "Να γίνει ασθενής",
    leadsTitle: (name: string) => `Μεταφορά στους ενδιαφερομένους: ${name}`,
    leadsText: "Για κάποιον που έγραψε εδώ και δεν είναι ασθενής. Όλα τα παρακάτω μεταφέρονται στους ενδιαφερομένους.",
    leadsReaders: (who: string) => `Από εκεί και πέρα μπορεί να τα διαβάσει όλη η ομάδα: ${who}.`,
    leadsConfirm: "Δεν είναι ασθενής",
    moves: {
      label: "Τι μεταφέρεται",
      messages: (count: number) => n(count, "# μήνυμα", "# μηνύματα"),
      files: (count: number) => n(count, "# αρχείο", "# αρχεία"),
      records: (count: number) => n(count, "# σημείωση ή εγγραφή", "# σημειώσεις και εγγραφές"),
      alerts: (count: number) => n(count, "# ανοιχτή σήμανση", "# ανοιχτές σημάνσεις"),
      replies: (count: number) => n(count, "# απάντηση καθ’ οδόν", "# απαντήσεις καθ’ οδόν"),
      drafts: (count: number) => n(count, "# πρόχειρο", "# πρόχειρα"),
    },
  },
};
