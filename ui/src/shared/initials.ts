// Letters for the avatar of a member of staff; contacts' come from Rust.

/** Returns one or two letters, for example `AR` for “Ana Ribeiro”. */
export function initialsOf(name: string): string {
  const names = name.split(/\s+/).filter((part) => /^\p{L}/u.test(part) && !part.endsWith("."));
  const first = names[0] ?? name.trim();
  const last = names.length > 1 ? (names.at(-1) ?? "") : "";
  return (first.slice(0, 1) + last.slice(0, 1)).toLocaleUpperCase();
}
