// English: the list of patients, also of those who never wrote, and writing to one of them.

import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enPatients = {
  patients: {
    title: "All patients",
    back: "Conversations",
    search: "Name or clinic number",
    only: "Only who never wrote",
    count: (count: number) => n(count, "# patient", "# patients"),
    silent: "No messages",
    number: (number: string) => `No. ${number}`,
    none: { title: "No patients yet", text: "Patients from a file and everybody who becomes a patient appear here." },
    nobody: { title: "Nobody by that name or number", text: "The beginning of a name is enough, or of the clinic’s own number." },
    everybody: { title: "Everybody has written", text: "There is a conversation with each patient." },
    showAll: "Show all",
    found: "Patients without a conversation",
    since: (month: string) => `Patient since ${month}`,
    never: "This patient has not written, and nothing was written to them.",
    details: "Details",
    nothing: "Nothing written down yet.",
    noAddress: "No number is known.",
    write: "Write to this person",
    writeText: "Nobody has written yet, so WhatsApp takes an approved template only. You choose it next.",
    from: "From which number",
    templates: (count: number) => n(count, "# template", "# templates"),
    noTemplates: "No approved template on this number yet.",
    toTemplates: "Templates",
    noChannel: "No WhatsApp number of the clinic is connected.",
    toConnection: "Connection",
  },
};
