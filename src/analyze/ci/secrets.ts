// CI secrets: which code can read them, and which credential of the estate is probably in them. Overwriting a secret is no
// reading of it: nothing here follows from the right to write one.
import type { StoredNode } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { textOf } from "../properties.js";
import { changedGate } from "./changed-settings.js";
import { openTo } from "./drawing.js";
import { type CiOwner, type CiRepository, fullName } from "./estate.js";
import { forkContextId, forkRunOf } from "./forks.js";
import { isGivenAway, isOnlyCalled, type NamedSecret, namedSecrets } from "./job-secrets.js";
import { drawMade, newRepositoryGate } from "./new-repository.js";
import { drawOtherStores } from "./other-stores.js";
import { newBranchGate } from "./ref-gates.js";
import type { SecretFrame } from "./secret-frame.js";
import { type Visible, visibleFor } from "./visible.js";
import { administratorsId } from "./writers.js";

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
  /** Job → names that it reads and that were found nowhere. */
  readonly unfound: ReadonlyMap<string, readonly string[]>;
  /** Repositories with a job that gives all its secrets to a workflow that was not read. */
  readonly givingAway: ReadonlySet<string>;
}

/** Draws who reads which secret. */
export function drawSecrets(secrets: readonly StoredNode[], frame: SecretFrame): SecretUse {
  const holder = new Holder(frame);
  for (const secret of secrets) if (secret.type === ACTIONS_SECRET) holder.add(secret);
  for (const owner of frame.owners) {
    for (const repository of owner.repositories) holder.drawRepository(repository);
    holder.drawShared(owner);
  }
  drawOtherStores(secrets, frame, (secret, repository) => holder.read(secret, repository));
  return holder;
}

