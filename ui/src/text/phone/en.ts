// English for calls through a telephone vendor.

import type { Ring } from "../../ipc/bindings/Ring";

export const enPhone = {
  phone: {
    title: "Calls through a telephone vendor",
    off: "Off: a call is begun by this computer’s telephone program.",
    on: (number: string) => `On. Your own telephone rings first, then it is connected; people see ${number}.`,
    setUp: "Set up",
    change: "Change",
    about: "With an account at Twilio, or at a vendor with the same interface, “Call” rings the caller’s own telephone and then connects it. The vendor hears the two numbers and nothing else: no name and no word. Whatever happens, the number stays in view to be dialled.",
    use: "Calls from a flag go through the vendor",
    account: "Account (SID)",
    token: "Token (Auth Token)",
    tokenHint: "It is kept encrypted, with a key in this computer’s keyring.",
    tokenKept: "A token is kept. Leave it empty to keep it.",
    from: "The clinic’s number there",
    fromHint: "One of the account’s own or verified numbers, with the country’s code.",
    address: "Address of the interface",
    addressHint: "As it is for Twilio; another one only for another vendor.",
    own: "My telephone",
    ownText: "It rings first when you call from a flag.",
    rings: {
      no_telephone: "The vendor did not ring: your own telephone is not written down. Settings, under your name.",
      ringing: "Your telephone rings in a moment. When you answer, it calls on.",
      unreachable: "The telephone vendor cannot be reached. Dial by yourself now.",
      timed_out: "The telephone vendor did not answer. If your telephone does not ring at once, dial by yourself.",
      key_refused: "The telephone vendor refused account or token: an owner has to look at Settings. Dial by yourself now.",
      from_refused: "The telephone vendor refused the clinic’s number: an owner has to look at Settings. Dial by yourself now.",
      to_refused: "The telephone vendor may not call one of the two numbers. Dial by yourself now.",
      busy: "The telephone vendor takes no more calls at the moment. Dial by yourself now.",
      refused: "The telephone vendor refused the call. Dial by yourself now.",
    } satisfies Record<Exclude<Ring, "off">, string>,
  },
};
