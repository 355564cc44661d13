// Who changes files of a repository without being able to change its workflows: an App without the permission for
// workflows, the token of a job. What they write runs in the jobs that run files of the repository. And who may start
// workflows by hand: the texts that they send run where a script takes them.
import type { StoredNode } from "../../model/analysis.js";
import { oncePer } from "../../model/once.js";
import type { JsonRecord } from "../../model/words.js";
import { recordsOf, textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import { writerGate } from "./environment-gates.js";
import { type CiRepository, environmentNamed } from "./estate.js";
import { best, type Gate, isEasier, isShut, OPEN, through, worse } from "./gates.js";
import { environmentsOf } from "./job-runs.js";
import { type PushedRefs, pushedRefs } from "./push-filters.js";
import { newBranchGate, patternGate, refGate, tagGate } from "./ref-gates.js";

/** A changed file has to be one that the job runs. */
const FILE_CONFIDENCE = 0.8;
const INJECTION_CONFIDENCE = 0.7;

/** Set of those who may change files of a repository. */
export function filesId({ id }: CiRepository): string {
  return `${id}@files`;
}

/** Set of those who may change files of its default branch, without any run following from that. */
export function defaultFilesId({ id }: CiRepository): string {
  return `${id}@default-branch-files`;
}

/** Draws what changed files run in, for the sets of a repository. Only those that somebody is in are of use. */
export function drawSuppliedCode(repository: CiRepository, drawing: CiDrawing): void {
  const jobs = repository.jobs.filter(({ properties }) => properties["runs_files"] === true);
  if (jobs.length === 0) return;
  const { scope, login } = repository.owner;
  const full = `${login}/${repository.name}`;
  const make = (id: string, name: string): void =>
    drawing.node({ id, kind: "set", type: "github.file-writers", name, scope, properties: {} });
  make(filesId(repository), `whoever may change files of ${full}`);
  make(defaultFilesId(repository), `whoever may change files of ${repository.defaultBranch} of ${full}`);
  for (const job of jobs) {
    const gates = eventGates(job, repository);
    if (gates.length > 0) drawRuns(job, gates, { repository, drawing });
    if (gates.some(({ isOnDefault }) => isOnDefault))
      drawRun(defaultFilesId(repository), job, defaultGate(repository), { repository, drawing });
  }
}

interface RunFrame {
  readonly repository: CiRepository;
  readonly drawing: CiDrawing;
}

/**
 * Draws that whoever changes files has them run in a job. Where that takes less on a branch of their own than on the default one, such
 * runs stand apart: they have the secrets of the job, and not what trusts leave to the default branch.
 */
function drawRuns(job: StoredNode, gates: readonly EventGate[], frame: RunFrame): void {
  const { repository, drawing } = frame;
  const from = filesId(repository);
  const onDefault = gates.some(({ isOnDefault }) => isOnDefault) ? [defaultGate(repository)] : [];
  const all = best(gates.map(({ gate }) => gate));
  const first = best(onDefault);
  drawRun(from, job, job.properties["id_token"] === true ? first : all, frame);
  if (job.properties["id_token"] !== true || !isEasier(all, first)) return;
  const { scope } = repository.owner;
  const id = elsewhereId(job);
  const name = `${job.name} on another branch`;
  drawing.node({ id, kind: "workload", type: "github.context", name, scope, properties: {} });
  drawing.alsoFrom(job.id, id);
  drawRun(from, { ...job, id }, all, frame);
  drawing.edge({ kind: "has_session", from: id, to: `${job.id}/token`, because: [job.id] });
}

/** Runs of a job with files of another branch than the default one. */
export function elsewhereId({ id }: Pick<StoredNode, "id">): string {
  return `${id}@another-branch`;
}

/**
 * Draws what files of the default branch run in, for those who have theirs there, if nothing else than `gate` stands before that;
 * answers jobs that nothing shuts.
 */
export function drawDefaultRuns(
  from: string,
  gate: Gate,
  repository: CiRepository,
  drawing: CiDrawing,
): readonly StoredNode[] {
  return repository.jobs.filter((job) => {
    const isRun = job.properties["runs_files"] === true;
    if (!isRun || !eventGates(job, repository).some(({ isOnDefault }) => isOnDefault)) return false;
    return drawRun(from, job, gate, { repository, drawing });
  });
}

/** Draws that changed files run in a job; answers whether nothing shuts it. */
function drawRun(from: string, job: StoredNode, gate: Gate, { repository, drawing }: RunFrame): boolean {
  const all = worse(gate, environmentGate(job, repository));
  const text = `${textOf(job.properties["file"]) ?? job.name} runs files of the repository`;
  const stroke = { kind: "runs_code_in" as const, from, to: job.id, because: [job.id] };
  drawing.edge({ ...stroke, ...through(all, text, FILE_CONFIDENCE) });
  return !isShut(all);
}

function defaultGate(repository: CiRepository): Gate {
  return refGate(repository, `refs/heads/${repository.defaultBranch}`);
}

interface EventGate {
  readonly gate: Gate;
  readonly isOnDefault: boolean;
}

/** Events of the branch that they are about; all others run on the default branch. */
const OF_PULL_REQUESTS = new Set(["pull_request", "pull_request_review", "pull_request_review_comment"]);
const OF_TAGS = new Set(["release", "registry_package"]);

/** By event: what stands between somebody who may push and a run with their files. */
function eventGates(job: StoredNode, repository: CiRepository): EventGate[] {
  return recordsOf(job.properties["trigger_facts"]).flatMap((fact): EventGate[] => {
    const event = textOf(fact["event"]) ?? "";
    if (event === "workflow_call") return [];
    const newBranch = newBranchGate(repository);
    if (OF_PULL_REQUESTS.has(event)) return [{ gate: newBranch, isOnDefault: false }];
    if (OF_TAGS.has(event)) return [{ gate: tagGate(repository), isOnDefault: false }];
    if (event !== "push") return [{ gate: defaultGate(repository), isOnDefault: true }];
    return pushGates(fact, repository);
  });
}

/** What stands before pushes to the branches, and of the tags, that start a job. */
function pushGates(fact: JsonRecord, repository: CiRepository): EventGate[] {
  const { branches, tags } = pushedRefs(fact);
  const gateOf = ({ names }: PushedRefs, all: Gate, start: string): Gate =>
    names === undefined
      ? all
      : best(names.map((name) => patternGate({ text: `${start}${name}`, syntax: "filter" }, repository)));
  const isOnDefault = branches?.takes(repository.defaultBranch) === true;
  const any = best([newBranchGate(repository), ...(isOnDefault ? [defaultGate(repository)] : [])]);
  return [
    ...(branches === undefined ? [] : [{ gate: gateOf(branches, any, ""), isOnDefault }]),
    ...(tags === undefined ? [] : [{ gate: gateOf(tags, tagGate(repository), "tag:"), isOnDefault: false }]),
  ];
}

/** What the environment of a job asks for: of several, the one that asks the least. */
export function environmentGate({ properties }: StoredNode, repository: CiRepository): Gate {
  const names = environmentsOf(properties) ?? [undefined];
  return names.length === 0 ? OPEN : best(names.map((name) => namedEnvironmentGate(name, repository)));
}

/** What an environment of that name asks for: one that is not there, or not known, asks for nothing. */
export function namedEnvironmentGate(name: string | undefined, repository: CiRepository): Gate {
  const environment = environmentNamed(repository, name);
  if (environment === undefined) return OPEN;
  return writerGate({ id: "", name: "", repository, run: { kind: "environment" }, environment, isNew: false });
}

/** Events that somebody asks for, with texts of theirs. */
export type ManualEvent = "workflow_dispatch" | "repository_dispatch";

/** Who may start runs by such an event; `own` is what stands before their starting any. */
export interface Starter {
  readonly from: string;
  readonly own: Gate;
  readonly event: ManualEvent;
}

/** Texts that are sent along; the name of a branch is of a run of that branch alone. */
const SENT = /\binputs\b|\bclient_payload\b/i;

/** A job that puts a text into a script which whoever starts its run sends along. */
interface Dispatched {
  readonly job: string;
  readonly events: readonly string[];
  readonly text: string;
  /** What its environment asks for. */
  readonly gate: Gate;
}

/** Those of a repository, looked for once: many may start runs of it. None where nothing runs. */
const dispatchedIn = oncePer((repository: CiRepository): readonly Dispatched[] => {
  if (repository.isArchived || repository.turnedOff !== undefined) return [];
  return repository.jobs.flatMap((job) => {
    const sent = recordsOf(job.properties["injections"]).filter(({ expression }) =>
      SENT.test(textOf(expression) ?? ""),
    );
    if (sent.length === 0) return [];
    const gate = environmentGate(job, repository);
    return sent.map(({ events, expression }) => ({
      job: job.id,
      events: textsOf(events) ?? [],
      text: `${textOf(expression) ?? "an input"} of a run that is started by hand is put into a script`,
      gate,
    }));
  });
});

/** Jobs that whoever may start workflows gets a text of theirs into, by the first such text of each. */
export function drawDispatch({ from, own, event }: Starter, repository: CiRepository, drawing: CiDrawing): void {
  const drawn = new Set<string>();
  for (const { job, events, text, gate } of dispatchedIn(repository)) {
    if (drawn.has(job) || !events.includes(event)) continue;
    drawn.add(job);
    const stroke = { kind: "runs_code_in" as const, from, to: job, because: [job] };
    drawing.edge({ ...stroke, ...through(worse(own, gate), text, INJECTION_CONFIDENCE, INJECTION_CONFIDENCE) });
  }
}
