// Choosing an approved template and filling in its values.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { Side } from "../ipc/bindings/Side";
import type { TemplateView } from "../ipc/bindings/TemplateView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { missingValues, readableName } from "./preview";

/** Returns what tells two templates apart. */
export function templateKey(template: TemplateView): string {
  return `${template.name}/${template.language}`;
}

export class PickerState {
  readonly side: Side;
  readonly conversation: ConversationId;
  templates = $state.raw<TemplateView[] | null>(null);
  query = $state("");
  chosenKey = $state<string | null>(null);
  values = $state<Record<string, string>>({});
  isSending = $state(false);
  isFetching = $state(false);
  error = $state.raw<CommandError | null>(null);

  found = $derived(
    (this.templates ?? []).filter((it) =>
      `${readableName(it.name)} ${it.name} ${it.body}`.toLocaleLowerCase().includes(this.query.trim().toLocaleLowerCase()),
    ),
  );
  chosen = $derived(this.found.find((it) => templateKey(it) === this.chosenKey) ?? this.found[0] ?? null);
  missing = $derived(this.chosen ? missingValues(this.chosen, this.values) : []);

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
    this.values = {};
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
    if (!template || this.missing.length > 0 || this.isSending) return false;
    this.isSending = true;
    try {
      const values = Object.fromEntries(template.variables.map((it) => [it.key, (this.values[it.key] ?? "").trim()]));
      await commands.sendTemplate({ side: this.side, conversation: this.conversation, name: template.name, language: template.language, values });
      this.values = {};
      this.error = null;
      return true;
    } catch (cause) {
      this.error = readError(cause);
      return false;
    } finally {
      this.isSending = false;
    }
  }
}
