// Who makes tags and branches that rulesets keep other writers from making, because the rulesets let them past: people, teams, Apps,
// those of a role, deploy keys.
// https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/creating-rulesets-for-a-repository#granting-bypass-permissions-for-your-branch-or-tag-ruleset
import { oncePer } from "../../model/once.js";
import { idOf, recordsOf, textOf } from "../properties.js";
import { type CiContext, contextsOf } from "./contexts.js";
import type { CiDrawing, Stroke } from "./drawing.js";
import { approvalGate, writerGate } from "./environment-gates.js";
import { type CiRepository, fullName } from "./estate.js";
import type { Gate } from "./gates.js";
import { foundBy } from "./held-rules.js";
import { drawNamed } from "./named-writers.js";
import { ROLE } from "./protection.js";

/** One whom rulesets let past: its type and number as they write it, `DeployKey` of every deploy key. */
export interface Passer {
  readonly type: string;
  readonly number: string;
}

export const DEPLOY_KEY: Passer = { type: "DeployKey", number: "" };

/** Those are nodes by themselves; of the others there is a set of whoever is one. */
const NODES: { readonly [type: string]: string } = { User: "user", Team: "team" };
const WORDS: { readonly [type: string]: string } = {
  DeployKey: "deploy keys",
  Integration: "the App",
  RepositoryRole: "those of the role",
};

/** Whom the rulesets of a repository let past. Who writes and who administers it are looked at by themselves. */
const passersOf = oncePer(({ rules }: CiRepository): readonly Passer[] => {
  const found = new Map<string, Passer>();
  for (const { bypass } of rules.rulesets ?? []) {
    for (const { type, id } of recordsOf(bypass)) {
      const passer = { type: textOf(type) ?? "", number: type === DEPLOY_KEY.type ? "" : (idOf(id) ?? "") };
      const isOther = type === "RepositoryRole" && (passer.number === ROLE.write || passer.number === ROLE.admin);
      if (!isOther && (NODES[passer.type] ?? WORDS[passer.type]) !== undefined) found.set(keyOf(passer), passer);
    }
  }
  return [...found.values()];
});

function keyOf({ type, number }: Passer): string {
  return `${type}/${number}`;
}

function nodeOf(passer: Passer, { id }: CiRepository): string {
  const word = NODES[passer.type];
  return word === undefined ? `${id}@past-rulesets/${keyOf(passer)}` : `github:${word}/${passer.number}`;
}

/** Draws that somebody who writes to a repository is one of those whom its rulesets let past. */
export function drawPasser(
  way: Pick<Stroke, "from" | "state" | "condition" | "confidence" | "because">,
  passer: Passer,
  repository: CiRepository,
  drawing: CiDrawing,
): void {
  if (way.state === "blocked" || !passersOf(repository).some((one) => keyOf(one) === keyOf(passer))) return;
  const id = nodeOf(passer, repository);
  const name = `${WORDS[passer.type] ?? passer.type} whom rulesets of ${fullName(repository)} let past`;
  const { scope } = repository.owner;
  drawing.node({ id, kind: "set", type: "github.let-past", name, scope, properties: {} });
  drawing.edge({ ...way, kind: "member_of", to: id });
}

/** Draws where the tags and branches run that those make, once it is drawn who they are. */
export function drawPassers(repository: CiRepository, drawing: CiDrawing): void {
  for (const context of madeContexts(repository)) {
    const what =
      context.run.kind === "tag" ? "tags" : context.run.kind === "environment" ? "branches or tags" : "branches";
    drawPast(context.id, what, repository, (one) => writerGate({ ...context, repository: one }), drawing);
  }
}

/** Contexts where what somebody makes runs and nobody is asked: new refs, pull requests, environments without approval. */
export function madeContexts(repository: CiRepository): readonly CiContext[] {
  return contextsOf(repository).filter(
    ({ branch, environment }) =>
      branch === undefined && (environment === undefined || approvalGate(environment).state === "none"),
  );
}

/** Draws who is let past to code of theirs at a ref: those for whom nothing is left in the way. */
export function drawPast(
  to: string,
  what: string,
  repository: CiRepository,
  gateIn: (repository: CiRepository) => Gate,
  drawing: CiDrawing,
): void {
  if (repository.turnedOff !== undefined || gateIn(repository).state === "none") return;
  for (const passer of passersOf(repository)) {
    // a key pushes, and opens no pull request
    if (passer.type === DEPLOY_KEY.type && to === `${repository.id}@pull-request`) continue;
    const from = nodeOf(passer, repository);
    const isNode = NODES[passer.type] !== undefined;
    if (!isNode && !drawing.has(from)) continue;
    if (gateIn(foundBy(repository, (one) => isOne(one, passer))).state !== "none") continue;
    const condition = `may make ${what} in spite of the rulesets, which let past who does`;
    const runs = { kind: "runs_code_in" as const, to, state: "met" as const, condition, because: [repository.id] };
    if (isNode) drawNamed(runs, from, repository, drawing);
    else drawing.edge({ ...runs, from });
  }
}

function isOne({ type, id }: { readonly type?: unknown; readonly id?: unknown }, passer: Passer): boolean {
  return type === passer.type && (passer.number === "" || idOf(id) === passer.number);
}
