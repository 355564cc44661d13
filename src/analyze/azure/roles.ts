// What a role gives: which of the operations that techniques name, worked out once for each role. Operations are written with `*`
// anywhere, in any case; what a permission takes away it takes from itself alone.
import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import { matchesOperation } from "../../model/azure-operation.js";
import { BUILT_IN_ROLES, type BuiltInRole } from "../../model/azure-roles.js";
import type { Json } from "../../model/words.js";
import { listedTexts, recordsOf, textOf } from "../properties.js";

/** Operations of no provider: a role that holds them holds everything of their sort. */
export const ANY_WRITE = "Nhi.Probe/anything/write";

/** Part of a role that holds under one condition. */
export interface Given {
  readonly mask: bigint;
  readonly condition: string | undefined;
}

/** One part of a role or deny assignment, as Azure writes it. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
  readonly condition: string | undefined;
}

export interface Role {
  /** Last part of its id, or the id of a role of a database. */
  readonly id: string;
  readonly name: string;
  readonly isCustom: boolean;
  /** Places that keep it; who may write the role has to hold that right at all of them. */
  readonly keepers: readonly string[];
  /** All that it gives is known. Else it may give more than `given` and `permissions` say: it was not read. */
  readonly isWhole: boolean;
  /** What it gives for sure. */
  readonly given: readonly Given[];
  /** The same in full: for questions about any operation. */
  readonly permissions: readonly Permission[];
  /** It only looks: no operation of it changes anything or opens data. Undefined where that is not known. */
  readonly readsOnly: boolean | undefined;
}

export interface Operations {
  /** Bit of an operation that is of interest; 0n for others. */
  bitOf(operation: string): bigint;
  /** Of permissions as role definitions have them, each with its condition. */
  maskOf(permissions: Json | undefined): readonly Given[];
}

export interface Roles {
  readonly operations: Operations;
  /** Roles that were read, and those that were asked for, by id. */
  readonly known: ReadonlyMap<string, Role>;
  role(id: string): Role;
}

/** In: operations that techniques name, and which of them are about data. */
export function createOperations(names: readonly string[], data: ReadonlySet<string>): Operations {
  const list = [...new Set(names)].map((name, at) => ({
    name: name.toLowerCase(),
    bit: 1n << BigInt(at),
    isData: data.has(name),
  }));
  const bits = new Map(list.map(({ name, bit }) => [name, bit]));
  const masks = new Map<string, bigint>();
  const maskOfPattern = (pattern: string, isData: boolean): bigint => {
    const key = `${isData ? "d" : "c"} ${pattern}`;
    let mask = masks.get(key);
    if (mask === undefined) {
      mask = 0n;
      for (const one of list) if (one.isData === isData && matchesOperation(one.name, pattern)) mask |= one.bit;
      masks.set(key, mask);
    }
    return mask;
  };
  const maskOfAll = (patterns: Json | undefined, isData: boolean): bigint => {
    let mask = 0n;
    for (const pattern of listedTexts(patterns)) mask |= maskOfPattern(pattern, isData);
    return mask;
  };
  return {
    bitOf: (operation) => bits.get(operation.toLowerCase()) ?? 0n,
    maskOf: (permissions) =>
      recordsOf(permissions).map(({ actions, not_actions, data_actions, not_data_actions, condition }) => ({
        mask:
          (maskOfAll(actions, false) & ~maskOfAll(not_actions, false)) |
          (maskOfAll(data_actions, true) & ~maskOfAll(not_data_actions, true)),
        condition: typeof condition === "string" ? condition : undefined,
      })),
  };
}

const UNREAD = { isWhole: false, given: [], permissions: [], readsOnly: undefined } as const;

/**
 * Role definitions that were read. One that was not is a role of which nobody can tell what it gives, but for those of Azure's
 * own that are known.
 */
export function readRoles(input: Pick<AnalysisInput, "nodes">, operations: Operations): Roles {
  const roles = new Map<string, Role>();
  for (const node of input.nodes(["azure.role", "azure.cosmos-role"])) {
    const id = node.type === "azure.role" ? (textOf(node.properties["role_definition"]) ?? "") : node.id;
    roles.set(id, toRole(id, node, operations));
  }
  return {
    operations,
    known: roles,
    role(id) {
      const known = roles.get(id);
      if (known !== undefined) return known;
      const ofAzure = BUILT_IN_ROLES.get(id);
      const unread =
        ofAzure === undefined
          ? { id, name: id, isCustom: false, keepers: [], ...UNREAD }
          : toBuiltIn(id, ofAzure, operations);
      roles.set(id, unread);
      return unread;
    },
  };
}

function toRole(id: string, { name, properties }: StoredNode, operations: Operations): Role {
  const { permissions, custom_role: isCustom, assignable_scopes: scopes } = properties;
  return {
    id,
    name,
    isCustom: isCustom === true,
    keepers: isCustom === true ? listedTexts(scopes) : [],
    isWhole: true,
    given: operations.maskOf(permissions),
    permissions: permissionsOf(permissions),
    readsOnly: looksOnly(permissions),
  };
}

function toBuiltIn(id: string, { name, isWhole, ...gives }: BuiltInRole, operations: Operations): Role {
  const permissions = [
    { actions: [...gives.actions], not_actions: [...gives.notActions], data_actions: [...gives.dataActions] },
  ];
  const readsOnly = looksOnly(permissions);
  return {
    id,
    name,
    isCustom: false,
    keepers: [],
    isWhole,
    given: operations.maskOf(permissions),
    permissions: permissionsOf(permissions),
    // what it gives besides could change something
    readsOnly: isWhole || !readsOnly ? readsOnly : undefined,
  };
}

function looksOnly(permissions: Json | undefined): boolean {
  return recordsOf(permissions).every(
    ({ actions, data_actions: data }) =>
      listedTexts(data).length === 0 && listedTexts(actions).every((action) => /(?:^|\/)read$/i.test(action)),
  );
}

/** Permissions as the store has them, each with its lists. */
export function permissionsOf(permissions: Json | undefined): readonly Permission[] {
  return recordsOf(permissions).map(({ actions, not_actions, data_actions, not_data_actions, condition }) => ({
    actions: listedTexts(actions),
    notActions: listedTexts(not_actions),
    dataActions: listedTexts(data_actions),
    notDataActions: listedTexts(not_data_actions),
    condition: typeof condition === "string" ? condition : undefined,
  }));
}
