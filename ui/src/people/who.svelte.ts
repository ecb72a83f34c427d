// Who the person of the open conversation is: what was said about it, what may be said, and taking it back.

import type { ConversationId } from "../ipc/bindings/ConversationId";
import type { IdentityId } from "../ipc/bindings/IdentityId";
import type { DivisionPreviewView } from "../ipc/bindings/DivisionPreviewView";
import type { MovedView } from "../ipc/bindings/MovedView";
import type { MovePreviewView } from "../ipc/bindings/MovePreviewView";
import type { OwnAddressView } from "../ipc/bindings/OwnAddressView";
import type { PersonActId } from "../ipc/bindings/PersonActId";
import type { IdentityCardView } from "../ipc/bindings/IdentityCardView";
import type { PersonPartView } from "../ipc/bindings/PersonPartView";
import type { Side } from "../ipc/bindings/Side";
import { Asker } from "../ipc/asker.svelte";
import * as commands from "../ipc/commands";

export type PersonDialog = "patient" | "leads" | "same" | "split" | "address";

export class WhoState extends Asker {
  readonly side: Side;
  readonly conversation: ConversationId;
  card = $state.raw<IdentityCardView | null>(null);
  /** The addresses of the contact, as one may take one out. */
  addresses = $state.raw<OwnAddressView[]>([]);
  dialog = $state<PersonDialog | null>(null);
  /** What was just said here, offered to be taken back until something else is done. */
  justSaid = $state<PersonActId | null>(null);

  #asked = 0;

  constructor(side: Side, conversation: ConversationId) {
    super();
    this.side = side;
    this.conversation = conversation;
  }

  /** What the line under the header offers to take back. */
  undo = $derived(this.card?.undo && this.card.undo.act === this.justSaid ? this.card.undo : null);

  /** Reads who it is; while nobody may know, there is nothing to show. */
  override async load(): Promise<void> {
    const asked = ++this.#asked;
    const of = [this.side, this.conversation] as const;
    const [card, addresses] = await Promise.all([commands.identityCard(...of).catch(() => null), commands.ownAddresses(...of).catch(() => [])]);
    if (asked !== this.#asked) return;
    this.card = card;
    this.addresses = addresses;
  }

  /** What making them a patient, or moving them to the leads, would move. */
  preview(to: Side): Promise<MovePreviewView> {
    return commands.previewMove(this.side, this.conversation, to);
  }

  /** Moves them and says where the conversation is now; null when nothing moved, and `error` says why. */
  async move(to: Side, joins: IdentityId | null): Promise<MovedView | null> {
    const moved = await this.ask(() => (to === "clinical" ? commands.convertLead(this.side, this.conversation, joins) : commands.moveToLeads(this.conversation)));
    return moved?.answer ?? null;
  }

  same(other: PersonPartView): Promise<boolean> {
    return this.#say(() => commands.samePerson(this.side, this.conversation, other.identity));
  }

  keepApart(other: PersonPartView): Promise<boolean> {
    return this.#say(() => commands.keepApart(this.side, this.conversation, other.identity));
  }

  split(part: PersonPartView): Promise<boolean> {
    return this.#say(() => commands.splitPerson(this.side, part.identity));
  }

  /** What taking an address out would move. */
  previewOut(address: OwnAddressView): Promise<DivisionPreviewView> {
    return commands.previewDivision(this.side, this.conversation, address.id);
  }

  takeOut(address: OwnAddressView): Promise<boolean> {
    return this.#say(async () => (await commands.takeAddressOut(this.side, this.conversation, address.id)).act);
  }

  async takeBack(act: PersonActId): Promise<void> {
    if (await this.change(() => commands.undoPersonAct(this.side, act))) this.justSaid = null;
  }

  async #say(ask: () => Promise<PersonActId>): Promise<boolean> {
    const said = await this.ask(ask);
    if (said === null) return false;
    this.justSaid = said.answer;
    this.dialog = null;
    await this.load();
    return true;
  }
}
