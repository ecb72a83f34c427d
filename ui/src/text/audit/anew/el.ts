// Greek for closing a broken audit.

import { plural } from "../../plural";
import type { enAuditAnew } from "./en";

const n = (count: number, one: string, other: string) => plural("el", count, { one, other });

export const elAuditAnew: typeof enAuditAnew = {
  button: "Κλείσιμο και νέα αρχή…",
  title: "Να κλείσει αυτό το αρχείο ενεργειών και να αρχίσει νέο;",
  text: "Όλες οι εγγραφές μένουν και διαβάζονται. Ό,τι δεν ταιριάζει μένει σημειωμένο για πάντα, με το όνομά σας και τον λόγο σας. Όσα γράφονται από εδώ και πέρα επαληθεύονται χωριστά.",
  found: "Τι δεν ταιριάζει",
  more: (count) => n(count, "και # ακόμη", "και # ακόμη"),
  reason: "Γιατί διακόπηκε",
  hint: "Για παράδειγμα ποιος επανέφερε αντίγραφο, και πότε. Χωρίς όνομα ασθενή: δεν αλλάζει αργότερα.",
  confirm: "Κλείσιμο και νέα αρχή",
  cancel: "Άκυρο",
  otherwise: "Δεν έκλεισε τίποτα: τώρα δεν ταιριάζει κάτι άλλο. Δείτε ξανά τη λίστα πριν αποφασίσετε.",
  whole: (entries, first) => n(entries, `# εγγραφή από τον αριθμό ${first} και μετά, χωρίς αλλαγή`, `# εγγραφές από τον αριθμό ${first} και μετά, καμία αλλαγμένη`),
  wholeCalls: (calls) => n(calls, "# κλήση προς τη Meta από τότε, χωρίς αλλαγή", "# κλήσεις προς τη Meta από τότε, καμία αλλαγμένη"),
  before: (first) => `Διακοπή πριν από την εγγραφή ${first}`,
  acceptedBy: (who, when) => `Την αποδέχτηκε: ${who} · ${when}`,
  entries: (from, through) => (from === through ? `Εγγραφή ${from}` : `Εγγραφές ${from} έως ${through}`),
  calls: (from, through) => (from === through ? `Κλήση ${from}` : `Κλήσεις ${from} έως ${through}`),
  misfit: (which, what) => `${which}: ${what}`,
  mark: "δεν ταιριάζει",
  wrong: {
    changed: "άλλαξε αφού γράφτηκε",
    detached: "λείπουν ή μετακινήθηκαν προηγούμενες εγγραφές",
    foreign: "δεν την έγραψε αυτός ο υπολογιστής",
    cut_off: "αφαιρέθηκε ή αντικαταστάθηκε από εδώ και μετά",
    head_lost: "λείπει το αρχείο που λέει ως πού έφτανε το αρχείο ενεργειών",
    key_replaced: "από εδώ και μετά υπογράφει άλλο κλειδί",
  },
};
