// The quick replies in Settings: the list, the one that is written, and what is wrong with it.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { QuickRepliesView } from "../ipc/bindings/QuickRepliesView";
import type { QuickReplyDraft } from "../ipc/bindings/QuickReplyDraft";
import type { QuickReplyProblem } from "../ipc/bindings/QuickReplyProblem";
import type { QuickReplyView } from "../ipc/bindings/QuickReplyView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class QuickPlace {
  view = $state.raw<QuickRepliesView | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** The one that is written; absent while none is. */
  draft = $state<QuickReplyDraft | null>(null);
  problems = $state.raw<QuickReplyProblem[]>([]);
  /** The one about whose removal is asked. */
  removing = $state.raw<QuickReplyView | null>(null);
  isSaving = $state(false);

  async load(): Promise<void> {
    try {
      this.view = await commands.quickReplies();
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  create(language: string | null): void {
    this.problems = [];
    this.draft = { id: null, isMine: !this.view?.mayShare, shortcut: "", text: "", language, side: null };
  }

  edit(reply: QuickReplyView): void {
    const { id, isMine, shortcut, text, language, side } = reply;
    this.problems = [];
    this.draft = { id, isMine, shortcut, text, language, side };
  }

  async save(): Promise<void> {
    if (!this.draft || this.isSaving) return;
    this.isSaving = true;
    try {
      this.problems = await commands.saveQuickReply($state.snapshot(this.draft));
      if (this.problems.length === 0) this.draft = null;
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    } finally {
      this.isSaving = false;
    }
  }

  async remove(): Promise<void> {
    const reply = this.removing;
    if (!reply) return;
    this.removing = null;
    try {
      await commands.removeQuickReply(reply.id);
      await this.load();
    } catch (cause) {
      this.error = readError(cause);
    }
  }
}
