// Static credentials that code makes, and CI secrets that it fills with them. Never a value: the code rarely has one, and
// where it does, that is found as a secret in a file.
import { properties } from "../../fields.js";
import type { PartBuilder } from "../../part.js";
import type { Expression, Place } from "./expression.js";
import { KEY_TYPES, type KeyType, STORE_TYPES } from "./key-types.js";
import type { Declared } from "./module.js";
import { type Owner, placeProperties } from "./role-trusts.js";
import { argumentOf, placeOfArgument } from "./terraform.js";

export interface DeclaredKey extends KeyType {
  readonly id: string;
  readonly address: string;
  /** Type of the resource that makes it. */
  readonly made: string;
  readonly place: Place;
  readonly status: "active" | "inactive";
  /** A deploy key that may only read; undefined when the code does not state it. */
  readonly isReadOnly: boolean | undefined;
}

/** Adds a credential. */
export function addKey(owner: Owner, key: DeclaredKey, out: PartBuilder): void {
  out.nodes.push({
    id: key.id,
    kind: "credential",
    type: "repo.declared-key",
    name: key.address,
    parent: owner.id,
    properties: properties({
      repository: owner.repository,
      ...placeProperties(key.place),
      what: key.what,
      provider: key.provider,
      detector: key.made,
      variable: key.address,
      status: key.status,
      static: true,
      opens_cloud: key.isStrong,
      read_only: key.isReadOnly,
    }),
  });
}

/** Adds what a resource of Terraform makes or stores; undefined types are of no interest. */
export function addTerraformKey(owner: Owner, id: string, resource: Declared, out: PartBuilder): void {
  const { type, address, block } = resource;
  const kind = Object.hasOwn(KEY_TYPES, type) ? KEY_TYPES[type] : undefined;
  if (kind !== undefined) {
    const isReadOnly = readOnlyOf(resource);
    const isStrong = kind.isStrong || (Object.hasOwn(DEPLOY_KEYS, type) && isReadOnly === false);
    addKey(
      owner,
      { ...kind, id, address, made: type, place: block.place, status: statusOf(resource), isReadOnly, isStrong },
      out,
    );
    return;
  }
  const store = Object.hasOwn(STORE_TYPES, type) ? STORE_TYPES[type] : undefined;
  const argument = store?.values.find((name) => block.attributes.has(name));
  const value = argument === undefined ? undefined : block.attributes.get(argument);
  if (store === undefined || argument === undefined || value === undefined) return;
  const source = keyIn(value);
  const what =
    source === undefined ? `${store.what} in plain text` : `${store.what} that holds the ${source.what} of this code`;
  const place = placeOfArgument(resource, argument);
  addKey(
    owner,
    {
      id,
      address,
      made: type,
      place,
      status: "active",
      what,
      provider: store.provider,
      isStrong: source?.isStrong ?? false,
      isReadOnly: false,
    },
    out,
  );
}

function statusOf(resource: Declared): "active" | "inactive" {
  const status = argumentOf(resource, "status");
  return typeof status === "string" && status.toLowerCase() === "inactive" ? "inactive" : "active";
}

/** Types of deploy keys: the argument that says what they may do, and what of it means that they only read. */
const DEPLOY_KEYS: { readonly [type: string]: { readonly name: string; readonly reads: boolean } } = {
  github_repository_deploy_key: { name: "read_only", reads: true },
  gitlab_deploy_key: { name: "can_push", reads: false },
};

/** Both only read unless they say otherwise; what is no deploy key does more. */
function readOnlyOf(resource: Declared): boolean | undefined {
  const rule = Object.hasOwn(DEPLOY_KEYS, resource.type) ? DEPLOY_KEYS[resource.type] : undefined;
  if (rule === undefined) return false;
  const value = argumentOf(resource, rule.name);
  if (value === undefined) return true;
  return typeof value === "boolean" ? value === rule.reads : undefined;
}

/** The declared key that an expression takes its value from. */
function keyIn(expression: Expression): KeyType | undefined {
  switch (expression.kind) {
    case "name":
      return Object.hasOwn(KEY_TYPES, expression.name) ? KEY_TYPES[expression.name] : undefined;
    case "index":
      return keyIn(expression.of);
    case "call":
      return first(expression.args);
    case "template":
      return first(expression.parts);
    case "conditional":
      return first([expression.yes, expression.no]);
    default:
      return undefined;
  }
}

function first(expressions: readonly Expression[]): KeyType | undefined {
  for (const expression of expressions) {
    const found = keyIn(expression);
    if (found !== undefined) return found;
  }
  return undefined;
}
