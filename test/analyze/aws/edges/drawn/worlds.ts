// Requests with all that they say: of each condition key that a drawn estate reads, what it may be for a caller, and who decides that.
// Written against AWS's documentation of the keys, without what the evaluator makes of one that it is not given.
import { isKnownTo } from "../../../../../src/analyze/aws/condition/known-keys.js";
import type { Estate } from "../../../../../src/analyze/aws/estate.js";
import type { AccessRequest } from "../../../../../src/analyze/aws/evaluate/target.js";
import type { Scene } from "../scene.js";

export type Context = NonNullable<AccessRequest["context"]>;

/** How a caller may come. */
export interface Worlds {
  /** Nobody can tell which of these it is. */
  readonly given: readonly Context[];
  /** Whether the caller surely comes in one of these, and not with MFA alone. */
  readonly isGiven: boolean;
  /** The same, where a person shows MFA. */
  readonly shown: readonly Context[];
  /** What the caller chooses once, for all its requests. */
  readonly chosen: readonly Context[];
}

type Option = readonly [key: string, values: readonly Context[string][]];

/** Every combination of the options. */
function combinations(options: readonly Option[]): readonly Context[] {
  return options.reduce<readonly Context[]>(
    (found, [key, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}

/** Tells which condition keys some document of a scene reads. */
export function keysReadIn(scene: Scene): (key: string) => boolean {
  const text = [...scene.documents.values()].join("\n").toLowerCase();
  const known = new Map<string, boolean>();
  return (key) => {
    const found = known.get(key) ?? text.includes(key.toLowerCase());
    known.set(key, found);
    return found;
  };
}

const MFA = "aws:MultiFactorAuthPresent";
const TEAM = "aws:PrincipalTag/team";
const TAGGING = /"sts:TagSession"/;

/** How a user or role of the scene may come. */
export function worldsOf(principal: string, scene: Scene, estate: Estate): Worlds {
  const isRead = keysReadIn(scene);
  const only = (...options: readonly Option[]) => options.filter(([key]) => isRead(key));
  const node = scene.nodes.find(({ id }) => id === principal);
  const role = estate.principal(principal)?.kind === "role" ? node : undefined;
  const trust = scene.documents.get(role?.document ?? "") ?? "";
  const report = node?.supplements["aws/iam:credential-report"];
  const letting = role === undefined ? [] : lettingIn(trust);
  const canShow =
    role === undefined ? report?.["mfa_active"] !== false : letting.some((one) => /"AWS"|"Principal":"\*"/.test(one));
  // somebody with a password has perhaps no keys, and signs in with the device
  const isGiven = !canShow || (role !== undefined && letting.some((one) => !one.includes(MFA)));
  const address: Option = ["aws:SourceIp", ["10.1.2.3", "198.51.100.7"]];
  const own = estate.principal(principal)?.tags["team"] ?? null;
  // a trust that lets anybody bring tags lets it bring this one alone
  const tags = TAGGING.test(trust) && /RequestTag/.test(trust) ? [own, "web"] : [own];
  const name = estate.principal(principal)?.uniqueId ?? "";
  return {
    isGiven,
    given: combinations(only(address, [MFA, [null, "false"]])),
    shown: canShow && isRead(MFA) ? combinations(only(address, [MFA, ["true"]])) : [],
    chosen: combinations(
      role === undefined ? [] : only(["aws:userid", [`${name}:session`, `${name}:other`]], [TEAM, tags]),
    ),
  };
}

/** Statements of a trust policy that let somebody in, as text. */
function lettingIn(trust: string): readonly string[] {
  const parsed: unknown = trust === "" ? [] : JSON.parse(trust);
  const list: readonly unknown[] = Array.isArray(parsed)
    ? parsed
    : [(parsed as { Statement?: unknown }).Statement ?? []].flat();
  return list.map((one) => JSON.stringify(one)).filter((one) => one.includes('"Effect":"Allow"'));
}

const REQUEST_OPTIONS: readonly Option[] = [
  ["aws:CalledViaLast", [null, "lambda.amazonaws.com"]],
  ["kms:ViaService", [null, "secretsmanager.eu-west-1.amazonaws.com"]],
];
/** What is brought to assume a role: a session may be called as the user who opens it. */
const assuming = (caller: string): readonly Option[] => [
  ["sts:ExternalId", [null, "x1"]],
  ["sts:RoleSessionName", ["team-a", "other", caller.slice(caller.lastIndexOf("/") + 1)]],
];
const TAGS: readonly Context[] = [
  { "aws:TagKeys": null, "aws:RequestTag/team": null },
  { "aws:TagKeys": ["team"], "aws:RequestTag/team": "web" },
  { "aws:TagKeys": ["team"], "aws:RequestTag/team": "ops" },
  // names go by any case, and conditions on aws:TagKeys by the one that is written
  { "aws:TagKeys": ["TEAM"], "aws:RequestTag/team": "web" },
  { "aws:TagKeys": ["other"], "aws:RequestTag/team": null },
];

/** What a caller may write into one request. */
export function requestsOf(
  caller: string,
  action: string,
  resource: string,
  isRead: (key: string) => boolean,
): readonly Context[] {
  const [service = ""] = action.split(":");
  const brought = action === "sts:AssumeRole" ? assuming(caller) : [];
  const isOfService = ([key]: Option) => !key.startsWith("kms:") || service === "kms";
  const options = [...REQUEST_OPTIONS.filter(isOfService), ...brought].filter(([key]) => isRead(key));
  const isTagging = isRead("aws:TagKeys") || isRead("aws:RequestTag/team");
  const mayTag = isKnownTo(action.toLowerCase(), "aws:tagkeys") !== false;
  const tags = isTagging ? (mayTag ? TAGS : TAGS.slice(0, 1)) : [{}];
  const [, , , region = ""] = resource.split(":");
  const isPlaced = (region !== "" && !/[*?]/.test(region)) || ["iam", "organizations"].includes(service);
  const regions: readonly Option[] =
    isRead("aws:RequestedRegion") && !isPlaced ? [["aws:RequestedRegion", ["eu-west-1", "us-east-1"]]] : [];
  return combinations([...options, ...regions]).flatMap((one) => tags.map((tag) => ({ ...one, ...tag })));
}
