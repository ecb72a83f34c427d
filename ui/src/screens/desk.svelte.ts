// The open desk: which place, which conversation, and how changes reach what is shown.

import { createContext, tick } from "svelte";
import { ChannelsState } from "../channels/channels.svelte";
import { ConnectionState } from "../connection/connection.svelte";
import { ListState } from "../conversations/list.svelte";
import { SearchState } from "../conversations/search.svelte";
import type { Change } from "../ipc/bindings/Change";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { IdentityId } from "../ipc/bindings/IdentityId";
import type { NoteId } from "../ipc/bindings/NoteId";
import type { QuickReplyChoice } from "../ipc/bindings/QuickReplyChoice";
import type { Side } from "../ipc/bindings/Side";
import { onChange, soon } from "../ipc/changes";
import * as commands from "../ipc/commands";
import type { KeepingState } from "../keeping/keeping.svelte";
import { BoardState } from "../leads/board.svelte";
import { InterestState } from "../leads/interest.svelte";
import { FlagsState } from "../monitoring/flags.svelte";
import { WatchState } from "../monitoring/watch.svelte";
import { PatientsState } from "../patients/list.svelte";
import { PersonState } from "../patients/person.svelte";
import { TemplatesState } from "../templates/place.svelte";
import { ThreadState } from "../thread/thread.svelte";
import { WorkState } from "../together/work.svelte";
import { PanelState } from "./panel.svelte";

export type Place = "clinical" | "leads" | "monitoring" | "templates" | "connection" | "settings";

/** The places in the order of the spine and of Ctrl 1…6. */
export const places: readonly Place[] = ["clinical", "leads", "monitoring", "templates", "connection", "settings"];

export class DeskState {
  place = $state<Place>("clinical");
  /** Whether whoever is signed in reads patients. Without the key there is no Clinical place. */
  readonly readsClinical: boolean;
  readonly places: readonly Place[];
  readonly lists: Record<Side, ListState> = { clinical: new ListState("clinical"), leads: new ListState("leads") };
  readonly threads: Record<Side, ThreadState> = { clinical: new ThreadState(), leads: new ThreadState() };
  readonly persons: Record<Side, PersonState> = { clinical: new PersonState(), leads: new PersonState() };
  readonly board = new BoardState();
  readonly interest = new InterestState();
  readonly patients = new PatientsState();
  readonly panel = new PanelState();
  readonly search = new SearchState();
  readonly flags = new FlagsState();
  readonly watch = new WatchState();
  readonly connection = new ConnectionState();
  readonly channels = new ChannelsState(() => this.connection.load());
  readonly templates = new TemplatesState();
  /** Counts synchronisations of the templates. */
  templatesChanged = $state(0);
  dialog = $state<"palette" | "keys" | null>(null);
  readonly work = new WorkState(this);
  /** The quick replies for the open conversation, as the palette offers them. */
  quickChoices = $state.raw<QuickReplyChoice[]>([]);

  /** What keeps whoever's conversation is open; set by the inbox in view. */
  keeping = $state.raw<KeepingState | null>(null);

  /** The side in view, when a place with conversations is. */
  side = $derived<Side | null>(this.place === "clinical" || this.place === "leads" ? this.place : null);

  constructor(readsClinical = true) {
    this.readsClinical = readsClinical;
    this.places = readsClinical ? places : places.filter((it) => it !== "clinical");
    if (!readsClinical) this.place = "leads";
    for (const side of ["clinical", "leads"] as const) {
      const thread = this.threads[side];
      thread.unreadFrom = (message) => void (thread.view && this.work.markUnread({ side, conversation: thread.view.conversation }, message));
    }
  }

  /** Opens the palette, with the quick replies of the open conversation. */
  async openPalette(): Promise<void> {
    this.quickChoices = [];
    this.dialog = "palette";
    const thread = this.side ? this.threads[this.side] : null;
    if (!thread?.view || !thread.canWrite) return;
    this.quickChoices = await commands.findQuickReplies(thread.view.side, thread.view.conversation, "").catch(() => []);
  }

