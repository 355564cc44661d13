// What a trust says of a run: of its own token, through a reusable workflow, and where it is not known whether the issuer is the owner's.
import { NETWORK } from "../trust/evaluate-trust.js";
import { acceptsEvery, type FederatedTrust, namesLeftBy } from "../trust/federated.js";
import type { TokenKind } from "../trust/grammar.js";
import { type Acceptance, acceptance, demandsOf } from "./acceptance.js";
import { type CiOwner, type CiRepository, GITHUB_ISSUER } from "./estate.js";
import { isShut } from "./gates.js";
import { type Run, type RunKind, tokensOf } from "./github-token.js";
import type { Way } from "./named-repositories.js";
import { refGate } from "./ref-gates.js";

/** Kinds of tokens that a run may bring. */
export type TokensOf = (run: Run) => readonly TokenKind[];

/** No pattern that names environments is meant for this one. */
const OTHER_NAME = "any other environment";
const ANY_REUSABLE = "<workflow_owner>/<workflow_repo>/<reusable_file>@<workflow_ref>";
const REUSABLE_HOLES = new Set(["workflow_owner", "workflow_repo", "reusable_file", "workflow_ref"]);

/** A trust, with what is not known of its issuer. */
export interface AskedTrust extends FederatedTrust {
  readonly doubt?: string;
}

/** The trust as it is asked about runs of the owner; undefined where it is of another issuer. */
export function askedOf(trust: FederatedTrust, owner: CiOwner): AskedTrust | undefined {
  const name = trust.issuer.name.toLowerCase();
  if (name === owner.issuer) return trust;
  return isOfEnterprise(name, owner.issuer) && mayBeIts(name, owner)
    ? { ...trust, doubt: enterpriseDoubt(name, owner) }
    : undefined;
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

/** Whether the trust accepts the run, with the tokens that it may bring. */
export function judgeRun(trust: AskedTrust, tokens: TokensOf, run: Run, now: Date): Acceptance {
  const accepted = ofRunItself(trust, tokens, run, now);
  if (trust.doubt === undefined || accepted.state === "blocked") return accepted;
  const condition = [trust.doubt, accepted.condition].filter((text) => text !== undefined).join("; ");
  return { ...accepted, state: "unknown", condition };
}

/** What the run itself gets; where that is refused, what it gets through a reusable workflow of somebody's choice. */
function ofRunItself(trust: AskedTrust, tokens: TokensOf, run: Run, now: Date): Acceptance {
  const accepted = acceptance(trust, tokens(run), now);
  return accepted.state === "blocked" ? (throughReusable(trust, tokens, run, now) ?? accepted) : accepted;
}

/** What the run gets through a reusable workflow that the trust names; undefined where it names none. */
export function throughReusable(trust: AskedTrust, tokens: TokensOf, run: Run, now: Date): Acceptance | undefined {
  if (run.reusable !== undefined || run.workflow !== undefined) return undefined;
  const through = acceptance(trust, tokens({ ...run, reusable: ANY_REUSABLE }), now);
  if (through.state === "blocked" || !through.closed.has("workflow_repo")) return undefined;
  const named = ["workflow_owner", "workflow_repo", "reusable_file"]
    .map((hole) => through.closed.get(hole)?.[0] ?? "*")
    .join("/");
  const condition = `only through the reusable workflow ${named}, whose inputs were not looked at`;
  const closed = new Map([...through.closed].filter(([hole]) => !REUSABLE_HOLES.has(hole)));
  return { state: "unknown", condition, closed };
}

/** What it asks of a repository, each way: where a workflow is named, it is its own (judged already, or here) or one that it calls. */
export function waysOf(
  trust: AskedTrust,
  tokens: TokensOf,
  { kind, own, now }: { readonly kind: RunKind; readonly own: Acceptance; readonly now: Date },
): readonly Way[] {
  return [own, judgeRun(trust, tokens, { kind, reusable: ANY_REUSABLE }, now)]
    .filter(({ state }) => state !== "blocked")
    .map(({ closed }) => ({ names: closed.get("repo"), ids: closed.get("repo_id") }));
}

/** Whether the trust takes some environments of the repository and not any: one of another name is refused. */
export function namesEnvironment(trust: AskedTrust, repository: CiRepository, now: Date): boolean {
  const other: Run = { kind: "environment", environment: OTHER_NAME };
  return judgeRun(trust, (run) => tokensOf(repository, run), other, now).state === "blocked";
}

/** Globs over the names that the trust leaves the branch, tag or ref of a run, of every token that it may bring; undefined where any will do. */
export function refsLeft(
  trust: AskedTrust,
  repository: CiRepository,
  run: Run,
  now: Date,
): readonly string[] | undefined {
  const kind = run.of ?? run.kind;
  const hole = run.ref !== undefined || kind === "environment" ? "ref" : kind;
  const left = tokensOf(repository, run).map((token) => namesLeftBy(trust, token, { hole, now }));
  return left.some((names) => names === undefined) ? undefined : [...new Set(left.flatMap((names) => names ?? []))];
}

/** Whether the trust takes such runs from the default branch alone, or from branches that whoever writes cannot push to. */
export function takesDefaultAlone(trust: AskedTrust, repository: CiRepository, run: Run, now: Date): boolean {
  if (run.kind === "target") return true;
  const kind = run.of ?? run.kind;
  if (kind === "pull_request" || kind === "tag") return false;
  const left = run.branch === undefined ? refsLeft(trust, repository, run, now) : [run.branch];
  return left?.every((name) => isDefaultOrShut(name, repository)) ?? false;
}

function isDefaultOrShut(name: string, repository: CiRepository): boolean {
  const branch = name.replace(/^refs\/heads\//, "");
  return branch === repository.defaultBranch || isShut(refGate(repository, `refs/heads/${branch}`));
}

/** What is the same in all runs of a kind of an owner, or what whoever asks for the token says. */
const SAME = new Set(["owner", "owner_id", "audience", "number", NETWORK]);

/** Whether it takes every run of a kind of any repository of the owner, for certain: no name of a repository, ref or environment is left out. */
export function takesAll(
  trust: AskedTrust,
  tokens: readonly TokenKind[],
  { state, closed }: Acceptance,
  now: Date,
): boolean {
  if (state !== "none" || demandsOf(closed).some((hole) => !SAME.has(hole))) return false;
  const chosen = new Map([...closed].filter(([hole]) => SAME.has(hole)));
  return tokens.every((token) => acceptsEvery(trust, token, { chosen, now }));
}
