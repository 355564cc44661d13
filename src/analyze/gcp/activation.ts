// Roles of Google Cloud that are asked for (Privileged Access Manager): what that takes, and how surely whoever may ask for one has
// it. https://cloud.google.com/iam/docs/pam-overview
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import type { Json } from "../../model/words.js";
import { AWAITS, SETTABLE, type Truth, YES } from "../aws/condition/truth.js";
import { knownColumns } from "../facts/values.js";
import { listedTexts, textOf } from "../properties.js";
import { isWithin } from "../scoped/world.js";
import { capabilitiesOf } from "./capabilities.js";
import type { GoogleEstate } from "./environment.js";
import { isDisabled } from "./homes.js";
import type { Activation, Binding, Member } from "./member.js";

/** States in which an entitlement can be used. */
const USABLE: readonly unknown[] = [undefined, "AVAILABLE", "UPDATING"];

/** What asking for a role takes; undefined of a binding that stands, "over" of an entitlement that cannot be used. */
export function toActivation({ type, properties }: StoredNode): Activation | "over" | undefined {
  if (type !== "gcp.eligible-role") return undefined;
  const { state, asks_approval: asksApproval, approvers, activation_asks: asks, member, entitlement } = properties;
  if (!USABLE.includes(state)) return "over";
  const named = listedTexts(approvers);
  // nobody approves their own: https://cloud.google.com/iam/docs/pam-approve-deny-grants
  const others = named.filter((one) => one !== member);
  const name = (textOf(entitlement) ?? "").split("/").at(-1) ?? "";
  const asked = `it asks for ${name}`;
  const approval =
    others.length > 0
      ? `with an approval of ${others.join(" or ")}`
      : "with an approval that nobody but itself could give, and nobody approves their own";
  return {
    words: asksApproval === true ? `${asked}, ${approval}` : `${asked}, which nobody has to approve`,
    asksApproval: asksApproval === true,
    approvers: named,
    asks: listedTexts(asks),
  };
}

/** An approval is another person's; without one whoever asks has it: the justification is any text. */
export function activationTruth(activation: Activation | undefined): Truth {
  if (activation === undefined) return YES;
  return activation.asksApproval ? AWAITS : SETTABLE;
}

/** One fact for each role that is asked for: who may, and how its approval can be done without. */
export function* activationFacts(input: AnalysisInput, estate: GoogleEstate): Iterable<DerivedFact> {
  for (const node of input.nodes(["gcp.eligible-role"])) {
    const own = estate.member(textOf(node.properties["member"]) ?? "");
    const binding = own?.bindings.find(({ id }) => id === node.id);
    const activation = binding?.activation;
    if (own === undefined || binding === undefined || activation === undefined) continue;
    const columns: { readonly [column: string]: Json | undefined } = {
      role_tier: tierOf(binding),
      eligible_holders: isDisabled(own.member, estate) ? [] : [own.member.replace(/^serviceAccount:|^user:/, "")],
      asks_approval: activation.asksApproval,
      ...(activation.asksApproval && { approvers: activation.approvers, approval_ways: waysOf(own, binding, estate) }),
      activation_asks: activation.asks,
      capabilities: capabilitiesOf(binding.role),
    };
    yield { node: node.id, columns: knownColumns(columns) };
  }
}

/** Giving roles on a project or above is control of it; to be the accounts of one is one less. Undefined: neither, or not known. */
export function tierOf({ place, role, condition }: Binding): number | undefined {
  const capabilities = capabilitiesOf(role) ?? [];
  if (!/^(?:project|folder|organization)s\//.test(place)) return undefined;
  if (capabilities.includes("set-policy")) return condition === undefined ? 0 : 1;
  return capabilities.includes("impersonate") ? 1 : undefined;
}

/** The same role there or above for good, by itself or through a group, or asked for without an approval. */
function waysOf(member: Member, { id, place, role }: Binding, estate: GoogleEstate): readonly string[] | undefined {
  if (!estate.isRead(estate.places.containers.get(place)?.id ?? "", "gcp/iam:policies")) return undefined;
  const groups = member.groups.flatMap((one) => estate.member(one) ?? []);
  const ways = [member, ...groups].flatMap((one) =>
    one.bindings.flatMap((other) => {
      if (other.id === id || other.role.name !== role.name || other.condition !== undefined) return [];
      if (!isWithin(place, other.place, estate.places)) return [];
      const through = one === member ? "" : ` through ${one.member}`;
      if (other.activation === undefined) return [`it is held for good as well${through}`];
      return other.activation.asksApproval ? [] : [`it may be asked for${through} without one`];
    }),
  );
  return [...new Set(ways)].sort();
}
