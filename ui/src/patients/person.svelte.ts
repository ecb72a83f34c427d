// The person of the open thread: their card, and what is done to it; the last act can be undone where it can be.

import type { CommandError } from "../ipc/bindings/CommandError";
import type { ConsentForm } from "../ipc/bindings/ConsentForm";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { LabelId } from "../ipc/bindings/LabelId";
import type { LabelView } from "../ipc/bindings/LabelView";
import type { LeadStatus } from "../ipc/bindings/LeadStatus";
import type { LostReason } from "../ipc/bindings/LostReason";
import type { NoteId } from "../ipc/bindings/NoteId";
import type { NoteView } from "../ipc/bindings/NoteView";
import type { PersonView } from "../ipc/bindings/PersonView";
import type { RecordForm } from "../ipc/bindings/RecordForm";
import type { Side } from "../ipc/bindings/Side";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** What was just done, and how it is taken back. */
export interface Undo {
  what: "moved" | "label_added" | "label_removed" | "note_removed";
  back: () => Promise<unknown>;
}

export class PersonState {
  view = $state.raw<PersonView | null>(null);
  /** Every label of the side. */
  labels = $state.raw<LabelView[]>([]);
  error = $state.raw<CommandError | null>(null);
  undo = $state.raw<Undo | null>(null);
  /** A note is being written where else one writes a reply; what the reply holds is kept. */
  isNoting = $state(false);
  noteDraft = $state("");

  #asked = 0;
  #of: { side: Side; conversation: ConversationId } | null = null;

  /** Shows the person of a conversation; nobody, while none is open. */
  async belongTo(side: Side, conversation: ConversationId | undefined): Promise<void> {
    const isSame = this.#of?.side === side && this.#of.conversation === conversation;
    if (isSame) return this.load();
    this.#of = conversation === undefined ? null : { side, conversation };
    this.view = null;
    this.undo = null;
    this.error = null;
    this.isNoting = false;
    this.noteDraft = "";
    await this.load();
  }

  async load(): Promise<void> {
    const asked = ++this.#asked;
    const of = this.#of;
    if (!of) return;
    try {
      const [view, labels] = await Promise.all([commands.personCard(of.side, of.conversation), commands.labelsView(of.side)]);
      if (asked !== this.#asked) return;
      this.view = view;
      this.labels = labels.map((it) => it.label);
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  /** Returns the notes that stand in this thread, oldest first. */
  notesIn(conversation: ConversationId): NoteView[] {
    const notes = this.view?.conversation === conversation ? this.view.notes : [];
    return notes.filter((it) => it.conversation === conversation).sort((a, b) => a.at - b.at);
  }

  saveRecord = (record: RecordForm) => this.#do((side, conversation) => commands.saveRecord(side, conversation, record));
  recordConsent = (consent: ConsentForm) => this.#do((side, conversation) => commands.recordConsent(side, conversation, consent));
  editNote = (note: NoteId, text: string) => this.#do((side, conversation) => commands.editNote(side, conversation, note, text));
  pinNote = (note: NoteId, isPinned: boolean) => this.#do((side, conversation) => commands.pinNote(side, conversation, note, isPinned));

  async move(status: LeadStatus, lost: LostReason | null): Promise<boolean> {
    const before = this.view?.lead;
    return this.#do((side, conversation) => commands.setLeadStatus(side, conversation, status, lost), (side, conversation) => {
      const backLost = before?.status === "lost" ? before.lostReason : null;
      return before ? { what: "moved", back: () => commands.setLeadStatus(side, conversation, before.status, backLost) } : null;
    });
  }

  async setLabel(label: LabelId, has: boolean): Promise<boolean> {
    return this.#do((side, conversation) => commands.setLabel(side, conversation, label, has), (side, conversation) => ({
      what: has ? "label_added" : "label_removed",
      back: () => commands.setLabel(side, conversation, label, !has),
    }));
  }

  async removeNote(note: NoteId): Promise<boolean> {
    return this.#do((side, conversation) => commands.removeNote(side, conversation, note, true), (side, conversation) => ({
      what: "note_removed",
      back: () => commands.removeNote(side, conversation, note, false),
    }));
  }

  /** Keeps the note that is being written; it stays where it is if it could not be kept. */
  async keepNote(): Promise<boolean> {
    const text = this.noteDraft.trim();
    if (text === "") return false;
    const isKept = await this.#do((side, conversation) => commands.addNote(side, conversation, text));
    if (isKept) {
      this.noteDraft = "";
      this.isNoting = false;
    }
    return isKept;
  }

  async takeBack(): Promise<void> {
    const undo = this.undo;
    if (undo) await this.#do(() => undo.back());
  }

  async #do(ask: (side: Side, conversation: ConversationId) => Promise<unknown>, undo?: (side: Side, conversation: ConversationId) => Undo | null): Promise<boolean> {
    const of = this.#of;
    if (!of) return false;
    try {
      await ask(of.side, of.conversation);
      if (of !== this.#of) return true;
      this.error = null;
      this.undo = undo?.(of.side, of.conversation) ?? null;
      await this.load();
      return true;
    } catch (cause) {
      if (of === this.#of) this.error = readError(cause);
      return false;
    }
  }
}
