// The demo's saved texts, filled in as Rust would.

import type { QuickReplyChoice } from "../bindings/QuickReplyChoice";
import type { QuickReplyDraft } from "../bindings/QuickReplyDraft";
import type { QuickReplyProblem } from "../bindings/QuickReplyProblem";
import type { QuickReplyView } from "../bindings/QuickReplyView";
import { newId } from "./build";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana } from "./stages";

const VARIABLES = ["first_name", "name", "clinic", "my_name", "today", "tomorrow"];
const HOLE = /\{\{\s*([^{}]*?)\s*\}\}/g;

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function start(): QuickReplyView[] {
  const one = (shortcut: string, text: string, more: Partial<QuickReplyView> = {}): QuickReplyView => ({ id: newId(), isMine: false, shortcut, text, language: null, side: null, mayChange: true, ...more });
  return [
    one("address", "You find us at Rua da Alameda 12, second bell. Tram 15 stops at the door.", { language: "en" }),
    one("confirmar", "Hola {{first_name}}, te confirmo la cita para {{tomorrow}}. Un saludo, {{my_name}}", { language: "es", side: "clinical" }),
    one("horário", "Olá {{first_name}}, a {{clinic}} está aberta das 9 às 18 h.", { language: "pt" }),
    one("later", "I am with a patient right now and will write to you this afternoon. {{my_name}}", { isMine: true, language: "en" }),
    one("price", "Hello {{first_name}}, the first session is 60 €. Shall I send you free times?", { language: "en", side: "leads" }),
    one("ώρες", "Γεια σας {{first_name}}, είμαστε ανοιχτά 9–18.", { language: "el" }),
  ];
}

function problemsOf(draft: QuickReplyDraft, others: readonly QuickReplyView[]): QuickReplyProblem[] {
  const shortcut = shortcutOf(draft.shortcut);
  const problems: QuickReplyProblem[] = [];
  if (shortcut === "" || /\s/.test(shortcut) || shortcut.length > 32) problems.push("shortcut");
  if (others.some((it) => it.shortcut === shortcut && it.isMine === draft.isMine && it.language === draft.language && it.side === draft.side)) problems.push("shortcut_taken");
  if (draft.text.trim() === "") problems.push("text_empty");
  if (draft.text.length > 1000) problems.push("text_too_long");
  if ([...draft.text.matchAll(HOLE)].some((hole) => !VARIABLES.includes(hole[1] ?? ""))) problems.push("unknown_variable");
  return problems;
}

const shortcutOf = (typed: string) => typed.trim().replace(/^\/+/, "").toLowerCase();

export function quickAnswers(host: DemoHost): Answers {
  let replies = host.params.has("empty") ? [] : start();
  const sort = () => replies.sort((a, b) => a.shortcut.localeCompare(b.shortcut));
  const filled = (reply: QuickReplyView, name: string): QuickReplyChoice => {
    const date = (days: number) => new Intl.DateTimeFormat(reply.language ?? "en-GB", { day: "numeric", month: "long" }).format(Date.now() + days * 86_400_000);
    const known = !name.startsWith("+");
    const values: Record<string, string> = { clinic: "Clínica Alameda", my_name: ana.name, today: date(0), tomorrow: date(1), ...(known ? { name, first_name: name.split(" ")[0] ?? name } : {}) };
    const unfilled = new Set<string>();
    const text = reply.text.replace(HOLE, (written, hole: string) => {
      const value = values[hole];
      if (value === undefined) unfilled.add(hole);
      return value ?? written;
    });
    return { id: reply.id, shortcut: reply.shortcut, text, unfilled: [...unfilled], language: reply.language, isMine: reply.isMine };
  };
  return {
    quick_replies: () => ({ replies: [...replies], variables: VARIABLES, mayShare: true }),
    save_quick_reply: ({ draft }) => {
      const wanted = draft as QuickReplyDraft;
      const problems = problemsOf(wanted, replies.filter((it) => it.id !== wanted.id));
      if (problems.length > 0) return problems;
      replies = [...replies.filter((it) => it.id !== wanted.id), { ...wanted, id: wanted.id ?? newId(), shortcut: shortcutOf(wanted.shortcut), text: wanted.text.trim(), mayChange: true }];
      sort();
      host.tell({ kind: "quick_replies" });
      return [];
    },
    remove_quick_reply: ({ id }) => {
      if (!replies.some((it) => it.id === id)) refuse("not_found");
      replies = replies.filter((it) => it.id !== id);
      host.tell({ kind: "quick_replies" });
      return null;
    },
    find_quick_replies: ({ side, conversation, typed }) => {
      const words = plain(typed as string).split(/\s+/).filter(Boolean);
      const fits = (it: QuickReplyView) => words.every((word) => plain(` ${it.shortcut} ${it.text}`).includes(` ${word}`));
      const found = replies.filter((it) => (it.side === null || it.side === side) && fits(it));
      const byShortcut = (it: QuickReplyView) => Number(!plain(it.shortcut).startsWith(words[0] ?? ""));
      return found.sort((a, b) => byShortcut(a) - byShortcut(b)).map((it) => filled(it, host.find(conversation).name));
    },
  };
}
