// English for backups and restoring one.

import type { BackupCheck } from "../../ipc/bindings/BackupCheck";
import type { BackupFault } from "../../ipc/bindings/BackupFault";
import type { BackupStep } from "../../ipc/bindings/BackupStep";
import { plural } from "../plural";

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enBackup = {
  backup: {
    title: "Backups",
    text: "Everything, encrypted once more. Only the 24 words of the recovery phrase open it.",
    none: "No backup is made yet. Choose a folder, best on a drive that is not in this computer.",
    folder: "Folder",
    folderText: "A drive that is only sometimes connected is fine.",
    choose: "Choose folder",
    change: "Another folder",
    hour: "Every day at",
    hourText: "If the computer is off then, as soon as it runs again.",
    kept: "How many are kept",
    keptText: "Older ones are destroyed.",
    keep: (count: number) => n(count, "# backup", "# backups"),
    now: "Back up now",
    busy: "Backing up …",
    last: (when: string) => `Last good backup: ${when}`,
    never: "There is no good backup yet.",
    days: (count: number) => n(count, "No good backup for # day.", "No good backup for # days."),
    note: "If this computer breaks, what came since is lost.",
    noteOther: "Please tell an owner.",
    toSettings: "Open Settings",
    later: "Later",
    away: "The folder is not there. Connect the drive: the backup then goes on by itself.",
    oldPhrase: "The recovery phrase is of an earlier version, and nothing can be sealed to it. Make a new one under Staff.",
    faults: {
      place_missing: "The drive or folder was not there.",
      full: "The drive, or this computer’s disk, is full. Make room, or keep fewer backups.",
      refused: "The drive takes nothing, or fails. Try another one.",
      read_back: "What was read again was not what was written. Try another drive.",
      busy: "People signed in and out all the time. It is tried again soon.",
      no_phrase: "It needs a new recovery phrase.",
      source: "Records of this computer could not be read.",
    } as Record<BackupFault, string>,
    failed: (when: string) => `The last try failed (${when}).`,
    again: "It is tried again by itself.",
    steps: { files: "Copying files", records: "Copying records", checking: "Opening and counting", finishing: "Finishing" } as Record<BackupStep, string>,
    percent: (done: number) => `${done} %`,
    rows: "The backups that are there",
    checks: { whole: "Opened and counted", waits_for_sign_in: "Read again; patients’ records are opened at the next sign-in", unknown: "Not made by this installation, or not checked", bad: "Damaged" } as Record<BackupCheck, string>,
    earlierPhrase: "Opens only with the earlier words.",
    unknownDay: "Unknown day",
    size: (amount: string) => `${amount} and the shared files`,
  },
  restore: {
    have: "I have a backup",
    title: "Restore from a backup",
    lede: "You need the folder with the backups and the 24 words that were valid when it was made. The old computer must not run Recado any more.",
    folder: "Folder with the backups",
    look: "Look",
    nothing: "There is no backup in this folder.",
    which: "Which one",
    words: "The 24 words, in their order",
    wordsHint: (count: number) => n(count, "# word of 24", "# words of 24"),
    start: "Restore",
    busy: "Restoring …",
    back: "Set up a new clinic instead",
    since: "What came after that moment and had already reached the old computer is not in it. What waited to be sent is shown as uncertain, and you decide.",
    newest: "newest",
  },
};
