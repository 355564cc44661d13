// Tokens that jobs of a repository get: the kinds of the grammar with what is known of the repository and the run filled in.
import { fillKind, type TokenKind } from "../trust/grammar.js";
import { GITHUB } from "../trust/grammars-github.js";
import { fillTemplate, parseTemplate } from "../trust/template.js";
import type { CiOwner, CiRepository, SubjectForm } from "./estate.js";

/** What a run is of. `target` is a pull request whose run belongs to the base branch. */
export type RunKind = "branch" | "tag" | "environment" | "pull_request" | "target";

/** One sort of run. What is left out is the choice of whoever starts it. */
export interface Run {
  readonly kind: RunKind;
  readonly branch?: string;
  readonly tag?: string;
  readonly environment?: string;
  /** Full git ref of a run in an environment. */
  readonly ref?: string;
  /** Event that starts it, and name of its workflow, when it is a job that is there. */
  readonly event?: string;
  readonly workflowName?: string;
  /** Of a job in an environment: what its run would be of without. */
  readonly of?: Exclude<RunKind, "environment">;
  /** Workflow file that the job is in, when it is a job that is there: `.github/workflows/ci.yml`. */
  readonly workflow?: string;
  /** Reusable workflow that it runs, with its ref: `acme/shared/.github/workflows/x.yml@main`. */
  readonly reusable?: string;
}

const SETS = GITHUB.sets;
const REF_OF: { readonly [kind in RunKind]: string } = {
  branch: "refs/heads/<branch>",
  tag: "refs/tags/<tag>",
  environment: "<ref>",
  pull_request: "refs/pull/<number>/merge",
  target: "refs/heads/<branch>",
};

/** Templates of the claims on top of those of the grammar, which clouds other than AWS read. */
function moreClaims(run: Run): { readonly [claim: string]: string } {
  const ref = refOf(run);
  const kind = run.of ?? run.kind;
  const own = `<owner>/<repo>/<workflow_file>@${ref}`;
  return {
    workflow_ref: own,
    job_workflow_ref: run.reusable ?? own,
    ref_type: kind === "tag" ? "tag" : kind === "environment" ? "<ref_type>" : "branch",
    event_name:
      run.event ?? (kind === "pull_request" ? "pull_request" : kind === "target" ? "pull_request_target" : "<event>"),
    ...(kind === "pull_request" || kind === "target" ? { base_ref: "<base_ref>", head_ref: "<head_ref>" } : {}),
  };
}

/** Template of the ref of a run: an environment changes its subject, not its ref. */
function refOf({ kind, of, ref }: Run): string {
  return REF_OF[ref === undefined ? (of ?? kind) : kind];
}

/** What tokens are made from: a repository, or any of those that are alike but for what only one of them has. */
export type TokenSource = Pick<CiRepository, "owner" | "form" | "prefix" | "keys" | "visibility"> &
  Partial<Pick<CiRepository, "name" | "numericId" | "defaultBranch">>;

/** Any of the repositories whose tokens differ from this one's in name, number and branches alone. */
export function anyLike({ owner, form, prefix, keys, visibility }: CiRepository): TokenSource {
  return { owner, form, prefix, keys, visibility };
}

/** The same for repositories that are alike so. */
export function likeness({ form, prefix, keys, visibility }: CiRepository): string {
  return JSON.stringify([form, isImmutable(prefix), keys, visibility]);
}

/** Whether the prefix has ids beside the names of owner and repository. */
export function isImmutable(prefix: string | undefined): boolean {
  return prefix !== undefined && /^repo:[^/]*@\d+\//.test(prefix);
}

/**
 * Kinds of token that a run may get: one, or two where it is not known which (the form of subjects was not read; a
 * pull_request_target run has the subject of its branch or of a pull request). All of them have to be accepted.
 */
export function tokensOf(repository: TokenSource, run: Run): readonly TokenKind[] {
  const forms: readonly SubjectForm[] = repository.form === undefined ? ["names", "ids"] : [repository.form];
  return forms.flatMap((form) => shapesOf(run).map((shape) => toKind(repository, form, run, shape)));
}

/** Tokens of any repository of an owner whose subjects have this form. */
export function ownerTokens(owner: CiOwner, form: "names" | "ids", run: Run): readonly TokenKind[] {
  const known = valuesOf(owner, undefined, run);
  return shapesOf(run).map((shape) => fillKind(withMore(baseKind(form, shape), run, owner), known));
}

