// Which runs of crawled repositories each trust accepts. A trust that takes every repository of an owner is one edge from a
// hub; what it asks of the repository is asked of each that fits.
import type { FederatedTrust } from "../trust/federated.js";
import type { TokenKind } from "../trust/grammar.js";
import { type Acceptance, acceptance, demandsOf } from "./acceptance.js";
import { type Alike, drawHub, ofSubjectForm, toAlike } from "./alike.js";
import type { CiContext } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import { type CiOwner, type CiRepository, GITHUB_ISSUER } from "./estate.js";
import { anyLike, ownerTokens, type Run, type RunKind, tokensOf } from "./github-token.js";
import { contextAtRefs, contextOfNames } from "./guarded-contexts.js";
import { fits, namedOf, type Way } from "./named-repositories.js";
import { MEMBERS } from "./writers.js";

/** A node with the runs that it is: a context is one, a job may be several. */
export interface Runner {
  readonly id: string;
  readonly repository: CiRepository;
  readonly runs: readonly Run[];
  readonly context?: CiContext;
}

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

const KINDS: readonly RunKind[] = ["branch", "tag", "environment", "pull_request", "target"];
const FORMS = ["names", "ids"] as const;

export interface FederationFrame {
  readonly owners: readonly CiOwner[];
  readonly runners: ReadonlyMap<string, readonly Runner[]>;
  readonly now: Date;
  readonly drawing: CiDrawing;
}

/** Draws an edge to each trust from what it accepts among the runs of repositories, and tells what was matched. */
export function drawFederation(trusts: readonly FederatedTrust[], frame: FederationFrame): Federation {
  const matcher = new Matcher(frame);
  for (const trust of trusts) {
    for (const owner of frame.owners) {
      const name = trust.issuer.name.toLowerCase();
      if (name === owner.issuer) matcher.match(trust, owner);
      else if (isOfEnterprise(name, owner.issuer) && mayBeIts(name, owner))
        matcher.match({ ...trust, doubt: enterpriseDoubt(name, owner) }, owner);
    }
  }
  return matcher;
}

/** A trust, with what is not known of its issuer. */
interface AskedTrust extends FederatedTrust {
  readonly doubt?: string;
}

/** Whether an issuer is that of one enterprise on the host that the owner is on. */
export function isOfEnterprise(issuer: string, ofOwner: string): boolean {
  return issuer.startsWith(`${ofOwner}/`) && ofOwner === GITHUB_ISSUER;
}

/** Not of an owner that is in no enterprise, or in another. */
function mayBeIts(issuer: string, { isInEnterprise, enterprise, issuer: own }: CiOwner): boolean {
  if (isInEnterprise === false) return false;
  return enterprise === undefined || issuer === `${own}/${enterprise}`;
}

function enterpriseDoubt(issuer: string, { enterprise }: CiOwner): string {
  return enterprise === undefined
    ? `whether the owner belongs to the enterprise of issuer ${issuer} was not read`
    : `whether the enterprise lets its jobs sign in as issuer ${issuer} is shown to its owners alone`;
}

class Matcher implements Federation {
  readonly matched = new Set<string>();
  readonly byRunner = new Map<string, string[]>();
  readonly surely = new Map<string, Set<string>>();
  readonly naming = new Map<string, Set<string>>();
  readonly counts = new Map<string, number>();
  readonly byName = new Set<string>();
  private readonly frame: FederationFrame;
  private readonly lists = new Map<string, readonly CiRepository[]>();
  private readonly alike = new Map<string, readonly Alike[]>();

  constructor(frame: FederationFrame) {
    this.frame = frame;
  }

  match(trust: AskedTrust, owner: CiOwner): void {
    for (const form of FORMS) {
      const repositories = this.ofForm(owner, form);
      this.drawNewRepository(trust, owner, form);
      if (repositories.length === 0) continue;
      for (const kind of KINDS) this.matchForm(trust, owner, form, kind, repositories);
    }
    for (const alike of this.alikeOf(owner)) this.matchAlike(trust, alike);
  }

