// What the demo says of calls: by the telephone program, or through a vendor when the page's address asks for one.

import type { CallView } from "../bindings/CallView";
import type { OwnPhoneView } from "../bindings/OwnPhoneView";
import type { PhoneVendorForm } from "../bindings/PhoneVendorForm";
import type { PhoneVendorView } from "../bindings/PhoneVendorView";
import type { Ring } from "../bindings/Ring";
import type { Answers, DemoHost } from "./host";

/** Returns how a call is begun; the address may say what the vendor answers (`ring=busy`). */
export function begun(host: DemoHost): CallView {
  const ring = (host.params.get("ring") ?? "off") as Ring;
  return { ring, isOpened: ring !== "ringing" && host.params.get("telephone") !== "none" };
}

export function phoneAnswers(host: DemoHost): Answers {
  const isOn = host.params.has("ring");
  let vendor: PhoneVendorView = { isOn, baseUrl: "https://api.twilio.com", account: isOn ? "AC0123456789abcdef" : "", from: isOn ? "+34960000000" : "", hasToken: isOn };
  let own: string | null = isOn ? "+34600000077" : null;

  return {
    phone_vendor: () => ({ ...vendor }),
    save_phone_vendor: ({ vendor: wanted }) => {
      const { token, ...kept } = wanted as PhoneVendorForm;
      vendor = { ...kept, hasToken: token !== "" || vendor.hasToken };
      host.tell({ kind: "app" });
      return null;
    },
    own_phone: (): OwnPhoneView => ({ number: own, isUsed: vendor.isOn }),
    save_own_phone: ({ number }) => {
      own = (number as string) || null;
      return null;
    },
  };
}
