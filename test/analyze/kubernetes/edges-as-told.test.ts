// Edges of drawn clusters beside what Kubernetes' documentation says of RBAC: what is drawn for certain is what it says for certain.
import fc from "fast-check";
import { expect, test } from "vitest";
import { analyzeKubernetes } from "../../../src/analyze/kubernetes/access.js";
import type { StoredNode } from "../../../src/model/analysis.js";
import type { JsonRecord } from "../../../src/model/words.js";
import { shippedTechniqueLists } from "../../shipped.js";
import { complete, node, toInput } from "../estate.js";
import { labelOf, told, widest } from "./drawn/oracle.js";
import { ACCOUNTS, type ClusterPlan, NAMESPACES, type PlanSubject, type PlanThing, plans } from "./drawn/plan.js";

const ESTATES = Number(process.env["NHI_ESTATES"] ?? 1500);
/** The same clusters every time; others by hand. */
const SEED = Number(process.env["NHI_SEED"] ?? 7);
const { scopedTechniques } = await shippedTechniqueLists();
const AT = "kubernetes:prod";
const ALL = [
  ...[
    "core:namespaces",
    "core:service-accounts",
    "core:pods",
    "core:token-secrets",
    "rbac:roles",
    "rbac:cluster-roles",
  ],
  ...["rbac:role-bindings", "rbac:cluster-role-bindings", "apps:deployments", "apps:daemonsets", "apps:statefulsets"],
  ...["batch:jobs", "batch:cronjobs", "admission:validating-webhooks", "admission:mutating-webhooks"],
  ...["admission:validating-policies", "admission:validating-policy-bindings"],
];

const make = (path: string, type: string, kind: StoredNode["kind"], properties: JsonRecord = {}): StoredNode =>
  node(`${AT}/${path}`, `kubernetes.${type}`, { kind, scope: AT, properties });
const idOf = (who: PlanSubject): string => {
  const label = labelOf(who);
  return `${AT}/${who.kind === "service-account" ? "namespaces/" : ""}${label}`;
};

function toThing({ kind, namespace, name, account, machine }: PlanThing): StoredNode {
  const isToken = kind === "service-account-token";
  const id = `namespaces/${namespace}/${isToken ? "secrets" : `${kind}s`}/${name}`;
  const role = `${AT}/namespaces/${namespace}/serviceaccounts/${account}`;
  return isToken
    ? make(id, kind, "credential", { status: "active" })
    : make(id, kind, "workload", { role, ...(kind === "pod" && { node: machine }) });
}

function nodesOf({ enforces, things, roles, bindings }: ClusterPlan): readonly StoredNode[] {
  const pathOf = (at: number): string => {
    const { namespace, name } = roles[at] ?? { namespace: undefined, name: "" };
    return namespace === undefined ? `clusterroles/${name}` : `namespaces/${namespace}/roles/${name}`;
  };
  return [
    ...NAMESPACES.flatMap((name) => [
      make(`namespaces/${name}`, "namespace", "resource", { pod_security: enforces[name] }),
      ...ACCOUNTS.map((one) => make(`namespaces/${name}/serviceaccounts/${one}`, "service-account", "principal")),
    ]),
    ...things.map(toThing),
    ...roles.map(({ namespace, rules, isAggregated: aggregated }, at) =>
      make(pathOf(at), namespace === undefined ? "cluster-role" : "role", "resource", {
        ...{ aggregated, rules: rules.map((one) => ({ ...one })) },
      }),
    ),
    ...bindings.map(({ subject, namespace, role }, at) => {
      const grant = { subject: idOf(subject), subject_kind: subject.kind, subject_name: subject.name };
      const properties = { ...grant, role_id: `${AT}/${pathOf(role)}` };
      return namespace === undefined
        ? make(`clusterrolebindings/${at}`, "cluster-role-binding", "grant", properties)
        : make(`namespaces/${namespace}/rolebindings/${at}`, "role-binding", "grant", { ...properties, namespace });
    }),
  ];
}

/** Who gets where for certain, through sets, groups and roles that are bound. */
function drawn(plan: ClusterPlan): (who: PlanSubject) => readonly string[] {
  const scope = { id: AT, type: "kubernetes.cluster", name: "prod", parent: undefined };
  const coverage = complete(...ALL.map((one) => `kubernetes/${one}`));
  const input = toInput({
    scopes: [{ ...scope, properties: { version: "v1.33.1" }, coverage }],
    nodes: nodesOf(plan),
    tables: { scopedTechniques },
  });
  const edges = new Map<string, (readonly [kind: string, to: string])[]>();
  for (const { from, kind, to, state } of analyzeKubernetes(input).edges ?? [])
    if (state === "none" || state === "met") edges.set(from, [...(edges.get(from) ?? []), [kind, to]]);
  return (who) => {
    const seen = new Set([idOf(who)]);
    const ends = new Set<string>();
    for (const from of seen) {
      for (const [kind, to] of edges.get(from) ?? []) {
        // who has a namespace has what is done in it
        if (kind === "member_of" || /^(?:set|bindable):|\/namespaces\/\w+$/.test(to)) seen.add(to);
        if (kind !== "member_of" && !/^(?:set|bindable):/.test(to)) ends.add(to);
      }
    }
    return widest([...ends].filter((to) => to !== idOf(who)).map(shorten));
  };
}

function shorten(id: string): string {
  return id === AT
    ? "cluster"
    : id
        .slice(AT.length + 1)
        .replace("namespaces/", "")
        .replace("/secrets/", "/tokens/");
}

test("what is drawn for certain is what the documentation says", () => {
  let found = 0;
  const runs = { numRuns: ESTATES, seed: SEED };
  const odd = fc.sample(plans, runs).flatMap((plan) => {
    const ends = drawn(plan);
    return [...new Map(plan.bindings.map(({ subject }) => [labelOf(subject), subject])).values()].flatMap((who) => {
      const [is, says] = [ends(who), told(who, plan)];
      found += says.length;
      const [more, less] = [is.filter((one) => !says.includes(one)), says.filter((one) => !is.includes(one))];
      return more.length + less.length === 0 ? [] : [{ who: labelOf(who), more, less, plan }];
    });
  });
  expect(odd.slice(0, 3)).toEqual([]);
  expect(found).toBeGreaterThan(0);
});
