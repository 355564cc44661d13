// One owner being crawled: what to ask, where batches go, and what one data set leaves for the next.
import type { ScopeNode } from "../../model/batch.js";
import type { CollectContext } from "../../model/collector.js";
import { type Answers, type Question, toRefusal, wholeOrFault } from "../answers.js";
import { DataSetCrawl } from "../data-set-crawl.js";
import { AnswerFault } from "../fault.js";
import { type Fields, listOf, textOf } from "../fields.js";
import { ROOT_LIST } from "../json-scan.js";
import type { Page } from "../page.js";
import { scrubText } from "../secrets.js";
import { checkedBy } from "../shape.js";
import type { TextCleaner } from "../shared/agents/over-api.js";
import { accessText, type Extent, type GitHubCall, type Params, segmentsOf } from "./call.js";
import type { GitHubClient } from "./client.js";
import { refine } from "./errors.js";
import { OwnerFacts } from "./facts.js";
import { scopeId } from "./ids.js";
import { SHAPES } from "./shapes.js";

export interface OwnerCrawlOptions {
  /** Login as GitHub writes it. */
  readonly owner: string;
  readonly extent: Extent;
  /** The one repository that is crawled, when it is one. */
  readonly repository?: string;
  /** Folder of the owner in a bundle. */
  readonly folder: string;
  readonly answers: Answers;
  /** Undefined on a bundle. */
  readonly client?: GitHubClient;
  readonly context: CollectContext;
}

export class OwnerCrawl extends DataSetCrawl<GitHubCall, Params> {
  readonly owner: string;
  readonly extent: Extent;
  readonly repository: string | undefined;
  readonly client: GitHubClient | undefined;
  readonly facts = new OwnerFacts();
  /** Id of the scope, and of the node that secrets of the owner belong to. */
  override readonly id: string;
  readonly #folder: string;

  constructor(options: OwnerCrawlOptions) {
    super(options.answers, options.context);
    this.owner = options.owner;
    this.extent = options.extent;
    this.repository = options.repository;
    this.client = options.client;
    this.#folder = options.folder;
    this.id = scopeId(options.owner, options.extent === "repository" ? options.repository : undefined);
  }

  override get scope(): ScopeNode {
    const type = {
      organization: "github.organization",
      user: "github.user-account",
      repository: "github.one-repository",
    };
    const { owner, repository } = this;
    return {
      id: this.id,
      type: type[this.extent],
      name: this.extent === "repository" && repository !== undefined ? `${owner}/${repository}` : owner,
      properties: { owner, ...this.facts.scope },
    };
  }

  override nameOf({ route }: GitHubCall): string {
    return route;
  }

