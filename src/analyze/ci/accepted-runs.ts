// Which runs each trust was found to accept, and what rules and other parts ask about that.
import { addToSet } from "../../model/group-by.js";
import type { FederatedTrust } from "../trust/federated.js";
import type { Acceptance } from "./acceptance.js";
import type { CiRepository } from "./estate.js";

export interface Federation {
  /** Trusts that accept something of a crawled owner. */
  readonly matched: ReadonlySet<string>;
  /** Node id of a job → trusts that accept it. */
  readonly byRunner: ReadonlyMap<string, readonly string[]>;
  /** Node of a context → trusts that accept it for certain. */
  readonly surely: ReadonlyMap<string, ReadonlySet<string>>;
  /** Context of an environment → trusts that name this environment: what its protection guards. */
  readonly naming: ReadonlyMap<string, ReadonlySet<string>>;
  /** Repository or environment → how many trusts accept it; of a repository, whether one does by names alone. */
  readonly counts: ReadonlyMap<string, number>;
  readonly byName: ReadonlySet<string>;
  /** Whether the trust accepts some run of the repository. */
  accepts(repository: string, trust: string): boolean;
}

/** What is accepted, as it is found. */
export class AcceptedRuns implements Federation {
  readonly matched = new Set<string>();
  readonly byRunner = new Map<string, string[]>();
  readonly surely = new Map<string, Set<string>>();
  readonly naming = new Map<string, Set<string>>();
  readonly counts = new Map<string, number>();
  readonly byName = new Set<string>();
  private readonly trusts = new Map<string, Set<string>>();

  accepts(repository: string, trust: string): boolean {
    return this.trusts.get(repository)?.has(trust) ?? false;
  }

  /** A runner of a repository that the trust accepts so. */
  note(trust: FederatedTrust, runner: string, repository: CiRepository, { state, closed }: Acceptance): void {
    if (state === "none" || state === "met") addToSet(this.surely, runner, trust.id);
    const trusts = this.byRunner.get(runner) ?? [];
    if (!trusts.includes(trust.id)) this.byRunner.set(runner, [...trusts, trust.id]);
    addToSet(this.trusts, repository.id, trust.id);
    this.counts.set(repository.id, this.trusts.get(repository.id)?.size ?? 0);
    if (repository.form !== "ids" && !closed.has("repo_id")) this.byName.add(repository.id);
  }

  /** One trust more that accepts the environment. */
  count(environment: string): void {
    this.counts.set(environment, (this.counts.get(environment) ?? 0) + 1);
  }

  /** A trust that names the environment of the context. */
  noteNaming(context: string, trust: FederatedTrust): void {
    addToSet(this.naming, context, trust.id);
  }
}
