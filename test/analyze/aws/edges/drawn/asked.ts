// What the evaluator behind `nhi can` says of a technique: for a caller and a target every action of it, asked one by one on what
// the technique binds it to. Written against the description of a technique alone, without the engine that draws its edges.
import type { Estate } from "../../../../../src/analyze/aws/estate.js";
import type { Evaluator } from "../../../../../src/analyze/aws/evaluator.js";
import type { StoredNode } from "../../../../../src/model/analysis.js";
import { groupBy } from "../../../../../src/model/group-by.js";
import type { Technique, TechniqueAction } from "../../../../../src/model/technique.js";
import type { Scene } from "../scene.js";
import { resourcesLike } from "./resources-like.js";

/** How far all actions of a technique are allowed. */
export type Said = "allowed" | "unknown" | "denied";

const WORST: readonly Said[] = ["allowed", "unknown", "denied"];

/** The worst of some answers; the best where one of several is enough. */
const allOf = (said: Iterable<Said>): Said => [...said].reduce((a, b) => pick(a, b, Math.max), "allowed" as Said);
const oneOf = (said: Iterable<Said>): Said => [...said].reduce((a, b) => pick(a, b, Math.min), "denied" as Said);

function pick(a: Said, b: Said, choose: (x: number, y: number) => number): Said {
  return WORST[choose(WORST.indexOf(a), WORST.indexOf(b))] ?? "denied";
}

const ASKED: ReadonlySet<string> = new Set([
  "target",
  "target-policy",
  "target-boundary",
  "target-group",
  "existing",
  "role",
  "any",
]);

/** Whether all that the technique needs can be asked for here: nothing of Identity Center, clusters' entries or other accounts. */
export function isAskable({ actions, target, types = [], requires = {} }: Technique): boolean {
  const isPlain = ["role", "user", "group", "workload", "self"].includes(target);
  return (
    isPlain &&
    !types.some((type) => /^aws.eks-(administrators|names)$/.test(type)) &&
    requires.sign_in === undefined &&
    actions.every(({ on, beside }) => ASKED.has(on) && !beside)
  );
}

