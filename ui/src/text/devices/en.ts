// English for the clinic's computers: letting one in, naming and removing them.
import type { JoiningState } from "../../ipc/bindings/JoiningState";
import type { NewcomerState } from "../../ipc/bindings/NewcomerState";
import { plural } from "../plural";

export const enDevices = {
  devices: {
    title: "Computers",
    lede: "Each holds its own copy, with sign-ins of its own.",
    here: "this computer",
    seen: (when: string) => `Last seen ${when}`,
    neverSeen: "Not seen yet",
    letIn: "Let a new computer in",
    rename: "Rename",
    remove: "Remove",
    cancel: "Cancel",
    save: "Save",
    name: "Name of this computer",
    old: "The relay does not answer. This is what was known before.",
    notesRefused: (count: number) => plural("en", count, { one: "# note from other computers could not be used.", other: "# notes from other computers could not be used." }),
    notesRefusedWhy: "They come from a computer that was removed or runs a later version of Recado, or somebody tried to speak in its place.",
    asks: (name: string) => `${name} asks to be let in`,
    removed: "This computer was removed from the clinic, or the relay no longer knows it. It receives and sends nothing. What is on it stays on it.",
    removedNext: "Go on working on another computer. To use this one again, ask whoever looks after the relay.",
    removeTitle: (name: string) => `${name} will be removed`,
    removeText: "It receives nothing from now on: messages are sealed with a new key that it does not have. What it has received stays on it.",
    removeStolen: "If it was lost or stolen, also renew the access tokens at Meta and the passphrases of whoever signed in on it.",
    letInTitle: "Let a new computer in",
    steps: ["Install Recado on the new computer.", "Print a pairing code on the relay and paste it there.", "Compare the code that both screens then show."],
    history: "It receives everything from the moment it is let in. Older messages come by a backup of this computer, restored there.",
    waiting: "Waiting for the new computer …",
    compare: "Do both screens show this code?",
    compareNote: "Look at the other screen yourself, or have it read to you by somebody whose voice you know.",
    same: "They are the same: let it in",
    differ: "They differ: turn it away",
    states: {
      waiting: "It is about to show its code.",
      compare: "Compare the code on both screens.",
      elsewhere: "Another computer of the clinic is letting it in.",
      broken: "What it shows does not fit. Somebody may stand in between: turn it away and begin anew.",
    } satisfies Record<NewcomerState, string>,
    lookAt: "Look at it",
    turnAway: "Turn away",
    done: (name: string) => `${name} was let in.`,
  },
  joining: {
    title: "Ask another computer to let this one in",
    lede: "The clinic works with Recado already. An owner opens Connection on a computer that is in, chooses “Let a new computer in”, and compares the code.",
    states: {
      asking: "Waiting for the other computer …",
      compare: "Does the other screen show the same code?",
      confirmed: "Waiting until the other computer lets this one in …",
      turned_away: "This computer was turned away.",
      not_the_clinic: "What came is not from the clinic whose code you compared. Nothing of it was taken over.",
    } satisfies Record<JoiningState, string>,
    stoppedNext: "Begin anew with another pairing code.",
    code: "Code",
    same: "They are the same",
    differ: "They differ",
    again: "Begin anew",
    history: "This computer receives everything from the moment it is let in. Older messages come by a backup of the other one.",
    own: "Sign-ins, passphrases and recovery words of this computer are its own: the next steps make them.",
  },
};

export type DevicesTexts = typeof enDevices;
