// The open desk: which place, which conversation, and how changes reach what is shown.

import { createContext } from "svelte";
import { ChannelsState } from "../channels/channels.svelte";
import { ConnectionState } from "../connection/connection.svelte";
import { ListState } from "../conversations/list.svelte";
import { SearchState } from "../conversations/search.svelte";
import type { Change } from "../ipc/bindings/Change";
import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { Side } from "../ipc/bindings/Side";
import { onChange, soon } from "../ipc/changes";
import { FlagsState } from "../monitoring/flags.svelte";
import { TemplatesState } from "../templates/place.svelte";
import { ThreadState } from "../thread/thread.svelte";

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
  readonly search = new SearchState();
  readonly flags = new FlagsState();
  readonly connection = new ConnectionState();
  readonly channels = new ChannelsState(() => this.connection.load());
  readonly templates = new TemplatesState();
  /** Counts synchronisations of the templates. */
  templatesChanged = $state(0);
  dialog = $state<"palette" | "keys" | null>(null);

  /** The side in view, when a place with conversations is. */
  side = $derived<Side | null>(this.place === "clinical" || this.place === "leads" ? this.place : null);

  constructor(readsClinical = true) {
    this.readsClinical = readsClinical;
    this.places = readsClinical ? places : places.filter((it) => it !== "clinical");
    if (!readsClinical) this.place = "leads";
  }

  /** Loads everything and hears changes; the returned function stops it. */
  start(): () => void {
    void Promise.all([this.readsClinical ? this.lists.clinical.load() : null, this.lists.leads.load(), this.flags.load(), this.connection.load()]);
    const stop = onChange((change) => this.#hear(change));
    const readNow = () => this.side && void this.threads[this.side].markRead();
    const keepDrafts = () => void Promise.all([this.threads.clinical.keepDraft(), this.threads.leads.keepDraft()]);
    window.addEventListener("focus", readNow);
    window.addEventListener("blur", keepDrafts);
    window.addEventListener("pagehide", keepDrafts);
    return () => {
      stop();
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
    if (place === "monitoring") await this.flags.load();
  }

  async open(side: Side, conversation: ConversationId, message: number | null = null): Promise<void> {
    if (!this.places.includes(side)) return;
    this.place = side;
    this.lists[side].chosen = conversation;
    await this.threads[side].open(side, conversation, message);
  }

  /** Opens the conversation before or after the open one. */
  async step(by: 1 | -1, onlyUnread = false): Promise<void> {
    const side = this.side ?? "clinical";
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
  #reloadFlags = soon(() => void this.flags.load());
  #reloadTemplates = soon(() => void (this.place === "templates" && this.templates.load()));
  #reloadConnection = soon(() => void this.connection.load());

  async #refreshThread(side: Side): Promise<void> {
    const thread = this.threads[side];
    await thread.refresh();
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
        if (this.threads[change.side].isOpen(change.side, change.conversation)) this.#refresh[change.side]();
        break;
      case "alert":
        this.#reloadFlags();
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
      case "templates":
        this.templatesChanged++;
        this.#reloadTemplates();
        break;
      case "app":
        break;
    }
  }
}

export const [getDesk, setDesk] = createContext<DeskState>();
