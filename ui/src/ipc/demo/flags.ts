// What the demo says about what stands behind flags: phrases, false alarms, rules, reminders, evidence, health.

import type { AlertReasonsView } from "../bindings/AlertReasonsView";
import type { FlagRulesView } from "../bindings/FlagRulesView";
import type { FlagsHealthView } from "../bindings/FlagsHealthView";
import type { PhraseFault } from "../bindings/PhraseFault";
import type { PhraseForm } from "../bindings/PhraseForm";
import type { PhrasePreviewView } from "../bindings/PhrasePreviewView";
import type { PhraseView } from "../bindings/PhraseView";
import type { ReminderView } from "../bindings/ReminderView";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana } from "./stages";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const wordsOf = (phrase: PhraseForm) => phrase.words.toLocaleLowerCase().match(/[\p{L}\p{N}\p{Extended_Pictographic}]+/gu) ?? [];

function faultOf(phrase: PhraseForm): PhraseFault | null {
  const count = wordsOf(phrase).length;
  if (count === 0) return "empty";
  return count > 12 ? "too_long" : null;
}

export function flagAnswers(host: DemoHost): Answers {
  const now = Date.now();
  const isAssistant = () => host.who.role === "assistant";
  const clinicians = <Answer>(answer: () => Answer) => (isAssistant() ? refuse("not_allowed") : answer());
  const told = () => (host.tell({ kind: "app" }), null);
  const who = (at: number) => {
    const it = host.conversations.filter((one) => one.side === "clinical")[at];
    return it ? { name: it.name, initials: it.initials, isPatient: true, channel: it.channel } : null;
  };
  const rules: FlagRulesView = {
    phrases: [
      { id: "phrase-1", words: "la llave de Tomás", language: "es", fit: "with_gap", category: "abuse", level: "high", changedBy: ana.name, changedAt: now - 3 * DAY_MS, fault: null },
      { id: "phrase-2", words: "o quarto azul", language: "pt", fit: "exact", category: "suicide", level: "today", changedBy: "Dr. Rui Lima", changedAt: now - 20 * DAY_MS, fault: null },
    ],
    shields: [{ id: "shield-1", who: who(2), words: ["me muero de risa"], reason: "manner_of_speaking", by: ana.name, at: now - 2 * DAY_MS, until: now + 88 * DAY_MS }],
    rules: [
      { rule: "es.suicide.2.4", category: "suicide", example: "ojalá no despierte mañana", right: 1, wrong: 7, isLowered: false, mayBeLowered: true },
      { rule: "reader.abuse", category: "abuse", example: null, right: 2, wrong: 3, isLowered: false, mayBeLowered: false },
      { rule: "pt.suicide.3.2", category: "suicide", example: "quero tirar a minha vida", right: 4, wrong: 0, isLowered: false, mayBeLowered: false },
    ],
    mayLower: host.who.role === "owner",
    version: "0.1.0+9f86d081884c7d65",
  };
  const settled = new Set<string>();

  function dueNow(): ReminderView[] {
    if (isAssistant()) return [];
    const isDue = (raisedAt: number) => host.params.has("reminders") || Date.now() - raisedAt > HOUR_MS;
    const held = host.conversations.flatMap((it) =>
      it.alerts.filter((alert) => alert.state === "acknowledged" && (alert.level === "urgent" || alert.level === "high")).map((alert) => ({ it, alert })),
    );
    return held
      .filter(({ alert }) => !settled.has(alert.id) && isDue(alert.raisedAt))
      .map(({ it, alert }) => ({
        kind: alert.isDone ? "follow_up" : "silence",
        alert: alert.id,
        conversation: it.id,
        side: it.side,
        who: { name: it.name, initials: it.initials, isPatient: it.side === "clinical", channel: it.channel },
        level: alert.level,
        category: alert.category,
        since: alert.raisedAt,
        isLate: false,
      }));
  }

  /** In the demo a flag of the highest level stands on what was written before it. */
  function reasons(alert: unknown): AlertReasonsView {
    const it = host.conversations.find((one) => one.alerts.some((a) => a.id === alert)) ?? refuse("not_found");
    const flag = it.alerts.find((a) => a.id === alert);
    if (flag?.level !== "urgent") return { why: null, with: [] };
    const before = it.messages.filter((one) => one.direction === "inbound" && one.text !== "" && one.id !== flag.message && one.at < flag.raisedAt).slice(-2);
    return { why: "weak_signs", with: before.map((one) => ({ message: one.id, at: one.at, words: [one.text.split(/\s+/).slice(0, 4).join(" ")] })) };
  }

  function preview(phrase: PhraseForm): PhrasePreviewView {
    const words = wordsOf(phrase);
    const written = host.conversations.flatMap((it) => it.messages.filter((one) => one.direction === "inbound" && one.text !== ""));
    const found = written.filter((one) => words.every((word) => one.text.toLocaleLowerCase().includes(word)));
    const fault = faultOf(phrase);
    return { fault, isOneWord: words.length === 1, found: fault ? 0 : found.length, read: fault ? 0 : written.length, days: 30 };
  }

  function save(phrase: PhraseForm): PhraseFault | null {
    const fault = faultOf(phrase);
    if (fault) return fault;
    const kept: PhraseView = { ...phrase, id: phrase.id ?? crypto.randomUUID(), changedBy: host.who.name, changedAt: Date.now(), fault: null };
    rules.phrases = [kept, ...rules.phrases.filter((it) => it.id !== kept.id)];
    return told();
  }

  const setLowered = (rule: unknown, isLowered: boolean) => {
    rules.rules = rules.rules.map((it) => (it.rule === rule ? { ...it, isLowered } : it));
    return told();
  };

  return {
    flags_health: (): FlagsHealthView => ({
      rulesFail: host.params.get("flags") === "off",
      brokenPhrases: host.params.get("flags") === "partly" ? 1 : 0,
      stalledSince: host.params.get("flags") === "stalled" ? now - HOUR_MS / 4 : null,
    }),
    alert_reasons: ({ alert }) => reasons(alert),
    reminders: () => dueNow(),
    settle_reminder: ({ alert }) => {
      settled.add(alert as string);
      host.tell({ kind: "alert", alert: alert as string, conversation: "" });
      return null;
    },
    flag_rules: () => clinicians(() => ({ ...rules })),
    save_phrase: ({ phrase }) => clinicians(() => save(phrase as PhraseForm)),
    remove_phrase: ({ phrase }) => clinicians(() => ((rules.phrases = rules.phrases.filter((it) => it.id !== phrase)), told())),
    preview_phrase: ({ phrase }) => clinicians(() => preview(phrase as PhraseForm)),
    remove_shield: ({ shield }) => clinicians(() => ((rules.shields = rules.shields.filter((it) => it.id !== shield)), told())),
    lower_rule: ({ rule }) => setLowered(rule, true),
    restore_rule: ({ rule }) => setLowered(rule, false),
  };
}