class Holder implements SecretUse {
  readonly users = new Map<string, string[]>();
  readonly used = new Map<string, string[]>();
  readonly readers = new Map<string, CiRepository[]>();
  readonly unfound = new Map<string, string[]>();
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
      if (context.isNew && context.run.kind === "environment") continue;
      // whoever makes a branch gets no more by a tag
      if (context.run.kind === "tag" && newBranchGate(repository).state === "none") continue;
      if (visible.size > 0) this.frame.drawing.edge({ kind: "holds", from: context.id, to: hub, hops: 0 });
      if (!context.environment) continue;
      for (const secret of this.of(context.environment.id).values()) {
        this.frame.drawing.edge({ kind: "holds", from: context.id, to: secret.id, because: [secret.id] });
        this.read(secret, repository);
      }
    }
    if (visible.size > 0 && forkRunOf(repository)?.hasSecrets === true)
      this.frame.drawing.edge({ kind: "holds", from: forkContextId(repository), to: hub, hops: 0 });
    for (const job of repository.jobs) this.drawJob(job, repository, visible, hub);
  }

  /** Secrets of an owner in repositories that a member makes, and in those that an administrator changes for it. */
  drawShared(owner: CiOwner): void {
    const { drawing } = this.frame;
    for (const secret of this.of(owner.scope).values()) {
      const wanted = visibilitiesOf(secret, owner);
      const gate = wanted.length === 0 ? undefined : newRepositoryGate(owner, wanted);
      const holds = { kind: "holds" as const, to: secret.id, because: [secret.id] };
      if (gate !== undefined) drawing.edge({ ...holds, ...gate, from: drawMade(owner, drawing) });
      for (const repository of owner.repositories) {
        const changed = changedGate(repository, (as) =>
          visibleFor(secret, as).some(({ doubt }) => doubt === undefined),
        );
        if (changed !== undefined) drawing.edge({ ...holds, ...changed, from: administratorsId(repository) });
      }
    }
  }

  private drawHub(repository: CiRepository, hub: string, visible: ReadonlyMap<string, Visible>): void {
    const { drawing } = this.frame;
    const { owner } = repository;
    drawing.node({
      id: hub,
      kind: "set",
      type: "github.secrets",
      name: `secrets that workflows of ${fullName(repository)} can read`,
      scope: owner.scope,
      properties: {},
    });
    const shared = new Map<string, StoredNode[]>();
    for (const { secret, doubt } of visible.values()) {
      const visibility = secret.parent === owner.scope ? textOf(secret.properties["visibility"]) : undefined;
      if (visibility === "all" || visibility === "private") addTo(shared, visibility, secret);
      else drawing.edge({ kind: "includes", from: hub, to: secret.id, because: [secret.id], ...openTo(doubt) });
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

  private drawJob(job: StoredNode, repository: CiRepository, visible: ReadonlyMap<string, Visible>, hub: string): void {
    // its secrets are those of the repositories that call it
    if (isOnlyCalled(job)) return;
    if (isGivenAway(job)) this.givingAway.add(repository.id);
    for (const secret of namedSecrets(job)) {
      const found = this.find(secret, repository, visible);
      if (secret.stored.includes("*") && visible.size > 0)
        this.frame.drawing.edge({ kind: "holds", from: job.id, to: hub, hops: 0, ...openTo(secret.doubt) });
      if (found.length === 0 && secret.stored.length > 0 && secret.name !== "*") add(this.unfound, job.id, secret.name);
      for (const one of found) {
        this.drawUse(job, one.secret, one.doubt ?? secret.doubt);
        // a job that names it is likely one of those that have it
        this.read(one.secret, repository);
      }
    }
  }

  private drawUse(job: StoredNode, secret: StoredNode, doubt: string | undefined): void {
    this.frame.drawing.edge({
      kind: "holds",
      from: job.id,
      to: secret.id,
      confidence: NAMED,
      because: [job.id, secret.id],
      ...openTo(doubt),
    });
    add(this.users, secret.id, job.id);
    add(this.used, job.id, secret.id);
  }

  /** What a name stands for: the secret of the environment, else that of the repository or owner; why it may be another. */
  private find(
    { name, stored, environments }: NamedSecret,
    repository: CiRepository,
    visible: ReadonlyMap<string, Visible>,
  ): readonly Visible[] {
    const outside = stored.flatMap((one) => visible.get(one.toUpperCase()) ?? []);
    if (environments?.length === 0) return outside;
    const possible = repository.environments.filter(
      (one) => environments?.some((wanted) => wanted.toLowerCase() === one.name.toLowerCase()) ?? true,
    );
    const all = name === "*";
    const own = possible.map(({ id }) => {
      const kept = this.of(id);
      return all ? [...kept.values()] : [kept.get(name.toUpperCase())].filter((one) => one !== undefined);
    });
    const inside = own.flat();
    // it hides the others where every environment that the job may be in has one
    const isHidden =
      environments !== undefined && own.length >= environments.length && own.every((one) => one.length > 0);
    const doubt = environments === undefined ? "only a run knows which environment the job is in" : undefined;
    return [...inside.map((secret) => ({ secret, doubt })), ...(isHidden && !all ? [] : outside)];
  }

  /** By name: those of the repository hide those of the owner. */
  private visibleTo(repository: CiRepository): ReadonlyMap<string, Visible> {
    const visible = new Map<string, Visible>();
    for (const [name, secret] of this.of(repository.owner.scope))
      for (const one of visibleFor(secret, repository)) visible.set(name, one);
    for (const [name, secret] of this.of(repository.id)) visible.set(name, { secret, doubt: undefined });
    for (const { secret, doubt } of visible.values()) if (doubt === undefined) this.read(secret, repository);
    return visible;
  }

  /** Notes that something of the repository can read the secret. */
  read({ id }: StoredNode, repository: CiRepository): void {
    // those of one repository come one after the other
    if (this.readers.get(id)?.at(-1) !== repository) addTo(this.readers, id, repository);
  }

  private of(holder: string): ReadonlyMap<string, StoredNode> {
    return this.byHolder.get(holder) ?? NONE;
  }
}

const NONE: ReadonlyMap<string, StoredNode> = new Map();

/** Visibilities of repositories that get a secret without being chosen. */
function visibilitiesOf({ properties }: StoredNode, { isFree }: CiOwner): readonly string[] {
  const open = properties["visibility"] === "all" ? ["public"] : [];
  const closed = properties["visibility"] === "all" || properties["visibility"] === "private";
  return [...open, ...(closed && !isFree ? ["private", "internal"] : [])];
}

function add(lists: Map<string, string[]>, key: string, value: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else if (!list.includes(value)) list.push(value);
}