  /** Repositories with templates of their own, and those of which the form is not known: most trusts name one, and are not asked about each of thousands. */
  private matchAlike(trust: AskedTrust, alike: Alike): void {
    const [like] = alike.repositories;
    if (like === undefined) return;
    const tokens = (run: Run) => tokensOf(anyLike(like), run);
    const asked: { kind: RunKind; ways: readonly Way[] }[] = [];
    for (const kind of KINDS) {
      const own = this.judge(trust, tokens, { kind });
      if (like.form === "custom" && takesAll(own)) {
        this.takeAll(trust, alike, kind, own);
        for (const { context } of this.runnersOf(alike, kind))
          if (context?.environment) this.count(context.environment.id);
      } else asked.push({ kind, ways: this.waysOf(trust, tokens, kind, own) });
    }
    for (const repository of alike.repositories) {
      const kinds = asked.filter(({ ways }) => ways.some((way) => fits(way, repository))).map(({ kind }) => kind);
      if (kinds.length > 0) this.matchRepository(trust, repository, kinds);
    }
  }

  private alikeOf(owner: CiOwner): readonly Alike[] {
    const known = this.alike.get(owner.scope) ?? toAlike(owner, this.ofForm(owner, "other"));
    this.alike.set(owner.scope, known);
    return known;
  }

  /** What it asks of a repository, each way: where a workflow is named, it is its own (judged already, or here) or one that it calls. */
  private waysOf(
    trust: AskedTrust,
    tokens: (run: Run) => readonly TokenKind[],
    kind: RunKind,
    own: Acceptance,
  ): readonly Way[] {
    return [own, this.judge(trust, tokens, { kind, reusable: ANY_REUSABLE })]
      .filter(({ state }) => state !== "blocked")
      .map(({ closed }) => ({ names: closed.get("repo"), ids: closed.get("repo_id") }));
  }

  private ofForm(owner: CiOwner, form: "names" | "ids" | "other"): readonly CiRepository[] {
    const key = `${owner.scope} ${form}`;
    const known = this.lists.get(key);
    if (known) return known;
    const wanted = owner.repositories.filter((one) =>
      form === "other" ? one.form === undefined || one.form === "custom" : one.form === form,
    );
    this.lists.set(key, wanted);
    return wanted;
  }

  private matchForm(
    trust: AskedTrust,
    owner: CiOwner,
    form: "names" | "ids",
    kind: RunKind,
    repositories: readonly CiRepository[],
  ): void {
    const tokens = (run: Run) => ownerTokens(owner, form, run);
    const accepted = this.judge(trust, tokens, { kind });
    if (accepted.state === "blocked") return;
    this.matched.add(trust.id);
    if (takesAll(accepted)) {
      this.takeAll(trust, ofSubjectForm(owner, form, repositories), kind, accepted);
      return;
    }
    const ways = this.waysOf(trust, tokens, kind, accepted);
    const isNamed = ways.every(({ names }) => names !== undefined);
    const asked = isNamed
      ? namedOf(
          repositories,
          ways.flatMap(({ names = [] }) => names),
        )
      : repositories;
    for (const repository of asked) {
      if (ways.some((way) => fits(way, repository))) this.matchRepository(trust, repository, [kind]);
    }
  }

  private matchRepository(trust: AskedTrust, repository: CiRepository, kinds: readonly RunKind[]): void {
    for (const runner of this.frame.runners.get(repository.id) ?? []) {
      for (const run of runner.runs) {
        if (!kinds.includes(run.kind)) continue;
        const accepted = this.judge(trust, (one) => tokensOf(repository, one), run);
        if (accepted.state === "blocked") continue;
        this.matched.add(trust.id);
        if (runner.context) this.drawContext(trust, runner.context, accepted);
        else this.drawEdge(trust, runner.id, accepted, repository);
      }
    }
  }

  private judge(trust: AskedTrust, tokens: (run: Run) => readonly TokenKind[], run: Run): Acceptance {
    const accepted = this.judgeRun(trust, tokens, run);
    if (trust.doubt === undefined || accepted.state === "blocked") return accepted;
    const condition = [trust.doubt, accepted.condition].filter((text) => text !== undefined).join("; ");
    return { ...accepted, state: "unknown", condition };
  }