  /** Writes down what is being written, before the desk locks or another person signs in. */
  async keepDrafts(): Promise<void> {
    await Promise.all([this.threads.clinical.keepDraft(), this.threads.leads.keepDraft()]);
  }

  /** Loads everything and hears changes; the returned function stops it. */
  start(): () => void {
    const sides = this.readsClinical ? (["clinical", "leads"] as const) : (["leads"] as const);
    const lists = sides.flatMap((side) => [this.lists[side].load(), this.lists[side].loadLabels()]);
    void Promise.all([...lists, this.interest.load(), this.flags.load(), this.connection.load()]);
    const stopPanel = this.panel.start();
    const stop = onChange((change) => this.#hear(change));
    const readNow = () => this.side && void this.threads[this.side].markRead();
    const keepDrafts = () => void this.keepDrafts();
    window.addEventListener("focus", readNow);
    window.addEventListener("blur", keepDrafts);
    window.addEventListener("pagehide", keepDrafts);
    return () => {
      stop();
      stopPanel();
      window.removeEventListener("focus", readNow);
      window.removeEventListener("blur", keepDrafts);
      window.removeEventListener("pagehide", keepDrafts);
      keepDrafts();
    };
  }

  async go(place: Place): Promise<void> {
    if (!this.places.includes(place)) return;
    this.search.close();
    this.place = place;
    if (place === "connection") await this.connection.load();
    if (place === "templates") await this.templates.load();
    if (place === "leads") await Promise.all([this.interest.load(), this.board.isShown && this.board.load()]);
    if (place === "monitoring") await Promise.all([this.flags.load(), this.readsClinical && this.watch.load()]);
  }

  async open(side: Side, conversation: ConversationId, message: number | null = null): Promise<void> {
    if (!this.places.includes(side)) return;
    this.place = side;
    this.lists[side].chosen = conversation;
    if (side === "clinical") this.patients.leave();
    if (side === "leads") this.board.isShown = false;
    // Who can be assigned is known before the menu opens, so that it never grows under the pointer.
    void this.work.loadColleagues(side);
    await Promise.all([this.threads[side].open(side, conversation, message), this.persons[side].belongTo(side, conversation)]);
  }

  /** Shows the leads by urgency. */
  async showRanking(): Promise<void> {
    this.search.close();
    this.place = "leads";
    this.lists.leads.isRanked = true;
    await this.interest.load();
  }

  /** Shows every patient, also those who never wrote; one of them where it is named. */
  async showPatients(patient: IdentityId | null = null): Promise<void> {
    if (!this.readsClinical) return;
    this.search.close();
    this.place = "clinical";
    this.lists.clinical.isRanked = true;
    await this.patients.load();
    if (patient !== null) await this.patients.choose(patient);
  }

  /** Shows every patient, or the conversations again. */
  async togglePatients(): Promise<void> {
    if (!this.lists.clinical.isRanked) return this.showPatients();
    this.lists.clinical.isRanked = false;
  }

  /** Shows the leads by urgency, or the list again. */
  async toggleRanking(): Promise<void> {
    if (!this.lists.leads.isRanked) return this.showRanking();
    this.lists.leads.isRanked = false;
  }

  /** Opens a conversation with the contact beside it, and brings a note about them into view. */
  async openNote(side: Side, conversation: ConversationId, note: NoteId): Promise<void> {
    await this.open(side, conversation);
    if (!this.panel.isShown) this.panel.toggle();
    await tick();
    document.querySelector(`.panel [data-note="${note}"]`)?.scrollIntoView({ block: "nearest" });
  }

  /** Opens the conversation before or after the open one. */
  async step(by: 1 | -1, onlyUnread = false): Promise<void> {
    const side = this.side ?? "clinical";
    if (side === "leads" && this.lists.leads.isRanked) {
      const lead = this.interest.neighbour(this.lists.leads.chosen, by);
      if (lead?.side === "leads") await this.open(lead.side, lead.conversation);
      return;
    }
    const next = this.lists[side].neighbour(by, onlyUnread ? (row) => row.unread > 0 : undefined);
    if (next) await this.open(side, next);
  }

  #reload: Record<Side, () => void> = {
    clinical: soon(() => void (this.readsClinical && this.lists.clinical.load())),
    leads: soon(() => void this.lists.leads.load()),
  };
  #refresh: Record<Side, () => void> = {
    clinical: soon(() => void this.#refreshThread("clinical")),
    leads: soon(() => void this.#refreshThread("leads")),
  };
  // A label may have been made on another computer, where it was first used.
  #reloadLabels: Record<Side, () => void> = {
    clinical: soon(() => void this.lists.clinical.loadLabels(), 1000),
    leads: soon(() => void this.lists.leads.loadLabels(), 1000),
  };
  #reloadBoard = soon(() => void (this.place === "leads" && this.board.isShown && this.board.load()));
  // A mark also cools by itself: what was asked is told anew with every change and every visit to the place.
  #reloadInterest = soon(() => void this.interest.load(), 250);
  #reloadPatients = soon(() => void (this.place === "clinical" && this.lists.clinical.isRanked && this.patients.load()), 250);
  #reloadFlags = soon(() => void this.flags.load());
  #reloadWatch = soon(() => void (this.place === "monitoring" && this.readsClinical && this.watch.load()));
  #reloadTemplates = soon(() => void (this.place === "templates" && this.templates.load()));
  #reloadConnection = soon(() => void this.connection.load());

