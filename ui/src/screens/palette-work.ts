// What the palette offers for the open conversation: assign, snooze, resolve, mark unread, quick replies; and the lists.

import type { ListFilter } from "../ipc/bindings/ListFilter";
import type { IconName } from "../shared/icons";
import type { Texts } from "../text/en";
import { OTHERS, TABS, viewName } from "../conversations/views";
import type { DeskState } from "./desk.svelte";
import type { Offer } from "./palette";

const action = (id: string, name: string, icon: IconName, keys: string[], run: () => void, note = ""): Offer => ({ id, group: "here", name, note, icon, channel: null, keys, run });

/** Returns the commands for the open conversation, and the lists of its place. */
export function workCommands(desk: DeskState, say: Texts): Offer[] {
  const { side, work } = desk;
  if (!side) return [];
  return [...(work.undoable ? [action("do-undo", say.work.undo, "undo", ["Alt", "Z"], () => void work.undo())] : []), ...ofThread(desk, say), ...lists(desk, say)];
}

function ofThread(desk: DeskState, say: Texts): Offer[] {
  const { side, work } = desk;
  const thread = side && desk.threads[side];
  const view = thread?.view;
  if (!side || !thread || !view) return [];
  const target = { side, conversation: view.conversation };
  const isAway = view.work.state !== "open";
  const others = work.colleagues.filter((it) => !it.isMe && it.id !== view.work.assignee?.id);
  return [
    action("do-resolve", isAway ? say.work.reopen : say.work.resolve, isAway ? "undo" : "check", ["Alt", "E"], () => void work.toggle(target)),
    action("do-snooze", say.work.snooze, "snooze", ["Alt", "M"], () => void work.askSnooze(target)),
    ...(view.work.assignee?.isMe ? [] : [action("do-assign", say.work.toMe, "user", ["Alt", "A"], () => void work.assignToMe(target))]),
    ...others.map((it) => action(`assign-${it.id}`, say.work.assignTo(it.name), "user", [], () => void work.assign(target, it.id))),
    ...(view.work.assignee ? [action("do-let-go", say.work.letGo, "close", [], () => void work.assign(target, null))] : []),
    action("do-unread", say.work.markUnread, "envelope", ["Alt", "U"], () => void work.markUnread(target)),
    ...desk.quickChoices.map((it) => action(`quick-reply-${it.id}`, `/${it.shortcut}`, "slash", [], () => thread.append(it.text), it.text)),
  ];
}

function lists(desk: DeskState, say: Texts): Offer[] {
  const { side } = desk;
  if (!side) return [];
  const show = (filter: ListFilter) => action(`list-${filter}`, viewName(filter, say), "options", [], () => void desk.lists[side].showTab(filter), say.list.label);
  return [...TABS, ...OTHERS].map(show);
}
