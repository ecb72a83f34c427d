// What the demo says to whoever sends: replies, files, recordings, reactions, other content.

import type { ContentToSend } from "../bindings/ContentToSend";
import type { ConversationId } from "../bindings/ConversationId";
import type { MediaView } from "../bindings/MediaView";
import type { MessageView } from "../bindings/MessageView";
import type { StagedView } from "../bindings/StagedView";
import type { DemoConversation } from "./build";
import { refuse, type Answers, type DemoHost } from "./host";
import { fileOf, keepBytes, kindOf, voiceOf } from "./media";
import { sendingOf } from "./views";

const MB = 1024 * 1024;
const LIMITS = { image: 5 * MB, sticker: MB / 2, video: 16 * MB, audio: 16 * MB, voice: 16 * MB, document: 100 * MB };

function quoteIn(it: DemoConversation, replyTo: unknown): Partial<MessageView> {
  const quoted = it.messages.find((m) => m.id === replyTo);
  return { replyTo: quoted ? { id: quoted.id, direction: quoted.direction, kind: quoted.kind, text: quoted.text } : null };
}

function contentOf(content: ContentToSend, media: MediaView[]): [text: string, more: Partial<MessageView>] {
  switch (content.send) {
    case "media":
      return [content.caption, { kind: media[0]?.kind ?? "document", media }];
    case "place": {
      const { send: _, ...place } = content;
      return ["", { kind: "location", parts: [{ part: "place", ...place }] }];
    }
    case "card": {
      const { send: _, ...card } = content;
      return ["", { kind: "contacts", parts: [{ part: "cards", cards: [card] }] }];
    }
    case "options": {
      const choices = content.choices.map((it) => ({ title: it.title, description: it.description || null, url: null }));
      return [content.body, { kind: "options", parts: [{ part: "options", header: content.header || null, footer: content.footer || null, opener: content.opener || null, choices }] }];
    }
    case "contact_request":
      return [content.body, { kind: "options", parts: [{ part: "options", header: null, footer: null, opener: null, choices: [{ title: "📇", description: null, url: null }] }] }];
  }
}

export function sendingAnswers(host: DemoHost): Answers {
  const staged = new Map<string, StagedView>();
  let recordingSince: number | null = null;
  const guard = (conversation: unknown): DemoConversation => {
    const it = host.find(conversation);
    if (host.params.has("refuse-send")) refuse("storage");
    const sending = sendingOf(it, Date.now());
    if (sending === "templates_only" || sending === "nothing") refuse("window_closed");
    if (sending === "handled_elsewhere" || sending === "channel_off") refuse(sending);
    return it;
  };
  const stage = (media: MediaView, bytes: number): StagedView => {
    const limitBytes = LIMITS[media.kind];
    const view: StagedView = { media, limitBytes, problem: bytes > limitBytes ? "size" : media.mime === "application/x-msdownload" ? "type" : null };
    staged.set(media.id, view);
    return view;
  };
  const tick = () => {
    const durationMs = recordingSince === null ? 0 : Date.now() - recordingSince;
    return { durationMs, level: Math.round(45 + 35 * Math.sin(durationMs / 170)) };
  };
  return {
    send_reply: ({ conversation, text, replyTo }) => {
      const it = guard(conversation);
      return host.send(it, text as string, quoteIn(it, replyTo));
    },
    send_content: ({ conversation, content, replyTo }) => {
      const it = guard(conversation);
      const wanted = content as ContentToSend;
      const media = wanted.send === "media" ? wanted.media.map((id) => staged.get(id)?.media ?? refuse("not_found")) : [];
      const [text, more] = contentOf(wanted, media);
      return host.send(it, text, { ...more, ...quoteIn(it, replyTo) });
    },
    stage_file: async ({ bytes }, headers) => {
      const content = bytes as Uint8Array<ArrayBuffer>;
      const name = decodeURIComponent(headers["x-name"] ?? "");
      const mime = headers["x-mime"] ?? "";
      const media = fileOf(kindOf(mime), { name, mime, bytes: content.byteLength });
      await keepBytes(media, content);
      return stage(media, content.byteLength);
    },
    unstage_file: ({ media }) => {
      staged.delete(media as string);
      return null;
    },
    react: ({ conversation, message, emoji }) => {
      const it = host.find(conversation);
      const reactions = (it.messages.find((m) => m.id === message)?.reactions ?? []).filter((r) => r.direction === "inbound");
      return host.patch(it, message, { reactions: emoji === null ? reactions : [...reactions, { emoji: emoji as string, direction: "outbound" }] });
    },
    start_recording: () => {
      if (host.params.has("no-microphone")) refuse("no_microphone");
      recordingSince = Date.now();
      return tick();
    },
    recording: () => tick(),
    stop_recording: () => {
      const durationMs = tick().durationMs;
      recordingSince = null;
      return stage(voiceOf(durationMs), 12_000);
    },
    cancel_recording: () => {
      recordingSince = null;
      return null;
    },
    take_over: ({ conversation }) => {
      const it = host.find(conversation);
      it.handledSince = null;
      host.changed(it);
      return null;
    },
    note_typing: () => null,
    fetch_media: ({ conversation, media }) => {
      const it = host.find(conversation);
      const set = (part: Partial<MediaView>) => {
        it.messages = it.messages.map((m) => ({ ...m, media: m.media.map((file) => (file.id === media ? { ...file, ...part } : file)) }));
        host.changed(it);
      };
      set({ state: "fetching", receivedBytes: 0, mayFetchAgain: false });
      setTimeout(() => set({ state: "here", receivedBytes: null }), 900);
      return null;
    },
    open_media: () => (host.params.has("no-program") ? refuse("no_program") : null),
    resend_message: ({ conversation, message }) => host.patch(host.find(conversation as ConversationId), message, { status: "queued", failure: null }),
    leave_uncertain: ({ conversation, message }) => host.patch(host.find(conversation as ConversationId), message, { status: "sent" }),
  };
}