/** Asks about estates of one scene. */
export function createAsked(scene: Scene, { can, estate }: Evaluator) {
  const nodes = new Map(scene.nodes.map((node) => [node.id, node]));
  const ofTypes = (types: readonly string[], account: string) =>
    scene.nodes.filter(({ type, scope }) => types.includes(type) && scope === `aws:${account}`).map(({ id }) => id);
  const written = [...scene.documents.values()];
  const ask = (
    principal: string,
    { action, with: brought = {}, without = [] }: TechniqueAction,
    on: string,
    passed?: string,
  ) => {
    const context = {
      ...brought,
      ...Object.fromEntries(without.map((key) => [key, null])),
      ...(passed !== undefined && { "iam:PassedToService": passed }),
    };
    const { verdict } = can({ principal, action, resource: on, context });
    return verdict === "allowed" || verdict === "unknown" ? verdict : "denied";
  };
  /** On one of the resources all of the actions. */
  const onOne = (principal: string, actions: readonly TechniqueAction[], resources: Iterable<string>): Said =>
    oneOf([...resources].map((on) => allOf(actions.map((action) => ask(principal, action, on)))));
  const onAny = (principal: string, actions: readonly TechniqueAction[]): Said => {
    const patterns = actions[0]?.of ?? ["*"];
    const { account, partition } = placeOf(principal);
    const filled = patterns.map((one) => one.replace("{partition}", partition).replace("{account}", account));
    // what is made is not there yet, with a policy of its own
    const isMade = actions.some(({ action }) => /:Create/.test(action));
    const isFree = (on: string) => !isMade || !nodes.has(on);
    return allOf(
      filled.map((one) => onOne(principal, actions, [...resourcesLike(one, written, account)].filter(isFree))),
    );
  };
  const onTarget = (principal: string, action: TechniqueAction, target: string, service: string | undefined): Said => {
    const named = Object.entries(action.with ?? {}).map(([key, text]) => [
      key,
      text.replace("{target}", target).replace("{partition}", placeOf(target).partition),
    ]);
    const asked = { ...action, with: Object.fromEntries(named) };
    const resources =
      action.resource === undefined
        ? [target]
        : resourcesLike(fillOf(action.resource, nodes.get(target), target), written, placeOf(target).account);
    return oneOf(resources.map((on) => ask(principal, asked, on, action.passed_to && service)));
  };
  /** A role is passed to a service that may assume it. */
  const passed = (principal: string, action: TechniqueAction, role: string, to: string): Said => {
    const context = { "aws:SourceAccount": placeOf(role).account };
    const { verdict } = can({ principal: to, action: "sts:AssumeRole", resource: role, context });
    const taken = verdict === "allowed" || verdict === "unknown" ? verdict : "denied";
    return taken === "denied" ? taken : allOf([taken, ask(principal, action, role, to)]);
  };
  const bound = (principal: string, action: TechniqueAction, target: string, service: string | undefined): Said => {
    const held = () => oneOf(policiesOf(target, action.on, estate).map((on) => ask(principal, action, on)));
    if (action.on === "target") return onTarget(principal, action, target, service);
    if (action.on !== "role") return held();
    const { account } = placeOf(principal);
    const roles = estate.principals.filter((one) => one.kind === "role" && one.account === account);
    return oneOf((action.passed_to ?? []).flatMap((to) => roles.map(({ id }) => passed(principal, action, id, to))));
  };
  /** On what is there, or on what is made of it. */
  const onExisting = (principal: string, actions: readonly TechniqueAction[]): Said => {
    const { account } = placeOf(principal);
    const [{ types = [], resource } = { types: [] }] = actions;
    const there = ofTypes(types, account);
    if (resource === undefined) return onOne(principal, actions, there);
    const made = there.flatMap((id) => [...resourcesLike(fillOf(resource, nodes.get(id), id), written, account)]);
    return onOne(principal, actions, made);
  };
  /** With each instance profile of the target, where the request names one. */
  const toldBy = (actions: readonly TechniqueAction[], target: string): readonly (readonly TechniqueAction[])[] => {
    const isTold = actions.some(({ told_profile: key }) => key !== undefined);
    const profiles = scene.nodes.filter(
      ({ type, properties }) => isTold && type === "aws.instance-profile" && properties["role"] === target,
    );
    if (profiles.length === 0) return [actions];
    return profiles.map(({ id }) =>
      actions.map((one) => (one.told_profile === undefined ? one : { ...one, with: { [one.told_profile]: id } })),
    );
  };
  const saidOf = (
    actions: readonly TechniqueAction[],
    principal: string,
    target: string,
    service: string | undefined,
  ): Said => {
    const free = actions.filter(({ on }) => on === "any" || on === "existing");
    const together = groupBy(free, ({ on, same, action }) => `${on} ${same ?? `alone ${action}`}`);
    const ofFree = [...together.values()].map((some) =>
      some[0]?.on === "existing" ? onExisting(principal, some) : onAny(principal, some),
    );
    const others = actions.filter((one) => !free.includes(one));
    return allOf([...ofFree, ...others.map((one) => bound(principal, one, target, service))]);
  };
  /** How far a principal is allowed all actions on one of the targets; `services`: those that it is passed to one of. */
  return (
    { actions }: Technique,
    principal: string,
    targets: readonly string[],
    services: readonly (string | undefined)[],
  ): Said =>
    oneOf(
      targets.flatMap((target) =>
        toldBy(actions, target).flatMap((some) => services.map((one) => saidOf(some, principal, target, one))),
      ),
    );
}

/** Services that a technique passes its target to; none is one as well. */
export function servicesOf({ actions }: Technique): readonly (string | undefined)[] {
  const services = actions.flatMap(({ on, passed_to: to = [] }) => (on === "target" ? to : []));
  return services.length === 0 ? [undefined] : services;
}

function placeOf(arn: string) {
  const [, partition = "aws", , , account = ""] = arn.split(":");
  return { partition, account };
}

/** ARNs of the policies, the boundary or the groups of somebody. */
function policiesOf(target: string, on: string, estate: Estate): readonly string[] {
  const principal = estate.principal(target);
  const groups = estate.groupsOf(target);
  if (on === "target-group") return groups;
  const boundary = principal?.boundary?.id;
  if (on === "target-boundary") return boundary === undefined ? [] : [boundary];
  const around = new Set([target, ...groups]);
  const holders = [...(principal ? [principal] : []), ...estate.groups.filter(({ id }) => around.has(id))];
  return holders.flatMap(({ policies }) => policies.map(({ id }) => id)).filter((id) => /:policy\//.test(id));
}

/** What a template says of a workload, or of a user or role. */
function fillOf(template: string, node: StoredNode | undefined, target: string): string {
  const { partition, account } = placeOf(target);
  return template.replace(/\{([a-z_]+)\}/g, (_, name: string) => {
    if (name === "partition") return partition;
    if (name === "account") return account;
    if (name === "region") return node?.region || "*";
    if (name === "name") return node?.name ?? "*";
    const value = node?.properties[name];
    return typeof value === "string" ? value : "*";
  });
}
