// One group being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { type Answers, type Question, wholeOrFault } from "../answers.js";
import { DataSetCrawl } from "../data-set-crawl.js";
import { AnswerFault } from "../fault.js";
import { listOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { Page } from "../page.js";
import { cleanPage, scrubPage, scrubText } from "../secrets.js";
import { checkedBy } from "../shape.js";
import type { TextCleaner } from "../shared/agents/over-api.js";
import { refine } from "../shared/rest/answer.js";
import { type Params, segmentsOf } from "../shared/rest/call.js";
import { accessText, type GitLabCall } from "./call.js";
import type { GitLabClient } from "./client.js";
import { GroupFacts } from "./facts.js";
import { scopeId } from "./ids.js";
import { SHAPES } from "./shapes.js";

export interface GroupCrawlOptions {
  /** Host and path of the server. */
  readonly host: string;
  /** Full path of the group: acme/platform. */
  readonly path: string;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: GitLabClient;
  readonly context: CollectContext;
}

export class GroupCrawl extends DataSetCrawl<GitLabCall, Params> {
  readonly host: string;
  readonly path: string;
  readonly client: GitLabClient | undefined;
  readonly facts = new GroupFacts();
  /** Id of the scope, and of the node that variables of the group belong to. */
  override readonly id: string;

  constructor(options: GroupCrawlOptions) {
    super(options.answers, options.context);
    this.host = options.host;
    this.path = options.path;
    this.client = options.client;
    this.id = scopeId(options.host, options.path);
  }

  override get scope(): ScopeNode {
    const { host, path } = this;
    return {
      id: this.id,
      type: "gitlab.group",
      name: path,
      properties: { host, full_path: path, ...this.facts.scope },
    };
  }

  override nameOf({ route }: GitLabCall): string {
    return route;
  }

  override question(call: GitLabCall, params: Params): Question {
    return {
      path: ["gitlab", this.host, "api", "v4", ...segmentsOf(call.route, params)],
      call: call.route,
      ...(call.param === undefined ? {} : { param: call.param }),
      ...(call.list === undefined ? {} : { lists: [call.list] }),
      ...checkedBy(SHAPES, call.route, call.dataSet, { lists: call.list ?? ROOT_LIST }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /** Pages of an answer, live or recorded, known tokens in every text of them replaced. Throws AnswerFault. */
  async *ask(call: GitLabCall, params: Params): AsyncGenerator<Page> {
    const question = this.question(call, params);
    try {
      for await (const page of this.answers.pages(question, () => this.#live(call, params))) yield scrubPage(page);
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call, accessText(call)) : fault;
    }
  }

  async *#live(call: GitLabCall, params: Params): AsyncGenerator<Page> {
    if (this.client === undefined) throw new Error(`${call.route}: no client`);
    // Before the recorder sees them: people write tokens into descriptions.
    const question = this.question(call, params);
    for await (const page of this.client.pages(call, params)) {
      yield scrubPage(cleanPage(page, question, this.context.joinKey));
    }
  }

  /** A whole answer, or the fault that stands for it. */
  one(call: GitLabCall, params: Params): Promise<Page | AnswerFault> {
    return wholeOrFault(this.ask(call, params));
  }

  /**
   * Text of a file of a branch without what may not be kept: known tokens in it are replaced, or what `clean` says.
   * Throws AnswerFault.
   */
  async text(call: GitLabCall, params: Params, clean: TextCleaner = scrubText): Promise<string> {
    try {
      const live = async (): Promise<Uint8Array> =>
        Buffer.from(await clean((await this.client?.raw(call, params)) ?? "", true), "utf8");
      const text = Buffer.from(await this.answers.bytes(this.question(call, params), live)).toString("utf8");
      return this.answers.isLive ? text : await clean(text, false);
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call, accessText(call)) : fault;
    }
  }

  /** Names that a bundle holds answers of below a path of the API; none when live. */
  names(...path: readonly string[]): Promise<readonly string[]> {
    return this.answers.names(["gitlab", this.host, "api", "v4", ...path]);
  }
}

/** Elements of an answer whose list the call names. */
export function elementsOf(call: GitLabCall, page: Page): readonly unknown[] {
  return listOf(page[call.list ?? ROOT_LIST]);
}
