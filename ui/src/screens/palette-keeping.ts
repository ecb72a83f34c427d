// What the palette offers an owner for the person of the open conversation: a folder of what there is of them, a legal hold, erasure.

import { exportWords } from "../keeping/export-words";
import type { IconName } from "../shared/icons";
import type { Words } from "../text/words.svelte";
import type { DeskState } from "./desk.svelte";
import type { Offer } from "./palette";

/** Returns the commands, none for whoever may not. */
export function keepingCommands(desk: DeskState, words: Words): Offer[] {
  const { keeping } = desk;
  if (!desk.side || !keeping?.view?.canDecide) return [];
  const say = words.say.keeping;
  const offer = (id: string, name: string, icon: IconName, run: () => void): Offer => ({ id, group: "here", name, note: say.section, icon, channel: null, keys: [], run });
  // What was written, and where, stands in the panel.
  const exporting = () => {
    if (!desk.panel.isShown) desk.panel.toggle();
    void keeping.export(exportWords(words));
  };
  return [
    offer("do-export", say.export, "file", exporting),
    keeping.view.hold ? offer("do-lift-hold", say.lift, "lock", () => keeping.show("lift")) : offer("do-hold", say.hold, "lock", () => keeping.show("hold")),
    offer("do-erase", say.erase, "trash", () => keeping.show("erase")),
  ];
}
