// Reusable workflows that jobs call in other repositories, or at another ref of their own: read where and as the call says,
// once each. Their jobs run in the repository that calls them.
import { AnswerFault } from "../fault.js";
import { textOf } from "../fields.js";
import { type CallLimits, CLOUD_LIMITS, originsCalled, remoteKey, SERVER_LIMITS } from "../shared/workflows/calls.js";
import { isWorkflowPath } from "../shared/workflows/graph.js";
import type { RepositoryFile, WorkflowOrigin } from "../shared/workflows/workflow.js";
import type { GitHubCall } from "./call.js";
import type { KnownRepository } from "./facts.js";
import { isOwnServer, ON_GITHUB_COM } from "./issuers.js";
import type { OwnerCrawl } from "./owner-crawl.js";
import { Reader } from "./reader.js";
import { repositoriesOf } from "./repositories.js";

export const CALLED_WORKFLOWS = "github/repo:called-workflows";

export const GET_CALLED: GitHubCall = {
  route: "GET /repos/{owner}/{repo}/contents/{path}",
  dataSet: CALLED_WORKFLOWS,
  access: { permission: "contents:read", scope: "repo" },
  count: "1 per reusable workflow and ref that jobs call outside of their repository's default branch",
  absent: "answer",
};

/** Different workflows that a crawl reads at most; what lies beyond is a gap. */
const MOST_READ = 1000;
/** Most files have no such call: they are not parsed for one. */
const CALL = /\/\.github\/workflows\/[^\s@]+@/;

class CalledWorkflows {
  /** Keeps what could not be read. */
  readonly reader: Reader;
  readonly #crawl: OwnerCrawl;
  readonly #doubted = new Set<string>();
  readonly #texts = new Map<string, Promise<string | undefined>>();

  constructor(crawl: OwnerCrawl) {
    this.#crawl = crawl;
    this.reader = new Reader(crawl, CALLED_WORKFLOWS);
  }

  /** Files from elsewhere that jobs of these files call, and those that these call in turn, as deep as GitHub runs them. */
  async of(files: readonly RepositoryFile[]): Promise<readonly RepositoryFile[]> {
    const { levels } = limitsOf(this.#crawl);
    const found = new Map<string, RepositoryFile>();
    let open = files.filter(({ path, text }) => isWorkflowPath(path) && CALL.test(text));
    for (let level = 1; level < levels && open.length > 0; level += 1) {
      const wanted = new Map(open.flatMap(originsCalled).map((origin) => [remoteKey(origin), origin] as const));
      open = [];
      for (const [path, origin] of wanted) {
        if (found.has(path) || !isWorkflowPath(origin.path)) continue;
        const text = await this.#text(path, origin);
        if (text === undefined) continue;
        const file = { path, text, origin };
        found.set(path, file);
        open.push(file);
      }
    }
    return [...found.values()];
  }

  /** Notes that secrets are given to another owner where nobody knows whether GitHub lets them. */
  doubtEnterprise(owner: string): void {
    const to = owner.toLowerCase();
    if (this.#doubted.has(to)) return;
    this.#doubted.add(to);
    const from = this.#crawl.owner;
    const message = `whether ${from} and ${to} belong to one enterprise cannot be read: jobs of ${from} give all their secrets to workflows of ${to}, which have them only then`;
    this.reader.gap(`${from}/secrets-inherited-by/${to}`, message);
  }

  #text(key: string, origin: WorkflowOrigin): Promise<string | undefined> {
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = this.#texts.size < MOST_READ ? this.#read(key, origin) : this.#leaveOut(key);
    this.#texts.set(key, text);
    return text;
  }

  async #read(key: string, { repository, path, ref }: WorkflowOrigin): Promise<string | undefined> {
    const [owner = "", repo = ""] = repository.split("/");
    try {
      return await this.#crawl.textAt(
        GET_CALLED,
        { owner, repo, path, ref },
        await this.#isOfDefaultBranch(repo, owner, ref),
      );
    } catch (fault) {
      if (!(fault instanceof AnswerFault)) throw fault;
      const hint = fault.kind === "absent" ? "; it is not there, or this token may not see it" : "";
      this.reader.gap(key, `${key}, which jobs call: ${fault.message}${hint}`);
      return undefined;
    }
  }

  async #leaveOut(key: string): Promise<undefined> {
    this.reader.gap(key, `${key}, which jobs call, was not read: a crawl reads ${MOST_READ} such workflows`);
  }

  /** Whether the ref is the branch whose files the crawl reads anyway. */
  async #isOfDefaultBranch(repo: string, owner: string, ref: string): Promise<boolean> {
    if (owner.toLowerCase() !== this.#crawl.owner.toLowerCase()) return false;
    const { repositories } = await repositoriesOf(this.#crawl);
    const known = repositories.find((one: KnownRepository) => one.name.toLowerCase() === repo.toLowerCase());
    return known?.defaultBranch !== undefined && ref.replace(/^refs\/heads\//, "") === known.defaultBranch;
  }
}

/** Those that the files of an owner call, once files were looked at. */
const BY_CRAWL = new WeakMap<OwnerCrawl, CalledWorkflows>();

/** Reusable workflows from elsewhere of a crawl, which its files and its data set of called workflows share. */
export function calledWorkflowsOf(crawl: OwnerCrawl): CalledWorkflows {
  const called = BY_CRAWL.get(crawl) ?? new CalledWorkflows(crawl);
  BY_CRAWL.set(crawl, called);
  return called;
}

/** Whether workflow files of the owner were looked at in this crawl. */
export function wereFilesRead(crawl: OwnerCrawl): boolean {
  return BY_CRAWL.has(crawl);
}

/**
 * Whether `secrets: inherit` leads from the owner to another one: only within one enterprise. A server of one's own and a
 * host with data residency are one; a person has none, nor has an organisation that is in none. Of github.com no call tells
 * which organisations one has: undefined, and a gap about that pair of owners.
 */
export function inheritsTo(crawl: OwnerCrawl, called: CalledWorkflows): (owner: string) => boolean | undefined {
  return (owner) => {
    if (crawl.extent === "user") return false;
    const issuer = textOf(crawl.facts.scope["oidc_issuer"]);
    if (issuer !== undefined && issuer !== ON_GITHUB_COM) return true;
    if (crawl.facts.scope["in_enterprise"] === false) return false;
    called.doubtEnterprise(owner);
    return undefined;
  };
}

/** What the host of an owner runs of workflows that call each other. */
export function limitsOf({ facts }: OwnerCrawl): CallLimits {
  return isOwnServer(textOf(facts.scope["oidc_issuer"])) ? SERVER_LIMITS : CLOUD_LIMITS;
}
