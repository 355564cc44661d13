// One customer of Workspace being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import type { JsonRecord } from "../../model/words.js";
import type { Answers, Question } from "../answers.js";
import { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";
import { ScopeCrawl } from "../scope-crawl.js";
import { checkedBy } from "../shape.js";
import { BESIDE_LISTS, filled, type Params, placeOf } from "../shared/google/call.js";
import type { GoogleClient } from "../shared/google/client.js";
import { refine, SCOPE_MISSING } from "../shared/google/errors.js";
import type { WorkspaceCall } from "./call.js";
import { Consents } from "./consents.js";
import { customerId } from "./ids.js";
import { SHAPES } from "./shapes.js";

export interface DomainCrawlOptions {
  /** Domain as it was named, which is its folder in a bundle, too. */
  readonly domain: string;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: GoogleClient;
  readonly context: CollectContext;
  /** Whose Workspace it is, where that has been asked. */
  readonly known?: CustomerName;
  /** File with the list of domain-wide delegation that an administrator gave. */
  readonly delegation?: string | undefined;
}

/** A user as far as other data sets need to know. */
export interface KnownUser {
  /** Node id. */
  readonly id: string;
  readonly email: string;
  readonly isSuperAdmin: boolean;
  /** Suspended or archived. */
  readonly isIdle: boolean;
}

export class DomainCrawl extends ScopeCrawl<WorkspaceCall> {
  readonly domain: string;
  readonly client: GoogleClient | undefined;
  readonly delegation: string | undefined;
  readonly known: CustomerName | undefined;
  /** Google's id of the customer, once it is known. */
  customer: string | undefined;
  /** Name and facts of the scope itself. */
  scopeName: string;
  scopeFacts: JsonRecord = {};
  /** Users that were listed, and whether all of them were; undefined when none could be. */
  users: { readonly list: KnownUser[]; isWhole: boolean } | undefined;
  /** What users consented to, by application. */
  readonly consents = new Consents();
  /** Ids of groups that hold an administrator role. */
  readonly roleGroups = new Set<string>();
  /** Data sets that later ones look at and that were read whole. */
  readonly whole = new Set<string>();

  constructor({ domain, answers, client, context, known, delegation }: DomainCrawlOptions) {
    super(answers, context);
    this.domain = domain;
    this.scopeName = domain;
    this.client = client;
    this.known = known;
    this.delegation = delegation;
  }

  /** Id of the scope. */
  get id(): string {
    return customerId(this.customer ?? this.domain);
  }

  get scope(): ScopeNode {
    return { id: this.id, type: "workspace.customer", name: this.scopeName, properties: this.scopeFacts };
  }

  nameOf({ method }: WorkspaceCall): string {
    return method;
  }

  question(call: WorkspaceCall, params: Params): Question {
    const { segments, verb } = placeOf(call, params);
    const { param } = call;
    return {
      path: ["workspace", this.domain, call.api, ...call.version.split("/"), ...segments],
      ...(verb === undefined ? {} : { verb }),
      ...(param === undefined ? {} : { param: [param, filled(call.query?.[param] ?? "", params)] as const }),
      call: call.method,
      permission: needOf(call),
      ...(call.list === undefined ? {} : { lists: [call.list], beside: BESIDE_LISTS }),
      ...checkedBy(SHAPES, call.method, call.dataSet, { lists: call.list }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
    };
  }

  /** Pages of an answer, live or recorded. Throws AnswerFault. */
  async *ask(call: WorkspaceCall, params: Params): AsyncGenerator<Page> {
    const { client } = this;
    try {
      yield* this.answers.pages(this.question(call, params), () => {
        if (client === undefined) throw new Error(`${call.method}: no client`);
        return client.pages(call, params);
      });
    } catch (fault) {
      throw fault instanceof AnswerFault ? refineNeed(refine(fault, call), call) : fault;
    }
  }
}

/** What opens a call, for people. */
function needOf({ scope, privilege }: Pick<WorkspaceCall, "scope" | "privilege">): string {
  return `scope ${scope} and privilege ${privilege}`;
}

/** Where Google says which of the two is missing, that one alone is named; an API that is off is neither. */
export function refineNeed(fault: AnswerFault, { scope, privilege }: WorkspaceCall): AnswerFault {
  if (fault.kind !== "denied" || fault.code === "SERVICE_DISABLED") return fault;
  const permission = fault.code === SCOPE_MISSING ? `scope ${scope}` : `privilege ${privilege} (and scope ${scope})`;
  const status = fault.status === undefined ? {} : { status: fault.status };
  return new AnswerFault("denied", fault.code, fault.message, { ...status, permission });
}

export interface CustomerName {
  /** Google's id of the customer. */
  readonly customer: string | undefined;
  /** Primary domain. */
  readonly name: string | undefined;
  /** Why nothing is known: neither call was answered. */
  readonly fault?: AnswerFault;
}
