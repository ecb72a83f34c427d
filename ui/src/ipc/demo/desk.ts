// What the demo says about conversations: lists, threads, drafts, flags, search.

import type { ListQuery } from "../bindings/ListQuery";
import { refuse, type Answers, type DemoHost } from "./host";
import { listOf, threadOf } from "./views";

const PAGE = 50;

export function deskAnswers(host: DemoHost): Answers {
  return {
    list_conversations: ({ query, limit }) => {
      const asked = query as ListQuery;
      if (asked.side === "clinical" && host.who.role === "assistant") refuse("not_allowed");
      return listOf(host.conversations, asked, limit as number, Date.now());
    },
    open_thread: ({ conversation }) => {
      const it = host.find(conversation);
      return threadOf(it, Math.max(0, it.messages.length - PAGE), Date.now());
    },
    thread_around: ({ conversation, message }) => {
      const it = host.find(conversation);
      const at = it.messages.findIndex((m) => m.id === message);
      return threadOf(it, Math.max(0, Math.min(at - 20, it.messages.length - PAGE)), Date.now());
    },
    older_messages: ({ conversation, before }) => {
      const it = host.find(conversation);
      const end = it.messages.findIndex((m) => m.id === before);
      const start = Math.max(0, end - PAGE);
      return { messages: it.messages.slice(start, end), hasOlder: start > 0 };
    },
    mark_read: ({ conversation }) => {
      const it = host.find(conversation);
      if (it.unread > 0) {
        it.unread = 0;
        host.changed(it);
      }
      return null;
    },
    save_draft: ({ conversation, text }) => {
      const it = host.find(conversation);
      it.draft = text as string;
      host.changed(it);
      return null;
    },
  };
}
