// The icon of each kind of message.

import type { MessageKind } from "../ipc/bindings/MessageKind";
import type { IconName } from "./icons";

const icons: Record<MessageKind, IconName | null> = {
  text: null,
  image: "image",
  video: "video",
  audio: "mic",
  voice: "mic",
  document: "file",
  sticker: "smile",
  location: "pin",
  contacts: "user",
  choice: null,
  form: "form",
  order: "bag",
  template: "templates",
  options: "options",
  shared: "link",
  comment: "comment",
  system: "info",
  unsupported: "info",
  unreadable: "info",
};

/** Returns the icon of a kind; text has none. */
export function kindIcon(kind: MessageKind): IconName | null {
  return icons[kind];
}

/** Kinds whose content is not text, and so is not read for flags. */
export function isReadForFlags(kind: MessageKind): boolean {
  return kind === "text" || kind === "choice" || kind === "form" || kind === "template" || kind === "options" || kind === "comment" || kind === "system";
}
