// Naming channels so that two of one kind can be told apart.

import type { ChannelKind } from "../ipc/bindings/ChannelKind";
import type { ChannelView } from "../ipc/bindings/ChannelView";

/** Whether no other channel is of its kind. */
export function isOnlyOne(channel: ChannelView, all: readonly ChannelView[]): boolean {
  return all.filter((it) => it.kind === channel.kind).length < 2;
}

/** Returns the kind's name, with number or account where there are several of the kind. */
export function channelName(channel: ChannelView, all: readonly ChannelView[], kinds: Record<ChannelKind, string>): string {
  return isOnlyOne(channel, all) ? kinds[channel.kind] : `${kinds[channel.kind]} ${channel.shown}`;
}

/** Returns the least that tells a channel apart: its kind, or the end of its number or account. */
export function channelShort(channel: ChannelView, all: readonly ChannelView[], kinds: Record<ChannelKind, string>): string {
  return isOnlyOne(channel, all) ? kinds[channel.kind] : (channel.shown.split(/\s+/).at(-1) ?? channel.shown);
}
