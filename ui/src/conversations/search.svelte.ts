// Searching everything one may read. The newest question wins.

import type { PatientRowView } from "../ipc/bindings/PatientRowView";
import type { SearchView } from "../ipc/bindings/SearchView";
import type { CommandError } from "../ipc/bindings/CommandError";
import * as commands from "../ipc/commands";
import { readError } from "../ipc/errors";

/** How many patients without a conversation are shown among what was found. */
const PATIENTS = 8;

export class SearchState {
  query = $state("");
  view = $state.raw<SearchView | null>(null);
  /** Patients with whom there is no conversation; nobody for who does not read patients. */
  patients = $state.raw<PatientRowView[]>([]);
  error = $state.raw<CommandError | null>(null);
  isOpen = $state(false);
  #asked = 0;

  async ask(query: string): Promise<void> {
    this.query = query;
    this.isOpen = true;
    const asked = ++this.#asked;
    if (query.trim() === "") {
      this.view = null;
      this.patients = [];
      return;
    }
    try {
      const silent = commands.listPatients({ text: query.trim(), onlySilent: true }, PATIENTS).catch(() => null);
      const [view, patients] = await Promise.all([commands.search(query.trim()), silent]);
      if (asked !== this.#asked) return;
      this.view = view;
      this.patients = patients?.rows ?? [];
      this.error = null;
    } catch (cause) {
      if (asked === this.#asked) this.error = readError(cause);
    }
  }

  close(): void {
    this.#asked++;
    this.isOpen = false;
    this.query = "";
    this.view = null;
    this.patients = [];
    this.error = null;
  }
}