  async #refreshThread(side: Side): Promise<void> {
    const thread = this.threads[side];
    await Promise.all([thread.refresh(), this.persons[side].load()]);
    const hasUnread = thread.view?.firstUnread !== null;
    if (hasUnread && document.hasFocus() && this.place === side) await thread.markRead();
  }

  // A file on its way tells how much has come many times a second; the thread is asked for once it is all there.
  #hearMedia(change: Extract<Change, { kind: "media" }>): void {
    const thread = this.threads[change.side];
    if (!thread.isOpen(change.side, change.conversation)) return;
    if (change.bytes !== null && change.receivedBytes < change.bytes) thread.noteProgress(change.media, change.receivedBytes, change.bytes);
    else this.#refresh[change.side]();
  }

  #hear(change: Change): void {
    switch (change.kind) {
      case "conversation":
        this.#reload[change.side]();
        this.#reloadLabels[change.side]();
        this.#reloadBoard();
        this.#reloadInterest();
        if (change.side === "clinical") this.#reloadWatch();
        if (change.side === "clinical") this.#reloadPatients();
        if (this.threads[change.side].isOpen(change.side, change.conversation)) this.#refresh[change.side]();
        break;
      case "tone":
        this.#reloadWatch();
        break;
      case "alert":
        this.#reloadFlags();
        this.#reloadWatch();
        this.#reloadBoard();
        this.#reloadInterest();
        for (const side of ["clinical", "leads"] as const) {
          this.#reload[side]();
          if (this.threads[side].isOpen(side, change.conversation)) this.#refresh[side]();
        }
        break;
      case "connection":
        this.#reloadConnection();
        void this.channels.follow();
        break;
      case "open_conversation":
        void this.open(change.side, change.conversation);
        break;
      case "media":
        this.#hearMedia(change);
        break;
      case "records":
        this.#reload[change.side]();
        this.#reloadBoard();
        this.#reloadInterest();
        void this.lists[change.side].loadLabels();
        if (change.side === "clinical") this.#reloadPatients();
        void this.persons[change.side].load();
        break;
      case "templates":
        this.templatesChanged++;
        this.#reloadTemplates();
        break;
      case "summary":
      case "quick_replies":
      case "app":
      case "audit":
        break;
    }
  }
}

export const [getDesk, setDesk] = createContext<DeskState>();
