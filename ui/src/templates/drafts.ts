// A template's draft: its variables, its limits, and moving its parts about. What Meta would say of it is Rust's to tell.

import type { ButtonDraft } from "../ipc/bindings/ButtonDraft";
import type { CardDraft } from "../ipc/bindings/CardDraft";
import type { HeaderDraft } from "../ipc/bindings/HeaderDraft";
import type { TemplateDraft } from "../ipc/bindings/TemplateDraft";

export type VariableStyle = "numbered" | "named";
export type HeaderKind = HeaderDraft["header"];
export type ButtonKind = ButtonDraft["button"];

/** What counters show; Rust checks. REFERENCE section 17, WA:templates/components, read 2026-11-20. */
export const limits = { name: 512, header: 60, body: 1024, footer: 60, card: 160, label: 25, url: 2000, code: 15, buttons: 10, cards: 10, fewestCards: 2, cardButtons: 2 } as const;

const mostOf: Record<ButtonKind, number> = { quick_reply: 10, url: 2, phone: 1, copy_code: 1, other: 0 };

/** Returns an empty draft in a language. */
export function blankDraft(language: string): TemplateDraft {
  return { name: "", language, category: "utility", header: { header: "none" }, body: "", footer: "", examples: {}, buttons: [], cards: [] };
}

/** Returns a name as Meta takes it, from whatever was typed. */
export function nameFrom(typed: string): string {
  return typed
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\s\p{Pd}]+/gu, "_")
    .replace(/[^a-z0-9_]/g, "")
    .slice(0, limits.name);
}

/** Returns the variables of a text, in order, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((it) => it[1] ?? "").filter((key) => key !== ""))];
}

/** Returns the style a draft's texts already have; null while there is no variable. */
export function styleOf(draft: TemplateDraft): VariableStyle | null {
  const texts = [draft.body, draft.header.header === "text" ? draft.header.text : "", ...draft.cards.map((it) => it.body)];
  const first = texts.flatMap(variablesIn)[0];
  return first === undefined ? null : /^\d+$/.test(first) ? "numbered" : "named";
}

/** Returns the next number a text has room for. */
export function nextNumber(text: string): string {
  const used = variablesIn(text).filter((key) => /^\d+$/.test(key)).map(Number);
  return String(Math.max(0, ...used) + 1);
}

/** Returns `text` with a variable in the place of what is chosen, and where the cursor goes then. */
export function insertVariable(text: string, key: string, start: number, end: number): { text: string; cursor: number } {
  const before = text.slice(0, start);
  const space = before === "" || /\s$/.test(before) ? "" : " ";
  const put = `${space}{{${key}}}`;
  return { text: before + put + text.slice(end), cursor: before.length + put.length };
}

/** Returns the keys that want an example, in reading order: `header.1`, `1`, `name`, `button0.1`, `card0.1`, `card0.button0.1`. */
export function exampleKeys(draft: TemplateDraft): string[] {
  const ofButtons = (buttons: readonly ButtonDraft[], prefix: string) =>
    buttons.flatMap((it, i) => (it.button === "url" ? variablesIn(it.url).map((key) => `${prefix}button${i}.${key}`) : []));
  return [
    ...(draft.header.header === "text" ? variablesIn(draft.header.text).map((key) => `header.${key}`) : []),
    ...variablesIn(draft.body),
    ...ofButtons(draft.buttons, ""),
    ...draft.cards.flatMap((card, i) => [...variablesIn(card.body).map((key) => `card${i}.${key}`), ...ofButtons(card.buttons, `card${i}.`)]),
  ];
}

/** Returns the draft as it is sent: no example without its variable, and a carousel without what Meta does not take in one. */
export function tidied(draft: TemplateDraft): TemplateDraft {
  const plain: TemplateDraft = draft.cards.length > 0 ? { ...draft, header: { header: "none" }, footer: "", buttons: [] } : draft;
  const keys = new Set(exampleKeys(plain));
  const examples = Object.fromEntries(Object.entries(plain.examples).filter(([key]) => keys.has(key)).map(([key, value]) => [key, value.trim()]));
  return { ...plain, body: plain.body.trim(), footer: plain.footer.trim(), examples };
}

/** Returns a header of a kind, keeping the line where there was one. */
export function headerOf(kind: HeaderKind, before: HeaderDraft): HeaderDraft {
  if (before.header === kind) return before;
  switch (kind) {
    case "none":
    case "location":
      return { header: kind };
    case "text":
      return { header: kind, text: "" };
    case "image":
    case "video":
    case "document":
      return { header: kind, example: null };
  }
}

/** Returns an empty button of a kind. */
export function buttonOf(kind: ButtonKind): ButtonDraft {
  switch (kind) {
    case "quick_reply":
      return { button: kind, label: "" };
    case "url":
      return { button: kind, label: "", url: "https://" };
    case "phone":
      return { button: kind, label: "", number: "+" };
    case "copy_code":
      return { button: kind, example: "" };
    case "other":
      return { button: kind, label: "", kind: "" };
  }
}

/** Returns whether one more button of a kind fits. */
export function hasRoomFor(kind: ButtonKind, buttons: readonly ButtonDraft[], most: number = limits.buttons): boolean {
  return buttons.length < most && buttons.filter((it) => it.button === kind).length < mostOf[kind];
}

/** Returns the buttons with one more, a quick reply beside the others, so that they stand together. */
export function withButton(buttons: readonly ButtonDraft[], added: ButtonDraft): ButtonDraft[] {
  const last = added.button === "quick_reply" ? buttons.findLastIndex((it) => it.button === "quick_reply") : -1;
  return last < 0 ? [...buttons, added] : [...buttons.slice(0, last + 1), added, ...buttons.slice(last + 1)];
}

/** Returns a list with the item at `at` moved by one, and unchanged at its ends. */
export function moved<Item>(items: readonly Item[], at: number, by: 1 | -1): Item[] {
  const to = at + by;
  const next = [...items];
  const [item] = next.splice(at, 1);
  if (item === undefined || to < 0 || to >= items.length) return [...items];
  next.splice(to, 0, item);
  return next;
}

/** Returns a card like the first one, but empty: cards of a carousel have the same file and the same buttons. */
export function cardLike(first: CardDraft | undefined): CardDraft {
  if (!first) return { header: { header: "image", example: null }, body: "", buttons: [{ button: "quick_reply", label: "" }] };
  return { header: first.header.header === "video" ? { header: "video", example: null } : { header: "image", example: null }, body: "", buttons: first.buttons.map((it) => buttonOf(it.button)) };
}