  /** What the run itself gets; where that is refused, what it gets through a reusable workflow of somebody's choice. */
  private judgeRun(trust: AskedTrust, tokens: (run: Run) => readonly TokenKind[], run: Run): Acceptance {
    const accepted = acceptance(trust, tokens(run), this.frame.now);
    if (accepted.state !== "blocked" || run.reusable !== undefined || run.workflow !== undefined) return accepted;
    const through = acceptance(trust, tokens({ ...run, reusable: ANY_REUSABLE }), this.frame.now);
    if (through.state === "blocked" || !through.closed.has("workflow_repo")) return accepted;
    const named = ["workflow_owner", "workflow_repo", "reusable_file"]
      .map((hole) => through.closed.get(hole)?.[0] ?? "*")
      .join("/");
    const condition = `only through the reusable workflow ${named}, whose inputs were not looked at`;
    const closed = new Map([...through.closed].filter(([hole]) => !REUSABLE_HOLES.has(hole)));
    return { state: "unknown", condition, closed };
  }

  private drawContext(trust: AskedTrust, context: CiContext, accepted: Acceptance): void {
    const { closed } = accepted;
    const left = context.isNew ? newOnes(context, closed) : undefined;
    if (left?.isExisting) return;
    const refs = context.run.kind === "environment" ? closed.get("ref") : undefined;
    const from =
      refs === undefined
        ? contextOfNames(context, left?.names ?? [], this.frame.drawing)
        : contextAtRefs(context, refs, this.frame.drawing);
    const condition = [accepted.condition, left?.condition].filter((text) => text !== undefined).join("; ");
    const settled = accepted.state === "none" && condition !== "" ? "met" : accepted.state;
    const state = left?.isUnread === true ? "unknown" : settled;
    this.drawEdge(
      trust,
      from,
      { ...accepted, state, condition: condition === "" ? undefined : condition },
      context.repository,
    );
    if (context.environment) this.count(context.environment.id);
    if (context.environment && this.namesEnvironment(trust, context.repository))
      addTo(this.naming, context.id, trust.id);
  }

  private drawEdge(
    trust: AskedTrust,
    from: string,
    { state, condition, closed }: Acceptance,
    repository: CiRepository,
  ): void {
    this.frame.drawing.edge({ kind: "federates", from, to: trust.id, state, condition, because: [trust.id] });
    this.note(trust, from, repository, { state, condition, closed });
  }

  private note(trust: AskedTrust, runner: string, repository: CiRepository, { state, closed }: Acceptance): void {
    if (state === "none" || state === "met") addTo(this.surely, runner, trust.id);
    const trusts = this.byRunner.get(runner) ?? [];
    if (!trusts.includes(trust.id)) this.byRunner.set(runner, [...trusts, trust.id]);
    this.trusting(repository.id).add(trust.id);
    this.counts.set(repository.id, this.trusting(repository.id).size);
    if (repository.form !== "ids" && !closed.has("repo_id")) this.byName.add(repository.id);
  }

  accepts(repository: string, trust: string): boolean {
    return this.trusts.get(repository)?.has(trust) ?? false;
  }

  private readonly trusts = new Map<string, Set<string>>();

  private trusting(repository: string): Set<string> {
    const known = this.trusts.get(repository) ?? new Set();
    this.trusts.set(repository, known);
    return known;
  }

  /** Whether the trust takes some environments of the repository and not any: one of another name is refused. */
  private namesEnvironment(trust: AskedTrust, repository: CiRepository): boolean {
    const other: Run = { kind: "environment", environment: OTHER_NAME };
    return this.judge(trust, (run) => tokensOf(repository, run), other).state === "blocked";
  }

  private count(node: string): void {
    this.counts.set(node, (this.counts.get(node) ?? 0) + 1);
  }

  /** Every run of the kind of repositories that are alike: one edge from a hub. */
  private takeAll(trust: AskedTrust, alike: Alike, kind: RunKind, accepted: Acceptance): void {
    this.matched.add(trust.id);
    const { drawing } = this.frame;
    const runners = this.runnersOf(alike, kind);
    const hub = drawHub(alike, kind, runners, drawing);
    drawing.edge({ kind: "federates", from: hub, to: trust.id, because: [trust.id] });
    for (const { id, repository } of runners) this.note(trust, id, repository, accepted);
  }

