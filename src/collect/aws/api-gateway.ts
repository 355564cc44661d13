// What APIs of API Gateway have in common, of whatever kind: methods, what these start, whose roles they take, and who gets in. Pure.
import { distinct } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import type { PartBuilder } from "../part.js";
import { addPlainSecrets, type Variable } from "../plain-secrets.js";
import type { Reader } from "./reader.js";
import { startedNode } from "./started.js";
import { addWorkload, toTriggers } from "./workload.js";

/** What a method or an authorizer calls, and the role that it does so with. */
export interface ApiTarget {
  /** `AWS_PROXY`, `HTTP`, …; undefined for an authorizer. */
  readonly type?: string | undefined;
  readonly uri?: string | undefined;
  readonly credentials?: string | undefined;
}

/** A method of a REST API, or a route of another one. */
export interface ApiMethod {
  /** `GET /orders` */
  readonly name: string;
  /** It asks neither for a signature, nor for a token, nor for a key, and does something. */
  readonly isOpen: boolean;
  readonly target: ApiTarget | undefined;
}

export interface Api {
  /** ARN by which it is called: that by which it is changed names no account. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  /** Hash of its resource policy. */
  readonly document?: string | undefined;
  readonly properties: { readonly [key: string]: JsonRecord[string] | undefined };
  /** Undefined where they could not be read. */
  readonly methods: readonly ApiMethod[] | undefined;
  /** What is called besides: integrations that no route leads to. */
  readonly others?: readonly ApiTarget[];
  /** Those that some method is guarded by. */
  readonly authorizers: readonly ApiTarget[];
  /** Undefined where what may be a secret of it was not read. */
  readonly settings: readonly Variable[] | undefined;
  /** Whether it answers at all; undefined where that could not be read. */
  readonly isDeployed: boolean | undefined;
  /** Only from within networks. */
  readonly isPrivate: boolean;
  /** Whether its address lets everyone through to its methods; undefined where that cannot be told. */
  readonly isReached: boolean | undefined;
}

/** Whoever calls, and no role: "arn:aws:iam::*:user/*", Integration, Amazon API Gateway API reference. */
const CALLER = /^arn:[^:]+:iam::\*:user\/\*$/;
const VARIABLE = /\$\{stageVariables\.([\w-]+)\}/g;

/** Adds an API with the roles that it takes and what it starts. */
export function addApi(reader: Reader, api: Api, out: PartBuilder): void {
  const { id, type, name, document, isDeployed, isPrivate } = api;
  const { methods = [], authorizers } = api;
  const targets = [...methods.flatMap(({ target }) => target ?? []), ...(api.others ?? [])];
  const named = distinct([...targets, ...authorizers].flatMap(({ credentials }) => credentials ?? []));
  const [runsAs, ...others] = named.filter((arn) => arn.includes(":role/") && !arn.includes("${"));
  const open = methods.filter(({ isOpen }) => isOpen);
  const isUsed = isDeployed !== false && !isPrivate;
  const isOpen = isUsed && open.length > 0;
  addWorkload(
    {
      id,
      type,
      name,
      document,
      runsAs,
      properties: {
        ...api.properties,
        deployed: isDeployed,
        acts_as_caller: named.some((arn) => CALLER.test(arn)) ? true : undefined,
        integration_types: distinct(targets.flatMap(({ type: of }) => of ?? [])),
        open_methods: api.methods === undefined ? undefined : distinct(open.map(({ name: one }) => one)),
        public: isPublic(api, open.length > 0),
        ...(api.settings === undefined ? {} : addPlainSecrets(id, "configuration", api.settings, out)),
      },
      triggers: isOpen ? ["url"] : [],
    },
    out,
  );
  for (const other of others) out.edge("runs_as", id, other);
  const calledBy = (these: readonly ApiTarget[]) => distinct(these.flatMap(({ uri }) => calledNode(uri) ?? []));
  const guards = calledBy(authorizers);
  for (const to of calledBy(targets)) out.edge("references", id, to, { properties: { role: "target" } });
  for (const to of guards) out.edge("references", id, to, { properties: { role: "authorizer" } });
  // what is asked whether to let someone in runs for everyone who knocks
  const started = [...(isOpen ? calledBy(open.flatMap(({ target }) => target ?? [])) : []), ...(isUsed ? guards : [])];
  for (const Arn of distinct(started)) {
    const node = startedNode({ Arn });
    if (node !== undefined) out.supplements.push({ node, properties: toTriggers(["url"]) });
  }
  noteVariables(reader, id, [...targets, ...authorizers]);
}

/** Whether anyone gets to a method without saying who it is; undefined where something of that was not read. */
function isPublic({ methods, isDeployed, isPrivate, isReached }: Api, hasOpen: boolean): boolean | undefined {
  if (isDeployed === false || isPrivate || (methods !== undefined && !hasOpen)) return false;
  if (isReached === false) return false;
  return methods === undefined || isDeployed === undefined ? undefined : isReached;
}

/** Values of stage variables may be secrets and are not kept, so that what they name is not known. */
function noteVariables(reader: Reader, id: string, targets: readonly ApiTarget[]): void {
  const unnamed = targets.flatMap(({ uri = "", credentials = "" }) => {
    return [...(calledNode(uri) === undefined ? [uri] : []), credentials];
  });
  const variables = distinct(unnamed.flatMap((text) => [...text.matchAll(VARIABLE)].map(([, name = ""]) => name)));
  if (variables.length === 0) return;
  const names = variables.join(", ");
  reader.gap(id, `what it calls or acts as is named by stage variables (${names}), whose values are not kept`);
}

/** Node behind an address: a function, up to where a version or alias begins; a queue, a bucket, or what an ARN names. */
function calledNode(uri: string | undefined): string | undefined {
  const [, called] = /:path\/[\d-]+\/functions\/(arn:.+)\/invocations$/.exec(uri ?? "") ?? [];
  const [node] =
    /^arn:[^:]+:(?:lambda:[^:]+:\d+:function|states:[^:]+:\d+:stateMachine):[\w-]+/.exec(called ?? uri ?? "") ?? [];
  if (node !== undefined) return node;
  const [, partition, region, service, path = ""] =
    /^arn:([^:]+):apigateway:([^:]+):(sqs|s3):path\/(.+)$/.exec(uri ?? "") ?? [];
  const [first = "", second = ""] = path.split(/[/?]/);
  if (service === "s3" && /^[\w.-]+$/.test(first)) return `arn:${partition}:s3:::${first}`;
  if (service === "sqs" && /^\d{12}$/.test(first) && /^[\w.-]+$/.test(second))
    return `arn:${partition}:sqs:${region}:${first}:${second}`;
  return undefined;
}
