// Reading what a key of one's own encrypts takes the right to decrypt with that key as well ("Secret encryption and decryption",
// AWS Secrets Manager User Guide; "Restricting access to Parameter Store parameters", AWS Systems Manager User Guide).
import type { AnalysisInput } from "../../model/analysis.js";
import { oncePer } from "../../model/once.js";
import { onResource } from "../aws/attached-policy.js";
import type { AwsPrincipal, AwsResource } from "../aws/estate.js";
import { createWhoCan, type WhoCan } from "../aws/evaluate/who-can.js";
import { type Context, GRANTED, type Judge, type Judgement, NEVER, type Question, uncertain } from "./judge.js";

/** A key that what it encrypts is read with. */
export interface Lock {
  /** Words that tell it from others. */
  readonly id: string;
  /** Whether the principal may decrypt with it, by way of the service that keeps what is read. */
  judge(principal: AwsPrincipal): Judgement;
  /** The same for a caller by name, as Judge.askFor takes it. */
  judgeFor(caller: string): Judgement;
}

/** The lock of a secret or parameter; undefined where a key of AWS encrypts it, which takes no further right. */
export type Locks = (target: string) => Lock | undefined;

/** What services encrypt with in the context ("Secret encryption and decryption"; "Parameter Store encryption context"). */
const TARGET_IN_CONTEXT = /^kms:encryptioncontext:(secretarn|parameter_arn)$/;
/** Which version it is differs, and so stays open. */
const CONTEXT = /^kms:encryptioncontext:(?!secretversionid$)/;

const SERVICES: { readonly [type: string]: string } = { "aws.secret": "secretsmanager", "aws.ssm-parameter": "ssm" };

/** What the API says of a key that AWS keeps for the service. */
const OF_AWS = /^(arn:[^:]+:kms:[^:]*:[^:]*:)?alias\/aws\//;

/** Locks of all secrets and parameters. Keys are worked out when one is asked for, each once. */
export function createLocks(input: AnalysisInput, judge: Judge): Locks {
  const keys = readKeys(input);
  const whoCan = createWhoCan(judge.estate);
  const locks = new Map<string, Lock>();
  const targets = new Map<string, Lock>();
  for (const { id, type, properties } of input.nodes(Object.keys(SERVICES))) {
    const key = keyOf(id, properties["kms_key"], keys);
    if (key === undefined) continue;
    const [, partition = "aws", , region = ""] = id.split(":");
    const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const via = `${SERVICES[type]}.${region}.${suffix}`;
    const context = { "kms:ViaService": via, ...contextOf(id, judge.estate.resource(key)) };
    const lockId = [key, ...Object.values(context).sort()].join(" ");
    const lock =
      locks.get(lockId) ?? createLock(lockId, { action: "kms:Decrypt", resource: key, context }, judge, whoCan);
    locks.set(lockId, lock);
    targets.set(id, lock);
  }
  return (target) => targets.get(target);
}

interface Keys {
  /** ARNs of keys that AWS keeps. */
  readonly ofAws: ReadonlySet<string>;
  /** `<account> <region> <alias>` → ARN of the key. */
  readonly byAlias: ReadonlyMap<string, string>;
}

function readKeys(input: AnalysisInput): Keys {
  const ofAws = new Set<string>();
  const byAlias = new Map<string, string>();
  for (const { id, properties } of input.nodes(["aws.kms-key"])) {
    if (properties["vendor_managed"] === true) ofAws.add(id);
    const names = properties["key_aliases"];
    for (const name of Array.isArray(names) ? names : []) byAlias.set(`${placeOf(id)} ${String(name)}`, id);
  }
  return { ofAws, byAlias };
}

/** Account and region of an ARN. */
function placeOf(arn: string): string {
  const [, , , region = "", account = ""] = arn.split(":");
  return `${account} ${region}`;
}

/** ARN of the key, or of the alias where it leads to no key that was read; undefined where AWS keeps the key. */
function keyOf(target: string, key: unknown, { ofAws, byAlias }: Keys): string | undefined {
  if (typeof key !== "string" || key === "" || OF_AWS.test(key)) return undefined;
  const [, partition = "aws", , region = "", account = ""] = target.split(":");
  const isBare = !key.startsWith("arn:");
  const arn = isBare
    ? `arn:${partition}:kms:${region}:${account}:${key.startsWith("alias/") ? key : `key/${key}`}`
    : key;
  const alias = /:(alias\/.+)$/.exec(arn)?.[1];
  const found = alias === undefined ? arn : (byAlias.get(`${placeOf(arn)} ${alias}`) ?? arn);
  return ofAws.has(found) ? undefined : found;
}

/** What the service fills into the encryption context where the policy or a grant of the key asks for it. */
function contextOf(target: string, key: AwsResource | undefined): Context {
  const asked = key === undefined ? [] : askedOf(key);
  return Object.fromEntries(asked.map((name) => [name, TARGET_IN_CONTEXT.test(name) ? target : null]));
}

/** Keys of the encryption context that the policy and grants of a key ask for: a key may have thousands of grants. */
const askedOf = oncePer(({ policy: own, grants }: AwsResource): readonly string[] => {
  const statements = onResource(own, grants).flatMap(({ policy }) => policy.statements);
  const asked = statements.flatMap(({ condition }) => condition?.keys.filter((name) => CONTEXT.test(name)) ?? []);
  return [...new Set(asked)];
});

function createLock(id: string, question: Question, judge: Judge, whoCan: ReturnType<typeof createWhoCan>): Lock {
  const { resource: key } = question;
  const isOpen = /:alias\//.test(key);
  const open = uncertain(
    isOpen ? `the key behind ${key} was not read` : `whether it may decrypt with ${key} is not told`,
  );
  let found: WhoCan | undefined;
  return {
    id,
    judge(principal) {
      if (isOpen) return open;
      // groups and narrowed sessions have no place among the principals
      if (principal.index < 0 || principal.session) return judge.ask(principal, question);
      found ??= whoCan(question);
      if (isSet(found.allowed, principal.index)) return GRANTED;
      return isSet(found.unknown, principal.index) ? open : NEVER;
    },
    judgeFor: (caller) => (isOpen ? open : judge.askFor(caller, question)),
  };
}

function isSet(bits: Uint32Array, index: number): boolean {
  return (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}
