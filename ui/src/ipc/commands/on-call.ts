// Whose turn a flag is, what to do about it, and whom to call.

import type { AlertId } from "../bindings/AlertId";
import type { AlertProtocolView } from "../bindings/AlertProtocolView";
import type { AlertTurnView } from "../bindings/AlertTurnView";
import type { CallView } from "../bindings/CallView";
import type { ConversationId } from "../bindings/ConversationId";
import type { EmergencyContactForm } from "../bindings/EmergencyContactForm";
import type { EmergencyContactView } from "../bindings/EmergencyContactView";
import type { EmergencyNumbersView } from "../bindings/EmergencyNumbersView";
import type { OnCallForm } from "../bindings/OnCallForm";
import type { OnCallView } from "../bindings/OnCallView";
import type { OwnPhoneView } from "../bindings/OwnPhoneView";
import type { PhoneVendorForm } from "../bindings/PhoneVendorForm";
import type { PhoneVendorView } from "../bindings/PhoneVendorView";
import type { Protocol } from "../bindings/Protocol";
import type { ProtocolView } from "../bindings/ProtocolView";
import { ask } from "../ask";

export const protocolView = () => ask<ProtocolView>("protocol_view");
export const saveProtocol = (steps: Protocol | null) => ask<null>("save_protocol", { steps });
export const alertProtocol = (alert: AlertId) => ask<AlertProtocolView>("alert_protocol", { alert });
export const tickStep = (alert: AlertId, version: number, step: number, isDone: boolean) => ask<null>("tick_step", { alert, version, step, isDone });
export const emergencyNumbers = () => ask<EmergencyNumbersView>("emergency_numbers");
export const confirmEmergencyNumbers = () => ask<null>("confirm_emergency_numbers");
export const phoneVendor = () => ask<PhoneVendorView>("phone_vendor");
export const savePhoneVendor = (vendor: PhoneVendorForm) => ask<null>("save_phone_vendor", { vendor });
export const ownPhone = () => ask<OwnPhoneView>("own_phone");
export const saveOwnPhone = (number: string) => ask<null>("save_own_phone", { number });
export const emergencyContact = (conversation: ConversationId) => ask<EmergencyContactView | null>("emergency_contact", { conversation });
export const saveEmergencyContact = (conversation: ConversationId, contact: EmergencyContactForm) => ask<null>("save_emergency_contact", { conversation, contact });
export const alertEmergencyContact = (alert: AlertId) => ask<EmergencyContactView | null>("alert_emergency_contact", { alert });
export const callEmergencyContact = (alert: AlertId) => ask<CallView>("call_emergency_contact", { alert });
export const alertTurns = () => ask<AlertTurnView[]>("alert_turns");
export const onCallView = () => ask<OnCallView>("on_call_view");
export const saveOnCall = (order: OnCallForm) => ask<null>("save_on_call", { order });
