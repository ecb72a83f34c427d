// English for leads by how much they want to come.

import type { Heat } from "../../ipc/bindings/Heat";
import type { Intent } from "../../ipc/bindings/Intent";
import type { Urgency } from "../../ipc/bindings/Urgency";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enInterest = {
  interest: {
    ranking: "Most urgent first",
    rankingText: "They ask for an appointment or about one.",
    first: (count: number) => n(count, "# to look at first", "# to look at first"),
    heats: { hot: "Wants to come soon", warm: "Asks" } satisfies Record<Heat, string>,
    wants: { today: "Wants to come today", this_week: "Wants to come this week", soon: "Wants to come soon" } satisfies Record<Urgency, string>,
    asks: {
      appointment: "Asks for an appointment",
      availability: "Asks when there is time",
      price: "Asks the price",
      insurance: "Asks about insurance",
      place: "Asks where you are",
      service: "Asks what you offer",
      curious: "Wants to know more",
    } satisfies Record<Intent, string>,
    shortWants: { today: "Today", this_week: "This week", soon: "Soon" } satisfies Record<Urgency, string>,
    shortAsks: { appointment: "Appointment", availability: "Times", price: "Price", insurance: "Insurance", place: "Place", service: "Service", curious: "Info" } satisfies Record<Intent, string>,
    title: "Wants to come",
    quote: (words: string) => `“${words}”`,
    writtenWaiting: (when: string) => `Written ${when}, not answered yet`,
    writtenAnswered: (when: string) => `Written ${when}, answered`,
    answered: "answered",
    dismiss: "Not urgent",
    dismissText: "Takes the mark away until they write again.",
    empty: { title: "Nobody asks for an appointment", text: "Leads who ask for one, or when, where and for how much, stand here with their words." },
  },
};
