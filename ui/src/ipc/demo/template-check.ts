// A part of what Rust finds wrong with a draft, so that the demo's form says something while one types.

import type { ButtonDraft } from "../bindings/ButtonDraft";
import type { HeaderDraft } from "../bindings/HeaderDraft";
import type { TemplateDraft } from "../bindings/TemplateDraft";
import type { TemplateFault } from "../bindings/TemplateFault";
import type { TemplateProblem } from "../bindings/TemplateProblem";

const keysOf = (text: string) => [...new Set([...text.matchAll(/\{\{\s*([^{}]*?)\s*\}\}/g)].map((it) => it[1] ?? ""))];

export function check(draft: TemplateDraft, isTaken: boolean, isNew: boolean): TemplateProblem[] {
  const problems: TemplateProblem[] = [];
  const add = (field: string, problem: TemplateFault, limit: number | null = null) => problems.push({ field, problem, limit });
  const length = (field: string, text: string, limit: number) => (text.trim() === "" ? add(field, "missing") : text.length > limit ? add(field, "too_long", limit) : undefined);
  const examples = (prefix: string, text: string) => keysOf(text).forEach((key) => !draft.examples[prefix + key]?.trim() && add(`example.${prefix}${key}`, "example_missing"));
  const header = (field: string, it: HeaderDraft) => {
    if (it.header === "text") {
      length(field, it.text, 60);
      examples("header.", it.text);
    } else if ("example" in it && isNew && it.example === null) add(field, "example_missing");
  };
  const body = (field: string, prefix: string, text: string, limit: number) => {
    length(field, text, limit);
    if (/^\s*\{\{|\}\}\s*$/.test(text)) add(field, "variable_at_edge");
    const keys = keysOf(text);
    const numbers = keys.filter((it) => /^\d+$/.test(it)).map(Number).sort((a, b) => a - b);
    if (numbers.length > 0 && numbers.length < keys.length) add(field, "variable_mix");
    else if (numbers.some((it, i) => it !== i + 1)) add(field, "variable_order");
    if (keys.length > text.replace(/\{\{[^}]*\}\}/g, " ").split(/\s+/).filter((it) => it !== "").length) add(field, "too_many_variables");
    examples(prefix, text);
  };
  const buttons = (prefix: string, its: ButtonDraft[]) => {
    const runs = its.filter((it, i) => it.button === "quick_reply" && its[i - 1]?.button !== "quick_reply").length;
    if (runs > 1) add(`${prefix}buttons`, "quick_replies_apart");
    its.forEach((it, i) => {
      const field = `${prefix}button${i}`;
      if (it.button === "copy_code") return length(field, it.example, 15);
      if (it.button === "other") return;
      length(field, it.label, 25);
      if (it.button === "phone" && !/^\+\d[\d ]{6,}$/.test(it.number)) add(field, "form");
      if (it.button !== "url") return;
      if (!/^https?:\/\/[^{}\s]+(\{\{\w+\}\})?$/.test(it.url)) add(field, "form");
      examples(`${field}.`, it.url);
    });
  };
  length("name", draft.name, 512);
  if (isTaken) add("name", "name_taken");
  if (draft.language === "") add("language", "missing");
  header("header", draft.header);
  body("body", "", draft.body, 1024);
  if (draft.footer.length > 60) add("footer", "too_long", 60);
  buttons("", draft.buttons);
  draft.cards.forEach((card, i) => {
    header(`card${i}`, card.header);
    body(`card${i}`, `card${i}.`, card.body, 160);
    buttons(`card${i}.`, card.buttons);
  });
  return problems;
}
