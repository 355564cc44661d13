// Ways round the approval that an environment asks for: who may approve their own run, who needs none, and runs that ask nobody
// and get the same identity or the same credential.
import type { StoredNode } from "../../model/analysis.js";
import { compareText } from "../../model/compare.js";
import type { JsonRecord } from "../../model/words.js";
import type { Federation } from "./accepted-runs.js";
import { type CiContext, contextsOf } from "./contexts.js";
import { writerGate } from "./environment-gates.js";
import type { CiEnvironment, CiRepository } from "./estate.js";
import type { SecretTie } from "./job.js";
import type { SecretUse } from "./secrets.js";

export interface ApprovalFrame {
  readonly federation: Pick<Federation, "surely" | "naming">;
  /** Trust → the principal that it gives. */
  readonly yields: ReadonlyMap<string, string>;
  readonly secrets: readonly StoredNode[];
  readonly use: Pick<SecretUse, "readers">;
  readonly ties: ReadonlyMap<string, SecretTie>;
}

/**
 * Columns of an environment: whether somebody has to approve, and every way round that, in words. Nothing is said of one
 * whose protection was not read. Waiting is no approval, and what another service decides is not known.
 */
export function approvalFacts(environment: CiEnvironment, repository: CiRepository, frame: ApprovalFrame): JsonRecord {
  const { hasReviewers, preventsSelfReview, canAdminsBypass } = environment;
  if (hasReviewers === undefined) return {};
  if (!hasReviewers) return { asks_approval: false };
  const own = preventsSelfReview === true ? [] : ["whoever starts a run may approve it"];
  const admins = canAdminsBypass === true ? [ADMINISTRATORS] : [];
  const ways = [
    ...own,
    ...runsAround(environment, repository, frame),
    ...secretsAround(environment, repository, frame),
  ];
  return { asks_approval: true, approval_ways: [...ways, ...admins] };
}

/** What the rule names apart: fewer people than writers. */
const ADMINISTRATORS = "administrators start runs without approval";

/** Runs of the repository that any writer starts and nobody approves, and that get an identity whose trust names the environment. */
function runsAround(environment: CiEnvironment, repository: CiRepository, frame: ApprovalFrame): string[] {
  const contexts = contextsOf(repository);
  const guarded = contexts.find((one) => one.environment?.id === environment.id);
  if (guarded === undefined) return [];
  const { naming, surely } = frame.federation;
  const wanted = new Set(yielded(naming.get(guarded.id), frame));
  const found = new Map<string, CiContext>();
  for (const context of contexts.filter(isOpen)) {
    // one such run says enough of an identity
    for (const one of yielded(surely.get(context.id), frame)) {
      if (wanted.has(one) && !found.has(one)) found.set(one, context);
    }
  }
  return [...found].sort(([a], [b]) => compareText(a, b)).map(([one, { name }]) => `${name} gets ${one} without it`);
}

function isOpen(context: CiContext): boolean {
  const { state } = writerGate(context);
  return state === "none" || state === "met";
}

function yielded(trusts: ReadonlySet<string> | undefined, { yields }: ApprovalFrame): string[] {
  return [...(trusts ?? [])].map((trust) => yields.get(trust) ?? trust);
}

/** Secrets outside the environment that workflows of the repository read, and that hold the credential of one inside. */
function secretsAround(
  environment: CiEnvironment,
  { id }: CiRepository,
  { secrets, use, ties }: ApprovalFrame,
): string[] {
  const inside = new Map<string, StoredNode>();
  for (const secret of secrets) {
    const credential = ties.get(secret.id)?.tie?.credential;
    if (secret.parent === environment.id && credential !== undefined) inside.set(credential, secret);
  }
  if (inside.size === 0) return [];
  return secrets.flatMap((secret) => {
    const own = inside.get(ties.get(secret.id)?.tie?.credential ?? "");
    if (own === undefined || secret.parent === undefined || secret.parent.includes("/environment/")) return [];
    const isRead = (use.readers.get(secret.id) ?? []).some((repository) => repository.id === id);
    return isRead ? [`secret ${secret.name} outside it holds the credential of ${own.name}`] : [];
  });
}
