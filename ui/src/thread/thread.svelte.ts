// The open thread: its messages, what is being written, what is on its way.

import type { AlertId } from "../ipc/bindings/AlertId";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { ContentToSend } from "../ipc/bindings/ContentToSend";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { MediaId } from "../ipc/bindings/MediaId";
import type { MessageView } from "../ipc/bindings/MessageView";
import type { Side } from "../ipc/bindings/Side";
import type { SendingView } from "../ipc/bindings/SendingView";
import type { StaffId } from "../ipc/bindings/StaffId";
import type { ThreadView } from "../ipc/bindings/ThreadView";
import { ComposeState } from "../compose/compose.svelte";
import type { Extra } from "../compose/extras";
import { lengthOf } from "../compose/length";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";
import { FilesState } from "../media/files.svelte";
import { NotesState } from "../voice/notes.svelte";
import { quoteOf, type Pending } from "./pending";

const DRAFT_PAUSE_MS = 400;
/** A typing sign fades at Meta by itself; whether one goes out at all is the clinic's setting. */
const TYPING_PAUSE_MS = 10_000;
const WRITABLE: readonly SendingView[] = ["free", "human_only", "private_reply"];

export class ThreadState {
  view = $state.raw<ThreadView | null>(null);
  messages = $state.raw<MessageView[]>([]);
  hasOlder = $state(false);
  /** The first message that was unread when the thread was opened; it stays put while one reads. */
  firstUnread = $state<number | null>(null);
  /** The message to bring into view, after a search or a quote was followed. */
  sought = $state<number | null>(null);
  /** The message whose page is shown when it is not the newest page. */
  around = $state<number | null>(null);
  pending = $state.raw<Pending[]>([]);
  draft = $state("");
  replyTo = $state.raw<MessageView | null>(null);
  isPickingTemplate = $state(false);
  /** The dialog that is open: a place, a card, a question, the number. */
  extra = $state<Extra | null>(null);
  error = $state.raw<CommandError | null>(null);
  /** Counts openings, so that the view can tell a new thread from a refreshed one. */
  opened = $state(0);
  /** Marks what the contact wrote as unread from a message on; set by the desk. */
  unreadFrom: ((message: number) => void) | null = null;
  readonly compose = new ComposeState();
  readonly files = new FilesState();
  /** What a machine heard in voice notes. */
  readonly notes = new NotesState();

  #asked = 0;
  #nextKey = 0;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;
  #isLoadingOlder = false;
  #typedAt = 0;
  #isSending = $state(false);

  unreadCount = $derived(
    this.firstUnread === null ? 0 : this.messages.filter((it) => it.direction === "inbound" && it.id >= (this.firstUnread ?? 0)).length,
  );
  /** Whether words may be written now. */
  canWrite = $derived(this.view !== null && WRITABLE.includes(this.view.sending));
  canReply = $derived(this.canWrite && this.view?.abilities.replies === true);
  canReact = $derived(this.canWrite && this.view?.abilities.reactions === true && this.view.sending !== "private_reply");
  /** Whether the words go out under the first file; else they are a message of their own. */
  isCaption = $derived.by(() => {
    const first = this.compose.staged[0]?.view?.media.kind;
    const takesWords = first === "image" || first === "video" || first === "document";
    return takesWords && (this.view?.abilities.captionLimit ?? 0) > 0;
  });
  limitLeft = $derived(
    this.isCaption ? (this.view?.abilities.captionLimit ?? 0) - this.draft.length : (this.view?.textLimit ?? 0) - lengthOf(this.draft, this.view?.textUnit ?? "utf16"),
  );
  /** What nobody filled in; it must not leave like this. */
  unfilled = $derived([...new Set(this.draft.match(/\{\{[^{}]*\}\}/g))]);
  canSend = $derived(
    this.canWrite && !this.#isSending && this.unfilled.length === 0 && this.limitLeft >= 0 && (this.compose.staged.length > 0 ? this.compose.isReady : this.draft.trim() !== ""),
  );

  isOpen(side: Side, conversation: ConversationId): boolean {
    return this.view?.side === side && this.view.conversation === conversation;
  }

