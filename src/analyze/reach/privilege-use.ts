// Whether identities used what makes them powerful: what their way to control, or to data of production, begins with, and when they
// last did that. By exported logs, action by action; else by what AWS says of services.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { PathHop } from "../../model/finding.js";
import { LOGGED_TYPES, type LogWatch, loggedDataSet, toCalls, toWatch } from "../../model/logged.js";
import type { JsonRecord } from "../../model/words.js";
import { actionNeed, adminNeeds, assumeNeed, dataNeed } from "./logged-aws.js";
import { googleNeeds, ownerNeeds } from "./logged-google.js";
import { directoryNeed, microsoftNeeds } from "./logged-microsoft.js";
import { type Need, spanOf, useOfNeeds } from "./logged-need.js";

const ACCESSED = "aws/iam:service-last-accessed";

/** Scopes whose logs are read. */
const WATCHED = ["aws.account", "azure.subscription", "entra.tenant", "gcp.folder", "gcp.organization", "gcp.project"];

/** What an administrator does that others may not; one of them will do. */
const ADMINISTRATION: readonly string[] = ["iam", "organizations"];

/** Steps that only lead on: the privilege is what comes after them. */
const BETWEEN: ReadonlySet<string> = new Set(["member_of", "includes"]);

/** Calls that are in no record: passing a role happens inside another call. */
const UNSEEN: ReadonlySet<string> = new Set(["iam:PassRole"]);

/** A log that is shorter gives way to what AWS says of services, where it was asked. */
const LONG_MS = 90 * 86_400_000;

export interface PrivilegeFrame {
  /** Administrator by its own rights. */
  isAdmin(node: string): boolean;
  /** Steps of its best way to control, else to data of production. */
  stepsOf(node: string): readonly PathHop[];
}

/** `use_source`, what was watched, `privilege` and when it was used, of identities of which anything says what they used. */
export function* privilegeUse(
  input: Pick<AnalysisInput, "nodes" | "supplements" | "tables">,
  frame: PrivilegeFrame,
): Iterable<DerivedFact> {
  const watches = readWatches(input);
  // most estates have neither logs nor that answer: their identities need not be read
  if (watches.size === 0 && !input.supplements(ACCESSED)) return;
  const actions = new Map(
    [...(input.tables.techniques ?? []), ...(input.tables.scopedTechniques ?? [])].map(
      ({ id, actions: all }) => [id, all.map(({ action }) => action)] as const,
    ),
  );
  const places = watches.size === 0 ? new Map<string, string>() : scopesOfAccounts(input);
  for (const node of input.nodes(LOGGED_TYPES)) {
    const logged = watches.has(node.scope) ? loggedColumns(node, { watches, frame, actions, places }) : undefined;
    const listed = serviceColumns(node, frame, actions);
    const columns = listed !== undefined && (logged === undefined || isShort(logged)) ? listed : logged;
    if (columns !== undefined) yield { node: node.id, columns };
  }
}

/** How logs watched each scope that they have. */
function readWatches(input: Pick<AnalysisInput, "nodes">): ReadonlyMap<string, LogWatch> {
  const found = new Map<string, LogWatch>();
  for (const { id, supplements } of input.nodes(WATCHED)) {
    const watch = toWatch(supplements[loggedDataSet(id.split(":", 1)[0] ?? "")]);
    if (watch !== undefined) found.set(id, watch);
  }
  return found;
}

/** It cannot tell, or not for long enough. */
function isShort(columns: JsonRecord): boolean {
  const { watched_from_at: from, watched_until_at: until, privilege_use_gap: gap } = columns;
  if (gap !== undefined || typeof from !== "string" || typeof until !== "string") return true;
  return Date.parse(until) - Date.parse(from) < LONG_MS;
}

type Actions = ReadonlyMap<string, readonly string[]>;

/** What judging by logs looks at. */
interface Logged {
  readonly watches: ReadonlyMap<string, LogWatch>;
  readonly frame: PrivilegeFrame;
  readonly actions: Actions;
  /** Scope of each service account of Google: their ids do not name it. */
  readonly places: ReadonlyMap<string, string>;
}

function scopesOfAccounts(input: Pick<AnalysisInput, "nodes">): ReadonlyMap<string, string> {
  return new Map([...input.nodes(["gcp.service-account"])].map(({ id, scope }) => [id, scope]));
}

