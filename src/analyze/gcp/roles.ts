// Roles as sets of permissions. Those that are of interest are bits; the whole set is looked into only for single questions.
import type { AnalysisInput } from "../../model/analysis.js";
import { surelyGiven } from "./well-known-roles.js";

export type PermissionMask = bigint;

export interface Role {
  readonly name: string;
  /** Undefined when its permissions were not read. */
  readonly mask: PermissionMask | undefined;
  /** What it gives for sure: all of the mask where that was read. */
  readonly least: PermissionMask;
  /** Custom roles: the scope that keeps it. */
  readonly keeper: string | undefined;
  has(permission: string): boolean | undefined;
  /** All of them; undefined when they were not read. */
  permissions(): readonly string[] | undefined;
}

export interface Roles {
  bitOf(permission: string): PermissionMask;
  role(name: string): Role;
  /** Whether any role that was read holds a permission. */
  isNamed(permission: string): boolean;
  /** All permissions of roles that were read. */
  names(): ReadonlySet<string>;
}

/** In: permissions of interest. */
export function readRoles(input: Pick<AnalysisInput, "nodes" | "document">, permissions: readonly string[]): Roles {
  const bits = new Map([...new Set(permissions)].sort().map((name, index) => [name, 1n << BigInt(index)]));
  const documents = new Map<string, string | undefined>();
  for (const { properties, document } of input.nodes(["gcp.role"])) {
    const { role, deleted, stage } = properties;
    if (typeof role !== "string") continue;
    // bindings of a role that was deleted or disabled are inactive:
    // https://cloud.google.com/iam/docs/creating-custom-roles#disabling-custom-role
    const gives = deleted !== true && stage !== "DISABLED";
    documents.set(role, !gives ? "" : document === undefined ? undefined : input.document(document));
  }
  const roles = new Map<string, Role>();
  return {
    bitOf: (permission) => bits.get(permission) ?? 0n,
    isNamed: (permission) =>
      [...documents.values()].some((text) => text !== undefined && `\n${text}\n`.includes(`\n${permission}\n`)),
    names: () => new Set([...documents.values()].flatMap((text) => text?.split("\n") ?? [])),
    role(name) {
      const known = roles.get(name);
      if (known) return known;
      const made = toRole(name, documents.get(name), bits);
      roles.set(name, made);
      return made;
    },
  };
}

function toRole(name: string, text: string | undefined, bits: ReadonlyMap<string, bigint>): Role {
  const keeper = /^((?:projects|organizations)\/[^/]+)\/roles\//.exec(name)?.[1];
  if (text === undefined) return toUnread(name, keeper, bits);
  const lines = text === "" ? [] : text.split("\n");
  let mask = 0n;
  for (const line of lines) mask |= bits.get(line) ?? 0n;
  let all: ReadonlySet<string> | undefined;
  return {
    name,
    mask,
    least: mask,
    keeper,
    has(permission) {
      all ??= new Set(lines);
      return all.has(permission);
    },
    permissions: () => lines,
  };
}

/** A role whose permissions were not read: of some of Google's own a few are known all the same. */
function toUnread(name: string, keeper: string | undefined, bits: ReadonlyMap<string, bigint>): Role {
  const given = surelyGiven(name);
  let least = 0n;
  for (const one of given) least |= bits.get(one) ?? 0n;
  return {
    name,
    mask: undefined,
    least,
    keeper,
    has: (permission) => (given.includes(permission) ? true : undefined),
    permissions: () => undefined,
  };
}
