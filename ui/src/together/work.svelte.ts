// What one does with a conversation besides answering: assign, snooze, resolve, reopen, mark unread; and undoing it.

import type { ColleagueView } from "../ipc/bindings/ColleagueView";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { Replies } from "../ipc/bindings/Replies";
import type { Side } from "../ipc/bindings/Side";
import type { SnoozeChoiceView } from "../ipc/bindings/SnoozeChoiceView";
import type { StaffId } from "../ipc/bindings/StaffId";
import type { ListState } from "../conversations/list.svelte";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import type { ThreadState } from "../thread/thread.svelte";

/** A conversation that is meant. */
export interface Target {
  side: Side;
  conversation: ConversationId;
}

/** What was just put away, and can be brought back. */
export interface Undoable extends Target {
  what: "resolved" | "snoozed" | "unread";
  /** Until when it is snoozed. */
  until: number | null;
  /** Whether its thread was open. */
  wasOpen: boolean;
}

/** The desk, as far as this needs it. */
interface Desk {
  side: Side | null;
  lists: Record<Side, ListState>;
  threads: Record<Side, ThreadState>;
  open: (side: Side, conversation: ConversationId) => Promise<void>;
}

export class WorkState {
  /** What can be undone; gone when something else is done, or after a while. */
  undoable = $state.raw<Undoable | null>(null);
  /** The conversation whose snooze is being chosen. */
  snoozing = $state.raw<Target | null>(null);
  /** The conversation whose replies have not left, and that is to be resolved. */
  asking = $state.raw<Target | null>(null);
  choices = $state.raw<SnoozeChoiceView[]>([]);
  colleagues = $state.raw<ColleagueView[]>([]);
  /** Why the last act was refused. */
  error = $state.raw<CommandError | null>(null);

  #desk: Desk;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  /** Returns the conversation that a key means: the row under the focus, else the open thread. */
  target(): Target | null {
    const { side } = this.#desk;
    if (!side) return null;
    const row = document.activeElement?.closest<HTMLElement>("[data-testid='row']")?.dataset.conversation;
    const conversation = row ?? this.#desk.threads[side].view?.conversation;
    return conversation ? { side, conversation } : null;
  }

  /** Returns whether a conversation is put away, as far as list and thread know. */
  isAway(target: Target): boolean {
    const thread = this.#desk.threads[target.side];
    if (thread.isOpen(target.side, target.conversation)) return thread.view?.work.state !== "open";
    const row = this.#desk.lists[target.side].rows.find((it) => it.conversation === target.conversation);
    return row !== undefined && row.work.state !== "open";
  }

  /** Resolves, or reopens what is put away. */
  async toggle(target: Target | null): Promise<void> {
    if (!target) return;
    await (this.isAway(target) ? this.reopen(target) : this.resolve(target));
  }

  async resolve(target: Target, replies: Replies = "ask"): Promise<void> {
    this.asking = null;
    const error = await this.#away(target, "resolved", null, () => commands.resolveConversation(target.side, target.conversation, replies));
    if (error?.code !== "replies_wait") return;
    this.error = null;
    this.asking = target;
  }

  /** Asks until when a conversation is to be snoozed. */
  async askSnooze(target: Target | null): Promise<void> {
    if (!target) return;
    this.error = null;
    try {
      this.choices = await commands.snoozeChoices();
      this.snoozing = target;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Snoozes what `askSnooze` asked about. */
  async snooze(until: number): Promise<void> {
    const target = this.snoozing;
    if (!target) return;
    const error = await this.#away(target, "snoozed", until, () => commands.snoozeConversation(target.side, target.conversation, until));
    if (!error || error.code === "alert_open") this.snoozing = null;
  }

  markUnread = (target: Target | null, from: number | null = null) =>
    target && this.#away(target, "unread", null, () => commands.markUnread(target.side, target.conversation, from));

  async reopen(target: Target): Promise<void> {
    await this.#do(target, () => commands.reopenConversation(target.side, target.conversation));
  }

  async assign(target: Target | null, to: StaffId | null): Promise<void> {
    if (target) await this.#do(target, () => commands.assignConversation(target.side, target.conversation, to));
  }

  async assignToMe(target: Target | null): Promise<void> {
    if (!target) return;
    await this.loadColleagues(target.side);
    const me = this.colleagues.find((it) => it.isMe);
    if (me) await this.assign(target, me.id);
  }

  /** Asks who may look after conversations of a side. */
  async loadColleagues(side: Side): Promise<void> {
    try {
      this.colleagues = await commands.assignableStaff(side);
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  /** Takes the last act back and shows its conversation as before. */
  async undo(): Promise<void> {
    const last = this.undoable;
    if (!last) return;
    this.undoable = null;
    const { side, conversation } = last;
    const act = last.what === "unread" ? commands.markRead : commands.reopenConversation;
    if (!(await this.#do(last, () => act(side, conversation)))) return;
    if (last.wasOpen) await this.#desk.open(side, conversation);
    else focusRow(conversation);
  }

  /** Does what takes a conversation from the list: the one after it is next. */
  async #away(target: Target, what: Undoable["what"], until: number | null, act: () => Promise<null>): Promise<CommandError | null> {
    const list = this.#desk.lists[target.side];
    const thread = this.#desk.threads[target.side];
    const wasOpen = thread.isOpen(target.side, target.conversation);
    const at = list.rows.findIndex((row) => row.conversation === target.conversation);
    const next = (list.rows[at + 1] ?? list.rows[at - 1])?.conversation ?? null;
    const isInList = document.activeElement?.closest("[data-testid='row']") !== null && document.activeElement !== document.body;
    if (wasOpen) await thread.keepDraft();
    // What is marked unread must not be read again because it is still open.
    if (wasOpen && what === "unread") thread.close();
    const isDone = await this.#do(target, act);
    if (!isDone) {
      if (wasOpen && what === "unread") await this.#desk.open(target.side, target.conversation);
      return this.error;
    }
    this.undoable = { ...target, what, until, wasOpen };
    await this.#goOn(target, next, wasOpen, isInList);
    return null;
  }

  async #goOn(target: Target, next: ConversationId | null, wasOpen: boolean, isInList: boolean): Promise<void> {
    const list = this.#desk.lists[target.side];
    if (wasOpen && next && list.rows.some((row) => row.conversation === next)) await this.#desk.open(target.side, next);
    else if (wasOpen) {
      this.#desk.threads[target.side].close();
      list.chosen = null;
    }
    if (isInList && next) focusRow(next);
  }

  /** Does something and shows it at once, counts included. */
  async #do(target: Target, act: () => Promise<null>): Promise<boolean> {
    try {
      await act();
      this.error = null;
      const thread = this.#desk.threads[target.side];
      await Promise.all([this.#desk.lists[target.side].load(), thread.isOpen(target.side, target.conversation) ? thread.refresh() : null]);
      return true;
    } catch (cause) {
      this.error = readError(cause);
      return false;
    }
  }
}

function focusRow(conversation: ConversationId): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-testid='row'][data-conversation='${conversation}']`)?.focus());
}
