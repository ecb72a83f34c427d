// Greek for leads by how much they want to come.

import { plural } from "../plural";
import type { enInterest } from "./en";

const n = (count: number, one: string, other: string) => plural("el", count, { one, other });

export const elInterest: typeof enInterest = {
  interest: {
    ranking: "Πρώτα τα πιο επείγοντα",
    rankingText: "Ζητούν ραντεβού ή ρωτούν γι’ αυτό.",
    first: (count) => n(count, "# που προηγείται", "# που προηγούνται"),
    heats: { hot: "Θέλει να έρθει σύντομα", warm: "Ρωτά" },
    wants: { today: "Θέλει να έρθει σήμερα", this_week: "Θέλει να έρθει αυτή την εβδομάδα", soon: "Θέλει να έρθει σύντομα" },
    asks: {
      appointment: "Ζητά ραντεβού",
      availability: "Ρωτά πότε υπάρχει κενό",
      price: "Ρωτά την τιμή",
      insurance: "Ρωτά για ασφάλεια",
      place: "Ρωτά πού βρίσκεστε",
      service: "Ρωτά τι προσφέρετε",
      curious: "Θέλει να μάθει περισσότερα",
    },
    shortWants: { today: "Σήμερα", this_week: "Εβδομάδα", soon: "Σύντομα" },
    shortAsks: { appointment: "Ραντεβού", availability: "Ώρες", price: "Τιμή", insurance: "Ασφάλεια", place: "Πού", service: "Υπηρεσία", curious: "Πληροφορίες" },
    title: "Θέλει να έρθει",
    quote: (words) => `«${words}»`,
    writtenWaiting: (when) => `Γράφτηκε ${when}, χωρίς απάντηση ακόμη`,
    writtenAnswered: (when) => `Γράφτηκε ${when}, απαντήθηκε`,
    answered: "απαντήθηκε",
    dismiss: "Δεν επείγει",
    dismissText: "Αφαιρεί το σημάδι μέχρι να ξαναγράψει.",
    empty: { title: "Κανείς δεν ζητά ραντεβού", text: "Εδώ στέκονται, με τα λόγια τους, όσοι ζητούν ραντεβού ή ρωτούν πότε, πού και πόσο." },
  },
};