type Shape = "branch" | "tag" | "environment" | "pull_request";

function shapesOf({ kind, environment }: Run): readonly Shape[] {
  if (environment !== undefined) return ["environment"];
  return kind === "target" ? ["branch", "pull_request"] : [kind];
}

function baseKind(form: SubjectForm, shape: Shape): TokenKind {
  const name = form === "ids" ? `${shape} (ids)` : shape;
  const kind = GITHUB.kinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`no kind of token ${name}`);
  return kind;
}

function withMore(kind: TokenKind, run: Run, { isInEnterprise }: Pick<CiOwner, "isInEnterprise">): TokenKind {
  const claims = new Map(kind.claims);
  if (isInEnterprise === false) claims.delete("enterprise_id");
  for (const [claim, text] of Object.entries(moreClaims(run))) claims.set(claim, parseTemplate(text, SETS));
  if (run.kind === "target" || run.of !== undefined) claims.set("ref", parseTemplate(refOf(run), SETS));
  return { ...kind, claims };
}

function toKind(repository: TokenSource, form: SubjectForm, run: Run, shape: Shape): TokenKind {
  const kind = withMore(baseKind(form, shape), run, repository.owner);
  const values = valuesOf(repository.owner, repository, run);
  const claims = new Map(kind.claims);
  claims.set("repository_visibility", parseTemplate("<visibility>", SETS));
  if (form === "custom") claims.set("sub", parseTemplate(customSubject(repository, shape, run), SETS));
  const filled = fillKind({ ...kind, claims }, values);
  if (form === "custom" || repository.prefix === undefined) return filled;
  return withPrefix(filled, repository.prefix, shape, values);
}

/** The prefix as GitHub says it: names as they were when it was set, in the case that they have there. */
function withPrefix(kind: TokenKind, prefix: string, shape: Shape, values: ReadonlyMap<string, string>): TokenKind {
  const claims = new Map(kind.claims);
  claims.set("sub", fillTemplate(parseTemplate(`${prefix}:${contextOf(shape)}`, SETS), values));
  return { ...kind, claims };
}

function contextOf(shape: Shape): string {
  switch (shape) {
    case "branch":
      return "ref:refs/heads/<branch>";
    case "tag":
      return "ref:refs/tags/<tag>";
    case "environment":
      return "environment:<sub_environment>";
    case "pull_request":
      return "pull_request";
  }
}

/** Subject by a template: `key:value` joined in its order; what a key's value is comes from the claims. */
function customSubject({ keys, prefix }: TokenSource, shape: Shape, run: Run): string {
  return keys.map((key) => segmentOf(key, shape, run, isImmutable(prefix))).join(":");
}

function segmentOf(key: string, shape: Shape, run: Run, hasIds: boolean): string {
  if (key === "context") return contextOf(shape);
  if (key === "repo") return hasIds ? "repo:<owner>@<owner_id>/<repo>@<repo_id>" : "repo:<owner>/<repo>";
  if (key === "ref") return `ref:${refOf(run)}`;
  const claim = moreClaims(run)[key];
  if (claim !== undefined) return `${key}:${claim}`;
  // without an environment the value is empty
  if (key === "environment" && shape !== "environment") return "environment:";
  const [form] = GITHUB.custom?.keys.get(key) ?? [];
  return `${key}:${form ?? `<claim_${key.replace(/[^a-z]/g, "_")}>`}`;
}

function valuesOf(owner: CiOwner, repository: TokenSource | undefined, run: Run): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const set = (hole: string, value: string | undefined): void => {
    if (value !== undefined) values.set(hole, value);
  };
  set("owner", owner.login);
  set("owner_id", owner.id);
  set("repo", repository?.name);
  set("repo_id", repository?.numericId);
  set("visibility", repository?.visibility);
  set("branch", run.branch ?? (run.kind === "target" ? repository?.defaultBranch : undefined));
  set("tag", run.tag);
  set("environment", run.environment);
  set("sub_environment", run.environment?.replaceAll(":", "%3A"));
  set("ref", run.ref);
  set("workflow_file", run.workflow);
  set("workflow", run.workflowName);
  return values;
}