  /** Opens a conversation at its first unread message, or at `message`. */
  async open(side: Side, conversation: ConversationId, message: number | null = null): Promise<void> {
    const asked = ++this.#asked;
    await this.keepDraft();
    try {
      const newest = await commands.openThread(side, conversation);
      const start = message ?? newest.firstUnread;
      const isAround = start !== null && !newest.messages.some((it) => it.id === start);
      const view = isAround ? await commands.threadAround(side, conversation, start) : newest;
      if (asked !== this.#asked) return;
      if (!this.isOpen(side, conversation)) {
        this.draft = view.draft;
        this.replyTo = null;
        this.pending = [];
        this.isPickingTemplate = false;
        this.extra = null;
        this.#typedAt = 0;
      }
      this.error = null;
      this.compose.belongTo(side, conversation);
      this.files.belongTo(side, conversation);
      this.view = view;
      this.messages = view.messages;
      this.lookAtNotes();
      this.hasOlder = view.hasOlder;
      this.firstUnread = view.firstUnread;
      this.sought = message;
      this.around = isAround ? start : null;
      this.opened++;
      await this.markRead();
    } catch (cause) {
      if (asked === this.#asked) this.#forget(readError(cause));
    }
  }

  /** Asks again after a change, keeping what is read in place and older messages loaded. */
  async refresh(): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    const asked = this.#asked;
    try {
      const view =
        this.around === null
          ? await commands.openThread(shown.side, shown.conversation)
          : await commands.threadAround(shown.side, shown.conversation, this.around);
      if (asked !== this.#asked) return;
      this.#merge(view);
      this.lookAtNotes();
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  /** Reads what was heard in the voice notes that are loaded. */
  lookAtNotes(): void {
    const shown = this.view;
    if (shown) void this.notes.look(shown.side, shown.conversation, this.messages.flatMap((it) => it.media));
  }

  async loadOlder(): Promise<void> {
    const first = this.messages[0];
    const shown = this.view;
    if (!first || !shown || !this.hasOlder || this.#isLoadingOlder) return;
    this.#isLoadingOlder = true;
    const asked = this.#asked;
    try {
      const older = await commands.olderMessages(shown.side, shown.conversation, first.id);
      if (asked !== this.#asked) return;
      this.messages = [...older.messages, ...this.messages];
      this.lookAtNotes();
      this.hasOlder = older.hasOlder;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    } finally {
      this.#isLoadingOlder = false;
    }
  }

  /** Tells Rust that a person has this thread before them; what Meta is told is a setting. */
  async markRead(): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    await commands.markRead(shown.side, shown.conversation).catch((cause: unknown) => (this.error = readError(cause)));
  }

  write(text: string): void {
    this.draft = text;
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => void this.keepDraft(), DRAFT_PAUSE_MS);
    this.#noteTyping();
  }

  /** Puts words behind what is written. */
  append(text: string): void {
    this.write(this.draft === "" || /\s$/.test(this.draft) ? this.draft + text : `${this.draft} ${text}`);
  }

  /** Writes the draft down now, when it differs from what is kept. */
  async keepDraft(): Promise<void> {
    clearTimeout(this.#draftTimer);
    const shown = this.view;
    if (!shown || shown.draft === this.draft) return;
    this.view = { ...shown, draft: this.draft };
    await commands.saveDraft(shown.side, shown.conversation, this.draft).catch((cause: unknown) => (this.error = readError(cause)));
  }

  /** Sends what is written and what waits beside it. */
  async send(): Promise<void> {
    if (!this.canSend) return;
    if (this.compose.staged.length > 0) await this.#sendFiles();
    else await this.#sendText();
  }

  /** Sends a place, a card, a question; returns why not. */
  async sendContent(content: ContentToSend): Promise<CommandError | null> {
    const shown = this.view;
    if (!shown) return null;
    try {
      if (this.around !== null) await this.toNewest();
      await commands.sendContent(shown.side, shown.conversation, content, this.replyTo?.id ?? null);
      this.replyTo = null;
      this.firstUnread = null;
      await this.refresh();
      return null;
    } catch (cause) {
      return readError(cause);
    }
  }

  /** Sends the files, with the words under the first or after them; everything stays where it was if it could not be kept. */
  async #sendFiles(): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    const sent = this.compose.staged;
    const caption = this.isCaption ? this.draft.trim() : "";
    this.#isSending = true;
    const error = await this.sendContent({ send: "media", media: sent.flatMap((it) => it.view?.media.id ?? []), caption });
    this.#isSending = false;
    if (error) {
      this.error = error;
      return;
    }
    this.compose.taken(shown.conversation, sent);
    if (!this.isOpen(shown.side, shown.conversation)) return;
    this.error = null;
    if (caption !== "") this.write("");
    else if (this.canSend) await this.#sendText();
  }

  /** Sends the words; the bubble stands at once, and the text comes back if it could not be kept. */
  async #sendText(): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    const text = this.draft.trim();
    const answered = this.replyTo;
    const after = this.messages.at(-1)?.id ?? 0;
    const bubble: Pending = { key: ++this.#nextKey, text, at: Date.now(), after, replyTo: answered && quoteOf(answered) };
    this.pending = [...this.pending, bubble];
    clearTimeout(this.#draftTimer);
    this.draft = "";
    this.replyTo = null;
    this.firstUnread = null;
    this.error = null;
    this.view = { ...shown, draft: "" };
    try {
      if (this.around !== null) await this.toNewest();
      await commands.sendReply(shown.side, shown.conversation, text, answered?.id ?? null);
      await this.refresh();
    } catch (cause) {
      if (!this.isOpen(shown.side, shown.conversation)) return;
      this.pending = this.pending.filter((it) => it.key !== bubble.key);
      if (this.draft === "") this.write(text);
      this.replyTo ??= answered;
      this.error = readError(cause);
    }
  }

  resend = (message: number) => this.#do((side, conversation) => commands.resendMessage(side, conversation, message));
  leave = (message: number) => this.#do((side, conversation) => commands.leaveUncertain(side, conversation, message));
  react = (message: number, emoji: string | null) => this.#do((side, conversation) => commands.react(side, conversation, message, emoji));
  takeOver = () => this.#do((side, conversation) => commands.takeOver(side, conversation));
  /** Takes over what somebody else was writing, behind one's own words. */
  async takeDraft(author: StaffId): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    await this.keepDraft();
    try {
      await commands.takeDraft(shown.side, shown.conversation, author);
      const view = await commands.openThread(shown.side, shown.conversation);
      if (!this.isOpen(shown.side, shown.conversation)) return;
      this.draft = view.draft;
      this.view = { ...view, messages: shown.messages };
      this.error = null;
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  acknowledge = (alert: AlertId) => this.#do(() => commands.acknowledgeAlert(alert));

  /** Returns a loaded message. */
  find(message: number | null): MessageView | undefined {
    return message === null ? undefined : this.messages.find((it) => it.id === message);
  }

  /** Shows how much of a file has come, without asking for the thread again. */
  noteProgress(media: MediaId, receivedBytes: number, bytes: number | null): void {
    const change = (it: MessageView) => it.media.map((file) => (file.id === media && file.state !== "here" ? { ...file, state: "fetching" as const, receivedBytes, bytes: bytes ?? file.bytes, mayFetchAgain: false } : file));
    this.messages = this.messages.map((it) => (it.media.some((file) => file.id === media) ? { ...it, media: change(it) } : it));
  }

  /** Shows the newest page again. */
  async toNewest(): Promise<void> {
    const shown = this.view;
    if (shown) await this.open(shown.side, shown.conversation);
  }

  /** Brings a message into view, asking for the page around it if it is not loaded. */
  async seek(message: number): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    if (this.messages.some((it) => it.id === message)) this.sought = message;
    else await this.open(shown.side, shown.conversation, message);
  }

  close(): void {
    void this.keepDraft();
    this.#asked++;
    this.#forget(null);
  }

  #noteTyping(): void {
    const shown = this.view;
    const now = Date.now();
    if (!shown || this.draft === "" || now - this.#typedAt < TYPING_PAUSE_MS) return;
    this.#typedAt = now;
    void commands.noteTyping(shown.side, shown.conversation).catch(() => null);
  }

  async #do(ask: (side: Side, conversation: ConversationId) => Promise<null>): Promise<void> {
    const shown = this.view;
    if (!shown) return;
    try {
      await ask(shown.side, shown.conversation);
      this.error = null;
      await this.refresh();
    } catch (cause) {
      this.error = readError(cause);
    }
  }

  #merge(view: ThreadView): void {
    const page = view.messages;
    const firstId = page[0]?.id ?? 0;
    const lastKnown = this.messages.at(-1)?.id ?? 0;
    const older = firstId <= lastKnown ? this.messages.filter((it) => it.id < firstId) : [];
    this.messages = [...older, ...page];
    if (older.length === 0) this.hasOlder = view.hasOlder;
    this.pending = this.pending.filter((it) => !page.some((m) => m.direction === "outbound" && m.id > it.after && m.text.trim() === it.text));
    if (!document.hasFocus()) this.firstUnread ??= view.firstUnread;
    this.view = { ...view, draft: this.view?.draft ?? view.draft };
  }

  #forget(error: CommandError | null): void {
    this.view = null;
    this.messages = [];
    this.pending = [];
    this.draft = "";
    this.replyTo = null;
    this.sought = null;
    this.around = null;
    this.error = error;
  }
}
