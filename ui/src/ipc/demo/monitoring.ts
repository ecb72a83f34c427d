// What the demo says in Monitoring: invented weeks of text tone over its conversations, and what nobody answered.

import type { MessageView } from "../bindings/MessageView";
import type { MonitoringView } from "../bindings/MonitoringView";
import type { PatientToneView } from "../bindings/PatientToneView";
import type { ToneChange } from "../bindings/ToneChange";
import type { ToneCourse } from "../bindings/ToneCourse";
import type { ToneDayView } from "../bindings/ToneDayView";
import type { ToneSettingsView } from "../bindings/ToneSettingsView";
import type { UnansweredListView } from "../bindings/UnansweredListView";
import type { UnansweredMessageView } from "../bindings/UnansweredMessageView";
import type { WatchedPatientView } from "../bindings/WatchedPatientView";
import type { WeighedWordView } from "../bindings/WeighedWordView";
import { levelNumber } from "../../shared/levels";
import { DAY, type DemoConversation } from "./build";
import { refuse, type Answers, type DemoHost } from "./host";

/** A week: value and messages of each day, the earliest first; no value is a gap. */
interface Week {
  days: [value: number | null, messages: number][];
  course: ToneCourse;
  change: ToneChange;
  heavy: string[];
  light: string[];
}

const WEEKS: Record<string, Week> = {
  "João P.": { days: [[-0.16, 3], [0.02, 2], [null, 0], [-0.06, 4], [0.2, 5], [0.29, 3], [0.46, 6]], course: "lighter", change: "higher", heavy: ["cansado"], light: ["melhor", "obrigado", "good"] },
  "Maria K.": { days: [[0.32, 4], [0.22, 6], [0.18, 3], [0.04, 5], [0, 4], [-0.24, 3], [-0.41, 6]], course: "heavier", change: "lower", heavy: ["mal", "no quiero seguir", "cansada"], light: ["gracias"] },
  "Lucía F.": { days: [[0.1, 2], [null, 0], [0.06, 2], [-0.08, 1], [0.02, 3], [null, 1], [-0.12, 3]], course: "steady", change: "usual", heavy: ["mareaban"], light: ["gracias"] },
  "Dimitra A.": { days: [[-0.08, 1], [0.02, 2], [-0.05, 1], [null, 0], [-0.09, 2], [0.1, 1], [-0.14, 2]], course: "steady", change: "usual", heavy: ["δεν αντέχω άλλο"], light: ["καλά"] },
  "Tomás R.": { days: [[-0.2, 2], [-0.1, 3], [0.08, 2], [0, 4], [0.18, 3], [0.08, 3], [0.26, 1]], course: "lighter", change: "usual", heavy: ["nervioso"], light: ["tranquilo", "bien"] },
  "Inês C.": { days: [[-0.05, 2], [-0.02, 3], [null, 0], [null, 0], [0.04, 4], [-0.06, 2], [0.12, 3]], course: "steady", change: "usual", heavy: ["triste"], light: ["obrigada", "melhor"] },
  "Eleni D.": { days: [[null, 0], [null, 0], [null, 0], [null, 0], [null, 0], [0.2, 1], [null, 0]], course: "not_enough_text", change: "not_enough_text", heavy: [], light: ["ευχαριστώ"] },
};

/** The week of anybody else: the same at every start, nothing but small movements. */
function quiet(name: string): Week {
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 997, 7);
  const days = Array.from({ length: 7 }, (_, i): [number | null, number] => {
    const drawn = (seed * (i + 3) * 37) % 101;
    return drawn % 4 === 0 ? [null, drawn % 8 === 0 ? 0 : 1] : [(drawn - 45) / 300, 1 + (drawn % 3)];
  });
  return { days, course: "steady", change: seed % 3 === 0 ? "not_enough_text" : "usual", heavy: ["cansada"], light: ["gracias", "bien"] };
}

const dateOf = (at: number) => {
  const day = new Date(at);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
};

function words(week: Week, value: number | null): WeighedWordView[] {
  if (value === null) return [];
  const light = week.light.map((text, i) => ({ text, value: 1.9 - i * 0.4 }));
  const heavy = week.heavy.map((text, i) => ({ text, value: -2.1 + i * 0.4 }));
  return value < 0 ? [...heavy, ...light.slice(0, 1)] : [...light, ...heavy.slice(0, 1)];
}

function daysOf(week: Week, now: number, withWords: boolean): ToneDayView[] {
  return week.days.map(([value, messages], i) => ({
    on: dateOf(now - (6 - i) * DAY),
    messages,
    texts: value === null ? 0 : Math.max(1, messages - 1),
    value,
    words: withWords ? words(week, value) : [],
  }));
}

function waitingOf(it: DemoConversation): MessageView[] {
  if (it.work.state === "resolved") return [];
  const answered = it.messages.findLastIndex((m) => m.direction === "outbound" && m.origin !== "automatic" && m.status !== "queued" && m.status !== "failed" && m.status !== "unknown");
  return it.messages.slice(answered + 1).filter((m) => m.direction === "inbound" && m.kind !== "system" && !m.isDeleted);
}

