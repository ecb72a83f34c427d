// Choosing an approved template and filling in what it wants: values, files, a place.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { Place } from "../ipc/bindings/Place";
import type { Side } from "../ipc/bindings/Side";
import type { StagedView } from "../ipc/bindings/StagedView";
import type { TemplateView } from "../ipc/bindings/TemplateView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { limits } from "./drafts";
import { fileSlots, filledLength, fits, readCoordinates, valueFault } from "./filling";
import { missingValues, readableName } from "./preview";

/** Returns what tells two templates apart. */
export function templateKey(template: TemplateView): string {
  return `${template.name}/${template.language}`;
}

const nowhere = { name: "", address: "", coordinates: "" };

export class PickerState {
  readonly side: Side;
  readonly conversation: ConversationId;
  templates = $state.raw<TemplateView[] | null>(null);
  query = $state("");
  chosenKey = $state<string | null>(null);
  values = $state<Record<string, string>>({});
  /** Chosen files by where they go: `header`, `card0`. */
  files = $state.raw<Record<string, StagedView>>({});
  place = $state({ ...nowhere });
  isSending = $state(false);
  isFetching = $state(false);
  error = $state.raw<CommandError | null>(null);

  found = $derived(
    (this.templates ?? []).filter((it) =>
      `${readableName(it.name)} ${it.name} ${it.body}`.toLocaleLowerCase().includes(this.query.trim().toLocaleLowerCase()),
    ),
  );
  chosen = $derived(this.found.find((it) => templateKey(it) === this.chosenKey) ?? this.found[0] ?? null);
  slots = $derived(this.chosen ? fileSlots(this.chosen) : []);
  length = $derived(this.chosen ? filledLength(this.chosen, this.values) : 0);
  /** What is still wanted, by key: variables, then files, then the place. */
  missing = $derived.by(() => {
    if (!this.chosen) return [];
    const files = this.slots.filter((slot) => !fits(slot, this.files[slot.where])).map((it) => it.where);
    return [...missingValues(this.chosen, this.values), ...files, ...(this.chosen.wantsPlace && !readCoordinates(this.place.coordinates) ? ["place"] : [])];
  });
  /** Values Meta would refuse. */
  refused = $derived((this.chosen?.variables ?? []).filter((it) => valueFault(this.values[it.key] ?? "") !== null).map((it) => it.key));
  maySend = $derived(this.chosen !== null && this.chosen.stoppedSince === null && this.missing.length === 0 && this.refused.length === 0 && this.length <= limits.body);

  constructor(side: Side, conversation: ConversationId) {
    this.side = side;
    this.conversation = conversation;
  }

  async load(): Promise<void> {
    try {
      this.templates = await commands.listTemplates(this.side, this.conversation);
    } catch (cause) {
      this.templates = [];
      this.error = readError(cause);
    }
  }

  choose(template: TemplateView): void {
    if (this.chosen && templateKey(this.chosen) === templateKey(template)) return;
    this.chosenKey = templateKey(template);
    for (const where of Object.keys(this.files)) this.dropFile(where);
    this.#clear();
  }

  async chooseFile(where: string, file: File): Promise<void> {
    try {
      const staged = await commands.stageFile(this.side, this.conversation, file);
      this.dropFile(where);
      this.files = { ...this.files, [where]: staged };
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  dropFile(where: string): void {
    const { [where]: gone, ...rest } = this.files;
    this.files = rest;
    if (gone) void commands.unstageFile(gone.media.id).catch(() => null);
  }

  async fetch(): Promise<void> {
    this.isFetching = true;
    this.error = null;
    try {
      await commands.syncTemplates();
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isFetching = false;
    }
  }

  /** Sends the chosen template; returns whether it was taken. */
  async send(): Promise<boolean> {
    const template = this.chosen;
    if (!template || !this.maySend || this.isSending) return false;
    this.isSending = true;
    try {
      const values = Object.fromEntries(template.variables.map((it) => [it.key, (this.values[it.key] ?? "").trim()]));
      const media = this.slots.flatMap((slot) => this.files[slot.where]?.media.id ?? []);
      await commands.sendTemplate({ side: this.side, conversation: this.conversation, name: template.name, language: template.language, values, media, place: template.wantsPlace ? this.#placeToSend() : null });
      this.#clear();
      this.error = null;
      return true;
    } catch (cause) {
      this.error = readError(cause);
      return false;
    } finally {
      this.isSending = false;
    }
  }

  #placeToSend(): Place | null {
    const at = readCoordinates(this.place.coordinates);
    return at && { ...at, name: this.place.name.trim() || null, address: this.place.address.trim() || null };
  }

  #clear(): void {
    this.values = {};
    this.files = {};
    this.place = { ...nowhere };
  }
}
