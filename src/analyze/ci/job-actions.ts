// Whose code a job fetches: publishers of actions that a tag names, writers of actions and workflows of other repositories of
// the owner, and, through those, whatever they use in turn.
import type { StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import { recordsOf, textOf } from "../properties.js";
import type { CiRepository } from "./estate.js";
import { type Gate, through, worse } from "./gates.js";
import { type JobFrame, placeOf } from "./jobs.js";
import { refGate, usedTagGate } from "./ref-gates.js";
import { environmentGate } from "./supplied-code.js";
import { writersId } from "./writers.js";

const PUBLISHER_CONFIDENCE = 0.3;
const COMMIT = /^[0-9a-f]{40}$/i;
const DIGEST = /@sha256:[0-9a-f]{64}$/i;
/** GitHub's own: whoever controls these controls the runner as well. */
const OWN = new Set(["actions", "github"]);
/** Actions that use actions: GitHub's own limit. */
const DEEPEST = 10;

/** What was found behind the actions of the owner that a job uses. */
export interface FollowedActions {
  /** Actions and images of others that no commit names, with the action of the owner that uses them. */
  readonly unpinned: readonly string[];
  /** Actions of the owner whose file was not read. */
  readonly unread: readonly string[];
}

interface UsedAction {
  readonly name: string;
  /** Undefined of an image, whose tag is in its name. */
  readonly ref: string | undefined;
}

/** Draws who has code in a job by what it uses; answers what was found behind the actions of its owner. */
export function drawActions(job: StoredNode, repository: CiRepository, frame: JobFrame): FollowedActions {
  for (const { name, ref } of usedIn(job.properties["unpinned_actions"]))
    drawPublisher(`${name}@${ref ?? "?"}`, job, repository, frame);
  const unpinned = new Set<string>();
  const unread = new Set<string>();
  const seen = new Set<string>();
  let level = usedIn(job.properties["own_actions"]);
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) level = level.flatMap(follow);
  drawCallee(job, repository, frame);
  drawRunRepositories(job, repository, frame);
  return { unpinned: [...unpinned].sort(compareText), unread: [...unread].sort(compareText) };

  /** Draws the writers of an action of the owner and what it uses of others; answers what it uses of the owner. */
  function follow(used: UsedAction): readonly UsedAction[] {
    const text = written(used);
    if (seen.has(text)) return [];
    seen.add(text);
    const [owner = "", short = "", ...folders] = used.name.split("/");
    const callee = frame.repositories.get(`${owner}/${short}`.toLowerCase());
    if (callee) drawWriters(callee, used.ref ?? "", job, repository, frame);
    const files = ["action.yml", "action.yaml"].map((file) => callee?.actions.get([...folders, file].join("/")));
    const action = files.find((file) => file !== undefined);
    if (action === undefined || action.properties["is_read"] === false) {
      unread.add(text);
      return [];
    }
    const { image, uses } = action.properties;
    const inside = [...usedIn(uses), ...usedIn([{ action: image ?? null }])];
    // the action's own choice, as its default branch has it now
    for (const one of inside.filter((each) => isUnpinned(each, owner))) {
      unpinned.add(`${written(one)} (${text})`);
      drawPublisher(`${written(one)}, which ${text} uses,`, job, repository, frame, one.name);
    }
    return inside.filter(({ name }) => publisherOf(name) === owner.toLowerCase());
  }
}

function usedIn(value: unknown): readonly UsedAction[] {
  return recordsOf(value).flatMap(({ action, ref }) => {
    const name = textOf(action);
    return name === undefined ? [] : [{ name, ref: textOf(ref) }];
  });
}

function written({ name, ref }: UsedAction): string {
  return ref === undefined ? name : `${name}@${ref}`;
}

function publisherOf(name: string): string {
  return name.split("/")[0]?.toLowerCase() ?? "";
}

/** Whether others choose what it is; a path without a host is of the caller's checkout. */
function isUnpinned({ name, ref }: UsedAction, owner: string): boolean {
  if (name.startsWith("docker://")) return !DIGEST.test(name);
  const publisher = publisherOf(name);
  return ref !== undefined && !COMMIT.test(ref) && !OWN.has(publisher) && publisher !== owner.toLowerCase();
}

function drawPublisher(
  what: string,
  job: StoredNode,
  { owner }: CiRepository,
  { drawing }: JobFrame,
  name: string = what,
): void {
  const publisher = name.split("/")[0] ?? name;
  const id = `github:publisher/${publisher.toLowerCase()}`;
  drawing.node({
    id,
    kind: "principal",
    type: "github.action-publisher",
    name: `publisher ${publisher}`,
    scope: "",
    properties: {},
  });
  drawing.edge({
    kind: "runs_code_in",
    from: id,
    to: job.id,
    state: "needs-actor",
    condition: `${what} is moved to other code by its publisher, or by someone who took it over`,
    confidence: PUBLISHER_CONFIDENCE,
    because: [job.id, owner.scope],
  });
}

/** Whoever gets code to the ref of another repository that a job names has it in the job. */
function drawWriters(
  callee: CiRepository,
  ref: string,
  job: StoredNode,
  repository: CiRepository,
  { drawing }: JobFrame,
): void {
  if (callee.id === repository.id || COMMIT.test(ref)) return;
  const stroke = { kind: "runs_code_in" as const, from: writersId(callee), to: job.id, because: [job.id] };
  drawing.edge({ ...stroke, ...gateOf(callee, ref) });
}

/** A name that looks like a version is a tag, as files have it. */
function gateOf(callee: CiRepository, ref: string): Gate {
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1] ?? (/^v?\d/.test(ref) ? ref : undefined);
  if (tag !== undefined) return usedTagGate(callee, tag);
  return refGate(callee, ref.startsWith("refs/") ? ref : `refs/heads/${ref}`);
}

/** A reusable workflow of another repository runs here with the caller's token and secrets. */
function drawCallee(job: StoredNode, repository: CiRepository, frame: JobFrame): void {
  const { uses_workflow: uses, defined_in: definedIn } = job.properties;
  for (const text of new Set([textOf(uses), textOf(definedIn)])) {
    const [, full, ref = ""] = /^([^/@]+\/[^/@]+)\/[^@]+@(.+)$/.exec(text ?? "") ?? [];
    const callee = frame.repositories.get(full?.toLowerCase() ?? "");
    if (callee) drawWriters(callee, ref, job, repository, frame);
    else if (
      full !== undefined &&
      text === textOf(definedIn) &&
      isUnpinned({ name: full, ref }, repository.owner.login)
    )
      drawPublisher(text ?? full, job, repository, frame);
  }
}

/** What is checked out has to be what is run. */
const CHECKED_OUT = 0.7;

/** Repositories that the job checks out by name and runs files of: whoever gets code there has it in the job. */
function drawRunRepositories(job: StoredNode, repository: CiRepository, { drawing, repositories }: JobFrame): void {
  for (const found of recordsOf(job.properties["runs_repositories"])) {
    const name = textOf(found["repository"]) ?? "";
    const callee = repositories.get(name.toLowerCase());
    const ref = textOf(found["ref"]) ?? callee?.defaultBranch ?? "";
    if (callee === undefined || callee.id === repository.id || callee.isArchived || COMMIT.test(ref)) continue;
    const reason = `files of ${name} are checked out and run${placeOf(job.properties)(found)}`;
    const way = through(worse(gateOf(callee, ref), environmentGate(job, repository)), reason, CHECKED_OUT);
    drawing.edge({ kind: "runs_code_in", from: writersId(callee), to: job.id, because: [job.id], ...way });
  }
}
