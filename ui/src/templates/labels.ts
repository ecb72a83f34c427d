// What a variable is called where it is filled in: its place, then its name.

import type { Texts } from "../text/en";

/** Returns the label of a key: `1`, `name`, `header.1`, `button0.1`, `button0.code`, `card0.1`, `card0.button0.1`. */
export function variableLabel(key: string, say: Texts): string {
  const parts = key.split(".");
  const name = (parts.at(-1) ?? key).replaceAll("_", " ");
  const card = /^card(\d+)$/.exec(parts[0] ?? "")?.[1];
  const isButton = parts.some((it) => /^button\d+$/.test(it));
  if (isButton && name === "code") return say.filling.code;
  if (card !== undefined) return isButton ? `${say.templatePlace.card(Number(card) + 1)}: ${say.templates.buttonVariable(name)}` : say.filling.cardVariable(Number(card) + 1, name);
  if (isButton) return say.templates.buttonVariable(name);
  if (parts[0] === "header" && parts.length > 1) return say.templates.headerVariable(name);
  return /^\d+$/.test(name) ? say.templates.variable(name) : name.charAt(0).toUpperCase() + name.slice(1);
}
