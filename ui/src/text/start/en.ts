// English for beginning and trouble: first run, connecting, keys, signing in, errors.

import type { Check } from "../../ipc/bindings/Check";
import type { CheckResult } from "../../ipc/bindings/CheckResult";
import type { ErrorCode } from "../../ipc/bindings/ErrorCode";
import type { FirstRunStep } from "../../ipc/bindings/FirstRunStep";
import type { KeyMissing } from "../../ipc/bindings/KeyMissing";
import { plural } from "../plural";

/** What is said when something cannot be done, and what the person can do next. */
export interface ErrorText {
  say: string;
  next: string;
}

const n = (count: number, one: string, other: string) => plural("en", count, { one, other });

export const enStart = {
  checks: {
    token: { title: "Meta accepts the token", failed: "Make a new system-user token with whatsapp_business_messaging and whatsapp_business_management, and paste it above." },
    number: { title: "The number belongs to this account", failed: "Compare the account id and the number id with WhatsApp Manager, API setup." },
    account_subscription: { title: "The app is subscribed to the account", failed: "Give the system user full control of the WhatsApp account, then try again." },
    app_subscription: { title: "Meta calls our relay for messages", failed: "At Meta, App, WhatsApp, Configuration: paste the callback address and the verify token, then subscribe to “messages”." },
    relay: { title: "The relay knows account, secret and verify token", failed: "The relay did not take them. Look at Connection, then try again." },
    inbound_message: { title: "One message to your number came in", failed: "No message arrived. Write to the number from another phone, and check the line above." },
  } satisfies Record<Check, { title: string; failed: string }>,
  checkResults: {
    passed: "proved",
    waiting: "waiting",
    failed: "not so",
    unreachable: "could not be asked",
  } satisfies Record<CheckResult, string>,
  checkHints: {
    inboundWaiting: "Waiting for one message to your number: write to it from any phone.",
    waiting: "Not known yet.",
    unreachable: "There was no answer just now. Try again in a moment.",
  },
  firstRun: {
    steps: {
      device_passphrase: "Device passphrase",
      relay: "Relay",
      recovery_phrase: "Recovery phrase",
      owner: "Owner",
      whatsapp: "WhatsApp",
    } satisfies Record<FirstRunStep, string>,
    stepsLabel: "Steps",
    done: "done",
    about: "About 15 minutes. You can leave at any step and go on from there.",
    next: (step: string) => `Next: ${step}`,
    device: {
      title: "A passphrase for this computer",
      lede: "This system has no keyring to keep the machine key in. A passphrase protects it instead; it is asked for at every start.",
      field: "Device passphrase",
      again: "The same again",
      hint: "At least 12 characters. A sentence is easier to keep than a word.",
      differ: "The two are not the same.",
      save: "Set passphrase",
    },
    relay: {
      title: "Pair this computer with your relay",
      lede: "The relay keeps your patients’ messages, sealed, until this computer fetches them. It prints a pairing code when you ask it to.",
      field: "Pairing code",
      hint: "Made on the server with the relay’s pair command. It works once, for 15 minutes.",
      pair: "Pair",
      pairing: "Pairing",
      paired: "Paired",
      proof: "A real round trip",
      proofNote: "We say “connected” only when this envelope came back and could be opened here.",
      stations: { sealed: "Sealed here", answered: "Relay answered", stored: "Written to its disk", opened: "Opened here again" },
      beforeYes: "before it said yes",
      ms: (ms: number) => `${ms} ms`,
      of: (done: number, all: number) => `${done} of ${all}`,
      pairedWith: (address: string) => `Paired with ${address}`,
    },
    phrase: {
      title: "Write down the recovery phrase",
      lede: "If this computer is lost or its keyring fails, these 24 words are the only way back to your records. Write them on paper; do not photograph them.",
      words: "Recovery phrase",
      written: "I have written them down",
      askTitle: "Three of the words, to be sure",
      askLede: "Type the words with these numbers from your paper.",
      word: (position: number) => `Word ${position}`,
      seeAgain: "See the words again",
      confirm: "Confirm",
    },
    owner: {
      title: "Who owns this desk",
      lede: "The owner opens clinical records and, later, adds staff. The passphrase is asked for at every sign-in; nobody can reset it except with the recovery phrase.",
      clinic: "Clinic’s name",
      name: "Your name",
      passphrase: "Passphrase",
      hint: "At least 12 characters.",
      create: "Create owner",
    },
    whatsapp: {
      title: "Connect WhatsApp",
      lede: "From your app at Meta. We read both subscriptions, then wait for one real message before we say “connected”.",
      waba: "WhatsApp Business Account id",
      number: "Phone number id",
      token: "System-user token",
      appId: "App id (optional)",
      appSecret: "App secret",
      verifyToken: "Verify token",
      verifyHint: "Choose one, and enter the same at Meta.",
      connect: "Connect",
      again: "Check again",
      proof: "What is proved",
      webhookUrl: "Callback address for Meta",
      notYet: "Not connected yet",
    },
    finish: "Open the desk",
    finishLater: "Open the desk, connect later",
  },
  lock: {
    title: "The desk is locked",
    lede: "Messages still arrive and wait here, sealed.",
    who: "Who is there",
    passphrase: "Passphrase",
    unlock: "Unlock",
    alerts: (count: number) => n(count, "# flag waits for a person", "# flags wait for a person"),
    held: (count: number) => n(count, "# reply waits for a sign-in", "# replies wait for a sign-in"),
    lock: "Lock",
    roles: { owner: "Owner", clinician: "Clinician", assistant: "Assistant" },
  },
  key: {
    reasons: {
      key_lost: { title: "The key of this computer is gone", text: "The keyring no longer holds it. Your records are still here, sealed. The 24 words open them again." },
      device_passphrase: { title: "The device passphrase, please", text: "It opens the records on this computer." },
      keyring_unreachable: { title: "The keyring does not answer", text: "Unlock the system’s keyring, then try again. Nothing has been changed." },
      wrong_key: { title: "This key does not open the records", text: "They may come from another computer. The 24 words open them again; nothing has been changed." },
      newer_version: { title: "These records come from a newer Recado", text: "Install the newest version to open them. Nothing has been changed." },
    } satisfies Record<KeyMissing, { title: string; text: string }>,
    words: "The 24 words, in their order",
    wordsHint: (count: number) => n(count, "# word of 24", "# words of 24"),
    restore: "Open with these words",
    usePhrase: "Use the recovery phrase instead",
    usePassphrase: "Use the device passphrase instead",
    devicePassphrase: "Device passphrase",
    open: "Open",
  },
  errors: {
    locked: { say: "The desk is locked.", next: "Sign in, then try again." },
    not_allowed: { say: "Your role does not allow this.", next: "Ask an owner of the clinic." },
    wrong_passphrase: { say: "This passphrase does not open it.", next: "Check capitals and keyboard language, then try again." },
    weak_passphrase: { say: "The passphrase is too short.", next: "Take at least 12 characters." },
    wrong_phrase: { say: "These are not the words.", next: "Compare each with your paper, in its order." },
    keyring_unreachable: { say: "The system’s keyring does not answer.", next: "Unlock it, then try again." },
    newer_version: { say: "The records come from a newer Recado.", next: "Install the newest version." },
    wrong_key: { say: "The records cannot be opened with this key.", next: "Use the recovery phrase." },
    pairing_code_unreadable: { say: "This is not a pairing code.", next: "Copy the whole line that the relay printed." },
    pairing_refused: { say: "The relay does not take this code.", next: "It was used or is older than 15 minutes. Print a new one." },
    too_many_attempts: { say: "Too many attempts.", next: "Wait a little, then try again." },
    relay_unreachable: { say: "The relay does not answer.", next: "Check that it runs and this computer is online, then try again." },
    relay_newer: { say: "The relay is newer than this Recado.", next: "Install the newest version here." },
    meta_unreachable: { say: "Meta does not answer.", next: "Try again in a moment." },
    token_rejected: { say: "Meta refuses the token.", next: "Make a new one and paste it." },
    number_not_in_account: { say: "This number is not in that account.", next: "Compare both ids with WhatsApp Manager." },
    window_closed: { say: "The 24-hour window is closed.", next: "Send an approved template instead." },
    text_length: { say: "The text is empty or too long.", next: "Shorten it, or send it in two parts." },
    template_variables: { say: "A value of the template is missing or not allowed.", next: "Fill in every value, on one line each." },
    template_missing: { say: "Meta no longer has this template.", next: "Fetch the templates again and choose another." },
    channel_off: { say: "This channel is switched off.", next: "Switch it on under Connection." },
    handled_elsewhere: { say: "Another app answers this conversation.", next: "Take it over, then send." },
    not_taken: { say: "This channel does not take that.", next: "Send it in another form, for example as text." },
    too_big: { say: "The file is too big for this channel.", next: "Send a smaller one." },
    no_microphone: { say: "No microphone answers.", next: "Connect one, or let Recado use it in the system’s settings." },
    no_program: { say: "No program on this computer opens this kind of file.", next: "Install one, then try again." },
    still_leaving: { say: "A reply is just leaving, so nothing has moved.", next: "Try again in a moment." },
    refused: { say: "Meta refused it.", next: "Check Connection, then try again." },
    not_found: { say: "This is no longer here.", next: "Go back to the list." },
    invalid_input: { say: "Something is missing or not as expected.", next: "Look through the fields, then try again." },
    storage: { say: "This computer could not write or read.", next: "Check the free disk space, then try again." },
  } satisfies Record<ErrorCode, ErrorText>,
  wait: (seconds: number) => n(seconds, "Wait # second, then try again.", "Wait # seconds, then try again."),
};

export type StartTexts = typeof enStart;
