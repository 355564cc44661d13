// Control policies of organisations that were not read and may stop a path. They are taken to allow, since most take little away and
// a report in which nothing is certain tells nothing; a path says so once, for who reads it alone.
import type { AnalysisInput } from "../../model/analysis.js";
import type { PathHop } from "../../model/finding.js";
import { accountOfArn, accountOfScope } from "./attached-policy.js";
import { hasResourceControls } from "./evaluate/target.js";
import { type ControlKind, type OrganizationPlace, readOrganizations } from "./organization.js";
import { unreadPolicy } from "./policy/policy.js";

type Step = Pick<PathHop, "from" | "to" | "edge">;

/** Steps that hold by what a user or role is allowed to do. */
const ALLOWED: ReadonlySet<string> = new Set([
  "permits",
  "can_assume",
  "escalates_to",
  "runs_code_in",
  "adds_credential",
]);
/** Steps that are a request to the resource they lead to. */
const REQUESTED: ReadonlySet<string> = new Set(["permits", "can_assume", "federates", "yields"]);
const CALLER = /^arn:[^:]+:iam::\d{12}:(?:user|role(?!\/aws-service-role\/))\//;

/**
 * Of the steps of a path, what was not read of organisations and may stop them: a text an organisation, sorted, with the accounts
 * on the path. `scopeOf` tells the scope of what has no account in its ARN. The policies themselves are not looked into.
 */
export function createUnreadControls(
  input: AnalysisInput,
  scopeOf: (id: string) => string | undefined,
): (steps: readonly Step[]) => readonly string[] {
  const { placeOf } = readOrganizations(input, ({ id }) => ({ id, policy: unreadPolicy(id, "not looked into") }));
  const missing = (kind: ControlKind, account: string): OrganizationPlace | undefined => {
    const place = account === "" ? undefined : placeOf(account);
    return place === undefined || place.isManagement || place.isRead[kind] ? undefined : place;
  };
  return (steps) => {
    const found = new Map<string, { readonly kinds: Set<ControlKind>; readonly accounts: Set<string> }>();
    const note = (kind: ControlKind, account: string): void => {
      const place = missing(kind, account);
      if (place === undefined) return;
      const known = found.get(place.organization) ?? { kinds: new Set(), accounts: new Set() };
      found.set(place.organization, known);
      known.kinds.add(kind);
      known.accounts.add(account);
    };
    for (const { from, to, edge } of steps) {
      if (ALLOWED.has(edge) && CALLER.test(from)) note("scp", accountOfArn(from));
      if (REQUESTED.has(edge) && isControlled(to)) note("rcp", accountOfArn(to) || accountOfScope(scopeOf(to) ?? ""));
    }
    return [...found].map(([organization, { kinds, accounts }]) => toText(organization, kinds, accounts)).sort();
  };
}

/** Roles are resources of STS, whose requests give them. */
function isControlled(id: string): boolean {
  const [arn, , service = ""] = id.split(":", 3);
  return arn === "arn" && hasResourceControls(service === "iam" ? "sts" : service);
}

function toText(organization: string, kinds: ReadonlySet<ControlKind>, accounts: ReadonlySet<string>): string {
  const words = [...(kinds.has("scp") ? ["service"] : []), ...(kinds.has("rcp") ? ["resource"] : [])].join(" and ");
  const bound = `account${accounts.size === 1 ? "" : "s"} ${[...accounts].sort().join(", ")}`;
  return `the ${words} control policies of ${organization} were not read (${bound})`;
}
