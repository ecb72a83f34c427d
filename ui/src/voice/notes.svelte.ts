// The voice notes of the open conversation as a machine heard them. Knows no message.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { MediaId } from "../ipc/bindings/MediaId";
import type { MediaView } from "../ipc/bindings/MediaView";
import type { Side } from "../ipc/bindings/Side";
import type { TranscriptView } from "../ipc/bindings/TranscriptView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** Returns whether a file is one that may be heard. */
export function isNote(media: MediaView): boolean {
  return (media.kind === "voice" || media.kind === "audio") && media.state === "here";
}

/** Returns whether a machine has heard a note. */
export function isHeard(note: TranscriptView | undefined): boolean {
  return note?.state === "done" || note?.state === "uncertain";
}

export class NotesState {
  isOn = $state(false);
  error = $state.raw<CommandError | null>(null);
  #notes = $state.raw(new Map<MediaId, TranscriptView>());
  #side: Side = "leads";
  #conversation: ConversationId = "";
  #asked = 0;

  of(media: MediaId): TranscriptView | undefined {
    return this.#notes.get(media);
  }

  /** Looks at the notes of a conversation; at none where it has none. */
  async look(side: Side, conversation: ConversationId, files: readonly MediaView[]): Promise<void> {
    const asked = ++this.#asked;
    if (side !== this.#side || conversation !== this.#conversation) {
      this.#notes = new Map();
      this.error = null;
    }
    this.#side = side;
    this.#conversation = conversation;
    if (!files.some(isNote)) return;
    try {
      const view = await commands.transcripts(side, conversation);
      if (asked !== this.#asked) return;
      this.isOn = view.isOn;
      this.#notes = new Map(view.notes.map((it) => [it.media, it]));
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  hear = (media: MediaId) => this.#do(() => commands.hearNote(this.#side, this.#conversation, media));
  stop = (media: MediaId) => this.#do(() => commands.stopHearing(this.#side, this.#conversation, media));

  async #do(ask: () => Promise<null>): Promise<void> {
    try {
      await ask();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}
