// Whether identities of AWS used what makes them powerful: the services that their way to control, or to data of production,
// begins with, and when they last called all of them.
import type { AnalysisInput, DerivedFact } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { PathHop } from "../../model/finding.js";
import type { JsonRecord } from "../../model/words.js";

const ACCESSED = "aws/iam:service-last-accessed";
const IDENTITIES = ["aws.iam-role", "aws.iam-user"];

/** What an administrator does that others may not; one of them will do. */
const ADMINISTRATION: readonly string[] = ["iam", "organizations"];

/** Steps that only lead on: the privilege is what comes after them. */
const BETWEEN: ReadonlySet<string> = new Set(["member_of", "includes"]);

/** Calls that are in no record: passing a role happens inside another call. */
const UNSEEN: ReadonlySet<string> = new Set(["iam:PassRole"]);

export interface PrivilegeFrame {
  /** Administrator by its own rights. */
  isAdmin(node: string): boolean;
  /** Steps of its best way to control, else to data of production. */
  stepsOf(node: string): readonly PathHop[];
}

/** `privilege_services` and `privilege_last_used_at` of identities of which AWS was asked what they used. */
export function* privilegeUse(
  input: Pick<AnalysisInput, "nodes" | "tables">,
  { isAdmin, stepsOf }: PrivilegeFrame,
): Iterable<DerivedFact> {
  const actions = new Map(
    (input.tables.techniques ?? []).map(({ id, actions: all }) => [id, all.map(({ action }) => action)] as const),
  );
  for (const { id, supplements } of input.nodes(IDENTITIES)) {
    const used = supplements[ACCESSED]?.["services_used"];
    if (typeof used !== "object" || used === null || Array.isArray(used)) continue;
    const services = isAdmin(id) ? ADMINISTRATION : servicesOf(stepsOf(id), actions);
    if (services.length === 0) continue;
    const last = lastUse(services, used as JsonRecord, isAdmin(id));
    yield {
      node: id,
      columns: { privilege_services: services, ...(last !== undefined && { privilege_last_used_at: last }) },
    };
  }
}

/** Services that the first step of a way takes; none where it is no call of its own. */
function servicesOf(steps: readonly PathHop[], actions: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const step = steps.find(({ edge }) => !BETWEEN.has(edge));
  if (step === undefined) return [];
  if (step.edge === "can_assume") return ["sts"];
  if (step.edge === "permits") return /^arn:[^:]*:([a-z0-9-]+):/.exec(step.to)?.slice(1) ?? [];
  const needed = (actions.get(step.technique ?? "") ?? []).filter((action) => !UNSEEN.has(action));
  return [...new Set(needed.flatMap((action) => action.split(":")[0] ?? []))].sort(compareText);
}

/** A way needs all of its services: the one that was used longest ago tells. Of administration any one does. */
function lastUse(services: readonly string[], used: JsonRecord, isAny: boolean): string | undefined {
  const times = services.flatMap((service) => {
    const { [service]: at } = used;
    return typeof at === "string" ? [at] : [];
  });
  if (!isAny && times.length < services.length) return undefined;
  return times.sort(compareText).at(isAny ? -1 : 0);
}
