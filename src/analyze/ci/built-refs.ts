// Refs of a repository that something outside builds: the contexts in which code of writers is at them, those made for it among them.
import type { BuildWay } from "./build-events.js";
import { contextsOf } from "./contexts.js";
import type { CiDrawing, Stroke } from "./drawing.js";
import type { CiRepository } from "./estate.js";
import { best, type Gate } from "./gates.js";
import { contextAtRefs, contextOfNames } from "./guarded-contexts.js";
import { patternGate } from "./ref-gates.js";
import { writersId } from "./writers.js";

/** A name that nobody has, for whether any new one passes. */
const NEW_NAME = "nhi-7f3a9c51";

export type How = Pick<Stroke, "state" | "condition" | "confidence">;
/** Draws that code of a context, or of writers, gets into a build. */
export type Enter = (from: string, how?: How) => void;

interface RefFrame {
  readonly repository: CiRepository;
  readonly drawing: CiDrawing;
}

/** Contexts of the branches and tags that a way takes, those that are made for it among them. */
export function enterRefs(way: BuildWay, { repository, drawing }: RefFrame, enter: Enter): void {
  if (repository.turnedOff !== undefined) {
    const names = repository.branches
      .filter(({ name }) => way.takes("ref", `refs/heads/${name}`))
      .map(({ name }) => name);
    const made = way.takes("ref", `refs/heads/${NEW_NAME}`) ? ["*"] : (newNames(way, "heads") ?? []);
    if (way.event === "push") enterWithoutActions(repository, [...names, ...made], enter);
    return;
  }
  const known = new Set(repository.branches.map(({ name }) => name));
  const named = way.event === "push" ? (way.refs ?? []).filter((ref) => !ref.includes("*")) : [];
  for (const branch of named.flatMap((ref) => /^refs\/heads\/(.+)$/.exec(ref)?.[1] ?? []))
    if (!known.has(branch)) enterBranch(repository, branch, drawing, enter);
  for (const context of contextsOf(repository)) {
    const { branch, isNew, run } = context;
    if (branch !== undefined && way.event === "push" && way.takes("ref", `refs/heads/${branch.name}`))
      enter(context.id);
    const kind = run.kind === "tag" ? "tags" : "heads";
    if (!isNew || run.kind === "environment" || (kind === "heads" && way.event === "release")) continue;
    if (way.takes("ref", `refs/${kind}/${NEW_NAME}`)) enter(context.id);
    else {
      const names = newNames(way, kind);
      if (names === undefined)
        enter(context.id, { state: "unknown", condition: "which names the webhook takes was not worked out" });
      else if (names.length > 0) enter(contextOfNames(context, names, drawing));
    }
  }
}

/** Names under which a new branch or tag passes; undefined where the filters are patterns of another form. */
function newNames({ refs, takes }: BuildWay, kind: "heads" | "tags"): readonly string[] | undefined {
  if (refs === undefined) return undefined;
  const start = `refs/${kind}/`;
  return refs
    .map((ref) => (ref.startsWith("*refs/") ? ref.slice(1) : ref))
    .map((ref) => (ref.startsWith("*") ? `${start}${ref}` : ref))
    .filter((ref) => ref.startsWith(start) && ref.includes("*") && takes("ref", ref.replaceAll("*", NEW_NAME)))
    .map((ref) => ref.slice(start.length));
}

/** The context of a branch, which may have to be made. */
export function enterBranch(repository: CiRepository, branch: string, drawing: CiDrawing, enter: Enter): void {
  if (repository.turnedOff !== undefined) {
    enterWithoutActions(repository, [branch], enter);
    return;
  }
  const contexts = contextsOf(repository);
  const known = contexts.find((context) => context.branch?.name === branch);
  const made = contexts.find(({ isNew, run }) => isNew && run.kind === "branch");
  if (known !== undefined) enter(known.id);
  else if (made !== undefined) enter(contextAtRefs(made, [`refs/heads/${branch}`], drawing));
}

/** What contexts are not there for where GitHub Actions is turned off: the build is none of its runs. */
function enterWithoutActions(repository: CiRepository, names: readonly string[], enter: Enter): void {
  if (names.length === 0) return;
  const gate: Gate = best(names.map((text) => patternGate({ text, syntax: "trust" }, repository)));
  enter(writersId(repository), gate.state === "none" ? {} : gate);
}
