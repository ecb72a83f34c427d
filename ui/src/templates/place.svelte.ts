// Templates as a place: what there is, what is narrowed to, which one is in view, and the one being written.

import type { ChannelId } from "../ipc/bindings/ChannelId";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { TemplateAnswer } from "../ipc/bindings/TemplateAnswer";
import type { TemplateCategory } from "../ipc/bindings/TemplateCategory";
import type { TemplateRowView } from "../ipc/bindings/TemplateRowView";
import type { TemplateStatus } from "../ipc/bindings/TemplateStatus";
import type { TemplatesView } from "../ipc/bindings/TemplatesView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { EditorState } from "./editor.svelte";
import { readableName } from "./preview";

/** One name with its languages. */
export interface TemplateGroup {
  name: string;
  rows: TemplateRowView[];
}

/** What came of the last thing done here. */
export type Outcome = { kind: "taken"; answer: TemplateAnswer; asked: TemplateCategory } | { kind: "deleted" };

function grouped(rows: readonly TemplateRowView[]): TemplateGroup[] {
  const groups = new Map<string, TemplateRowView[]>();
  for (const row of rows) groups.set(row.name, [...(groups.get(row.name) ?? []), row]);
  return [...groups].map(([name, its]) => ({ name, rows: its }));
}

export class TemplatesState {
  view = $state.raw<TemplatesView | null>(null);
  error = $state.raw<CommandError | null>(null);
  outcome = $state.raw<Outcome | null>(null);
  isSyncing = $state(false);
  isDeleting = $state(false);
  query = $state("");
  status = $state<TemplateStatus | "">("");
  category = $state<TemplateCategory | "">("");
  language = $state("");
  chosenId = $state<string | null>(null);
  editor = $state.raw<EditorState | null>(null);
  /** Whether the list is shown again after writing. */
  wasWriting = false;
  #channel = $state<ChannelId | null>(null);

  account = $derived(this.view?.accounts.find((it) => it.channel === this.#channel) ?? this.view?.accounts[0] ?? null);
  rows = $derived((this.view?.templates ?? []).filter((it) => it.channel === this.account?.channel));
  languages = $derived([...new Set(this.rows.map((it) => it.language))].sort());
  isNarrowed = $derived(this.query.trim() !== "" || this.status !== "" || this.category !== "" || this.language !== "");
  found = $derived.by(() => {
    const wanted = this.query.trim().toLocaleLowerCase();
    return this.rows.filter(
      (it) =>
        (this.status === "" || it.status === this.status) &&
        (this.category === "" || it.category === this.category) &&
        (this.language === "" || it.language === this.language) &&
        `${readableName(it.name)} ${it.name} ${it.draft.body}`.toLocaleLowerCase().includes(wanted),
    );
  });
  groups = $derived(grouped(this.found));
  chosen = $derived(this.found.find((it) => it.id === this.chosenId) ?? this.groups[0]?.rows[0] ?? null);

  async load(): Promise<void> {
    try {
      this.view = await commands.templatesView();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  chooseAccount(channel: ChannelId): void {
    this.#channel = channel;
    this.chosenId = null;
    this.widen();
  }

  choose(row: TemplateRowView): void {
    this.chosenId = row.id;
    this.outcome = null;
  }

  /** Takes every filter away. */
  widen(): void {
    this.query = "";
    this.status = "";
    this.category = "";
    this.language = "";
  }

  /** Chooses the template before or after the chosen one, in the order of the list. */
  step(by: 1 | -1): TemplateRowView | null {
    const order = this.groups.flatMap((it) => it.rows);
    const next = order[order.findIndex((it) => it.id === this.chosen?.id) + by];
    if (next) this.choose(next);
    return next ?? null;
  }

  async sync(): Promise<void> {
    if (this.isSyncing) return;
    this.isSyncing = true;
    try {
      await commands.syncTemplates();
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isSyncing = false;
    }
  }

  /** Begins a new template in a language; what is being written already stays. */
  create(language: string): void {
    if (!this.account || this.editor) return;
    this.outcome = null;
    this.editor = new EditorState(this.account.channel, { language });
  }

  edit(row: TemplateRowView): void {
    this.outcome = null;
    this.editor = new EditorState(row.channel, { editing: row });
  }

  /** Begins another language of a template, with its words to be translated. */
  translate(row: TemplateRowView): void {
    this.outcome = null;
    this.editor = new EditorState(row.channel, { model: row });
  }

  leaveEditor(): void {
    this.editor?.stop();
    this.editor = null;
    this.wasWriting = true;
  }

  /** Sends what is written to Meta; back at the list when Meta took it. */
  async save(): Promise<void> {
    const editor = this.editor;
    const answer = await editor?.save();
    if (!editor || !answer?.isTaken) return;
    const { name, language, category } = editor.draft;
    this.leaveEditor();
    this.widen();
    await this.load();
    this.outcome = { kind: "taken", answer, asked: category };
    this.chosenId = this.rows.find((it) => it.name === name && it.language === language)?.id ?? null;
  }

  /** Deletes one language, or all; returns whether it is gone. */
  async remove(row: TemplateRowView, isOnlyLanguage: boolean): Promise<boolean> {
    if (this.isDeleting) return false;
    this.isDeleting = true;
    try {
      await commands.deleteTemplate(row.channel, row.name, isOnlyLanguage ? row.language : null);
      this.chosenId = null;
      await this.load();
      if (this.found.length === 0) this.widen();
      this.outcome = { kind: "deleted" };
      return true;
    } catch (cause) {
      this.error = readError(cause);
      return false;
    } finally {
      this.isDeleting = false;
    }
  }
}
