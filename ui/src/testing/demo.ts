// The demo host in place of Rust, with the conversations a test asks for by name.

import { DemoHost } from "../ipc/demo/host";
import { useHost } from "../ipc/host";

export interface DemoDesk {
  host: DemoHost;
  /** Returns the id of the conversation with a person. */
  idOf: (name: string) => string;
}

export function demoDesk(query = ""): DemoDesk {
  const host = new DemoHost(new URLSearchParams(query));
  useHost(host);
  return {
    host,
    idOf: (name) => {
      const found = host.conversations.find((it) => it.name === name);
      if (!found) throw new Error(`nobody is called ${name}`);
      return found.id;
    },
  };
}