  private runnersOf({ repositories }: Alike, kind: RunKind): readonly Runner[] {
    return repositories.flatMap(({ id }) =>
      (this.frame.runners.get(id) ?? []).filter(({ runs }) => runs.some((run) => run.kind === kind)),
    );
  }

  /** A repository that a member may make tomorrow has ids in its subjects; on GitHub's own host nothing else is made. */
  private drawNewRepository(trust: AskedTrust, owner: CiOwner, form: "names" | "ids"): void {
    const isServer = owner.issuer.endsWith("/_services/token");
    if (owner.membersCreateRepositories !== true || (form === "names") !== isServer) return;
    const accepted = this.judge(trust, (run) => ownerTokens(owner, form, run), { kind: "branch" });
    if (accepted.state === "blocked" || accepted.closed.has("repo_id")) return;
    const names = accepted.closed.get("repo");
    const taken = new Set(owner.repositories.map(({ name }) => name.toLowerCase()));
    if (names?.every((name) => taken.has(name.toLowerCase()))) return;
    const { drawing } = this.frame;
    const id = `${owner.scope}@new-repository`;
    if (!drawing.has(id)) {
      drawing.node({
        id,
        kind: "workload",
        type: "github.context",
        name: `a new repository of ${owner.login}`,
        scope: owner.scope,
        properties: {},
      });
      drawing.node({ id: MEMBERS, kind: "set", type: "any.member", name: "any member", scope: "", properties: {} });
      drawing.edge({ kind: "runs_code_in", from: MEMBERS, to: id, because: [owner.scope] });
    }
    const condition =
      names === undefined ? accepted.condition : `a repository called ${names.join(" or ")} has to be made`;
    const state = accepted.state === "none" && condition !== undefined ? "met" : accepted.state;
    drawing.edge({ kind: "federates", from: id, to: trust.id, state, condition, because: [trust.id] });
    this.matched.add(trust.id);
  }
}

/** Whether it takes a run of any repository of the owner, for certain. */
function takesAll({ state, closed }: Acceptance): boolean {
  return state === "none" && demandsOf(closed).every((hole) => hole === "owner" || hole === "owner_id");
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  if (known === undefined) sets.set(key, new Set([value]));
  else known.add(value);
}

/** No pattern that names environments is meant for this one. */
const OTHER_NAME = "any other environment";
const ANY_REUSABLE = "<workflow_owner>/<workflow_repo>/<reusable_file>@<workflow_ref>";
const REUSABLE_HOLES = new Set(["workflow_owner", "workflow_repo", "reusable_file", "workflow_ref"]);

/** A trust that names what exists is no matter of something new: the branch or environment itself is judged. */
function newOnes(
  { run, repository }: CiContext,
  closed: Acceptance["closed"],
): { isExisting: boolean; isUnread?: true; condition?: string; names?: readonly string[] } {
  if (run.kind === "environment") {
    const wanted =
      closed.get("environment") ?? closed.get("sub_environment")?.map((name) => name.replaceAll("%3A", ":"));
    if (wanted === undefined) return { isExisting: false };
    const known = new Set(repository.environments.map(({ name }) => name.toLowerCase()));
    const missing = wanted.filter((name) => !known.has(name.toLowerCase()));
    if (missing.length === 0) return { isExisting: true };
    if (!repository.areEnvironmentsRead) {
      const condition = `whether ${missing.join(", ")} exists, and what protects it, was not read`;
      return { isExisting: false, isUnread: true, condition };
    }
    return {
      isExisting: false,
      condition: `${missing.join(", ")} does not exist: a run that names it makes it, without protection`,
    };
  }
  const wanted = closed.get(run.kind);
  if (wanted === undefined) return { isExisting: false };
  if (run.kind !== "branch") return { isExisting: false, names: wanted };
  const known = new Set([repository.defaultBranch, ...repository.branches.map(({ name }) => name)]);
  const names = wanted.filter((name) => !known.has(name));
  return { isExisting: names.length === 0, names };
}
