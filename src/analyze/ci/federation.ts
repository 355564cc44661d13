// Which runs of crawled repositories each trust accepts. A trust that takes every repository of an owner is one edge from a
// hub; what it asks of the repository is asked of each that fits.
import type { FederatedTrust } from "../trust/federated.js";
import type { Acceptance } from "./acceptance.js";
import { AcceptedRuns, type Federation } from "./accepted-runs.js";
import { type Alike, drawHub, ofSubjectForm, toAlike } from "./alike.js";
import type { CiContext } from "./contexts.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import { isShut } from "./gates.js";
import { anyLike, ownerTokens, type Run, type RunKind, tokensOf } from "./github-token.js";
import { contextAtRefs, contextOfNames } from "./guarded-contexts.js";
import {
  type AskedTrust,
  askedOf,
  judgeRun,
  namesEnvironment,
  refsLeft,
  takesAll,
  takesDefaultAlone,
  throughReusable,
  waysOf,
} from "./judged-runs.js";
import { fits, namedOf, type Way } from "./named-repositories.js";
import { newOnes } from "./new-names.js";
import { drawNewRepository } from "./new-repository.js";
import { elsewhereId, namedEnvironmentGate } from "./supplied-code.js";

/** A node with the runs that it is: a context is one, a job may be several. */
export interface Runner {
  readonly id: string;
  readonly repository: CiRepository;
  readonly runs: readonly Run[];
  readonly context?: CiContext;
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
      const asked = askedOf(trust, owner);
      if (asked) matcher.match(asked, owner);
    }
  }
  return matcher.accepted;
}

class Matcher {
  readonly accepted = new AcceptedRuns();
  private readonly frame: FederationFrame;
  private readonly lists = new Map<string, readonly CiRepository[]>();
  private readonly alike = new Map<string, readonly Alike[]>();

  constructor(frame: FederationFrame) {
    this.frame = frame;
  }

  match(trust: AskedTrust, owner: CiOwner): void {
    for (const form of FORMS) {
      const repositories = this.ofForm(owner, form);
      if (drawNewRepository(trust, owner, form, this.frame)) this.accepted.matched.add(trust.id);
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
      const own = judgeRun(trust, tokens, { kind }, this.frame.now);
      if (like.form === "custom" && takesAll(trust, tokens({ kind }), own, this.frame.now)) {
        this.takeAll(trust, alike, kind, own);
        for (const { context } of this.runnersOf(alike, kind))
          if (context?.environment) this.accepted.count(context.environment.id);
      } else asked.push({ kind, ways: waysOf(trust, tokens, { kind, own, now: this.frame.now }) });
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
    const accepted = judgeRun(trust, tokens, { kind }, this.frame.now);
    if (accepted.state === "blocked") return;
    this.accepted.matched.add(trust.id);
    if (takesAll(trust, tokens({ kind }), accepted, this.frame.now)) {
      this.takeAll(trust, ofSubjectForm(owner, form, repositories), kind, accepted);
      return;
    }
    const ways = waysOf(trust, tokens, { kind, own: accepted, now: this.frame.now });
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
        const accepted = judgeRun(trust, (one) => tokensOf(repository, one), run, this.frame.now);
        if (accepted.state === "blocked") continue;
        this.accepted.matched.add(trust.id);
        if (runner.context) this.drawContext(trust, runner.context, accepted);
        else {
          const isOfDefault = this.isOfDefault(trust, runner, run);
          this.drawEdge(trust, runner.id, behindItsEnvironment(accepted, run, runner), repository, isOfDefault);
        }
      }
    }
  }

  /** Asked where runs of another branch than the default one stand apart. */
  private isOfDefault(trust: AskedTrust, { id, repository }: Runner, run: Run): boolean {
    return this.frame.drawing.has(elsewhereId({ id })) && takesDefaultAlone(trust, repository, run, this.frame.now);
  }

  private drawContext(trust: AskedTrust, context: CiContext, accepted: Acceptance): void {
    const { closed } = accepted;
    const left = context.isNew ? newOnes(context, closed) : undefined;
    if (left?.isExisting) {
      // a new branch is none of those, but may call a workflow that is on one
      const tokens = (run: Run) => tokensOf(context.repository, run);
      const through = throughReusable(trust, tokens, context.run, this.frame.now);
      if (through !== undefined && !newOnes(context, through.closed).isExisting)
        this.drawContext(trust, context, through);
      return;
    }
    const from = this.guardedContext(trust, context, accepted, left?.names);
    const condition = [accepted.condition, left?.condition].filter((text) => text !== undefined).join("; ");
    const settled = accepted.state === "none" && condition !== "" ? "met" : accepted.state;
    const state = left?.isUnread === true ? "unknown" : settled;
    this.drawEdge(
      trust,
      from,
      { ...accepted, state, condition: condition === "" ? undefined : condition },
      context.repository,
    );
    if (context.environment) this.accepted.count(context.environment.id);
    if (context.environment && namesEnvironment(trust, context.repository, this.frame.now))
      this.accepted.noteNaming(context.id, trust);
  }

  /** The context, or the part of it that the trust names by its refs. */
  private guardedContext(
    trust: AskedTrust,
    context: CiContext,
    { closed }: Acceptance,
    names: readonly string[] | undefined,
  ): string {
    const { run, repository, isNew } = context;
    const { drawing, now } = this.frame;
    if (run.kind !== "environment") {
      const wanted = names ?? (isNew ? refsLeft(trust, repository, run, now) : undefined);
      return contextOfNames(context, wanted ?? [], drawing);
    }
    const refs = closed.get("ref") ?? refsLeft(trust, repository, run, now);
    const isTold = refs?.every((ref) => /^refs\/(?:heads|tags)\//.test(ref)) ?? false;
    return refs !== undefined && isTold ? contextAtRefs(context, refs, drawing) : context.id;
  }

  private drawEdge(
    trust: AskedTrust,
    from: string,
    { state, condition, closed }: Acceptance,
    repository: CiRepository,
    isOfDefault = false,
  ): void {
    this.frame.drawing.edge({
      kind: "federates",
      from,
      to: trust.id,
      state,
      condition,
      because: [trust.id],
      isOfDefault,
    });
    this.accepted.note(trust, from, repository, { state, condition, closed });
  }

  /** Every run of the kind of repositories that are alike: one edge from a hub. */
  private takeAll(trust: AskedTrust, alike: Alike, kind: RunKind, accepted: Acceptance): void {
    this.accepted.matched.add(trust.id);
    const { drawing } = this.frame;
    const runners = this.runnersOf(alike, kind);
    const hub = drawHub(alike, kind, runners, drawing);
    drawing.edge({ kind: "federates", from: hub, to: trust.id, because: [trust.id] });
    for (const { id, repository } of runners) this.accepted.note(trust, id, repository, accepted);
  }

  private runnersOf({ repositories }: Alike, kind: RunKind): readonly Runner[] {
    return repositories.flatMap(({ id }) =>
      (this.frame.runners.get(id) ?? []).filter(({ runs }) => runs.some((run) => run.kind === kind)),
    );
  }
}

/** Of a job that runs in one of several environments, whoever gets into it gets by each of them apart. */
function behindItsEnvironment(accepted: Acceptance, { environment }: Run, { repository, runs }: Runner): Acceptance {
  if (environment === undefined || runs.every((run) => run.environment === environment)) return accepted;
  const { condition, ...gate } = namedEnvironmentGate(environment, repository);
  return isShut(gate) ? { ...accepted, state: "blocked", condition } : accepted;
}
