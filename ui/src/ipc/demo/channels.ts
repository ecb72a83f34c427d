// The demo's channels, and what each takes.

import type { AbilitiesView } from "../bindings/AbilitiesView";
import type { ChannelId } from "../bindings/ChannelId";
import type { ChannelKind } from "../bindings/ChannelKind";
import type { ChannelView } from "../bindings/ChannelView";
import type { ConnectionView } from "../bindings/ConnectionView";
import type { TextUnit } from "../bindings/TextUnit";

/** The channel of each kind that conversations come by unless they say otherwise. */
export const channelIds: Record<ChannelKind, ChannelId> = {
  whatsapp: "019a8c1e-0000-7000-8000-00000000c001",
  messenger: "019a8c1e-0000-7000-8000-00000000c002",
  instagram: "019a8c1e-0000-7000-8000-00000000c003",
};

/** A second WhatsApp number. */
export const reception: ChannelId = "019a8c1e-0000-7000-8000-00000000c004";

/** Returns the demo's channels as they stand at `now`. */
export function channels(now: number): ChannelView[] {
  const plain = { side: "leads", isOn: true, state: "connected", name: "Clínica Alameda", colour: "own", messagingLimit: null, restriction: null, events: [] } as const;
  return [
    { ...plain, events: [], id: channelIds.whatsapp, kind: "whatsapp", shown: "+34 ··· ··· 640", quality: "GREEN", lastWebhookAt: now - 40_000, messagingLimit: "TIER_2K" },
    { ...plain, events: [], id: reception, kind: "whatsapp", shown: "+34 ··· ··· 655", name: "Alameda, recepción", quality: "GREEN", lastWebhookAt: now - 900_000, colour: "orange" },
    {
      ...plain,
      id: channelIds.messenger,
      kind: "messenger",
      shown: "Clínica Alameda",
      state: "sign_in_again",
      quality: "YELLOW",
      lastWebhookAt: now - 2_520_000,
      events: [{ at: now - 3_000_000, about: "security", isWarning: true, detail: "access_token_invalidated" }],
    },
    { ...plain, events: [], id: channelIds.instagram, kind: "instagram", shown: "@clinica.alameda", quality: null, lastWebhookAt: null },
  ];
}

/** Returns how relay and channels stand. */
export function connection(now: number, isOffline: boolean): ConnectionView {
  return {
    relay: { address: "relay.alameda.example", isReachable: !isOffline, isTrying: false, isRemoved: false, lastContactAt: now - (isOffline ? 40 * 60_000 : 4_000), waiting: 0, unreadable: 0, selfTest: { lastAt: now - 7 * 60_000, tookMs: 412, isLost: isOffline }, unclaimed: [] },
    channels: channels(now),
    outboxWaiting: isOffline ? 3 : 0,
  };
}

const none: AbilitiesView = { places: false, cards: false, buttons: 13, buttonTitleLimit: 20, listRows: 0, reactions: true, replies: true, voice: true, captionLimit: 0, contactRequest: false };

export const abilities: Record<ChannelKind, AbilitiesView> = {
  whatsapp: { ...none, places: true, cards: true, buttons: 3, listRows: 10, captionLimit: 1024, contactRequest: true },
  messenger: none,
  instagram: none,
};

export const textLimits: Record<ChannelKind, [limit: number, unit: TextUnit]> = {
  whatsapp: [4096, "utf16"],
  messenger: [2000, "characters"],
  instagram: [1000, "bytes"],
};