function loggedColumns(node: StoredNode, logged: Logged): JsonRecord {
  const { id, scope, supplements } = node;
  const said = supplements[loggedDataSet(scope.split(":", 1)[0] ?? "")];
  const calls = toCalls(said);
  const times = [...calls.values(), ...Object.values(usedServices(node) ?? {})].map(String).sort(compareText);
  const first = said?.["first"];
  const isAdmin = logged.frame.isAdmin(id);
  const needs = needsOf(node, logged);
  const span = spanOf(needs);
  const { last, gap } = useOfNeeds(needs, calls, isAdmin);
  const faults = [...new Set([...logged.watches.values()].flatMap(({ fault }) => fault ?? []))];
  const reasons = [...faults, ...(gap === undefined ? [] : [gap])].join("; ");
  return {
    use_source: "log",
    ...(span !== undefined && { watched_from_at: span[0], watched_until_at: span[1] }),
    ...(times.length > 0 && { watched_use_at: times.at(-1) ?? "" }),
    ...(typeof first === "string" && { watched_first_at: first }),
    ...(needs.length > 0 && { privilege: needs.map(({ name }) => name) }),
    ...(last !== undefined && { privilege_last_used_at: last }),
    ...(needs.length > 0 && reasons !== "" && { privilege_use_gap: reasons }),
  };
}

/** What the first step of its way takes; nothing where it is no call of its own. */
function needsOf({ id, type, scope }: StoredNode, { watches, frame, actions, places }: Logged): readonly Need[] {
  const step = firstStep(frame.stepsOf(id));
  const own = watches.get(scope);
  if (own === undefined) return [];
  if (type.startsWith("aws.")) return frame.isAdmin(id) ? adminNeeds(id, own) : stepNeeds(id, step, own, actions);
  if (type.startsWith("gcp.") && frame.isAdmin(id)) return ownerNeeds(step?.to, scope, watches);
  if (type.startsWith("entra.") && frame.isAdmin(id)) return [directoryNeed("role/GlobalAdministrator", own)];
  if (step === undefined) return [];
  const needed = neededActions(step, actions);
  if (needed.length === 0) return /^(?:permits|has_grant)$/.test(step.edge) ? [unloggedNeed(step.to)] : [];
  if (type.startsWith("entra.")) return microsoftNeeds(step, needed, scope, watches);
  return googleNeeds(step, needed, places.get(step.to) ?? scope, watches);
}

/** Use of data that no log has which is read. */
function unloggedNeed(target: string): Need {
  return { name: target, last: () => undefined, gap: `use of ${target} is in no log that is read`, span: undefined };
}

function stepNeeds(id: string, step: PathHop | undefined, watch: LogWatch, actions: Actions): readonly Need[] {
  if (step === undefined) return [];
  if (step.edge === "can_assume") return [assumeNeed(id, step.to, watch)];
  if (step.edge === "permits") return [dataNeed(id, step.to, watch) ?? []].flat();
  return neededActions(step, actions).map((action) => actionNeed(id, action, step, watch));
}

function serviceColumns(node: StoredNode, frame: PrivilegeFrame, actions: Actions): JsonRecord | undefined {
  const used = usedServices(node);
  if (used === undefined) return undefined;
  const isAdmin = frame.isAdmin(node.id);
  const services = isAdmin ? ADMINISTRATION : servicesOf(frame.stepsOf(node.id), actions);
  const last = lastUse(services, used, isAdmin);
  const any = Object.values(used).map(String).sort(compareText).at(-1);
  return {
    use_source: "services",
    ...(any !== undefined && { watched_use_at: any }),
    ...(services.length > 0 && { privilege: services }),
    ...(last !== undefined && { privilege_last_used_at: last }),
  };
}

function usedServices({ supplements }: StoredNode): JsonRecord | undefined {
  const used = supplements[ACCESSED]?.["services_used"];
  return typeof used === "object" && used !== null && !Array.isArray(used) ? (used as JsonRecord) : undefined;
}

function firstStep(steps: readonly PathHop[]): PathHop | undefined {
  return steps.find(({ edge }) => !BETWEEN.has(edge));
}

function neededActions({ technique }: PathHop, actions: Actions): readonly string[] {
  return (actions.get(technique ?? "") ?? []).filter((action) => !UNSEEN.has(action));
}

/** Services that the first step of a way takes; none where it is no call of its own. */
function servicesOf(steps: readonly PathHop[], actions: Actions): readonly string[] {
  const step = firstStep(steps);
  if (step === undefined) return [];
  if (step.edge === "can_assume") return ["sts"];
  if (step.edge === "permits") return /^arn:[^:]*:([a-z0-9-]+):/.exec(step.to)?.slice(1) ?? [];
  return [...new Set(neededActions(step, actions).flatMap((action) => action.split(":")[0] ?? []))].sort(compareText);
}

/** A way needs all of its services: the one that was used longest ago tells. Of administration any one does. */
function lastUse(services: readonly string[], used: JsonRecord, isAny: boolean): string | undefined {
  if (services.length === 0) return undefined;
  const times = services.flatMap((service) => {
    const { [service]: at } = used;
    return typeof at === "string" ? [at] : [];
  });
  if (!isAny && times.length < services.length) return undefined;
  return times.sort(compareText).at(isAny ? -1 : 0);
}
