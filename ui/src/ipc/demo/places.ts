// What the demo says about templates and channels.

import type { ChannelChange } from "../bindings/ChannelChange";
import type { ChannelView } from "../bindings/ChannelView";
import type { Check } from "../bindings/Check";
import type { PageForm } from "../bindings/PageForm";
import type { ProofView } from "../bindings/ProofView";
import type { StagedView } from "../bindings/StagedView";
import type { TemplateAnswer } from "../bindings/TemplateAnswer";
import type { TemplateDraft } from "../bindings/TemplateDraft";
import type { TemplatesView } from "../bindings/TemplatesView";
import type { TemplateToSend } from "../bindings/TemplateToSend";
import { channelIds, connection, reception } from "./channels";
import { refuse, type Answers, type DemoHost } from "./host";
import { fileOf, kindOf } from "./media";
import { check } from "./template-check";
import { rowOf, rows } from "./template-rows";
import { templates } from "./templates";

const HOUR = 3_600_000;

const events = (now: number): ChannelView["events"] => [
  { at: now - 0.4 * HOUR, about: "template_status", isWarning: false, detail: "APPROVED: appointment_offered (el)" },
  { at: now - 3 * HOUR, about: "template_status", isWarning: true, detail: "PAUSED: autumn_workshop (es)" },
  { at: now - 26 * HOUR, about: "template_category", isWarning: true, detail: "UTILITY → MARKETING: our_groups (es)" },
  { at: now - 50 * HOUR, about: "quality", isWarning: false, detail: "ONBOARDING: TIER_2K" },
  { at: now - 90 * HOUR, about: "name", isWarning: false, detail: "APPROVED" },
];

function channelAnswers(host: DemoHost): Answers {
  const changes = new Map<string, Partial<ChannelView>>([
    [channelIds.instagram, { isOn: false }],
    [reception, { messagingLimit: "TIER_250", quality: "RED", restriction: host.params.has("restricted") ? "RESTRICTED_BIZ_INITIATED_MESSAGING" : null }],
  ]);
  let isProved = false;
  const view = () => {
    const now = Date.now();
    const it = connection(now, host.params.has("offline") || host.params.has("removed"));
    it.relay.isRemoved = host.params.has("removed");
    if (host.params.has("connecting")) Object.assign(it.relay, { isReachable: false, isTrying: true, lastContactAt: null });
    const all = it.channels.map((channel) => ({ ...channel, ...(channel.id === channelIds.whatsapp ? { events: events(now) } : {}), ...changes.get(channel.id) }));
    return { ...it, channels: host.params.has("no-channels") ? [] : all };
  };
  const proof = (channel: string, failed: string | null): ProofView => {
    const checks = (["token", "number", "account_subscription", "app_subscription", "relay", "inbound_message"] as Check[]).map((it) => ({ check: it, result: it === failed ? ("failed" as const) : it === "inbound_message" && !isProved ? ("waiting" as const) : ("passed" as const) }));
    return { channel, number: "Clínica Alameda", webhookUrl: "https://relay.alameda.example/webhooks/meta", checks, isConnected: isProved && failed === null };
  };
  return {
    connection_view: view,
    change_channel: ({ change }) => {
      const { channel, ...part } = change as ChannelChange;
      if (host.params.has("refuse-change")) refuse("meta_unreachable");
      changes.set(channel, { ...changes.get(channel), ...part });
      host.tell({ kind: "connection" });
      return null;
    },
    connect_page: ({ form }) => {
      if ((form as PageForm).token === "wrong") refuse("token_rejected");
      setTimeout(() => ((isProved = true), host.tell({ kind: "connection" })), 700);
      return proof(channelIds[(form as PageForm).kind], host.params.get("failed"));
    },
    prove_channel: ({ channel }) => {
      if (channel === channelIds.messenger && !isProved) return proof(channel as string, "token");
      isProved ||= channel === channelIds.whatsapp;
      return proof(channel as string, null);
    },
  };
}

function templateAnswers(host: DemoHost): Answers {
  let all = host.params.has("no-templates") ? [] : rows();
  let syncedAt: number | null = host.params.has("no-templates") ? null : Date.now() - 12 * 60_000;
  const answer = (draft: TemplateDraft): TemplateAnswer =>
    draft.body.toLowerCase().includes("medicamento")
      ? { isTaken: false, status: null, category: null, code: 2388072, title: "Message template body is not allowed", message: "The body of this template names a product that may not be sold on WhatsApp. Change the text and send it again." }
      : { isTaken: true, status: "pending", category: /oferta|offer/i.test(draft.body) ? "marketing" : draft.category, code: null, title: null, message: null };
  return {
    templates_view: (): TemplatesView | Promise<TemplatesView> => {
      if (host.params.has("slow")) return new Promise(() => {});
      if (host.params.has("broken")) refuse("storage");
      const accounts = [
        { channel: channelIds.whatsapp, shown: "+34 ··· ··· 640", syncedAt },
        { channel: reception, shown: "+34 ··· ··· 655", syncedAt: null },
      ];
      return { accounts: host.params.has("no-channels") ? [] : accounts, templates: all };
    },
    sync_templates: () => {
      if (host.params.has("offline")) refuse("meta_unreachable");
      syncedAt = Date.now();
      host.tell({ kind: "templates" });
      return null;
    },
    check_template: ({ draft, editing }) => {
      const it = draft as TemplateDraft;
      return check(it, editing === null && all.some((row) => row.name === it.name && row.language === it.language), editing === null);
    },
    create_template: ({ channel, draft }) => {
      if (host.params.has("offline")) refuse("meta_unreachable");
      const said = answer(draft as TemplateDraft);
      if (said.isTaken) all = [...all, rowOf(draft as TemplateDraft, { channel: channel as string, status: "pending", category: said.category ?? "utility" })].sort((a, b) => a.name.localeCompare(b.name));
      return said;
    },
    edit_template: ({ id, draft }) => {
      const said = answer(draft as TemplateDraft);
      if (said.isTaken) all = all.map((row) => (row.id === id ? { ...row, draft: draft as TemplateDraft, status: "pending", reason: null, isSendable: false, mayEdit: false } : row));
      return said;
    },
    delete_template: ({ name, language }) => {
      all = all.filter((row) => row.name !== name || (language !== null && row.language !== language));
      return null;
    },
    stage_template_example: ({ bytes }, headers): StagedView => {
      const name = decodeURIComponent(headers["x-name"] ?? "");
      const mime = headers["x-mime"] ?? "";
      return { media: fileOf(kindOf(mime), { name, mime, bytes: (bytes as Uint8Array).byteLength }), problem: mime === "image/gif" ? "type" : null, limitBytes: 5_242_880 };
    },
  };
}

export function placesAnswers(host: DemoHost): Answers {
  return {
    ...channelAnswers(host),
    ...templateAnswers(host),
    list_templates: () => (host.params.has("no-templates") ? [] : templates.map((it) => ({ ...it, stoppedSince: host.params.has("no-marketing") && it.category === "marketing" ? Date.now() - 3 * 86_400_000 : null }))),
    send_template: ({ template }) => {
      const { conversation, name, values } = template as TemplateToSend;
      const body = templates.find((it) => it.name === name)?.body ?? refuse("template_missing");
      return host.send(host.find(conversation), body.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] ?? ""), { kind: "template" });
    },
  };
}
