// AWS's own models of its services, from two places: the service models that Debian's botocore brings with moto (enumerations,
// patterns, lengths, page tokens) and the schemas inside the SDK packages (newer: operations and members of this year).
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageOf } from "../../../src/collect/aws/sdk.js";
import { type BotoModel, type BotoPaginator, botoShape, kindOfBoto, type Shaped } from "./boto-model.js";
import { asStructure, kindOfSchema, membersOfSchema, type Schema, schemaOperations, traitsOf } from "./sdk-schema.js";

const MODELS = "/usr/lib/python3/dist-packages/botocore/data";

/** Services whose model is not called as their IAM actions are. */
const MODEL_OF: { readonly [service: string]: string } = {
  bedrock: "bedrock-agent",
  "bedrock-models": "bedrock",
  "bedrock-agentcore": "bedrock-agentcore-control",
  elasticmapreduce: "emr",
  sso: "sso-admin",
  states: "stepfunctions",
};

export type Kind =
  | "structure"
  | "union"
  | "list"
  | "map"
  | "string"
  | "number"
  | "boolean"
  | "timestamp"
  | "blob"
  | "document";

export type Protocol = "json" | "rest-json" | "query" | "ec2" | "rest-xml";

export interface Member {
  readonly shape: Shape;
  /** Its name in a message. */
  readonly wire: string;
  /** Where a request or an answer holds it; in the body when undefined. */
  readonly location: "uri" | "querystring" | "header" | "headers" | "statusCode" | undefined;
}

export interface Operation {
  readonly name: string;
  readonly method: string;
  readonly uri: string;
  readonly input: Shape | undefined;
  readonly output: Shape | undefined;
  /** How it pages, where botocore knows. */
  readonly paging: BotoPaginator | undefined;
}

export interface Model {
  readonly protocol: Protocol;
  /** Of JSON services: 1.0 or 1.1. */
  readonly jsonVersion: string;
  readonly operations: ReadonlyMap<string, Operation>;
}

/** What a value may be, by both models at once: members of either, demands of the newer one. */
export class Shape {
  readonly #boto: Shaped | undefined;
  readonly #schema: Schema;
  #members: ReadonlyMap<string, Member> | undefined;

  constructor(boto: Shaped | undefined, schema: Schema) {
    this.#boto = boto;
    this.#schema = schema;
  }

  get kind(): Kind {
    const { shape } = this.#boto ?? {};
    const known = shape === undefined ? undefined : kindOfBoto(shape);
    return known ?? kindOfSchema(this.#schema);
  }

  get members(): ReadonlyMap<string, Member> {
    this.#members ??= this.#readMembers();
    return this.#members;
  }

  get required(): ReadonlySet<string> {
    // What once had to be there may be left out since.
    if (this.#schema === undefined) return new Set(this.#boto?.shape.required);
    const [names, count] = asStructure(this.#schema);
    return new Set(names.slice(0, count));
  }

  /** Element of a list, value of a map. */
  get element(): Shape {
    const { shape, model } = this.#boto ?? {};
    const ref = shape?.member ?? shape?.value;
    const boto = ref === undefined || model === undefined ? undefined : botoShape(model, ref.shape);
    return new Shape(boto, this.#schema === undefined ? undefined : membersOfSchema(this.#schema).get("element"));
  }

  /** What an element of a list is called in XML. */
  get elementName(): string {
    return this.#boto?.shape.member?.locationName ?? "member";
  }

  get limits(): Pick<Shaped["shape"], "enum" | "pattern" | "min" | "max"> {
    return this.#boto?.shape ?? {};
  }

  /** Whether a JSON message holds a time as text. */
  get isTextTime(): boolean {
    return this.#boto?.shape.timestampFormat === "iso8601" || traitsOf(this.#schema).isDateTime;
  }

  #readMembers(): ReadonlyMap<string, Member> {
    const { shape, model } = this.#boto ?? {};
    const own = shape?.members ?? {};
    const newer = this.#schema === undefined ? new Map<string, Schema>() : membersOfSchema(this.#schema);
    const names = new Set([...Object.keys(own), ...newer.keys()]);
    return new Map(
      [...names].map((name): [string, Member] => {
        const ref = own[name];
        const schema = newer.get(name);
        const boto = ref === undefined || model === undefined ? undefined : botoShape(model, ref.shape);
        const traits = traitsOf(schema);
        const wire = ref?.locationName ?? traits.wire ?? name;
        return [name, { shape: new Shape(boto, schema), wire, location: ref?.location ?? traits.location }];
      }),
    );
  }
}

/** nhi describes what it calls of them to another client: their own packages are not installed. */
const WITHOUT_PACKAGE: ReadonlySet<string> = new Set(["s3control"]);

const models = new Map<string, Promise<Model>>();

/** Services that sign with the same name, and so share the prefix of their IAM actions. */
const BESIDE: { readonly [service: string]: string } = { bedrock: "bedrock-models" };

/** Model of a service by the prefix of its IAM actions. */
export function modelOf(service: string): Promise<Model> {
  const known = models.get(service) ?? readModels(service);
  models.set(service, known);
  return known;
}

async function readModels(service: string): Promise<Model> {
  const model = await readModel(service);
  const { [service]: other } = BESIDE;
  if (other === undefined) return model;
  const { operations } = await readModel(other);
  return { ...model, operations: new Map([...operations, ...model.operations]) };
}

async function readModel(service: string): Promise<Model> {
  const boto = readBoto(service);
  const sdk = WITHOUT_PACKAGE.has(service) ? {} : await import(packageOf(service));
  const schemas = schemaOperations(sdk as { readonly [name: string]: unknown });
  const pages = boto?.paginators ?? {};
  const names = new Set([...Object.keys(boto?.model.operations ?? {}), ...schemas.keys()]);
  const operations = [...names].map((name): [string, Operation] => {
    const old = boto?.model.operations[name];
    const schema = schemas.get(name);
    const toShape = (ref: { readonly shape: string } | undefined, newer: Schema) =>
      new Shape(ref === undefined || boto === undefined ? undefined : botoShape(boto.model, ref.shape), newer);
    return [
      name,
      {
        name,
        method: old?.http.method ?? schema?.method ?? "POST",
        uri: old?.http.requestUri ?? schema?.uri ?? "/",
        input: toShape(old?.input, schema?.input),
        output: toShape(old?.output, schema?.output),
        paging: pages[name],
      },
    ];
  });
  return {
    protocol: boto?.model.metadata.protocol ?? "rest-json",
    jsonVersion: boto?.model.metadata.jsonVersion ?? "1.1",
    operations: new Map(operations),
  };
}

function readBoto(service: string) {
  const folder = join(MODELS, MODEL_OF[service] ?? service);
  const latest = existsSync(folder) ? readdirSync(folder).sort().at(-1) : undefined;
  if (latest === undefined) return undefined;
  const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, latest, name), "utf8"));
  const paging = existsSync(join(folder, latest, "paginators-1.json")) ? read("paginators-1.json") : undefined;
  const { pagination } = (paging ?? { pagination: {} }) as { pagination: { [name: string]: BotoPaginator } };
  return { model: read("service-2.json") as BotoModel, paginators: pagination };
}
