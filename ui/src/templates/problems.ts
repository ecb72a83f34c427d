// What is wrong with a draft, in words that say what to do at that very field.

import type { TemplateDraft } from "../ipc/bindings/TemplateDraft";
import type { TemplateProblem } from "../ipc/bindings/TemplateProblem";
import type { Texts } from "../text/en";

type Say = Texts["templateEditor"];

function wrongForm(field: string, draft: TemplateDraft, say: Say): string {
  if (field === "name") return say.nameForm;
  const place = /^(?:card(\d+)\.)?button(\d+)$/.exec(field);
  if (place) {
    const buttons = place[1] === undefined ? draft.buttons : (draft.cards[Number(place[1])]?.buttons ?? []);
    const kind = buttons[Number(place[2])]?.button;
    if (kind === "phone") return say.phoneForm;
    if (kind === "url") return say.urlForm;
  }
  if (field === "body" || /^card\d+$/.test(field)) return say.variableForm;
  return say.faults.form;
}

/** Returns the sentence for a problem. */
export function problemText({ field, problem, limit }: TemplateProblem, draft: TemplateDraft, say: Say): string {
  if (problem === "form") return wrongForm(field, draft, say);
  if (problem === "too_long" && limit !== null) return say.longerThan(limit);
  if (problem === "too_many" && field === "cards") return say.cardCount;
  if (problem === "too_many" && limit !== null) return say.atMost(limit);
  if (problem === "too_many_variables" && limit === 0) return say.noVariables;
  if (problem === "too_many_variables" && limit === 1) return say.oneVariable;
  return say.faults[problem];
}
