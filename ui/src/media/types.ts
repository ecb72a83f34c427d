// What a file is called when it has no name, and the icon of its type.

import type { MediaView } from "../ipc/bindings/MediaView";
import type { IconName } from "../shared/icons";

const ENDINGS: Record<string, IconName> = { zip: "archive", gz: "archive", rar: "archive", "7z": "archive", xls: "sheet", xlsx: "sheet", csv: "sheet", ods: "sheet", jpg: "image", jpeg: "image", png: "image", webp: "image", gif: "image", mp4: "video", mov: "video", webm: "video", mp3: "music", m4a: "music", ogg: "music", wav: "music", vcf: "user" };

/** Returns a file's ending in small letters, for example `pdf`; empty when it has none. */
export function endingOf(name: string | null): string {
  const found = /\.([A-Za-z0-9]{1,5})$/.exec(name ?? "");
  return found?.[1]?.toLowerCase() ?? "";
}

/** Returns the icon of a document. */
export function documentIcon(media: MediaView): IconName {
  const ending = endingOf(media.name);
  const known = ENDINGS[ending];
  if (known) return known;
  if (media.mime?.includes("sheet") || media.mime === "text/csv") return "sheet";
  if (media.mime?.includes("zip")) return "archive";
  return "file";
}

/** Whether a file is drawn as a picture: alone it has a frame, several stand in a grid. */
export function isVisual(media: MediaView): boolean {
  return (media.kind === "image" || media.kind === "video") && media.state === "here" && media.isShown;
}
