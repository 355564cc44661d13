// The evaluator: who may do what on Azure, for one question or for everyone at once. Pure; reads an estate.
import { addAll } from "../../model/add-all.js";
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { matchesOperation } from "../../model/azure-operation.js";
import { and, NO, type Truth, UNKNOWN, YES } from "../aws/condition/truth.js";
import { isWithin } from "../scoped/world.js";
import { activationTruth } from "./activation.js";
import type { Assignment, Holder } from "./assignment.js";
import { evaluateCondition, type Request } from "./condition.js";
import type { Denial } from "./denials.js";
import { EVERYONE } from "./denied-members.js";
import type { AzureEstate } from "./environment.js";
import { readAzureEstate } from "./estate.js";
import { objectIdOf, typeOf } from "./holders.js";
import { createPlanes, type Plane, type Planes } from "./planes.js";
import { placeAttributes } from "./resource-attributes.js";
import { createOperations, type Permission } from "./roles.js";

export interface AzureAnswer {
  readonly verdict: "allowed" | "implicit-deny" | "explicit-deny" | "unknown";
  /** Node id of the assignment, access policy or deny assignment that decides; undefined when nothing allows it. */
  readonly decidedBy: string | undefined;
  /** The role that gives it, and where it was assigned. */
  readonly by?: { readonly role: string; readonly place: string };
  readonly layer: "assignment" | "deny";
  /** Conditions and what was not read, on which it depends. */
  readonly open: readonly string[];
  readonly assumptions: readonly string[];
}

export interface AzureQuestion {
  readonly principal: AzurePrincipal;
  readonly operation: string;
  readonly place: string;
  /** Whether managing or data is meant; told from roles that were read when it is left out. */
  readonly plane?: Plane | undefined;
  /** Attributes of conditions and their values, in lower case: `@request[…]`. */
  readonly attributes?: ReadonlyMap<string, string> | undefined;
  /** Part of the operation that is meant: `Blob.List`. */
  readonly subOperation?: string | undefined;
}

export type AzurePrincipal = Pick<Holder, "id" | "objectId" | "tenant" | "type" | "assignments" | "groups" | "isGone">;

export interface AzureEvaluator {
  readonly estate: AzureEstate;
  /** The principal at a node; one without any assignment has what its groups have. */
  principal(node: StoredNode | string): AzurePrincipal;
  answer(question: AzureQuestion): AzureAnswer;
  /** Planes that an operation may be of, management first. */
  planesOf(operation: string): readonly Plane[];
  /** Node ids of those who may, and of those of whom it depends, sorted. */
  whoCan(question: Omit<AzureQuestion, "principal">): {
    readonly allowed: readonly string[];
    readonly depends: readonly string[];
  };
}

/** In: the stored estate. Undefined where no Azure was read. */
export function createAzureEvaluator(input: AnalysisInput): AzureEvaluator | undefined {
  const estate = readAzureEstate(input, createOperations([], new Set()));
  if (estate === undefined) return undefined;
  const planes = createPlanes(input, estate.roles.known.values());
  const vaults = new Map<string, boolean>();
  for (const { properties } of input.nodes(["azure.key-vault"])) {
    if (typeof properties["resource"] === "string")
      vaults.set(properties["resource"], properties["uses_roles"] === true);
  }
  return new EstateEvaluator(estate, planes, vaults);
}

const VAULT = /^.*\/providers\/microsoft\.keyvault\/vaults\/[^/]+/;

class EstateEvaluator implements AzureEvaluator {
  readonly estate: AzureEstate;
  private readonly planes: Planes;
  /** Place of a vault → whether it goes by roles. */
  private readonly vaults: ReadonlyMap<string, boolean>;

  constructor(estate: AzureEstate, planes: Planes, vaults: ReadonlyMap<string, boolean>) {
    this.estate = estate;
    this.planes = planes;
    this.vaults = vaults;
  }

  principal(node: StoredNode | string): AzurePrincipal {
    const { holders, groups } = this.estate;
    const id = typeof node === "string" ? node : node.id;
    const known = holders.get(id);
    if (known !== undefined) return known;
    const [tenant, objectId = id] = id.split("/");
    const type = typeOf(typeof node === "string" ? this.estate.inEntra(objectId, tenant) : node);
    return { id, objectId, tenant, type, assignments: [], groups: groups.get(id) ?? [], isGone: false };
  }

