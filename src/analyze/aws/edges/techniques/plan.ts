// Techniques sorted into what one pass over callers can answer: those that ask the same of the same targets share a mechanism.
import { addAll } from "../../../../model/add-all.js";
import { oncePer } from "../../../../model/once.js";
import type { Technique, TechniqueAction } from "../../../../model/technique.js";

/** Techniques that differ only in what the caller does besides. */
export interface Plan {
  /** Words that tell it from others. */
  readonly id: string;
  readonly techniques: readonly Technique[];
  /** One of them; in what the plan is about they are all the same. */
  readonly shape: Technique;
  /** Actions on the target and its policies, in order. */
  readonly targetActions: readonly TechniqueAction[];
  /** Service that the target is passed to. */
  readonly service: string | undefined;
  /** Service that the target has to trust: mostly the same. */
  readonly trusted: string | undefined;
}

const ABOUT_TARGET: ReadonlySet<string> = new Set(["target", "target-policy", "target-boundary"]);

export const BECOME = "sts:AssumeRole";

/** Whether the technique rests on being able to assume the target. */
export function isByAssuming({ target, actions }: Technique): boolean {
  return target === "role" && actions.some(({ action, on }) => on === "target" && action === BECOME);
}

/** Plans in the order of their ids. */
export function planTechniques(techniques: readonly Technique[]): Plan[] {
  const plans = new Map<string, { techniques: Technique[]; plan: Omit<Plan, "techniques"> }>();
  for (const technique of techniques) {
    for (const plan of plansOf(technique)) {
      const known = plans.get(plan.id);
      if (known) known.techniques.push(technique);
      else plans.set(plan.id, { techniques: [technique], plan });
    }
  }
  return [...plans.values()]
    .map(({ techniques: members, plan }) => ({ ...plan, techniques: members }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Those that a technique belongs to, one for each service; the same in every estate. */
const plansOf = oncePer((technique: Technique): readonly Omit<Plan, "techniques">[] => {
  const targetActions = technique.actions.filter(({ on }) => ABOUT_TARGET.has(on));
  const passed = targetActions.find(({ passed_to: to }) => to)?.passed_to;
  const services = passed ?? technique.requires?.trusts ?? [undefined];
  return services.map((service) => {
    const trusted = (passed && technique.requires?.trusts?.[0]) ?? service;
    const id = `${planId(technique, targetActions, service)}|${trusted ?? ""}`;
    return { id, shape: technique, targetActions, service, trusted };
  });
});

function planId(technique: Technique, targetActions: readonly TechniqueAction[], service: string | undefined): string {
  const { edge, target, types = [], yields, data = [], changes = "", requires = {} } = technique;
  const asked = targetActions
    .map(({ action, on, resource = "", with: brought = {} }) =>
      [action, on, resource, ...Object.values(brought)].join(" "),
    )
    .sort();
  // what is required of the caller does not tell plans apart
  const ofTarget = [
    requires.access_keys,
    requires.login_profile,
    requires.mfa,
    requires.instance_profile,
    requires.role_name,
    requires.identity_pool,
    requires.role_can,
    requires.root_can,
    requires.service_account,
    requires.saml_provider,
    requires.unread,
  ].map(String);
  ofTarget.push(String(requires.whole_policy), String(requires.likeness));
  // what a set is worth in an account depends on what it has to be
  if (target === "sso-role" || requires.likeness !== undefined) ofTarget.push(String(requires.permission_set));
  const shape = Object.entries(requires.is ?? {}).map(([property, values]) => `${property} ${values.join(" ")}`);
  addAll(ofTarget, shape.sort());
  if (requires.same_region !== undefined) ofTarget.push(JSON.stringify(requires.same_region));
  return [
    service ?? "",
    edge,
    target,
    [...types].sort().join(","),
    yields,
    ...data,
    changes,
    ...asked,
    ...ofTarget,
  ].join("|");
}

/** A short name of a plan, for ids of hubs. */
export function shortName({ service, targetActions, shape }: Plan): string {
  if (service !== undefined) return `pass ${service}${shape.yields === "data" ? " for data" : ""}`;
  const [first] = targetActions;
  const { whole_policy: isOfOwn, likeness, permission_set: wanted = "" } = shape.requires ?? {};
  const more = [isOfOwn === undefined ? [] : "own policy", likeness === undefined ? [] : [wanted, likeness]].flat();
  return [shape.target, first?.action ?? shape.id, ...more].join(" ");
}
