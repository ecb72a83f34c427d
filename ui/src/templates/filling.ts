// What a template still wants before it can leave: values Meta takes, files, a place.

import type { MediaKind } from "../ipc/bindings/MediaKind";
import type { Place } from "../ipc/bindings/Place";
import type { StagedView } from "../ipc/bindings/StagedView";
import type { TemplateView } from "../ipc/bindings/TemplateView";
import { fillIn } from "./preview";

/** A file that is wanted: `header`, `card0`, `card1`… */
export interface FileSlot {
  where: string;
  kind: MediaKind;
}

export type ValueFault = "braces" | "lines";

const E7 = 10_000_000;

/** Returns the files a template wants, in the order they are sent. */
export function fileSlots(template: TemplateView): FileSlot[] {
  const cards = template.cards.map((card, i): FileSlot => ({ where: `card${i}`, kind: card.media }));
  return template.headerMedia ? [{ where: "header", kind: template.headerMedia }, ...cards] : cards;
}

/** Returns the card that a file or variable belongs to (`card0`, `card0.button1.1`); nothing for the message's own. */
export function cardOf(key: string): number | null {
  const found = /^card(\d+)(?:\.|$)/.exec(key);
  return found ? Number(found[1]) : null;
}

/** Returns why Meta would refuse a value; no `{{` can ever leave. */
export function valueFault(value: string): ValueFault | null {
  if (/\{\{|\}\}/.test(value)) return "braces";
  return /[\n\r\t]| {5}/.test(value.trim()) ? "lines" : null;
}

/** Returns whether a file can go where it is wanted. */
export function fits(slot: FileSlot, staged: StagedView | undefined): boolean {
  return staged !== undefined && staged.problem === null && staged.media.kind === slot.kind;
}

/** Reads `38.7167, -9.1333`, as maps show it; nothing when it is not a place on the earth. */
export function readCoordinates(typed: string): Pick<Place, "latitudeE7" | "longitudeE7"> | null {
  const found = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,;]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(typed);
  if (!found) return null;
  const [latitude, longitude] = [Number(found[1]), Number(found[2])];
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return null;
  return { latitudeE7: Math.round(latitude * E7), longitudeE7: Math.round(longitude * E7) };
}

/** Returns how long the message becomes with its values, in UTF-16 code units, as Meta counts. */
export function filledLength(template: TemplateView, values: Readonly<Record<string, string>>): number {
  return fillIn(template.body, values).reduce((sum, piece) => sum + (piece.key && !piece.isFilled ? 0 : piece.text.length), 0);
}