  override question(call: GitHubCall, params: Params): Question {
    return {
      path: ["github", this.#folder, ...segmentsOf(call.route, params)],
      ...(call.param === undefined ? {} : { param: call.param }),
      call: call.route,
      ...(call.list === undefined ? {} : { lists: [call.list] }),
      ...checkedBy(SHAPES, call.route, call.dataSet, { lists: call.list ?? ROOT_LIST }),
      ...(call.secrets === undefined ? {} : { secrets: call.secrets }),
      ...(call.clean === undefined ? {} : { clean: call.clean }),
    };
  }

  /**
   * Pages of an answer, live or recorded. `known`: the answer in the shape of this call, where another call has told it
   * already. Throws AnswerFault.
   */
  async *ask(call: GitHubCall, params: Params, known?: Page): AsyncGenerator<Page> {
    const question = this.question(call, params);
    try {
      yield* this.answers.pages(question, () =>
        known === undefined ? this.#live(call, params, question) : once(known),
      );
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  #live(call: GitHubCall, params: Params, question: Question): AsyncIterable<Page> {
    if (this.client === undefined) throw new Error(`${call.route}: no client`);
    return this.client.pages(call, params, question);
  }

  /** A whole answer, or the fault that stands for it. */
  one(call: GitHubCall, params: Params, known?: Page): Promise<Page | AnswerFault> {
    return wholeOrFault(this.ask(call, params, known));
  }

  /** What GraphQL tells, recorded as one answer; `live` asks. The fault that stands for it where there is none. */
  async queried(call: GitHubCall, live: () => Promise<Page>): Promise<Page | AnswerFault> {
    const asked = async function* (): AsyncGenerator<Page> {
      yield await live();
    };
    const answer = await wholeOrFault(this.answers.pages(this.question(call, {}), asked));
    return answer instanceof AnswerFault ? refine(answer, call) : answer;
  }

  /** Data of a query. Throws AnswerFault, also where a field of it was refused. */
  async told(call: GitHubCall, query: string, variables: Fields): Promise<Fields> {
    if (this.client === undefined) throw new Error(`${call.route}: no client`);
    const { data, errors } = await this.client.query(call, query, variables);
    const [error] = errors;
    if (error === undefined) return data;
    const code = textOf(error["type"]) ?? "GraphQL";
    const status = code === "INSUFFICIENT_SCOPES" ? { status: 403 } : {};
    const permission = call.access === undefined ? {} : { permission: accessText(call.access) };
    throw toRefusal({ call: call.route, ...permission }, { code, message: textOf(error["message"]) ?? "", ...status });
  }

  /**
   * Text of a file of the default branch without what may not be kept: known tokens in it are replaced, or what `clean` says.
   * Throws AnswerFault.
   */
  async text(
    call: GitHubCall,
    params: Params & { repo: string; path: string },
    { known, clean = scrubText }: { readonly known?: string | undefined; readonly clean?: TextCleaner } = {},
  ): Promise<string> {
    const question = this.#rawQuestion(call, params);
    try {
      const live = async (): Promise<Uint8Array> =>
        Buffer.from(await clean(known ?? (await this.client?.raw(call, params)) ?? "", true), "utf8");
      const text = Buffer.from(await this.answers.bytes(question, live)).toString("utf8");
      return this.answers.isLive ? text : await clean(text, false);
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  /**
   * Text of a file of any repository at a ref, known tokens in it replaced. `isKept`: a bundle may hold it among the files of
   * the owner's default branches. Throws AnswerFault.
   */
  async textAt(
    call: GitHubCall,
    params: Params & { ref: string; repo: string; path: string },
    isKept: boolean,
  ): Promise<string> {
    const { owner = "", repo, ref, path } = params;
    const question = {
      path: ["github", this.#folder, "called", owner, repo, ref, ...path.split("/")],
      call: call.route,
    };
    if (isKept && !this.answers.isLive && !(await this.answers.has(question))) return this.text(call, params);
    const live = async (): Promise<Uint8Array> =>
      Buffer.from(scrubText((await this.client?.raw({ ...call, query: { ref } }, params)) ?? ""), "utf8");
    try {
      return scrubText(Buffer.from(await this.answers.bytes(question, live)).toString("utf8"));
    } catch (fault) {
      throw fault instanceof AnswerFault ? refine(fault, call) : fault;
    }
  }

  #rawQuestion(call: GitHubCall, { repo, path }: { repo: string; path: string }): Question {
    return { path: ["github", this.#folder, "raw", repo, ...path.split("/")], call: call.route };
  }

  /** Bundle file of a raw file; undefined when live. */
  rawFile(call: GitHubCall, params: { repo: string; path: string }): string | undefined {
    return this.answers.file(this.#rawQuestion(call, params));
  }

  /** Names of raw files that a bundle holds in a folder of a repository. */
  rawNames(repo: string, folder: readonly string[]): Promise<readonly string[]> {
    return this.answers.files(["github", this.#folder, "raw", repo, ...folder]);
  }

  /** Names that a bundle holds answers of below a path; none when live. */
  names(...path: readonly string[]): Promise<readonly string[]> {
    return this.answers.names(["github", this.#folder, ...path]);
  }
}

/** Elements of an answer whose list the call names. */
export function elementsOf(call: GitHubCall, page: Page): readonly unknown[] {
  return listOf(page[call.list ?? ROOT_LIST]);
}

async function* once(page: Page): AsyncGenerator<Page> {
  yield page;
}
