// One project, folder or organisation being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import type { JsonRecord } from "../../model/words.js";
import type { Answers, Question } from "../answers.js";
import { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";
import { ScopeCrawl } from "../scope-crawl.js";
import { checkedBy } from "../shape.js";
import { BESIDE_LISTS, filled, placeOf } from "../shared/google/call.js";
import type { GoogleClient } from "../shared/google/client.js";
import { refine } from "../shared/google/errors.js";
import type { ContainerKind, GcpCall, Params } from "./call.js";
import type { EstateFacts } from "./facts.js";
import { aggregatedFrom, fromCli } from "./from-cli.js";
import { containerId } from "./ids.js";
import { SHAPES } from "./shapes.js";

export interface Container {
  readonly kind: ContainerKind;
  /** Project id, or the number of a folder or organisation. */
  readonly name: string;
}

export interface ContainerCrawlOptions {
  readonly container: Container;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: GoogleClient;
  readonly context: CollectContext;
  readonly shared: EstateFacts;
}

/** Groups and roles are looked up as bindings name them. */
const LEANS_ON = {
  "gcp/cloudresourcemanager:projects": "gcp/cloudresourcemanager:folders",
  "gcp/cloudresourcemanager:audit-configs": "gcp/cloudresourcemanager:folders",
  "gcp/cloudidentity:groups": "gcp/iam:policies",
  "gcp/cloudidentity:group-labels": "gcp/cloudidentity:groups",
  "gcp/iam:predefined-roles": "gcp/iam:policies",
};

export class ContainerCrawl extends ScopeCrawl<GcpCall> {
  readonly container: Container;
  readonly client: GoogleClient | undefined;
  /** What containers of one crawl know of each other. */
  readonly shared: EstateFacts;
  /** Id of the scope. */
  readonly id: string;
  /** As Google's APIs name it: `projects/acme-prod`. */
  readonly resource: string;
  protected override readonly leansOn = LEANS_ON;
  /** Facts of the scope itself. */
  scopeName: string;
  scopeParent: string | undefined;
  scopeFacts: JsonRecord = {};
  /** APIs that are enabled; undefined when that could not be read. */
  enabled: ReadonlySet<string> | undefined;
  readonly #folder: readonly string[];

  constructor({ container, answers, client, context, shared }: ContainerCrawlOptions) {
    super(answers, context);
    this.container = container;
    this.client = client;
    this.shared = shared;
    const { kind, name } = container;
    this.resource = kind === "project" ? `projects/${name}` : `${kind}s/${name}`;
    this.id = containerId(this.resource);
    this.scopeName = name;
    this.#folder = kind === "project" ? ["gcp", name] : ["gcp", `${kind}s`, name];
  }

  get scope(): ScopeNode {
    const { kind, name } = this.container;
    // what the list of its organisation says of a project is known where its own answer is refused
    const number = kind === "project" ? this.shared.projects.get(name)?.number : undefined;
    return {
      id: this.id,
      type: `gcp.${kind}`,
      name: this.scopeName,
      ...(this.scopeParent === undefined ? {} : { parent: this.scopeParent }),
      properties: { [kind]: name, ...(number !== undefined && { number }), ...this.scopeFacts },
    };
  }

  nameOf({ method }: GcpCall): string {
    return method;
  }

  question(call: GcpCall, params: Params, folder: readonly string[] = this.#folder): Question {
    const { segments, verb } = placeOf(call, params);
    const { param } = call;
    return {
      path: [...folder, call.api, call.version, ...segments],
      ...(verb === undefined ? {} : { verb }),
      ...(param === undefined ? {} : { param: [param, filled(call.query?.[param] ?? "", params)] as const }),
      call: call.method,
      ...(call.permission === undefined ? {} : { permission: call.permission }),
      ...(call.list === undefined ? {} : { lists: [call.list], beside: BESIDE_LISTS }),
      ...checkedBy(SHAPES, call.method, call.dataSet, { lists: call.list }),
      fromCli,
      bare: ["name", "resource"],
      ...(call.isAggregated ? { fromList: aggregatedFrom(segments.at(-1) ?? "") } : {}),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded. Throws AnswerFault. */
  async *ask(call: GcpCall, params: Params, folder?: readonly string[]): AsyncGenerator<Page> {
    const { client } = this;
    try {
      yield* this.answers.pages(this.question(call, params, folder), () => {
        if (client === undefined) throw new Error(`${call.method}: no client`);
        return client.pages(call, params);
      });
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  /** Whether the API of a call is known to be off: nothing of it can be there. */
  isOff({ api, isOnlyWhenEnabled }: GcpCall): boolean {
    return isOnlyWhenEnabled === true && this.enabled?.has(`${api}.googleapis.com`) === false;
  }
}
