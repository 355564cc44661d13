// Jobs: who from outside gets code to run in them.
import type { StoredNode } from "../../model/analysis.js";
import type { JsonRecord } from "../../model/words.js";
import { ANYONE, ANYONE_NODE } from "../anyone.js";
import { isRecord, recordsOf, textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import { type CiOwner, type CiRepository, fullName } from "./estate.js";
import { canBeForked, doMembersRead, forkRunOf } from "./forks.js";
import { type Gate, isShut, through } from "./gates.js";
import type { LabellersOf } from "./labellers.js";
import { asksOnly, LABELS, outsideGate, WRITERS_ACTS } from "./outside-gate.js";
import { MEMBERS, MEMBERS_NODE, writersId } from "./writers.js";

/** How someone outside gets code into a job. */
export interface Entrance {
  /** Whoever may open a pull request or an issue: everyone, or members who can read the repository. */
  readonly source: "internet" | "readers";
  readonly reason: string;
}

const CHECKOUT_CONFIDENCE = 0.8;
/** Newer checkouts refuse the head of a fork by themselves. */
const GUARDED_CONFIDENCE = 0.1;
const INJECTION_CONFIDENCE = 0.7;
/** That an agent follows what it reads: a model may, and may not. */
const PROMPT_CONFIDENCE = 0.3;
/** Another workflow stands between. */
const RELAYED = 0.75;

export interface JobFrame {
  readonly drawing: CiDrawing;
  /** By `owner/name` in lower case. */
  readonly repositories: ReadonlyMap<string, CiRepository>;
}

const MET: Gate = { state: "met" };

interface Opening {
  readonly confidence: number;
  readonly text: string;
  /** Somebody has to let the run start. */
  readonly state?: "needs-actor";
}

/** Draws who from outside runs code in a job; answers how they do, when that is so. */
export function drawOutside(
  job: StoredNode,
  repository: CiRepository,
  { drawing, labellersOf }: { readonly drawing: CiDrawing; readonly labellersOf: LabellersOf },
): Entrance | undefined {
  const opening = openingOf(job, repository);
  if (opening === undefined) return undefined;
  const own = outsideGate(job, repository);
  const gate = opening.state === undefined || isShut(own) ? own : { ...own, state: opening.state };
  const stroke = { kind: "runs_code_in" as const, to: job.id, because: [job.id] };
  const condition = [opening.text, gate.condition].filter((text) => text !== undefined).join("; ");
  // a writer opens a pull request of a branch: what keeps the head of a fork out does not keep theirs out
  const isOwnAct = asksOnly(job, WRITERS_ACTS) && !isShut(own);
  const { state, confidence: sure = state === "met" ? 1 : undefined } = isOwnAct || own.state === "blocked" ? MET : own;
  const writers = { state, ...(sure !== undefined && { confidence: sure }) };
  drawing.edge({ ...stroke, from: writersId(repository), condition, ...writers });
  const source = outsideSource(repository);
  if (source === undefined) return undefined;
  const from = drawOutsiders(source, drawing);
  for (const labeller of asksOnly(job, LABELS) && !isShut(own) ? labellersOf(repository) : []) {
    const alone = `${opening.text}; who may triage sets the label of their own pull request`;
    drawing.edge({ ...stroke, from: labeller, state: "met", condition: alone, confidence: opening.confidence });
  }
  drawing.edge({ ...stroke, from, ...through(gate, opening.text, opening.confidence) });
  return isShut(gate) ? undefined : { source, reason: condition };
}

/** The way in, the surest first. */
function openingOf(job: StoredNode, repository: CiRepository): Opening | undefined {
  const { properties } = job;
  const place = placeOf(properties);
  const checkout = properties["untrusted_checkout"];
  const ways: Opening[] = [];
  if (isRecord(checkout) && textOf(checkout["by"]) !== "writer") {
    const base = checkout["guarded"] === true ? GUARDED_CONFIDENCE : CHECKOUT_CONFIDENCE;
    const what =
      checkout["how"] === "artifact"
        ? "an artifact of the run before is taken"
        : "a pull request's head is checked out";
    const text = `${what} and run${place(checkout)}`;
    ways.push({ confidence: checkout["by"] === "relayed" ? base * RELAYED : base, text });
  }
  for (const injection of recordsOf(properties["injections"])) {
    if (injection["by"] === "writer") continue;
    const into = injection["into"] === "variables" ? "among the variables of later steps" : "into a script";
    const text = `${textOf(injection["expression"]) ?? "a text from outside"} is put ${into}${place(injection)}`;
    ways.push({
      confidence: injection["by"] === "relayed" ? INJECTION_CONFIDENCE * RELAYED : INJECTION_CONFIDENCE,
      text,
    });
  }
  for (const prompt of recordsOf(properties["prompts"])) {
    if (prompt["by"] === "writer") continue;
    const text = `an agent that runs commands (${textOf(prompt["agent"]) ?? ""}) is told ${textOf(prompt["expression"]) ?? "a text from outside"}${place(prompt)}`;
    ways.push({ confidence: prompt["by"] === "relayed" ? PROMPT_CONFIDENCE * RELAYED : PROMPT_CONFIDENCE, text });
  }
  return [...ways, ...forkOpening(job, repository)].sort((a, b) => b.confidence - a.confidence)[0];
}

/**
 * A pull request of a fork is a way into a job when the owner sends it what the job has: a token that may ask for an
 * id-token, and secrets. Where it gets only one of two that the job has, the way leads over the context of such runs alone.
 */
function forkOpening(job: StoredNode, repository: CiRepository): Opening[] {
  const run = forkRunOf(repository);
  const { triggers, id_token: idToken, secrets } = job.properties;
  if (run === undefined || textsOf(triggers)?.includes("pull_request") !== true) return [];
  const needs = [
    ...(idToken === true ? [run.hasWriteToken] : []),
    ...(recordsOf(secrets).length > 0 ? [run.hasSecrets] : []),
  ];
  if (needs.length === 0 || needs.includes(false)) return [];
  const text = `a pull request of a fork runs with what the job has; ${run.gate.condition ?? ""}`;
  const isAsked = run.gate.state !== "met";
  return [{ confidence: run.gate.confidence, text, ...(isAsked && { state: "needs-actor" as const }) }];
}

/** Where a thing that was found in a job stands: ` (file:line)`. */
export function placeOf(job: JsonRecord): (found: JsonRecord) => string {
  return (found) => {
    const file = textOf(found["file"]) ?? textOf(job["file"]);
    const line = found["line"];
    return file === undefined ? "" : ` (${file}${typeof line === "number" ? `:${line}` : ""})`;
  };
}

/** Draws those who may open a pull request; answers their id. */
export function drawOutsiders(source: Entrance["source"], drawing: CiDrawing): string {
  drawing.node(source === "internet" ? ANYONE_NODE : MEMBERS_NODE);
  return source === "internet" ? ANYONE : MEMBERS;
}

/** Who reads a repository without writing to it: everyone, or members; undefined where it is not known that any do. */
export function outsideReaders(repository: CiRepository): Entrance["source"] | undefined {
  if (repository.isPrivate === false) return "internet";
  return repository.isPrivate && doMembersRead(repository) ? "readers" : undefined;
}

/** Who opens a pull request from outside. */
export function outsideSource(repository: CiRepository): Entrance["source"] | undefined {
  const source = outsideReaders(repository);
  return source === "internet" || canBeForked(repository) ? source : undefined;
}

/** By `owner/name` in lower case. */
export function repositoriesByName(owners: readonly CiOwner[]): ReadonlyMap<string, CiRepository> {
  return new Map(
    owners.flatMap((owner) => owner.repositories.map((one) => [fullName(one).toLowerCase(), one] as const)),
  );
}
