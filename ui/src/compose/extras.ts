// What can be sent besides words and files, and when it is complete.

import type { Card } from "../ipc/bindings/Card";
import type { ContentToSend } from "../ipc/bindings/ContentToSend";
import type { OptionsToSend } from "../ipc/bindings/OptionsToSend";
import { readCoordinates } from "../thread/parts/place";

export type Extra = "place" | "card" | "question" | "request";

/** Limits of WhatsApp's interactive messages (Cloud API reference, interactive object; read 2026-11-20). */
export const BODY_LIMIT = 1024;
export const LINE_LIMIT = 60;
export const OPENER_LIMIT = 20;
export const DESCRIPTION_LIMIT = 72;

/** Returns the place as it is sent, or null while its coordinates are none. */
export function placeToSend(coordinates: string, name: string, address: string): ContentToSend | null {
  const read = readCoordinates(coordinates);
  return read && { send: "place", ...read, name: name.trim() || null, address: address.trim() || null };
}

/** Returns the card as it is sent, or null while it has no name or no way to reach the person. */
export function cardToSend(name: string, phone: string, email: string, organisation: string): ContentToSend | null {
  const phones = phone.trim() ? [phone.trim()] : [];
  const emails = email.trim() ? [email.trim()] : [];
  const card: Card = { name: name.trim(), phones, emails, organisation: organisation.trim() || null, isRequested: false };
  return card.name !== "" && phones.length + emails.length > 0 ? { send: "card", ...card } : null;
}

export interface QuestionLimits {
  titleLimit: number;
  isList: boolean;
}

/** Whether two choices could not be told apart in the answer. */
export function hasTwins(choices: readonly { title: string }[]): boolean {
  const titles = choices.map((it) => it.title.trim().toLocaleLowerCase()).filter((it) => it !== "");
  return new Set(titles).size < titles.length;
}

/** Returns the question as it is sent, or null while something is missing or too long. Blank choices are left out. */
export function questionToSend(draft: OptionsToSend, limits: QuestionLimits): ContentToSend | null {
  const choices = draft.choices
    .map((it) => ({ title: it.title.trim(), description: limits.isList ? it.description.trim() : "" }))
    .filter((it) => it.title !== "");
  const body = draft.body.trim();
  const opener = limits.isList ? draft.opener.trim() : "";
  const fits =
    body !== "" &&
    body.length <= BODY_LIMIT &&
    choices.length > 0 &&
    choices.every((it) => it.title.length <= limits.titleLimit && it.description.length <= DESCRIPTION_LIMIT) &&
    !hasTwins(choices) &&
    draft.header.trim().length <= LINE_LIMIT &&
    draft.footer.trim().length <= LINE_LIMIT &&
    (!limits.isList || (opener !== "" && opener.length <= OPENER_LIMIT));
  return fits ? { send: "options", header: draft.header.trim(), body, footer: draft.footer.trim(), opener, choices } : null;
}
