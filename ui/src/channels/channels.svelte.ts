// What an owner does with channels: switch, colour, side, proof; one at a time, each with its own trouble.

import type { ChannelChange } from "../ipc/bindings/ChannelChange";
import type { ChannelId } from "../ipc/bindings/ChannelId";
import type { ChannelKind } from "../ipc/bindings/ChannelKind";
import type { ChannelView } from "../ipc/bindings/ChannelView";
import type { CommandError } from "../ipc/bindings/CommandError";
import type { PageForm } from "../ipc/bindings/PageForm";
import type { ProofView } from "../ipc/bindings/ProofView";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

export class ChannelsState {
  /** The kind being connected; null while none is. */
  connecting = $state<ChannelKind | null>(null);
  /** What is proved about the Page or Instagram account being connected. */
  pageProof = $state.raw<ProofView | null>(null);
  pageError = $state.raw<CommandError | null>(null);
  isConnectingPage = $state(false);
  /** What is proved about a channel that is there. */
  proofs = $state.raw<Record<ChannelId, ProofView>>({});
  errors = $state.raw<Record<ChannelId, CommandError>>({});
  busy = $state<ChannelId | null>(null);
  #changed: () => Promise<void>;

  constructor(changed: () => Promise<void>) {
    this.#changed = changed;
  }

  begin(kind: ChannelKind | null): void {
    this.connecting = kind;
    this.pageProof = null;
    this.pageError = null;
  }

  async change(channel: ChannelView, part: Partial<Omit<ChannelChange, "channel">>): Promise<boolean> {
    const { id, isOn, side, colour } = channel;
    return this.#attempt(id, async () => {
      await commands.changeChannel({ channel: id, isOn, side, colour, ...part });
      await this.#changed();
    });
  }

  /** Looks at every point of a channel again and keeps what came out in view. */
  prove(channel: ChannelView): Promise<boolean> {
    return this.#attempt(channel.id, async () => {
      this.proofs = { ...this.proofs, [channel.id]: await commands.proveChannel(channel.id) };
      await this.#changed();
    });
  }

  closeProof(channel: ChannelId): void {
    const { [channel]: _, ...rest } = this.proofs;
    this.proofs = rest;
  }

  async connectPage(form: PageForm): Promise<void> {
    await this.#askPage(() => commands.connectPage(form));
  }

  async provePage(): Promise<void> {
    const channel = this.pageProof?.channel;
    if (channel) await this.#askPage(() => commands.proveChannel(channel));
  }

  /** Hears that the connection changed: what waits for its first message is looked at again. */
  async follow(): Promise<void> {
    if (this.pageProof && !this.pageProof.isConnected) await this.provePage();
    for (const [channel, proof] of Object.entries(this.proofs)) {
      if (proof.isConnected) continue;
      const again = await commands.proveChannel(channel).catch(() => null);
      if (again) this.proofs = { ...this.proofs, [channel]: again };
    }
  }

  async #askPage(ask: () => Promise<ProofView>): Promise<void> {
    if (this.isConnectingPage) return;
    this.isConnectingPage = true;
    try {
      this.pageProof = await ask();
      this.pageError = null;
      await this.#changed();
    } catch (cause) {
      this.pageError = readError(cause);
    } finally {
      this.isConnectingPage = false;
    }
  }

  async #attempt(channel: ChannelId, task: () => Promise<void>): Promise<boolean> {
    if (this.busy !== null) return false;
    this.busy = channel;
    const { [channel]: _, ...others } = this.errors;
    try {
      await task();
      this.errors = others;
      return true;
    } catch (cause) {
      this.errors = { ...others, [channel]: readError(cause) };
      return false;
    } finally {
      this.busy = null;
    }
  }
}
