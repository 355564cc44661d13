// A schema of Microsoft's description written out for Prism: what it inherits put together, and no field that it does not name.
export type Json = { [key: string]: unknown };

export interface Schema extends Json {
  $ref?: string;
  allOf?: Schema[];
  properties?: { [name: string]: Schema };
  additionalProperties?: Schema | boolean;
  items?: Schema;
}

type Schemas = { readonly [name: string]: Json };

const ANY: Schema = {};

/** Fields that Azure has had since these descriptions were published, by schema: held against no schema. */
const NEWER: { readonly [schema: string]: readonly string[] } = {
  Authorization: ["principalIdDisplayName"],
  DatabaseAccountGetProperties: ["disableLocalAuth"],
  RoleAssignmentPropertiesWithScope: [
    "condition",
    "conditionVersion",
    "createdBy",
    "createdOn",
    "delegatedManagedIdentityResourceId",
    "description",
    "updatedBy",
    "updatedOn",
  ],
  RoleDefinitionProperties: ["createdBy", "createdOn", "updatedBy", "updatedOn"],
  StorageAccountProperties: ["allowBlobPublicAccess", "allowSharedKeyAccess", "keyCreationTime", "minimumTlsVersion"],
  Subscription: ["tags"],
  SubscriptionListResult: ["count"],
  VirtualMachineProperties: ["userData"],
  Workflow: ["identity"],
};

/** In: a schema with references. Out: the same without; any field may be null, and words may be newer ones. */
export function flatten(schema: Schema, schemas: Schemas, under: readonly string[] = []): Schema {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split("/").at(-1) ?? "";
    const found = schemas[name];
    if (found === undefined) throw new Error(`${schema.$ref}: not in the description`);
    return under.includes(name) ? ANY : flatten(found, schemas, [...under, name]);
  }
  // an object without fields is one of any
  if (schema.properties !== undefined && Object.keys(schema.properties).length === 0) return ANY;
  if (schema.allOf !== undefined || schema.properties !== undefined) {
    const fields: { [name: string]: Schema } = {};
    collect(schema, schemas, under, fields);
    const more = schema.additionalProperties;
    return {
      type: "object",
      properties: fields,
      additionalProperties: typeof more === "object" ? flatten(more, schemas, under) : more === true,
      nullable: true,
    };
  }
  const { type, format, items, additionalProperties: more } = schema;
  return {
    ...(type === undefined ? {} : { type, nullable: true }),
    ...(format === undefined ? {} : { format }),
    ...(items === undefined ? {} : { items: flatten(items, schemas, under) }),
    ...(typeof more === "object" ? { additionalProperties: flatten(more, schemas, under) } : {}),
  };
}

/** Fields of a schema and of what it inherits. */
function collect(schema: Schema, schemas: Schemas, under: readonly string[], into: { [name: string]: Schema }): void {
  for (const part of schema.allOf ?? []) {
    const name = part.$ref?.split("/").at(-1);
    const found = name === undefined ? part : schemas[name];
    if (found !== undefined && !(name !== undefined && under.includes(name)))
      collect(found, schemas, name === undefined ? under : [...under, name], into);
  }
  for (const field of NEWER[under.at(-1) ?? ""] ?? []) into[field] = ANY;
  for (const [name, field] of Object.entries(schema.properties ?? {})) into[name] ??= flatten(field, schemas, under);
}
