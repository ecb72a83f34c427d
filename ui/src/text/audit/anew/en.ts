// English for closing a broken audit.

import type { AuditFault } from "../../../ipc/bindings/AuditFault";
import { plural } from "../../plural";

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enAuditAnew = {
  button: "Close it and begin anew…",
  title: "Close this audit and begin anew?",
  text: "Every entry stays and can be read. What does not fit stays marked for good, with your name and your reason. What is written from now on is checked by itself.",
  found: "What does not fit",
  more: (count: number) => n(count, "and # more", "and # more"),
  reason: "Why it was broken",
  hint: "For example who put back a copy, and when. No patient’s name: it cannot be changed later.",
  confirm: "Close and begin anew",
  cancel: "Cancel",
  otherwise: "Nothing was closed: something else does not fit by now. Look at the list again before you decide.",
  whole: (entries: number, first: number) => n(entries, `# entry from number ${first} on, not changed`, `# entries from number ${first} on, none changed`),
  wholeCalls: (calls: number) => n(calls, "# call to Meta since, not changed", "# calls to Meta since, none changed"),
  before: (first: number) => `A break before entry ${first}`,
  acceptedBy: (who: string, when: string) => `Accepted by ${who} · ${when}`,
  entries: (from: number, through: number) => (from === through ? `Entry ${from}` : `Entries ${from} to ${through}`),
  calls: (from: number, through: number) => (from === through ? `Call ${from}` : `Calls ${from} to ${through}`),
  misfit: (which: string, what: string) => `${which}: ${what}`,
  mark: "does not fit",
  wrong: {
    changed: "changed after writing",
    detached: "missing or moved entries before it",
    foreign: "not written by this computer",
    cut_off: "removed or replaced from here on",
    head_lost: "no file that says how far the audit had got",
    key_replaced: "another key signs from here on",
  } satisfies Record<AuditFault, string>,
};
