// What is about to be sent besides words: files that wait, a recording under way. Each conversation keeps its own.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { RecordingView } from "../ipc/bindings/RecordingView";
import type { Side } from "../ipc/bindings/Side";
import type { StagedView } from "../ipc/bindings/StagedView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

const LISTEN_MS = 100;
/** Bars of the live level that fit beside the clock. */
const LEVELS = 40;

/** A file that was chosen: read at first, then as Rust sees it. */
export interface Staged {
  key: number;
  name: string;
  bytes: number;
  view: StagedView | null;
}

interface Place {
  side: Side;
  conversation: ConversationId;
}

export class ComposeState {
  staged = $state.raw<Staged[]>([]);
  recording = $state.raw<RecordingView | null>(null);
  /** How loud it was lately, oldest first. */
  levels = $state.raw<number[]>([]);
  error = $state.raw<CommandError | null>(null);
  isReady = $derived(this.staged.length > 0 && this.staged.every((it) => it.view !== null && it.view.problem === null));

  #place: Place | null = null;
  #kept = new Map<ConversationId, Staged[]>();
  #nextKey = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Goes to another conversation: what waits in this one stays there, and a recording ends there. */
  belongTo(side: Side, conversation: ConversationId): void {
    const before = this.#place;
    if (before?.conversation === conversation) return;
    if (this.recording) void this.stop();
    if (before) this.#keep(before.conversation, this.staged);
    this.#place = { side, conversation };
    this.staged = this.#kept.get(conversation) ?? [];
    this.error = null;
  }

  /** Hands files to Rust, one after the other; a refused one says so and its neighbours stay. */
  async add(files: Iterable<File>): Promise<void> {
    const place = this.#place;
    if (!place) return;
    this.error = null;
    const waiting = Array.from(files, (file) => ({ file, staged: { key: ++this.#nextKey, name: file.name, bytes: file.size, view: null } as Staged }));
    this.#change(place, (all) => [...all, ...waiting.map((it) => it.staged)]);
    for (const { file, staged } of waiting) {
      try {
        const view = await commands.stageFile(place.side, place.conversation, file);
        this.#change(place, (all) => all.map((it) => (it.key === staged.key ? { ...it, view } : it)));
        if (!this.#of(place).some((it) => it.key === staged.key)) await commands.unstageFile(view.media.id);
      } catch (cause) {
        this.#change(place, (all) => all.filter((it) => it.key !== staged.key));
        this.error = readError(cause);
      }
    }
  }

  async remove(key: number): Promise<void> {
    const place = this.#place;
    const found = this.staged.find((it) => it.key === key);
    if (!place || !found) return;
    this.#change(place, (all) => all.filter((it) => it.key !== key));
    if (found.view) await commands.unstageFile(found.view.media.id).catch((cause: unknown) => (this.error = readError(cause)));
  }

  /** Forgets files that went out. */
  taken(conversation: ConversationId, sent: readonly Staged[]): void {
    if (!this.#place) return;
    this.#change({ side: this.#place.side, conversation }, (all) => all.filter((it) => !sent.some((gone) => gone.key === it.key)));
  }

  async record(): Promise<void> {
    if (this.recording) return;
    this.error = null;
    try {
      this.levels = [];
      this.recording = await commands.startRecording();
      this.#timer = setInterval(() => void this.#listen(), LISTEN_MS);
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Ends the recording; it then waits like a file. */
  async stop(): Promise<void> {
    const place = this.#place;
    if (!place || !this.recording) return;
    this.#endListening();
    try {
      const view = await commands.stopRecording(place.side, place.conversation);
      this.#change(place, (all) => [...all, { key: ++this.#nextKey, name: "", bytes: view.media.bytes ?? 0, view }]);
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  async cancel(): Promise<void> {
    this.#endListening();
    await commands.cancelRecording().catch((cause: unknown) => (this.error = readError(cause)));
  }

  async #listen(): Promise<void> {
    try {
      const heard = await commands.recording();
      if (!this.recording) return;
      this.recording = heard;
      this.levels = [...this.levels.slice(1 - LEVELS), heard.level];
    } catch (cause) {
      this.#endListening();
      this.error = readError(cause);
    }
  }

  #endListening(): void {
    clearInterval(this.#timer);
    this.recording = null;
  }

  #of(place: Place): Staged[] {
    return place.conversation === this.#place?.conversation ? this.staged : (this.#kept.get(place.conversation) ?? []);
  }

  #change(place: Place, change: (all: Staged[]) => Staged[]): void {
    const after = change(this.#of(place));
    if (place.conversation === this.#place?.conversation) this.staged = after;
    else this.#keep(place.conversation, after);
  }

  #keep(conversation: ConversationId, staged: Staged[]): void {
    if (staged.length > 0) this.#kept.set(conversation, staged);
    else this.#kept.delete(conversation);
  }
}
