// The lists one can look at: the tabs, and the others behind a menu.

import type { ListFilter } from "../ipc/bindings/ListFilter";
import type { ListView } from "../ipc/bindings/ListView";
import type { Texts } from "../text/en";

/** On tabs, in their order. */
export const TABS: readonly ListFilter[] = ["mine", "unassigned", "all", "ending_soon", "risk"];
/** Behind the menu, in their order. */
export const OTHERS: readonly ListFilter[] = ["unread", "snoozed", "resolved"];

/** Returns a list's name. */
export function viewName(filter: ListFilter, say: Texts): string {
  switch (filter) {
    case "all":
    case "unread":
    case "risk":
      return say.list[filter];
    case "ending_soon":
      return say.list.endingSoon;
    case "mine":
    case "unassigned":
    case "snoozed":
    case "resolved":
      return say.work[filter];
  }
}

/** Returns how many conversations a list has; nothing where that is not counted. */
export function viewCount(filter: ListFilter, view: ListView | null): number | undefined {
  if (filter === "resolved") return undefined;
  return filter === "ending_soon" ? view?.endingSoon : view?.[filter];
}

/** Returns what an empty list says. */
export function emptyText(filter: ListFilter, isLeads: boolean, say: Texts): { title: string; text: string } {
  switch (filter) {
    case "all":
      return say.list.empty[isLeads ? "leads" : "all"];
    case "unread":
    case "ending_soon":
    case "risk":
      return say.list.empty[filter];
    case "mine":
    case "unassigned":
    case "snoozed":
    case "resolved":
      return say.work.empty[filter];
  }
}
