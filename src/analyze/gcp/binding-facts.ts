// Facts of bindings: who holds them and from where, how far down they reach, and what of note their role gives. Rules say what of
// it is too much.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { accountKindOf } from "../../model/google-account.js";
import type { Json, JsonRecord } from "../../model/words.js";
import { NO } from "../aws/condition/truth.js";
import { createEnvironments } from "../facts/environments.js";
import { knownColumns } from "../facts/values.js";
import { capabilitiesOf, isReadOnly } from "./capabilities.js";
import { evaluateCondition } from "./condition.js";
import type { GoogleEstate } from "./environment.js";
import { isDisabled, isServiceAgent, originOf, projectOf } from "./homes.js";
import { poolFactsOf } from "./pool-facts.js";

type Columns = { [column: string]: Json | undefined };

export interface BindingFrame {
  readonly estate: GoogleEstate;
  /** Node id → `effective` or `unknown`; members that are neither are no administrators. */
  readonly standings: ReadonlyMap<string, Json | undefined>;
  /** Node id → scopes that it controls for certain. */
  readonly controlled: ReadonlyMap<string, readonly string[]>;
  /** Columns of providers, as trusts were judged. */
  readonly trusts: readonly DerivedFact[];
}

/** One fact a binding. In: the estate and who is administrator in it. */
export function* bindingFacts(input: AnalysisInput, frame: BindingFrame): Iterable<DerivedFact> {
  const homes = createHomes(input, frame.estate);
  const pools = poolFactsOf(input, frame.trusts);
  const lifts = createLifts(frame);
  for (const node of input.nodes(["gcp.role-binding"])) {
    const { resource, project, role: name, member, condition } = node.properties;
    if (typeof resource !== "string" || typeof name !== "string" || typeof member !== "string") continue;
    const { places, roles } = frame.estate;
    const place = places.placeOf(resource, typeof project === "string" ? project : undefined);
    const role = roles.role(name);
    const capabilities = capabilitiesOf(role);
    const columns: Columns = {
      level: levelOf(place),
      is_dead: isOver(condition, frame.estate) || isDisabled(member, frame.estate) ? true : undefined,
      capabilities,
      reads_only: isReadOnly(role),
      custom_role: role.keeper !== undefined,
      ...homes.columnsOf(member, place),
      ...pools.columnsOf(member),
      lifts: lifts(member, place, capabilities),
    };
    yield { node: node.id, columns: knownColumns(columns) };
  }
}

function levelOf(place: string): string {
  const scope = /^(project|folder|organization)s\/[^/]+$/.exec(place)?.[1];
  if (scope !== undefined) return scope;
  return place.includes("/serviceAccounts/") ? "service-account" : "resource";
}

/** A condition that nothing can meet any more, such as a time that has passed. */
function isOver(condition: Json | undefined, { now }: GoogleEstate): boolean {
  if (typeof condition !== "string") return false;
  // of no resource in particular: only the clock can say no
  const { truth } = evaluateCondition(condition, {}, now);
  return truth === NO;
}

