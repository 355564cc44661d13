// CI secrets: which code can read them, and which credential of the estate is probably in them. Overwriting a secret is no
// reading of it: nothing here follows from the right to write one.
import type { StoredNode } from "../../model/analysis.js";
import type { CiContext } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { drawOtherStores } from "./other-stores.js";
import { recordsOf, textOf } from "./properties.js";
import { isVisible } from "./visible.js";

const ACTIONS_SECRET = "github.actions-secret";
export const SECRET_TYPES: readonly string[] = [
  ACTIONS_SECRET,
  "github.dependabot-secret",
  "github.codespaces-secret",
  "github.agents-secret",
];
/** A name in a file says which secret it is, unless another of the same name hides it. */
const NAMED = 0.95;

export interface SecretUse {
  /** Secret → jobs that name it. */
  readonly users: ReadonlyMap<string, readonly string[]>;
  /** Job → secrets that it names. */
  readonly used: ReadonlyMap<string, readonly string[]>;
  /** Secret → repositories whose workflows can read it; undefined for what no workflow reads. */
  readonly readers: ReadonlyMap<string, readonly CiRepository[]>;
  /** Repositories with a job that gives all its secrets to a workflow that was not read. */
  readonly givingAway: ReadonlySet<string>;
}

export interface SecretFrame {
  readonly owners: readonly CiOwner[];
  readonly contexts: ReadonlyMap<string, readonly CiContext[]>;
  /** By `owner/name` in lower case. */
  readonly repositories: ReadonlyMap<string, CiRepository>;
  readonly drawing: CiDrawing;
}

/** Draws who reads which secret. */
export function drawSecrets(secrets: readonly StoredNode[], frame: SecretFrame): SecretUse {
  const holder = new Holder(frame);
  for (const secret of secrets) if (secret.type === ACTIONS_SECRET) holder.add(secret);
  for (const owner of frame.owners) for (const repository of owner.repositories) holder.drawRepository(repository);
  drawOtherStores(secrets, frame, (secret, repository) => holder.read(secret, repository));
  return holder;
}

class Holder implements SecretUse {
  readonly users = new Map<string, string[]>();
  readonly used = new Map<string, string[]>();
  readonly readers = new Map<string, CiRepository[]>();
  readonly givingAway = new Set<string>();
  private readonly frame: SecretFrame;
  /** Holder (repository, environment, owner) → name → secret. */
  private readonly byHolder = new Map<string, Map<string, StoredNode>>();

  constructor(frame: SecretFrame) {
    this.frame = frame;
  }

  add(secret: StoredNode): void {
    const { parent, name } = secret;
    if (parent === undefined) return;
    const names = this.byHolder.get(parent) ?? new Map<string, StoredNode>();
    names.set(name.toUpperCase(), secret);
    this.byHolder.set(parent, names);
  }

  drawRepository(repository: CiRepository): void {
    if (repository.isArchived) return;
    const visible = this.visibleTo(repository);
    const hub = `set:${repository.id}/secrets`;
    if (visible.size > 0) this.drawHub(repository, hub, visible);
    for (const context of this.frame.contexts.get(repository.id) ?? []) {
      if (context.run.kind === "tag" || (context.isNew && context.run.kind === "environment")) continue;
      if (visible.size > 0) this.frame.drawing.edge({ kind: "holds", from: context.id, to: hub, hops: 0 });
      if (!context.environment) continue;
      for (const secret of this.of(context.environment.id).values()) {
        this.frame.drawing.edge({ kind: "holds", from: context.id, to: secret.id, because: [secret.id] });
        this.read(secret, repository);
      }
    }
    for (const job of repository.jobs) this.drawJob(job, repository, visible, hub);
  }

