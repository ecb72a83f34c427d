// What the palette offers for what was typed.

import type { ChannelKind } from "../ipc/bindings/ChannelKind";
import type { IconName } from "../shared/icons";
import type { Range } from "../shared/ranges";
import type { Words } from "../text/words.svelte";
import type { DeskState } from "./desk.svelte";
import { note } from "./keys";
import { keepingCommands } from "./palette-keeping";
import { workCommands } from "./palette-work";

type Group = "here" | "places" | "actions" | "people";

export interface Command {
  id: string;
  group: Group;
  name: string;
  note: string;
  icon: IconName;
  channel: ChannelKind | null;
  keys: string[];
  matches: Range<true>[];
  run: () => void;
}

/** A command before anything was typed. */
export type Offer = Omit<Command, "matches">;

const MOST_PEOPLE = 7;

/** Letters without accents, one code unit for one, so that ranges stay true. */
function plain(text: string): string {
  return Array.from(text.toLocaleLowerCase(), (letter) => (letter.length === 1 ? letter.normalize("NFD").charAt(0) : letter)).join("");
}

function match(name: string, query: string): Range<true>[] | null {
  const wanted = plain(query.trim());
  if (wanted === "") return [];
  const start = plain(name).indexOf(wanted);
  return start < 0 ? null : [{ start, end: start + wanted.length, mark: true }];
}

/** Returns the commands whose name holds the query: places, actions, then people with a conversation. */
export function findCommands(desk: DeskState, words: Words, query: string, lock: () => void): Command[] {
  const { say } = words;
  const all: Offer[] = desk.places.map((place, i) => ({
    id: `go-${place}`,
    group: "places",
    name: say.places[place],
    note: "",
    icon: place,
    channel: null,
    keys: ["Ctrl", String(i + 1)],
    run: () => void desk.go(place),
  }));
  all.push(
    { id: "do-keys", group: "actions", name: say.keys.title, note: "", icon: "keyboard", channel: null, keys: ["?"], run: () => (desk.dialog = "keys") },
    { id: "do-new-template", group: "actions", name: say.templatePlace.create, note: "", icon: "plus", channel: null, keys: [], run: () => void desk.go("templates").then(() => desk.templates.create(document.documentElement.lang)) },
    { id: "do-sync-templates", group: "actions", name: say.templatePlace.syncAll, note: "", icon: "refresh", channel: null, keys: [], run: () => void desk.go("templates").then(() => desk.templates.sync()) },
    { id: "do-connect", group: "actions", name: say.channelPlace.connectAnother, note: "", icon: "connection", channel: null, keys: [], run: () => void desk.go("connection").then(() => desk.channels.begin("whatsapp")) },
    { id: "do-note", group: "actions", name: say.notes.short, note: "", icon: "file", channel: null, keys: ["Alt", "P"], run: () => note(desk) },
    { id: "do-panel", group: "actions", name: say.person.panelKey, note: "", icon: "user", channel: null, keys: ["Alt", "I"], run: () => desk.panel.toggle() },
    { id: "do-board", group: "actions", name: say.board.title, note: say.places.leads, icon: "board", channel: null, keys: ["Alt", "B"], run: () => void desk.go("leads").then(() => desk.board.show(true)) },
    { id: "do-ranking", group: "actions", name: say.interest.ranking, note: say.places.leads, icon: "flame", channel: null, keys: ["Alt", "H"], run: () => void desk.showRanking() },
    { id: "do-lock", group: "actions", name: say.lock.lock, note: "", icon: "lock", channel: null, keys: ["Ctrl", "Shift", "L"], run: lock },
  );
  if (desk.readsClinical) all.push({ id: "do-patients", group: "actions", name: say.patients.title, note: say.places.clinical, icon: "user", channel: null, keys: [], run: () => void desk.showPatients() });
  const people = (["clinical", "leads"] as const).flatMap((side) =>
    desk.lists[side].rows.map((row): Offer => ({
      id: `open-${row.conversation}`,
      group: "people",
      name: row.name,
      note: `${row.isPatient ? say.sides.patient : say.sides.lead} · ${say.channels[row.channel]}`,
      icon: "user",
      channel: row.channel,
      keys: [],
      run: () => void desk.open(side, row.conversation),
    })),
  );
  const fitting = (commands: Offer[]) =>
    commands.flatMap((it) => {
      const matches = match(it.name, query);
      return matches ? [{ ...it, matches }] : [];
    });
  return [...fitting(workCommands(desk, say)), ...fitting(keepingCommands(desk, words)), ...fitting(all), ...fitting(people).slice(0, MOST_PEOPLE)];
}

/** Returns commands under their headings, in order. */
export function grouped(commands: readonly Command[]): [Group, Command[]][] {
  const groups = new Map<Group, Command[]>();
  for (const command of commands) groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  return [...groups];
}
