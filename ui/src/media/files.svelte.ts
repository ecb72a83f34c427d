// The files of the open conversation: fetched again, opened outside, shown large. Knows no message.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { MediaId } from "../ipc/bindings/MediaId";
import type { MediaView } from "../ipc/bindings/MediaView";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { isVisual } from "./types";

export class FilesState {
  /** The picture or film shown large, and those beside it. */
  shown = $state.raw<MediaView | null>(null);
  all = $state.raw<MediaView[]>([]);
  error = $state.raw<CommandError | null>(null);
  #side: Side = "leads";
  #conversation: ConversationId = "";

  at = $derived(this.all.findIndex((it) => it.id === this.shown?.id));

  /** Says which conversation the files belong to. */
  belongTo(side: Side, conversation: ConversationId): void {
    if (side === this.#side && conversation === this.#conversation) return;
    this.#side = side;
    this.#conversation = conversation;
    this.close();
    this.error = null;
  }

  /** Learns the pictures and films of the thread, in order. */
  know(files: readonly MediaView[]): void {
    this.all = files.filter(isVisual);
  }

  show(media: MediaView): void {
    this.shown = media;
  }

  /** Goes to the picture before or after; stays at the ends. */
  step(by: 1 | -1): void {
    this.shown = this.all[this.at + by] ?? this.shown;
  }

  close(): void {
    this.shown = null;
  }

  fetch = (media: MediaId) => this.#do(() => commands.fetchMedia(this.#side, this.#conversation, media));
  open = (media: MediaId) => this.#do(() => commands.openMedia(this.#side, media));

  async #do(ask: () => Promise<null>): Promise<void> {
    try {
      await ask();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}
