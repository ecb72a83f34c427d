// A template's text with its values put in.

import type { TemplateView } from "../ipc/bindings/TemplateView";

export interface TemplatePiece {
  text: string;
  /** The variable this stands for; null in fixed text. */
  key: string | null;
  isFilled: boolean;
}

/** Returns `text` in pieces, each `{{…}}` replaced by its value, or by its key while it is empty. `prefix` is the key's place, for example `header.`. */
export function fillIn(text: string, values: Readonly<Record<string, string>>, prefix = ""): TemplatePiece[] {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  for (const found of text.matchAll(/\{\{\s*([\w.]+)\s*\}\}/g)) {
    const name = found[1] ?? "";
    if (found.index > at) pieces.push({ text: text.slice(at, found.index), key: null, isFilled: false });
    const value = (values[prefix + name] ?? "").trim();
    pieces.push({ text: value === "" ? name : value, key: prefix + name, isFilled: value !== "" });
    at = found.index + found[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), key: null, isFilled: false });
  return pieces;
}

/** Returns the variables that have no value yet. */
export function missingValues(template: TemplateView, values: Readonly<Record<string, string>>): string[] {
  return template.variables.map((it) => it.key).filter((key) => (values[key] ?? "").trim() === "");
}

/** Returns a template's name as people read it: `appointment_reminder` as “Appointment reminder”. */
export function readableName(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
