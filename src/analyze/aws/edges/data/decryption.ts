// Reading what a key of one's own encrypts takes the right to decrypt with that key as well ("Secret encryption and decryption",
// AWS Secrets Manager User Guide; "Restricting access to Parameter Store parameters", AWS Systems Manager User Guide).
import type { AnalysisInput } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { accountOfArn } from "../../attached-policy.js";
import { type Condition, type ConditionEntry, evaluateEntry } from "../../condition/condition.js";
import { type KeyLookup, known } from "../../condition/key-state.js";
import { SETTABLE, STATES } from "../../condition/truth.js";
import type { AwsPrincipal } from "../../estate.js";
import { createWhoCan, type WhoCan } from "../../evaluate/who-can.js";
import { type Context, GRANTED, type Judgement, NEVER, uncertain } from "../evaluation/decision.js";
import type { Judge, Question } from "../evaluation/requests.js";

/** A key that what it encrypts is read with. */
export interface Lock {
  /** Words that tell it from others. */
  readonly id: string;
  /** Whether the principal may decrypt with it, by way of the service that keeps what is read. */
  judge(principal: AwsPrincipal): Judgement;
  /** The same for a caller by name, as Judge.askFor takes it. */
  judgeFor(caller: string): Judgement;
}

/** The lock of a secret, a parameter or the variables of a function; undefined where a key of AWS encrypts it, which nothing stands in the way of. */
export type Locks = (target: string) => Lock | undefined;

interface Keeper {
  /** Its name before region and suffix. */
  readonly service: string;
  /** Key of the encryption context that holds the ARN of what it encrypts, in lower case. */
  readonly target: string;
  /** All that it puts into the context ("Secret encryption and decryption"; "Parameter Store encryption context"). */
  readonly names: readonly string[];
}

const KEEPERS: { readonly [type: string]: Keeper } = {
  "aws.secret": {
    service: "secretsmanager",
    target: "kms:encryptioncontext:secretarn",
    names: ["SecretARN", "SecretVersionId"],
  },
  // "Securing Lambda environment variables", AWS Lambda Developer Guide
  "aws.lambda-function": {
    service: "lambda",
    target: "kms:encryptioncontext:aws:lambda:functionarn",
    names: ["aws:lambda:FunctionArn"],
  },
  "aws.ssm-parameter": { service: "ssm", target: "kms:encryptioncontext:parameter_arn", names: ["PARAMETER_ARN"] },
};

const CONTEXT = "kms:encryptioncontext:";

/** What the API says of a key that AWS keeps for the service. */
const OF_AWS = /^(arn:[^:]+:kms:[^:]*:[^:]*:)?alias\/aws\//;

/** Locks of all secrets and parameters. Keys are worked out when one is asked for, each once. */
export function createLocks(input: AnalysisInput, judge: Judge): Locks {
  const keys = readKeys(input);
  const whoCan = createWhoCan(judge.estate);
  const readings = readingsOf(judge.estate.compiler.conditions());
  const locks = new Map<string, Lock>();
  const targets = new Map<string, Lock>();
  for (const { id, type, properties, document } of input.nodes(Object.keys(KEEPERS))) {
    const keeper = KEEPERS[type];
    const key = keyOf(id, properties["kms_key"], keys);
    // without a policy of its own it opens to no other account anyway
    if (key === undefined && type === "aws.secret" && document !== undefined) {
      targets.set(id, ofOwnAccount(accountOfArn(id)));
    }
    if (key === undefined || keeper === undefined) continue;
    const [, partition = "aws", , region = ""] = id.split(":");
    const suffix = partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    const via = `${keeper.service}.${region}.${suffix}`;
    const lockId = [key, via, ...likenessOf(id, readings.get(keeper.target) ?? [])].join(" ");
    let lock = locks.get(lockId);
    if (lock === undefined) {
      const context = { "kms:ViaService": via, ...contextOf(id, keeper, readings.keys()) };
      lock = createLock(lockId, { action: "kms:Decrypt", resource: key, context }, judge, whoCan);
      locks.set(lockId, lock);
    }
    targets.set(id, lock);
  }
  return (target) => targets.get(target);
}

type Readings = ReadonlyMap<string, readonly ConditionEntry[]>;

/** What policies ask of the encryption context, key by key. */
function readingsOf(conditions: Iterable<Condition>): Readings {
  const readings = new Map<string, ConditionEntry[]>();
  for (const { entries, keys } of conditions) {
    for (const key of keys) if (key.startsWith(CONTEXT) && !readings.has(key)) readings.set(key, []);
    for (const entry of entries) if (entry.key.startsWith(CONTEXT)) addTo(readings, entry.key, entry);
  }
  return readings;
}

/** The context as the service fills it in, in the keys that some policy asks for; the caller has no say in it. */
function contextOf(target: string, keeper: Keeper, asked: Iterable<string>): Context {
  const context: { [key: string]: string | readonly string[] | null } = { "kms:EncryptionContextKeys": keeper.names };
  for (const key of asked) context[key] = key === keeper.target ? target : null;
  // which version it is differs, and so stays open
  if (keeper.names.includes("SecretVersionId")) delete context[`${CONTEXT}secretversionid`];
  return context;
}

/** What tells targets apart that a key encrypts: those of which all policies say the same are alike. Empty where none asks. */
function likenessOf(target: string, readings: readonly ConditionEntry[]): readonly string[] {
  if (readings.length === 0) return [];
  if (readings.some(({ values }) => values.some(({ variables }) => variables.length > 0))) return [target];
  const keys: KeyLookup = { state: () => known(target) };
  return [readings.map((entry) => evaluateEntry(entry, keys)).join("")];
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

function createLock(id: string, question: Question, judge: Judge, whoCan: ReturnType<typeof createWhoCan>): Lock {
  const { resource: key } = question;
  const isOpen = /:alias\//.test(key);
  const open = uncertain(
    isOpen ? `the key behind ${key} was not read` : `whether it may decrypt with ${key} is not told`,
  );
  const choosing: Judgement = {
    truth: SETTABLE,
    state: STATES[SETTABLE],
    condition: `the caller chooses how it decrypts with ${key}`,
    because: [],
  };
  let found: WhoCan | undefined;
  return {
    id,
    judge(principal) {
      if (isOpen) return open;
      // groups and narrowed sessions have no place among the principals
      if (principal.index < 0 || principal.session) return judge.ask(principal, question);
      found ??= whoCan(question);
      if (isSet(found.sure, principal.index)) return GRANTED;
      if (isSet(found.allowed, principal.index)) return choosing;
      return isSet(found.unknown, principal.index) ? open : NEVER;
    },
    judgeFor: (caller) => (isOpen ? open : judge.askFor(caller, question)),
  };
}

/**
 * What the key of AWS encrypts that Secrets Manager keeps in each account is read in that account alone: nobody changes its policy.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
 */
function ofOwnAccount(own: string): Lock {
  const judgeIn = (account: string): Judgement => (account === own ? GRANTED : NEVER);
  const isService = (caller: string): boolean => !caller.includes(":") && caller !== "*";
  return {
    id: `key of AWS in ${own}`,
    judge: ({ account }) => judgeIn(account),
    judgeFor: (caller) => (isService(caller) ? GRANTED : judgeIn(accountOfArn(caller))),
  };
}

function isSet(bits: Uint32Array, index: number): boolean {
  return (((bits[index >>> 5] ?? 0) >>> (index & 31)) & 1) === 1;
}
