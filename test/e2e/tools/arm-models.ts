// What Microsoft's own client libraries know of calls to Azure that its published descriptions leave out or are too old for: the
// shape of each answer, made into a description of the same form.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

type Json = { [key: string]: unknown };

/** How the libraries write the type of a field. */
interface MapperType {
  readonly name: string;
  readonly className?: string;
  /** The class that all others of a kind derive from, in itself too; what tells them apart. */
  readonly uberParent?: string;
  readonly polymorphicDiscriminator?: object;
  readonly modelProperties?: { readonly [property: string]: Mapper };
  readonly element?: Mapper;
  readonly value?: Mapper;
}

interface Mapper {
  /** Dots lead into what the library flattens: `properties.reference`. */
  readonly serializedName?: string;
  readonly type: MapperType;
}

/** Packages with releases that still carry mappers, files of theirs, and which addresses are taken from them. */
export const LIBRARIES: readonly { readonly name: string; readonly version: string; readonly paths: RegExp }[] = [
  {
    name: "arm-appservice",
    version: "15.0.0",
    paths: /\/sites\/\{\w+\}\/config\/(?:configreferences\/\w+|slotConfigNames)$/,
  },
  {
    name: "arm-authorization",
    version: "9.0.0",
    paths: /\/role(?:(?:Assignment|Eligibility)ScheduleInstances|ManagementPolicyAssignments)$/,
  },
  { name: "arm-cosmosdb", version: "16.4.0", paths: /\/sqlRole(?:Definition|Assignment)s$/ },
  {
    name: "arm-keyvault",
    version: "3.2.0",
    paths: /^\/subscriptions\/\{\w+\}\/providers\/[\w.]+\/vaults$|\/vaults\/\{\w+\}\/keys$/,
  },
  { name: "arm-msi", version: "2.2.0", paths: /\/federatedIdentityCredentials$/ },
];

const OPERATION =
  /path: "([^"]+)",\s*httpMethod: "GET",\s*responses: \{\s*200: \{\s*bodyMapper: Mappers\.(\w+)[\s\S]*?queryParameters: \[([^\]]*)\]/g;
const PARAMETER = /export const (\w+) = \{[\s\S]*?serializedName: "([^"]+)"/g;

/** In: a folder of an unpacked package. Writes the description of the addresses that match. Throws when it has none of them. */
export async function describeLibrary(folder: string, paths: RegExp, file: string): Promise<void> {
  const root = ["dist/esm", "dist-esm/src"].map((one) => join(folder, one)).find((one) => existsSync(one));
  if (root === undefined) throw new Error(`${folder}: no modules in it`);
  const module = join(root, "models/mappers.mjs");
  copyFileSync(join(root, "models/mappers.js"), module);
  const mappers = (await import(pathToFileURL(module).href)) as { readonly [name: string]: Mapper };
  const names = new Map(
    [...readFileSync(join(root, "models/parameters.js"), "utf8").matchAll(PARAMETER)].map(([, key = "", name]) => [
      key,
      name,
    ]),
  );
  const found: { [path: string]: Json } = {};
  for (const [, path = "", body = "", query = ""] of operations(root)) {
    if (!paths.test(path)) continue;
    const parameters = query
      .split(",")
      .map((one) => names.get(one.trim().replace(/^Parameters\./, "")))
      .flatMap((name) => (name === undefined ? [] : [{ name, in: "query", schema: { type: "string" } }]));
    const content = { "application/json": { schema: { $ref: `#/components/schemas/${body}` } } };
    found[path] = { get: { parameters, responses: { 200: { content } } } };
  }
  if (Object.keys(found).length === 0) throw new Error(`${folder}: none of its addresses match ${paths}`);
  // one export tells subtypes apart and is none
  const models = Object.entries(mappers).filter(([, { type }]) => type !== undefined);
  const schemas = Object.fromEntries(models.map(([name, { type }]) => [name, withDerived(type, models)]));
  writeFileSync(file, JSON.stringify({ paths: found, components: { schemas } }));
}

/** What stands for several classes may have the fields of each. */
function withDerived(type: MapperType, models: readonly (readonly [string, Mapper])[]): Json {
  if (type.polymorphicDiscriminator === undefined || type.uberParent !== type.className) return toSchema(type);
  const derived = models.filter(([, other]) => other.type.uberParent === type.className && other.type !== type);
  return { allOf: [toSchema(type), ...derived.map(([name]) => ({ $ref: `#/components/schemas/${name}` }))] };
}

function operations(root: string): readonly RegExpMatchArray[] {
  const index = readFileSync(join(root, "operations/index.js"), "utf8");
  return [...index.matchAll(/from "\.\/(\w+)(?:\.js)?"/g)].flatMap(([, name]) => [
    ...readFileSync(join(root, `operations/${name}.js`), "utf8").matchAll(OPERATION),
  ]);
}

/** Objects say all their fields, inherited ones too; what is named elsewhere is a reference. */
function toSchema({ name, className, modelProperties, element, value }: MapperType): Json {
  if (name === "Composite" && modelProperties === undefined) return { $ref: `#/components/schemas/${className}` };
  switch (name) {
    case "Composite":
      return toObject(Object.values(modelProperties ?? {}));
    case "Sequence":
      return { type: "array", items: element === undefined ? {} : toSchema(element.type) };
    case "Dictionary":
      return { type: "object", additionalProperties: value === undefined ? true : toSchema(value.type) };
    case "Number":
    case "UnixTime":
      return { type: "number" };
    case "Boolean":
      return { type: "boolean" };
    case "DateTime":
      return { type: "string", format: "date-time" };
    case "any":
    case "Object":
      return {};
    default:
      return { type: "string" };
  }
}

function toObject(fields: readonly Mapper[]): Json {
  const properties: { [name: string]: Json } = {};
  for (const { serializedName = "", type } of fields) {
    // a dot that is part of the name is escaped
    const steps = serializedName.split(/(?<!\\)\./).map((step) => step.replaceAll("\\.", "."));
    let at = properties;
    for (const step of steps.slice(0, -1)) {
      at[step] ??= { type: "object", properties: {} };
      at = (at[step] as { properties: { [name: string]: Json } }).properties;
    }
    at[steps.at(-1) ?? ""] = toSchema(type);
  }
  return { type: "object", properties };
}