/** Where holders come from, and which environments they and what they reach belong to. */
function createHomes(input: AnalysisInput, estate: GoogleEstate) {
  const environments = createEnvironments(input.config, [...input.scopes()]);
  const { places } = estate;
  const labels = new Map<string, JsonRecord>();
  const labelOf = (project: string): JsonRecord => {
    let label = labels.get(project);
    if (label === undefined) {
      const node = places.containers.get(project)?.node;
      label = node === undefined ? {} : environments.columnsOf(labelled(node));
      labels.set(project, label);
    }
    return label;
  };
  const reached = new Map<string, Columns>();
  const reachedBy = (place: string): Columns => {
    const scope = places.scopeOf(place) ?? place;
    let columns = reached.get(scope);
    if (columns === undefined) {
      const found = places.projectsIn(scope).map((project) => labelOf(project)["environment"]);
      const named = [...new Set(found.filter((one): one is string => typeof one === "string"))].sort();
      const isWhole = found.length > 0 && found.every((one) => typeof one === "string");
      columns = { environments_seen: named, environments: isWhole ? named : undefined };
      reached.set(scope, columns);
    }
    return columns;
  };
  return {
    columnsOf(member: string, place: string): Columns {
      const email = /^(?:deleted:)?serviceAccount:([^?]+)/.exec(member)?.[1];
      if (email === undefined) return {};
      if (member.startsWith("deleted:")) return { holder_status: "deleted" };
      const account = estate.accounts.get(email);
      const home = projectOf(email, places);
      const isAgent = isServiceAgent(email) && account === undefined;
      const origin = account !== undefined ? "own" : isAgent ? "agent" : originOf(home, place, estate);
      const from = home === undefined ? {} : labelOf(home);
      return {
        holder: email,
        // what the address says, unless it is of somebody else
        holder_kind: isAgent ? "service-agent" : origin === "foreign" ? undefined : accountKindOf(email),
        holder_status: account === undefined ? statusElsewhere(origin) : account.isDisabled ? "inactive" : "active",
        holder_home: origin,
        holder_project: home?.slice("projects/".length),
        crosses_projects: origin === "foreign" || home === undefined ? undefined : places.scopeOf(place) !== home,
        holder_environment: from["environment"],
        holder_confidence: from["environment_confidence"],
        ...reachedBy(place),
      };
    },
  };
}

function labelled({ id, name, properties }: StoredNode) {
  return { id, name, scope: id, tags: properties["tags"] };
}

/** Whether a binding lets a person be an account that is administrator somewhere, where the person is not. */
function createLifts({ estate, standings, controlled }: BindingFrame) {
  const { places } = estate;
  // Accounts that are administrator of something, or may be: the others lift nobody.
  const strong = [...estate.accounts.values()].filter(({ node: { id } }) => standings.get(id) !== undefined);
  const known = new Map<string, readonly string[]>();
  /** Strong accounts that whoever may be every account of a place may be. */
  const within = (place: string): readonly string[] => {
    let ids = known.get(place);
    if (ids === undefined) {
      const projects = places.isScope(place) ? new Set(places.projectsIn(place)) : undefined;
      const isWithin = (one: string) =>
        projects === undefined ? one === place : projects.has(places.scopeOf(one) ?? "");
      ids = strong.flatMap((account) => (isWithin(account.place) ? [account.node.id] : []));
      known.set(place, ids);
    }
    return ids;
  };
  const reached = new Map<string, ReadonlySet<string>>();
  /** What somebody controls, and all projects in it: an owner of one project is none of another. */
  const reachOf = (id: string): ReadonlySet<string> => {
    const own = controlled.get(id) ?? [];
    const reach = reached.get(id) ?? new Set(own.flatMap((scope) => [scope, ...places.projectsIn(scope)]));
    reached.set(id, reach);
    return reach;
  };
  return (member: string, place: string, capabilities: readonly string[] | undefined): boolean | undefined => {
    if (!/^(user|group|domain):/.test(member)) return undefined;
    if (capabilities === undefined) return undefined;
    if (!capabilities.includes("impersonate")) return false;
    const others = within(place);
    if (others.length === 0) return false;
    const own = estate.member(member)?.id ?? "";
    const standing = standings.get(own);
    const reach = reachOf(own);
    if (others.some((id) => controlled.get(id)?.some((scope) => !reach.has(scope))))
      return standing === "unknown" ? undefined : true;
    return others.some((id) => standings.get(id) === "unknown") && standing !== "effective" ? undefined : false;
  };
}

/** Whether accounts of others and agents work is not ours to know; one of ours that was not read may be anything. */
function statusElsewhere(origin: string | undefined): string | undefined {
  return origin === "own" ? undefined : origin;
}
