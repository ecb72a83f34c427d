// The clinic's telephone vendor, and the telephone of whoever is signed in.

import { Asker } from "../ipc/asker.svelte";
import type { OwnPhoneView } from "../ipc/bindings/OwnPhoneView";
import type { PhoneVendorForm } from "../ipc/bindings/PhoneVendorForm";
import type { PhoneVendorView } from "../ipc/bindings/PhoneVendorView";
import * as commands from "../ipc/commands";

export class VendorState extends Asker {
  view = $state.raw<PhoneVendorView | null>(null);

  override async load(): Promise<void> {
    const answer = await this.ask(commands.phoneVendor);
    if (answer) this.view = answer.answer;
  }

  keep = (form: PhoneVendorForm) => this.change(() => commands.savePhoneVendor(form));
}

export class OwnPhoneState extends Asker {
  view = $state.raw<OwnPhoneView | null>(null);

  override async load(): Promise<void> {
    const answer = await this.ask(commands.ownPhone);
    if (answer) this.view = answer.answer;
  }

  keep = (number: string) => this.change(() => commands.saveOwnPhone(number));
}
