// What the demo says about staff, the emergency code and the recovery phrase. Ana is the owner.

import type { EmergencyView } from "../bindings/EmergencyView";
import type { MemberView } from "../bindings/MemberView";
import type { Role } from "../bindings/Role";
import { refuse, type Answers, type DemoHost } from "./host";
import { ana, phrase } from "./stages";

const person = (end: string, name: string, role: Role, more: Partial<MemberView> = {}): MemberView => ({
  id: `${ana.id.slice(0, -1)}${end}`,
  name,
  role,
  addedAt: Date.UTC(2026, 8, 1),
  hasLogin: false,
  needs: "nothing",
  isYou: false,
  ...more,
});

export function staffAnswers(host: DemoHost): Answers {
  let members = [person("1", ana.name, "owner", { isYou: true }), person("2", "Dr. Vidal", "clinician"), person("3", "Bia Costa", "assistant")];
  let hasCode = true;
  let uses: EmergencyView[] = host.params.has("emergency") ? [{ id: person("9", "", "clinician").id, name: "Dr. Locum", reason: "nobody_reachable", note: null, usedAt: Date.now() - 7_200_000 }] : [];
  const told = () => {
    host.tell({ kind: "app" });
    return null;
  };
  const patch = (id: unknown, part: Partial<MemberView>) => {
    members = members.map((it) => (it.id === id ? { ...it, ...part } : it));
    return told();
  };
  const longEnough = (given: unknown) => String(given).length >= 12 || refuse("weak_passphrase");
  return {
    staff_list: () => ({ members, hasKeyring: true, hasEmergencyCode: hasCode, needsNewPhrase: false }),
    session_view: () => ({
      members: members.map(({ id, name, role }) => ({ id, name, role })),
      logins: members.filter((it) => it.hasLogin).map((it) => it.id),
      hasEmergencyCode: hasCode,
      until: null,
      renewal: null,
      isRenewalDue: false,
      clinicalAlerts: host.who.role === "assistant" ? 2 : 0,
      emergencies: uses,
    }),
    add_staff: ({ name, role, passphrase }) => {
      longEnough(passphrase);
      const added = person(String(members.length + 1), String(name), role as Role);
      members = [...members, added];
      told();
      return added.id;
    },
    rename_staff: ({ staff, name }) => patch(staff, { name: String(name) }),
    change_staff_role: ({ staff, role }) => patch(staff, { role: role as Role }),
    remove_staff: ({ staff }) => {
      members = members.filter((it) => it.id !== staff);
      return told();
    },
    reset_passphrase: ({ passphrase }) => (longEnough(passphrase), null),
    change_passphrase: ({ new: next }) => (longEnough(next), null),
    allow_login: ({ staff }) => patch(staff, { hasLogin: true }),
    forbid_login: ({ staff }) => patch(staff, { hasLogin: false }),
    unlock_with_login: ({ staff }) => host.enter(staff),
    make_emergency_code: () => {
      hasCode = true;
      return phrase.slice(0, 8);
    },
    void_emergency_code: () => {
      hasCode = false;
      return told();
    },
    use_emergency_code: () => host.enter(),
    acknowledge_emergency: ({ emergency }) => {
      uses = uses.filter((it) => it.id !== emergency);
      return told();
    },
    new_recovery_phrase: () => phrase,
    confirm_new_recovery_phrase: ({ positions, words }) => ((positions as number[]).every((at, i) => phrase[at] === (words as string[])[i]) ? null : refuse("wrong_phrase")),
    recover_owner: ({ words, passphrase }) => (longEnough(passphrase), (words as string[]).join(" ") === phrase.join(" ") ? host.enter() : refuse("wrong_phrase")),
  };
}
