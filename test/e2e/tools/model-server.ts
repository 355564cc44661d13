// Answers calls from a script, as AWS's own models say: what a request may hold is checked, what is answered is checked before
// it is sent, and every list comes one element a page.
import type { IncomingMessage } from "node:http";
import { type Model, modelOf, type Operation } from "./aws-model.js";
import { routeOf } from "./call-name.js";
import { problemsOf } from "./check-answer.js";
import type { PassedCall } from "./recording-proxy.js";
import { type Message, toFaultMessage, toMessage } from "./write-answer.js";

export type Input = { readonly [name: string]: unknown };

/** What a service says; undefined when it knows no such thing, which is told as the code. */
export interface Script {
  /** Answer to an input, all pages of it in one. */
  answer(input: Input, region: string): object | undefined;
  /** Code of the fault when there is no answer: ResourceNotFoundException. */
  readonly absent?: string;
  /** What is asked about was named by another server, in a form of its own. */
  readonly isForeign?: boolean;
}

export type Scripts = { readonly [call: string]: Script };

export class ModelServer {
  readonly #scripts: Scripts;
  /** Calls whose answer had more than one page. */
  readonly #pageable = new Set<string>();
  /** Calls that were answered. */
  readonly answered = new Set<string>();
  /** Calls that were answered in more than one page, to the last. */
  readonly paged = new Set<string>();
  /** What requests and answers hold that the models do not allow. */
  readonly problems: string[] = [];

  constructor(scripts: Scripts) {
    this.#scripts = scripts;
  }

  /** The answer to a scripted call; undefined for all others. */
  async answer({ call, region }: PassedCall, incoming: IncomingMessage, body: string): Promise<Message | undefined> {
    const script = this.#scripts[call];
    if (script === undefined) return undefined;
    const [service = "", name = ""] = call.split(":");
    const model = await modelOf(service);
    const operation = model.operations.get(name);
    if (operation === undefined) throw new Error(`${call}: no model has it`);
    const input = await readInput(model, operation, { service, incoming, body });
    if (operation.input !== undefined && script.isForeign !== true)
      this.#note(call, "asks", problemsOf(input, operation.input));
    const whole = script.answer(input, region);
    if (whole === undefined) return toFaultMessage(model.protocol, 404, script.absent ?? "ResourceNotFoundException");
    const page = this.#pageOf(call, operation, whole, input);
    if (operation.output === undefined) throw new Error(`${call}: no model knows its answer`);
    this.#note(call, "answers", problemsOf(page, operation.output));
    this.answered.add(call);
    return toMessage(model, operation, page);
  }

  /** Scripted calls that nobody made. */
  unasked(): string[] {
    return Object.keys(this.#scripts).filter((call) => !this.answered.has(call));
  }

  /** Calls that had more pages than were asked for. */
  unpaged(): string[] {
    return [...this.#pageable].filter((call) => !this.paged.has(call));
  }

  #note(call: string, what: string, problems: readonly string[]): void {
    this.problems.push(...problems.map((problem) => `${call} ${what} ${problem}`));
  }

  /** The one element of each list that the token of the request stands for, with the token of the next. */
  #pageOf(call: string, operation: Operation, whole: object, input: Input): object {
    const paging = pagingOf(operation, whole);
    if (paging === undefined) return whole;
    const { lists, given, next } = paging;
    const elements = lists.map((list) => [list, Reflect.get(whole, list) as readonly unknown[]] as const);
    const token = input[given];
    const at =
      token === undefined ? 0 : Number(/^page-(\d+)$/.exec(JSON.stringify(token).slice(1, -1))?.[1] ?? Number.NaN);
    if (Number.isNaN(at)) throw new Error(`${call}: ${JSON.stringify(token)} is not a token that was given`);
    const isLast = elements.every(([, all]) => at + 1 >= all.length);
    if (!isLast) this.#pageable.add(call);
    if (isLast && at > 0) this.paged.add(call);
    const page = { ...whole, ...Object.fromEntries(elements.map(([list, all]) => [list, all.slice(at, at + 1)])) };
    const flag = operation.output?.members.has("IsTruncated") === true ? { IsTruncated: !isLast } : {};
    return { ...page, ...flag, ...(isLast ? {} : { [next]: `page-${at + 1}` }) };
  }
}

/** By botocore, and for newer calls by the names that AWS gives tokens in JSON services. */
function pagingOf(operation: Operation, whole: object) {
  const { paging, output, input } = operation;
  const lists = Object.keys(whole).filter((name) => Array.isArray(Reflect.get(whole, name)));
  if (paging !== undefined) {
    const known = lists.filter((list) => [paging.result_key].flat().includes(list));
    const [given = ""] = [paging.input_token].flat();
    const [next = ""] = [paging.output_token].flat();
    return known.length === 0 ? undefined : { lists: known, given, next };
  }
  for (const token of ["nextToken", "NextToken", "Marker"]) {
    if (lists.length === 0 || input?.members.has(token) !== true || output?.members.has(token) !== true) continue;
    return { lists, given: token, next: token };
  }
  return undefined;
}

interface Request {
  readonly service: string;
  readonly incoming: IncomingMessage;
  readonly body: string;
}

/** Members of a request, by their names in the model. */
async function readInput(
  { protocol }: Model,
  operation: Operation,
  { service, incoming, body }: Request,
): Promise<Input> {
  const { method = "GET", url = "/" } = incoming;
  if (protocol === "json") return JSON.parse(body) as Input;
  if (protocol === "query") {
    const { Action: _, Version: __, ...fields } = Object.fromEntries(new URLSearchParams(body));
    return toKinds(operation, toLists(fields));
  }
  const routed = await routeOf(service, method, url);
  const query = Object.fromEntries(new URL(url, "http://localhost").searchParams);
  const inHeaders = [...(operation.input?.members.values() ?? [])].flatMap(({ wire, location }) => {
    const value = location === "header" ? incoming.headers[wire.toLowerCase()] : undefined;
    return value === undefined ? [] : [[wire, value]];
  });
  const given = {
    ...(body === "" ? {} : (JSON.parse(body) as Input)),
    ...query,
    ...Object.fromEntries(inHeaders),
    ...routed?.labels,
  };
  const names = [...(operation.input?.members ?? [])].map(([name, { wire }]) => [wire, name] as const);
  const known = new Map(names);
  const named = Object.fromEntries(Object.entries(given).map(([wire, value]) => [known.get(wire) ?? wire, value]));
  return toKinds(operation, named);
}

/** `Filter.member.1` and so on as one list. */
function toLists(fields: Input): Input {
  const lists = new Map<string, unknown[]>();
  const rest = Object.entries(fields).filter(([name, value]) => {
    const [, list] = /^(\w+)\.member\.\d+$/.exec(name) ?? [];
    if (list !== undefined) lists.set(list, [...(lists.get(list) ?? []), value]);
    return list === undefined;
  });
  return Object.fromEntries([...rest, ...lists]);
}

/** Numbers and booleans that stand as text in a path, a query or a form. */
function toKinds({ input }: Operation, fields: Input): Input {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const kind = input?.members.get(name)?.shape.kind;
      if (typeof value !== "string") return [name, value];
      if (kind === "number") return [name, Number(value)];
      return [name, kind === "boolean" ? value === "true" : value];
    }),
  );
}
