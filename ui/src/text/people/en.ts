// English: who is who, and what making somebody a patient does.

import type { Likeness } from "../../ipc/bindings/Likeness";
import type { SaidKind } from "../../ipc/bindings/SaidKind";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enPeople = {
  people: {
    menu: "Who is this",
    items: { patient: "Make a patient…", same: "Same person as…", split: "Take apart…", address: "One address is someone else…", leads: "Not a patient…" },
    maybe: (name: string, why: string) => `Maybe the same person as ${name}: ${why}.`,
    why: { same_number: "same number", same_clinic_number: "same clinic number", same_name_and_birthday: "same name and birthday", shared_card: "a contact card holds the number" } satisfies Record<Likeness, string>,
    yesSame: "Same person",
    notSame: "Not the same",
    undo: "Undo",
    said: { same_person: "Now the same person.", taken_out: "Taken apart.", kept_apart: "Will not be suggested again.", address_out: "Now somebody of their own." } satisfies Record<SaidKind, string>,
    cancel: "Cancel",
    searchLabel: "Search by name",
    searchPatient: "Which patient",
    nobody: "Nobody with this name.",
    sameTitle: (name: string) => `Who is the same person as ${name}?`,
    sameText: "Both conversations stay as they are. They show one name and all addresses together. You can take this back.",
    sameOther: "One of them is a patient and the other is not. Choose “Make a patient…” for the lead instead.",
    sameConfirm: "Same person",
    splitTitle: (name: string) => `Take ${name} apart`,
    splitText: "What you choose becomes a person of its own again, with its conversation. You can take this back.",
    splitConfirm: "Take apart",
    addressTitle: (name: string) => `Which address is not ${name}?`,
    addressText: "For a number that two people share, or an account that was filed under the wrong person. You can take this back.",
    addressOnly: "All there is of this contact",
    addressConfirm: "Take out",
    goes: { patient: "Goes to a new patient", lead: "Goes to a new lead" },
    goesAlong: (shown: string) => `${shown}, the same account`,
    goesTalk: (channel: string) => `The conversation on ${channel}`,
    goesLater: "What is written from there from now on",
    stays: (name: string) => `Stays with ${name}`,
    staysRecord: "Name, birthday and other details",
    staysWritten: "Notes, labels and consents",
    staysShared: "What was said so far: nothing tells which number wrote it",
    patientTitle: (name: string) => `Make ${name} a patient`,
    patientText: "Everything below moves from the leads to the clinical records. New messages go there, too.",
    patientReaders: (who: string) => `Only ${who} can read it from then on. Assistants cannot.`,
    isPatientAlready: "Already a patient here, under another address",
    noWayBack: "There is no way back from this: a patient does not become a lead again.",
    patientConfirm: "Make a patient",
    leadsTitle: (name: string) => `Move ${name} to the leads`,
    leadsText: "For somebody who wrote here and is not a patient. Everything below moves to the leads.",
    leadsReaders: (who: string) => `Everybody at this desk can read it from then on: ${who}.`,
    leadsConfirm: "Not a patient",
    moves: {
      label: "What moves",
      messages: (count: number) => n(count, "# message", "# messages"),
      files: (count: number) => n(count, "# file", "# files"),
      records: (count: number) => n(count, "# note or record", "# notes and records"),
      alerts: (count: number) => n(count, "# open flag", "# open flags"),
      replies: (count: number) => n(count, "# reply on its way", "# replies on their way"),
      drafts: (count: number) => n(count, "# draft", "# drafts"),
    },
  },
};