  private drawHub({ name, owner }: CiRepository, hub: string, visible: ReadonlyMap<string, StoredNode>): void {
    const { drawing } = this.frame;
    drawing.node({
      id: hub,
      kind: "set",
      type: "github.secrets",
      name: `secrets that workflows of ${name} can read`,
      scope: owner.scope,
      properties: {},
    });
    const shared = new Map<string, StoredNode[]>();
    for (const secret of visible.values()) {
      const visibility = secret.parent === owner.scope ? textOf(secret.properties["visibility"]) : undefined;
      if (visibility === "all" || visibility === "private")
        shared.set(visibility, [...(shared.get(visibility) ?? []), secret]);
      else drawing.edge({ kind: "includes", from: hub, to: secret.id, because: [secret.id] });
    }
    for (const [visibility, secrets] of shared) {
      const all = `set:${owner.scope}/secrets/${visibility}`;
      if (!drawing.has(all)) {
        const whose = visibility === "all" ? "every repository" : "every private repository";
        drawing.node({
          id: all,
          kind: "set",
          type: "github.secrets",
          name: `secrets of ${owner.login} for ${whose}`,
          scope: owner.scope,
          properties: {},
        });
      }
      drawing.edge({ kind: "includes", from: hub, to: all });
      for (const secret of secrets) drawing.edge({ kind: "includes", from: all, to: secret.id, because: [secret.id] });
    }
  }

  private drawJob(
    job: StoredNode,
    repository: CiRepository,
    visible: ReadonlyMap<string, StoredNode>,
    hub: string,
  ): void {
    const { drawing } = this.frame;
    const { secrets, inherits_secrets: inherits, uses_workflow: uses } = job.properties;
    const used = recordsOf(secrets).flatMap(({ name }) => textOf(name) ?? []);
    if (inherits === true) used.push(...this.givenTo(textOf(uses), repository));
    const environment = repository.environments.find(({ name }) => name === textOf(job.properties["environment"]));
    const own = environment ? this.of(environment.id) : NONE;
    for (const name of used) {
      if (name === "*") {
        if (visible.size > 0) drawing.edge({ kind: "holds", from: job.id, to: hub, hops: 0 });
        continue;
      }
      const secret = own.get(name.toUpperCase()) ?? visible.get(name.toUpperCase());
      if (secret === undefined) continue;
      drawing.edge({ kind: "holds", from: job.id, to: secret.id, confidence: NAMED, because: [job.id, secret.id] });
      add(this.users, secret.id, job.id);
      add(this.used, job.id, secret.id);
    }
  }

  /** Names that a workflow reads of what it is given. */
  private givenTo(uses: string | undefined, repository: CiRepository): readonly string[] {
    const [, full, path] = /^([^/@]+\/[^/@]+)\/([^@]+)@/.exec(uses ?? "") ?? [];
    if (full === undefined) return [];
    const callee = this.frame.repositories.get(full.toLowerCase());
    const jobs = callee?.jobs.filter(({ properties }) => properties["file"] === path) ?? [];
    if (jobs.length === 0) this.givingAway.add(repository.id);
    return jobs.flatMap(({ properties }) => recordsOf(properties["secrets"]).flatMap(({ name }) => textOf(name) ?? []));
  }

  /** By name: those of the repository hide those of the owner. */
  private visibleTo(repository: CiRepository): ReadonlyMap<string, StoredNode> {
    const visible = new Map<string, StoredNode>();
    for (const [name, secret] of this.of(repository.owner.scope))
      if (isVisible(secret, repository)) visible.set(name, secret);
    for (const [name, secret] of this.of(repository.id)) visible.set(name, secret);
    for (const secret of visible.values()) this.read(secret, repository);
    return visible;
  }

  /** Notes that something of the repository can read the secret. */
  read({ id }: StoredNode, repository: CiRepository): void {
    const known = this.readers.get(id);
    if (known) known.push(repository);
    else this.readers.set(id, [repository]);
  }

  private of(holder: string): ReadonlyMap<string, StoredNode> {
    return this.byHolder.get(holder) ?? NONE;
  }
}

const NONE: ReadonlyMap<string, StoredNode> = new Map();

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}