  answer(question: AzureQuestion): AzureAnswer {
    const assumptions = this.assumed(question);
    if (question.principal.isGone) {
      const gone = "the directory was read whole and does not have it";
      return { ...DENIED, assumptions: [...assumptions, gone] };
    }
    const planes = question.plane === undefined ? this.planes.of(question.operation) : [question.plane];
    const [first = DENIED, second] = planes.map((plane) => this.answerIn(plane, question));
    if (second === undefined || second.verdict === first.verdict) return { ...first, assumptions };
    const open = [first, second].flatMap((one, at) =>
      one.verdict === "allowed"
        ? [`${WORDS[planes[at] ?? "control"]} is meant, not ${WORDS[planes[1 - at] ?? "data"]}`]
        : one.open,
    );
    return { verdict: "unknown", decidedBy: undefined, layer: "assignment", open: [...new Set(open)], assumptions };
  }

  planesOf(operation: string): readonly Plane[] {
    return this.planes.of(operation);
  }

  private answerIn(plane: Plane, question: AzureQuestion): AzureAnswer {
    const { principal } = question;
    const attributes = new Map([...placeAttributes(question.place), ...(question.attributes ?? [])]);
    const request: Request = { operation: question.operation, attributes, subOperation: question.subOperation };
    const doubts: string[] = [];
    for (const denial of this.denialsOf(principal)) {
      const truth = this.denies(denial, plane, question.place, request);
      if (truth === YES)
        return { verdict: "explicit-deny", decidedBy: denial.id, layer: "deny", open: [], assumptions: [] };
      if (truth !== NO) doubts.push(`not: the deny assignment ${denial.id.slice("azure:".length)} applies`);
    }
    const open: string[] = [];
    for (const assignment of this.assignmentsOf(principal)) {
      if (!isWithin(question.place, assignment.place, this.estate.places)) continue;
      if (!this.counts(assignment, plane, question)) continue;
      const { truth, words } = judge(assignment, principal, plane, request);
      if (truth === NO) continue;
      if (truth === YES && doubts.length === 0) {
        const by = { role: assignment.role.name, place: assignment.place };
        return { verdict: "allowed", decidedBy: assignment.id, by, layer: "assignment", open: [], assumptions: [] };
      }
      addAll(open, words, doubts);
    }
    if (open.length === 0) return DENIED;
    return { verdict: "unknown", decidedBy: undefined, layer: "assignment", open: [...new Set(open)], assumptions: [] };
  }

  private *assignmentsOf({ assignments, groups }: AzurePrincipal): Iterable<Assignment> {
    yield* assignments;
    for (const group of groups) yield* this.estate.holders.get(group)?.assignments ?? [];
  }

  private *denialsOf({ objectId, groups }: AzurePrincipal): Iterable<Denial> {
    const names = new Set([EVERYONE, objectId, ...groups.map(objectIdOf)]);
    for (const denial of this.estate.denials) {
      if (!denial.principals.some((one) => names.has(one)) || denial.except.some((one) => names.has(one))) continue;
      yield denial;
    }
  }

  private denies(denial: Denial, plane: Plane, place: string, request: Request): Truth {
    const { places } = this.estate;
    if (denial.onlyThere ? place !== denial.place : !isWithin(place, denial.place, places)) return NO;
    let best: Truth = NO;
    for (const permission of denial.permissions) {
      if (!gives(permission, plane, request.operation)) continue;
      const conditions = [denial.condition, permission.condition].flatMap((one) => one ?? []);
      const truth = conditions.reduce<Truth>((all, one) => and(all, evaluateCondition(one, request)), YES);
      if (truth < best) best = truth;
    }
    return best;
  }

