// What the demo says about voice notes: heard, half heard, waiting, not heard; and how they are heard.

import type { MediaId } from "../bindings/MediaId";
import type { TranscriptView } from "../bindings/TranscriptView";
import type { VoiceMode } from "../bindings/VoiceMode";
import type { VoiceSettingsForm } from "../bindings/VoiceSettingsForm";
import type { VoiceSettingsView } from "../bindings/VoiceSettingsView";
import { refuse, type Answers, type DemoHost } from "./host";

const MB = 1024 * 1024;
const HEARD = "Hola, soy yo otra vez. Esta semana casi no he dormido y ayer no quise salir de casa. ¿Puedo ir el jueves en vez del viernes?";
const DOUBTED = "No sé cómo decirlo, ya no quiero seguir así, me da igual todo";

function note(media: MediaId, more: Partial<TranscriptView> = {}): TranscriptView {
  return { media, state: "done", reason: null, text: "", unsure: [], marks: [], isForeign: false, language: null, madeBy: null, nextAt: null, mayHear: true, mayStop: false, ...more };
}

function part(text: string, words: string): { start: number; end: number } {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
}

const heard = (media: MediaId) => note(media, { text: HEARD, unsure: [part(HEARD, "salir de casa")], language: "es", madeBy: "base" });
const doubted = (media: MediaId) =>
  note(media, { state: "uncertain", text: DOUBTED, unsure: [{ start: 0, end: DOUBTED.length }], marks: [{ ...part(DOUBTED, "no quiero seguir"), level: "high" }], language: "es", madeBy: "whisper-1 @ 127.0.0.1:8080" });
const waiting = (media: MediaId) => note(media, { state: "transcribing", mayHear: false, mayStop: true });
const refused = (media: MediaId) => note(media, { state: "failed", reason: "refused" });
const left = (media: MediaId) => note(media, { state: "skipped", reason: "consent" });
const STATES = [heard, doubted, waiting, refused, left];

export function voiceAnswers(host: DemoHost): Answers {
  const notes = new Map<MediaId, TranscriptView>();
  /** Which state the first note has that is looked at. */
  const first = Number(host.params.get("voice-state") ?? 0);
  let settings: VoiceSettingsView = {
    mode: (host.params.get("voice") ?? "computer") as VoiceMode,
    language: null,
    mayBeHere: true,
    model: host.params.has("no-model") ? null : { name: "base", isPublished: true, isThere: true, bytes: 147_951_465 },
    offered: [
      { name: "tiny", bytes: 75 * MB },
      { name: "base", bytes: 142 * MB },
      { name: "small", bytes: 466 * MB },
      { name: "large-v3-turbo-q5_0", bytes: 547 * MB },
    ],
    download: null,
    service: host.params.has("no-service") ? { state: "untried", host: "", model: "", isCloud: false } : { state: "ready", host: "127.0.0.1:8080", model: "whisper-1", isCloud: false },
    failed: host.params.has("voice-failed") ? 3 : 0,
  };
  const tell = () => {
    host.tell({ kind: "app" });
    return settings;
  };
  const owned = (conversation: unknown) => {
    const it = host.find(conversation);
    const files = it.messages.filter((message) => message.direction === "inbound").flatMap((message) => message.media);
    files
      .filter((file) => (file.kind === "voice" || file.kind === "audio") && file.state === "here" && !notes.has(file.id))
      .forEach((file) => notes.set(file.id, (STATES[(first + notes.size) % STATES.length] ?? heard)(file.id)));
    const known = files.flatMap((file) => notes.get(file.id) ?? []);
    return settings.mode === "off" ? known.map((it) => note(it.media, { state: "queued", mayHear: false })) : known;
  };
  const change = (conversation: unknown, media: unknown, to: TranscriptView) => {
    notes.set(media as MediaId, to);
    host.changed(host.find(conversation));
  };
  /** Comes as Rust fetches it, faster; breaks off where the demo says so. */
  const come = async (name: string, total: number) => {
    for (let received = 0; received <= 10; received++) {
      if (settings.download?.state !== "coming") return;
      settings = { ...settings, download: { name, receivedBytes: (received / 10) * total, totalBytes: total, state: host.params.has("breaks") && received === 4 ? "broken_off" : "coming" } };
      tell();
      await new Promise((done) => setTimeout(done, 60));
    }
    settings = { ...settings, download: null, model: { name, isPublished: true, isThere: true, bytes: total } };
    tell();
  };
  return {
    transcripts: ({ conversation }) => ({ isOn: settings.mode !== "off", notes: owned(conversation) }),
    hear_note: ({ conversation, media }) => {
      if (settings.mode === "off") refuse("not_taken");
      change(conversation, media, waiting(media as MediaId));
      setTimeout(() => notes.get(media as MediaId)?.mayStop && change(conversation, media, heard(media as MediaId)), 150);
      return null;
    },
    stop_hearing: ({ conversation, media }) => {
      change(conversation, media, note(media as MediaId, { state: "skipped", reason: "cancelled" }));
      return null;
    },
    voice_settings: () => settings,
    save_voice_settings: ({ form }) => {
      settings = { ...settings, ...(form as VoiceSettingsForm) };
      return tell();
    },
    choose_speech_model: () => {
      settings = { ...settings, model: { name: "ggml-clinic.bin", isPublished: false, isThere: true, bytes: 190 * MB } };
      return tell();
    },
    fetch_speech_model: ({ name }) => {
      const total = settings.offered.find((it) => it.name === name)?.bytes ?? refuse("not_found");
      settings = { ...settings, download: { name: String(name), receivedBytes: 0, totalBytes: null, state: "coming" } };
      void come(String(name), total);
      return tell();
    },
    stop_fetching_model: () => {
      if (settings.download) settings = { ...settings, download: { ...settings.download, state: "broken_off" } };
      return tell();
    },
    hear_failed_notes: () => {
      settings = { ...settings, failed: 0 };
      return tell();
    },
  };
}
