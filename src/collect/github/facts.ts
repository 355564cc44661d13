// What one data set of an owner leaves for the next: which repositories there are, and what one query told about them.
import type { GraphNode } from "../../model/batch.js";
import type { JsonRecord } from "../../model/words.js";
import type { AnswerFault } from "../fault.js";
import type { Page } from "../page.js";

export interface KnownRepository {
  /** Node id: github:repo/<number>. */
  readonly id: string;
  readonly number: number;
  readonly nodeId: string | undefined;
  /** Login of its owner as GitHub writes it. */
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string | undefined;
  readonly visibility: string | undefined;
  readonly isArchived: boolean;
  readonly node: GraphNode;
}

/** The policy of an organisation about what its repositories' jobs may do. */
export interface ActionsPolicy {
  /** read or write. */
  readonly defaultPermissions: string | undefined;
  readonly canApprove: boolean | undefined;
  /** Pull requests of forks of private repositories run where these allow it too; undefined when that was not read. */
  readonly forksRun: boolean | undefined;
  /** Repositories in which workflows run: all, selected or none; undefined when that was not read. */
  readonly enabledRepositories: string | undefined;
}

export class OwnerFacts {
  /** Facts of the scope itself. */
  scope: JsonRecord = {};
  /** Repositories of the owner, asked for once; the fault when their list could not be had. */
  repositories: Promise<RepositoryList> | undefined;
  /** What one query tells about many repositories, by number; empty on a bundle. */
  details: Promise<ReadonlyMap<number, RepositoryDetails>> | undefined;
  /** Repositories that hold workflow files, by number, once those were looked for; undefined where nobody knows. */
  readonly withWorkflows = new Map<number, boolean>();
  /** What the token of a job may do where nothing is stated, by number of the repository, as far as it was read. */
  readonly defaultPermissions = new Map<number, "read" | "write">();
  /** What the organisation allows; undefined when it could not be read. */
  actionsPolicy: ActionsPolicy | undefined;
}

export interface RepositoryList {
  readonly repositories: readonly KnownRepository[];
  /** Why it is not whole. */
  readonly fault?: AnswerFault;
}

/** A file of the default branch; without text when GraphQL would not give all of it. */
export interface KnownFile {
  readonly path: string;
  readonly text: string | undefined;
}

/** Answers in the shape of REST; undefined where the call itself has to be made. */
export interface RepositoryDetails {
  readonly files: readonly KnownFile[];
  readonly hasKeys: boolean | undefined;
  readonly hasEnvironments: boolean | undefined;
  readonly hasRulesets: boolean | undefined;
  readonly collaborators: Page | undefined;
  /** Protection by pattern. */
  readonly protections: ReadonlyMap<string, Page> | undefined;
}