  /** What is in a vault goes by its policies or by roles, what is in a database of Cosmos DB by its own roles. */
  private counts({ of }: Assignment, plane: Plane, { operation, place }: AzureQuestion): boolean {
    if (of === "database") return plane === "data";
    if (plane === "control") return of === "roles";
    if (/^microsoft\.documentdb\/databaseaccounts\/(?:sqldatabases\/containers|readmetadata)/i.test(operation))
      return false;
    if (!/^microsoft\.keyvault\/vaults\//i.test(operation)) return of === "roles";
    const usesRoles = this.vaults.get(VAULT.exec(place)?.[0] ?? "") ?? true;
    return of === (usesRoles ? "roles" : "policies");
  }

  whoCan(question: Omit<AzureQuestion, "principal">): ReturnType<AzureEvaluator["whoCan"]> {
    const { holders, groups } = this.estate;
    const asked = new Map<string, AzurePrincipal>(holders);
    // those who have nothing of their own have what their groups have
    for (const [member, of] of groups) {
      if (!asked.has(member) && of.some((group) => holders.has(group))) asked.set(member, this.principal(member));
    }
    const allowed: string[] = [];
    const depends: string[] = [];
    for (const [id, principal] of asked) {
      const { verdict } = this.answer({ ...question, principal });
      if (verdict === "allowed") allowed.push(id);
      if (verdict === "unknown") depends.push(id);
    }
    return { allowed: allowed.sort(), depends: depends.sort() };
  }

  private assumed({ place, operation, principal: { tenant } }: AzureQuestion): readonly string[] {
    const { places, isRead } = this.estate;
    const [subscription] = places.subscriptionsIn(place);
    const scope = places.containers.has(subscription ?? place) ? places.nodeOf(subscription ?? place) : undefined;
    if (scope === undefined) return ["what holds it was not read"];
    const vault = VAULT.exec(place)?.[0];
    const isUnknownVault = /^microsoft\.keyvault\/vaults\//i.test(operation) && !this.vaults.has(vault ?? "");
    return [
      ...(isRead(scope, "azure/authorization:role-assignments") ? [] : ["not every role assignment was read"]),
      ...(isRead(scope, "azure/authorization:deny-assignments") ? [] : ["deny assignments were not read whole"]),
      ...(isRead(`entra:${tenant ?? ""}`, "entra/graph:group-members") ? [] : ["who is in groups was not read whole"]),
      ...(isUnknownVault ? ["the vault goes by roles, not by access policies"] : []),
    ];
  }
}

const DENIED: AzureAnswer = {
  verdict: "implicit-deny",
  decidedBy: undefined,
  layer: "assignment",
  open: [],
  assumptions: [],
};
const WORDS: { readonly [plane in Plane]: string } = {
  control: "the operation of management",
  data: "the operation on data",
};

/** How surely an assignment gives an operation, with what it depends on. */
function judge(
  { role, condition, activation, of }: Assignment,
  principal: Pick<AzurePrincipal, "type">,
  plane: Plane,
  request: Request,
): { readonly truth: Truth; readonly words: readonly string[] } {
  const activated = activationTruth(activation, principal);
  if (activated === NO) return { truth: NO, words: [] };
  let best: { truth: Truth; words: readonly string[] } = role.isWhole
    ? { truth: NO, words: [] }
    : { truth: UNKNOWN, words: [`the role ${role.name} gives it: what that gives was not read`] };
  for (const permission of role.permissions) {
    if (!gives(permission, plane, request.operation)) continue;
    const conditions = [condition, permission.condition].flatMap((one) => one ?? []);
    let truth: Truth = activated;
    for (const one of conditions) truth = and(truth, of === "roles" ? evaluateCondition(one, request) : UNKNOWN);
    if (truth >= best.truth) continue;
    const asked = activation === undefined ? [] : [`${role.name}: ${activation.words}`];
    best = { truth, words: [...asked, ...conditions] };
  }
  return best;
}

/** What a permission takes away it takes from itself alone. */
function gives(permission: Permission, plane: Plane, operation: string): boolean {
  const [given, taken] =
    plane === "control"
      ? [permission.actions, permission.notActions]
      : [permission.dataActions, permission.notDataActions];
  return (
    given.some((pattern) => matchesOperation(operation, pattern)) &&
    !taken.some((pattern) => matchesOperation(operation, pattern))
  );
}