const waitingView = (it: DemoConversation, message: MessageView): UnansweredMessageView => ({
  conversation: it.id,
  message: message.id,
  at: message.at,
  kind: message.kind,
  text: message.text,
  questions: message.text.split(/(?<=[?;])\s+/).filter((part) => /[?;]$/.test(part)),
});

export function monitoringAnswers(host: DemoHost): Answers {
  const settings: ToneSettingsView = { isOn: !host.params.has("no-tone") };
  const clinical = () => (host.who.role === "assistant" ? refuse("not_allowed") : host.conversations.filter((it) => it.side === "clinical" && !host.params.has("no-patients")));
  const weekOf = (it: DemoConversation): Week => (settings.isOn ? (WEEKS[it.name] ?? quiet(it.name)) : { days: Array.from({ length: 7 }, () => [null, 0]), course: "not_enough_text", change: "not_enough_text", heavy: [], light: [] });

  function watched(it: DemoConversation, withWords: boolean): WatchedPatientView {
    const week = weekOf(it);
    const days = daysOf(week, Date.now(), withWords);
    const messages = days.reduce((sum, day) => sum + day.messages, 0);
    const scored = days.reduce((sum, day) => sum + day.texts, 0);
    const open = it.alerts.filter((alert) => alert.state === "open");
    const waiting = waitingOf(it);
    return {
      conversation: it.id,
      name: it.name,
      initials: it.initials,
      channel: it.channel,
      wroteAt: it.messages.findLast((m) => m.direction === "inbound")?.at ?? it.since,
      coverage: { messages, scored, unscored: Math.max(0, messages - scored - 1), wordless: messages > scored ? 1 : 0 },
      days,
      course: week.course,
      change: week.change,
      openFlags: open.length,
      flag: open.map((alert) => alert.level).sort((a, b) => levelNumber[b] - levelNumber[a])[0] ?? null,
      unanswered: waiting.length,
      unansweredSince: waiting[0]?.at ?? null,
    };
  }

  const rank = (it: WatchedPatientView) => [it.flag ? -levelNumber[it.flag] : 0, it.unansweredSince ?? Infinity, { lower: 0, higher: 1, usual: 2, not_enough_text: 2 }[it.change], -it.wroteAt];
  const byNeed = (a: WatchedPatientView, b: WatchedPatientView) => {
    const [one, other] = [rank(a), rank(b)];
    const place = one.findIndex((value, i) => value !== other[i]);
    return place < 0 ? 0 : (one[place] ?? 0) - (other[place] ?? 0);
  };

  return {
    monitoring_patients: ({ limit }): MonitoringView => {
      const all = clinical().map((it) => watched(it, false)).sort(byNeed);
      const wanted = limit as number;
      return { isOn: settings.isOn, isReading: host.params.has("reading"), today: dateOf(Date.now()), patients: all.slice(0, wanted), total: all.length, hasMore: all.length > wanted };
    },
    patient_tone: ({ conversation }): PatientToneView => {
      const it = clinical().find((one) => one.id === conversation) ?? refuse("not_found");
      const hasUsual = weekOf(it).change !== "not_enough_text";
      return { isOn: settings.isOn, patient: watched(it, true), baseline: hasUsual ? 0.02 : null, baselineDays: hasUsual ? 31 : 0, unanswered: waitingOf(it).map((message) => waitingView(it, message)) };
    },
    unanswered_messages: ({ limit }): UnansweredListView => {
      const waiting = clinical().flatMap((it) => {
        const messages = waitingOf(it).map((message) => waitingView(it, message));
        const since = messages[0]?.at;
        return since === undefined ? [] : [{ conversation: it.id, name: it.name, initials: it.initials, channel: it.channel, since, count: messages.length, messages: messages.slice(0, 20) }];
      });
      waiting.sort((a, b) => a.since - b.since);
      const wanted = limit as number;
      return { conversations: waiting.slice(0, wanted), total: waiting.length, hasMore: waiting.length > wanted };
    },
    message_tone: ({ conversation, message }) => {
      const it = clinical().find((one) => one.id === conversation) ?? refuse("not_found");
      const found = it.messages.find((one) => one.id === message) ?? refuse("not_found");
      const week = weekOf(it);
      const here = [...week.heavy.map((text) => ({ text, value: -1.8 })), ...week.light.map((text) => ({ text, value: 1.6 }))].filter((word) => found.text.toLowerCase().includes(word.text));
      const sum = here.reduce((total, word) => total + word.value, 0);
      return here.length === 0 || !settings.isOn ? null : { value: sum / Math.sqrt(sum * sum + 15), scoredWords: found.text.split(/\s+/).length, words: here };
    },
    print_monitoring: () => (clinical(), window.print(), null),
    tone_settings: () => ({ ...settings }),
    save_tone_settings: ({ settings: wanted }) => (Object.assign(settings, wanted), host.tell({ kind: "tone" }), null),
  };
}
