// A schema of Graph's description written out: what it inherits put together, relations left out but those that nhi asks for,
// and no field that it does not name. Written out, Prism reads it in a second; by reference it never ends.
export type Json = { [key: string]: unknown };

export interface Schema extends Json {
  $ref?: string;
  allOf?: Schema[];
  anyOf?: Schema[];
  properties?: { [name: string]: Schema };
  items?: Schema;
  nullable?: boolean;
}

type Schemas = { readonly [name: string]: Json };

/** Relations that come with their thing. */
const RELATIONS: ReadonlySet<string> = new Set([
  "owners",
  "members",
  "federatedIdentityCredentials",
  "includes",
  "excludes",
  "policy",
  "rules",
]);

/** Fields that Graph has had since this description was published, by schema: read by nhi, and held against no schema. */
const NEWER: { readonly [schema: string]: readonly string[] } = {
  "microsoft.graph.application": ["servicePrincipalLockConfiguration"],
  "microsoft.graph.authorizationPolicy": ["allowUserConsentForRiskyApps"],
  "microsoft.graph.defaultUserRolePermissions": ["allowedToCreateTenants"],
  // A flexible one has an expression and no subject.
  "microsoft.graph.federatedIdentityCredential": ["claimsMatchingExpression", "subject"],
  "microsoft.graph.servicePrincipal": ["createdDateTime"],
  "microsoft.graph.user": ["signInActivity"],
};
/** Abstract things that an answer holds of several kinds: strict about the fields of all of these. */
const OF_KINDS: ReadonlySet<string> = new Set([
  "microsoft.graph.subjectSet",
  "microsoft.graph.unifiedRoleManagementPolicyRule",
]);
const ANY: Schema = {};

/** In: a schema with references. Out: the same without. */
export function flatten(schema: Schema, schemas: Schemas, under: readonly string[] = []): Schema {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    const found = schemas[name];
    if (found === undefined) throw new Error(`${schema.$ref}: not in the description`);
    return under.includes(name) ? ANY : named(name, found, schemas, [...under, name]);
  }
  const [first, second] = schema.anyOf ?? [];
  // Either this or null: any object would do for the second half.
  if (first !== undefined && second?.nullable === true) return { ...flatten(first, schemas, under), nullable: true };
  if (schema.allOf !== undefined || schema.properties !== undefined) return strict(schema, schemas, under);
  const { items, discriminator: _, description: __, ...rest } = schema;
  return items === undefined ? rest : { ...rest, items: flatten(items, schemas, under) };
}

function named(name: string, schema: Schema, schemas: Schemas, under: readonly string[]): Schema {
  const flat = flatten(schema, schemas, under);
  // A thing of any kind: its own fields are those of its kind.
  if (name === "microsoft.graph.directoryObject") return { ...flat, additionalProperties: true };
  if (OF_KINDS.has(name)) return ofKinds(name, schemas, under);
  const newer = NEWER[name];
  if (newer === undefined) return flat;
  return { ...flat, properties: { ...flat.properties, ...Object.fromEntries(newer.map((field) => [field, ANY])) } };
}

function strict(schema: Schema, schemas: Schemas, under: readonly string[]): Schema {
  const fields: { [name: string]: Schema } = {};
  collect(schema, schemas, under, fields);
  const properties = { "@odata.context": ANY, "@odata.type": ANY, "@odata.id": ANY, ...fields };
  return { type: "object", properties, additionalProperties: false, ...(schema.nullable && { nullable: true }) };
}

/** Fields of every kind that says what it inherits from. */
function ofKinds(name: string, schemas: Schemas, under: readonly string[]): Schema {
  const inherits = (schema: Schema): boolean => (schema.allOf ?? []).some(({ $ref }) => $ref?.endsWith(`/${name}`));
  const kinds = Object.values(schemas).filter((schema) => inherits(schema));
  const fields = [schemas[name] ?? {}, ...kinds].map((schema) => strict(schema, schemas, under).properties);
  return {
    type: "object",
    properties: Object.assign({}, ...fields) as Schema["properties"] & object,
    additionalProperties: false,
  };
}

/** Fields of a schema and of what it inherits. */
function collect(schema: Schema, schemas: Schemas, under: readonly string[], into: { [name: string]: Schema }): void {
  for (const part of schema.allOf ?? []) {
    const name = part.$ref?.split("/").at(-1);
    const found = name === undefined ? part : schemas[name];
    if (found !== undefined) collect(found, schemas, name === undefined ? under : [...under, name], into);
    for (const field of NEWER[name ?? ""] ?? []) into[field] = ANY;
  }
  for (const [name, field] of Object.entries(schema.properties ?? {})) {
    if (field["x-ms-navigationProperty"] === true && !RELATIONS.has(name)) continue;
    into[name] = flatten(field, schemas, under);
  }
}
