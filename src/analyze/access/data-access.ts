// permits: who can read, overwrite or take over what is worth protecting: objects of buckets, secrets, parameters, keys.
import type { AnalysisInput } from "../../model/analysis.js";
import { addTo } from "../../model/group-by.js";
import { once } from "../../model/once.js";
import type { Capability } from "../../model/words.js";
import { ACCESS_POINT, contextThrough } from "../aws/access-points.js";
import { type AttachedPolicy, accountOfArn, onResource } from "../aws/attached-policy.js";
import { NO, YES } from "../aws/condition/truth.js";
import type { AwsPrincipal, Estate } from "../aws/estate.js";
import { partitionOf, rootOf } from "../aws/partition.js";
import { withoutVariables } from "../aws/policy/glob.js";
import type { Policy, Statement } from "../aws/policy/policy.js";
import { accountNamed } from "../aws/policy/principal-set.js";
import { ANYONE, drawAnyone } from "./anyone.js";
import type { Claim } from "./claims.js";
import { CODE_OBJECT, readCodeObjects } from "./code-objects.js";
import { createLocks, type Lock, type Locks } from "./decryption.js";
import { createDeletedPolicies, DELETING } from "./deleted-policies.js";
import { createDoors, createTargetsFor, type Doors } from "./doors.js";
import type { Drawing } from "./drawing.js";
import { createEveryoneWithin, type EveryoneWithin, isByService } from "./everyone-within.js";
import { foreignNode } from "./foreign.js";
import type { ActionMask } from "./interest.js";
import type { Judge, Question } from "./judge.js";
import { both, type Context, GRANTED, type Judgement, surest, uncertain } from "./judgement.js";
import { createMechanism, type Mechanism } from "./mechanism.js";
import { createLetIn, rolesLetIn } from "./names-let-in.js";
import { createNewAccessPoints, NEW_POINT_ACTIONS } from "./new-access-points.js";
import type { Sessions } from "./sessions.js";
import { SHOWING, workloadsWithSecrets } from "./shown-settings.js";
import { commonResource, pickResource } from "./witness.js";

interface DataPermission {
  readonly type: string;
  readonly action: string;
  readonly gives: Capability;
  /** The action is about what is in it: objects of a bucket, aliases of an agent. */
  readonly within?: Within;
  /** Keys of the request as the caller would make it. */
  readonly context?: Context;
  /** What is read is decrypted for the caller, who has to be allowed that, too. */
  readonly decrypts?: true;
  /** Of interest only for what holds a secret. */
  readonly shows?: true;
  /** The caller lets itself through an access point, to this, as far as the bucket behind it leaves that to the access point. */
  readonly opens?: "s3:GetObject" | "s3:PutObject";
}

interface Within {
  /** What is asked about: what is in the resource, all of it; one of several is enough. */
  all(id: string): readonly string[];
  /** A pattern of what is in resources as a pattern of these. */
  holder(pattern: string): string;
}

const OBJECTS: Within = {
  all: (id) => [`${id}/*`],
  holder(pattern) {
    if (!pattern.startsWith("arn:") || pattern.split(":")[2] !== "s3") return pattern;
    const slash = pattern.indexOf("/");
    return slash < 0 ? pattern : pattern.slice(0, slash);
  },
};

/** What is asked for by way of an access point. */
const THROUGH: Within = {
  all: (id) => [`${id}/object/*`],
  holder: (pattern) => pattern.replace(/(:accesspoint\/[^/]*)\/.*$/, "$1"),
};

const ALIASES: Within = {
  all: (id) => [`${id.replace(":agent/", ":agent-alias/")}/*`],
  holder: (pattern) => pattern.replace(/:agent-alias\/([^/]*)(?:\/.*)?$/, ":agent/$1"),
};

/** The bucket of an object. */
const HOLDER: Within = {
  all: (id) => [OBJECTS.holder(id)],
  holder: (pattern) => (/^arn:[^/]*[^*]$/.test(pattern) ? `${pattern}/*` : pattern),
};

/**
 * Paths that a parameter is below, each written with a slash at its end or without: who may list one of them reads all below it ("Working
 * with parameter hierarchies", AWS Systems Manager User Guide).
 */
const PATHS: Within = {
  all(id) {
    const [start = "", ...levels] = id.split("/");
    return levels.flatMap((_, above) => {
      const path = [start, ...levels.slice(0, above)].join("/");
      return above === 0 ? [`${path}/`] : [path, `${path}/`];
    });
  },
  holder: (pattern) => (pattern.endsWith("*") ? pattern : `${pattern.replace(/\/$/, "")}/*`),
};

/** No type of a node: objects that are code, asked for by way of an access point. */
const CODE_BY_WAY = `${CODE_OBJECT} by way of an access point`;

/** One action that gives each capability; others that give the same are rarer. */
const PERMISSIONS: readonly DataPermission[] = [
  { type: "aws.s3-bucket", action: "s3:GetObject", gives: "read", within: OBJECTS },
  { type: "aws.s3-bucket", action: "s3:PutObject", gives: "write", within: OBJECTS },
  { type: "aws.s3-bucket", action: "s3:PutBucketPolicy", gives: "admin" },
  { type: ACCESS_POINT, action: "s3:GetObject", gives: "read", within: THROUGH },
  { type: ACCESS_POINT, action: "s3:PutObject", gives: "write", within: THROUGH },
  { type: ACCESS_POINT, action: "s3:PutAccessPointPolicy", gives: "read", opens: "s3:GetObject" },
  { type: ACCESS_POINT, action: "s3:PutAccessPointPolicy", gives: "write", opens: "s3:PutObject" },
  { type: CODE_OBJECT, action: "s3:PutObject", gives: "write" },
  { type: CODE_BY_WAY, action: "s3:PutObject", gives: "write" },
  { type: CODE_OBJECT, action: "s3:PutBucketPolicy", gives: "write", within: HOLDER },
  { type: "aws.secret", action: "secretsmanager:GetSecretValue", gives: "read", decrypts: true },
  { type: "aws.secret", action: "secretsmanager:PutSecretValue", gives: "write" },
  { type: "aws.secret", action: "secretsmanager:PutResourcePolicy", gives: "admin" },
  { type: "aws.ssm-parameter", action: "ssm:GetParameter", gives: "read", decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:GetParameters", gives: "read", decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:GetParametersByPath", gives: "read", within: PATHS, decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:GetParameterHistory", gives: "read", decrypts: true },
  { type: "aws.ssm-parameter", action: "ssm:PutParameter", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:GetItem", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:Scan", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:Query", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:BatchGetItem", gives: "read" },
  { type: "aws.dynamodb-table", action: "dynamodb:PutItem", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:UpdateItem", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:BatchWriteItem", gives: "write" },
  { type: "aws.dynamodb-table", action: "dynamodb:PutResourcePolicy", gives: "admin" },
  { type: "aws.bedrock-agent", action: "bedrock:InvokeAgent", gives: "use", within: ALIASES },
  { type: "aws.bedrock-agentcore-runtime", action: "bedrock-agentcore:InvokeAgentRuntime", gives: "use" },
  { type: "aws.kms-key", action: "kms:Decrypt", gives: "read" },
  // a grant of Decrypt to itself; those that a service makes for its own use it cannot use (KMS Developer Guide, "Grants in KMS")
  {
    type: "aws.kms-key",
    action: "kms:CreateGrant",
    gives: "read",
    context: { "kms:GrantIsForAWSResource": "false", "kms:GrantOperations": "Decrypt" },
  },
  { type: "aws.kms-key", action: "kms:PutKeyPolicy", gives: "admin" },
  ...SHOWING.map(([type, action]): DataPermission => ({ type, action, gives: "read", shows: true, decrypts: true })),
];

export const DATA_ACTIONS = [...PERMISSIONS.map(({ action }) => action), ...NEW_POINT_ACTIONS, ...DELETING];

export interface DataAccess {
  /** `mask` holds the actions that the principal is allowed somewhere. */
  add(principal: AwsPrincipal, mask: ActionMask): void;
  draw(drawing: Drawing): void;
}

/** Buckets of an access point whose policies tell access points apart: others let in nobody who has no way without them. */
function bucketsBehind(point: string, estate: Estate): readonly string[] {
  const buckets = estate.resource(point)?.way?.buckets ?? [];
  return buckets.filter((bucket) => (estate.resource(bucket)?.accessPoints.length ?? 0) > 0);
}

interface Running {
  readonly permission: DataPermission;
  readonly bit: ActionMask;
  readonly mechanism: Mechanism;
}

/** Nothing is looked at for types of which there is no node. */
export function createDataAccess(input: AnalysisInput, judge: Judge, sessions: Sessions): DataAccess {
  const data = new Map<string, string[]>();
  const types = new Set(PERMISSIONS.filter(({ shows }) => shows !== true).map(({ type }) => type));
  for (const { id, type } of input.nodes([...types])) {
    if (type !== ACCESS_POINT || bucketsBehind(id, judge.estate).length > 0) addTo(data, type, id);
  }
  const settings = workloadsWithSecrets(input);
  const idsOf = ({ type, shows }: DataPermission): readonly string[] =>
    (shows === true ? settings : data).get(type) ?? [];
  const code = readCodeObjects(input, judge.estate);
  if (code.ids.length > 0) data.set(CODE_OBJECT, [...code.ids]);
  if (code.ways.length > 0) data.set(CODE_BY_WAY, [...code.ways]);
  const locks = createLocks(input, judge);
  const doors = createDoors(judge);
  const running: Running[] = PERMISSIONS.filter((permission) => idsOf(permission).length > 0).map((permission) => ({
    permission,
    bit: judge.interest.bitOf(permission.action),
    mechanism: createMechanism(toSpec(permission, idsOf(permission), { locks, doors, judge }), judge),
  }));
  const letIn = once(() => createLetIn(judge.estate, sessions));
  const everyoneWithin = createEveryoneWithin(judge, sessions);
  const newPoints = createNewAccessPoints(input, judge);
  const deleted = createDeletedPolicies(input, locks, judge);
  return {
    add(principal, mask) {
      for (const { bit, mechanism } of running) {
        if ((mask & bit) !== 0n) mechanism.add({ principal, judgement: GRANTED });
      }
      newPoints.add(principal, mask);
      deleted.add(principal, mask);
    },
    draw(drawing) {
      code.draw(drawing);
      newPoints.draw(drawing);
      deleted.draw(drawing);
      for (const { permission, mechanism } of running) {
        mechanism.draw(drawing);
        for (const id of idsOf(permission))
          drawNamed(id, permission, { judge, sessions, letIn: letIn(), doors, everyoneWithin, drawing, locks });
      }
      // who was let through by an access point was let through by its bucket as well
      for (const id of data.get(ACCESS_POINT) ?? []) {
        for (const bucket of bucketsBehind(id, judge.estate))
          drawing.edge({ kind: "includes", from: id, to: bucket, judgement: GRANTED });
      }
    },
  };
}

function toSpec(
  { type, action, gives, within, context = {}, decrypts, opens }: DataPermission,
  ids: readonly string[],
  { locks, doors, judge }: Pick<Frame, "locks" | "doors" | "judge">,
) {
  const { estate } = judge;
  const doorOf = doors(action);
  const targetsFor = createTargetsFor(ids, doorOf, estate, (pattern) => within?.holder(pattern) ?? pattern);
  const resources = (target: string, claim: Claim) =>
    claim.resources.flatMap((set) => (within?.all(target) ?? [target]).flatMap((wanted) => inside(wanted, set)));
  return {
    id: action,
    kind: "permits" as const,
    gives,
    actions: [within === undefined ? { action, context } : { action, context, resources, isFindable: true }],
    targetsFor,
    ...(decrypts && { lockOf: locks }),
    ...(opens && { lockOf: (point: string) => toBucketLock(point, opens, judge) }),
    personalGroup: (target: string) => {
      const { way } = estate.resource(target) ?? {};
      return way !== undefined || doorOf(target).isPersonal ? target : undefined;
    },
    hubName: (account: string, count: number) =>
      `${count} of ${type.slice(type.indexOf(".") + 1)} that ${action} of account ${account} covers`,
  };
}

/**
 * What the bucket behind an access point has to say of who comes that way, whatever the policy of the access point is. Of several
 * buckets the network picks the one that answers: where they differ, it is not known.
 */
function toBucketLock(point: string, action: string, judge: Judge): Lock | undefined {
  const way = judge.estate.resource(point)?.way;
  if (way === undefined || bucketsBehind(point, judge.estate).length === 0) return undefined;
  const context = Object.fromEntries(contextThrough(point, way, new Map()));
  const from = way.origin === "VPC" ? uncertain(`that it comes from the network of ${point}`) : GRANTED;
  const judged = (ask: (question: Question) => Judgement): Judgement => {
    const answers = way.buckets.map((bucket) =>
      judge.estate.resource(bucket) === undefined
        ? uncertain(`what ${bucket} says, which was not read`)
        : ask({ action, resource: pickResource(`${bucket}/*`, ""), context }),
    );
    const [first = GRANTED, ...rest] = answers;
    const differ = rest.some(({ truth }) => truth !== first.truth);
    return both(differ ? uncertain(`which bucket of ${point} answers`) : first, from);
  };
  return {
    id: `${point} ${action}`,
    judge: (principal) => judged((question) => judge.ask(principal, question)),
    judgeFor: (caller) => judged((question) => judge.askFor(caller, question)),
  };
}

function inside(wanted: string, set: Claim["resources"][number]): string[] {
  if (set.isEverything || set.isNegated) return [pickResource(wanted, "")];
  return set.texts.flatMap((text) => commonResource(withoutVariables(text), wanted) ?? []);
}

interface Frame {
  readonly judge: Judge;
  readonly sessions: Sessions;
  readonly letIn: ReturnType<typeof createLetIn>;
  readonly doors: Doors;
  readonly everyoneWithin: EveryoneWithin;
  readonly drawing: Drawing;
  readonly locks: Locks;
}

/** Whom the resource's own policy, or a grant of a key, names: single principals, other accounts, everyone. */
function drawNamed(id: string, permission: DataPermission, frame: Frame): void {
  const { policy, grants = [] } = frame.judge.estate.resource(id) ?? {};
  for (const one of onResource(policy, grants)) drawNamedIn(one, id, permission, frame);
}

function drawNamedIn(
  policy: AttachedPolicy,
  id: string,
  { action, gives, within, context: asked = {}, decrypts, opens }: DataPermission,
  { judge, sessions, letIn, doors, everyoneWithin, drawing, locks }: Frame,
): void {
  const lock = decrypts ? locks(id) : opens && toBucketLock(id, opens, judge);
  const { estate, interest } = judge;
  for (const statement of interest.only(policy.policy, interest.bitOf(action)).statements) {
    if (!statement.isAllow || !statement.principals) continue;
    const [resource] =
      within === undefined ? [id] : within.all(id).flatMap((wanted) => inside(wanted, statement.resources));
    if (resource === undefined) continue;
    const because = [`${policy.id}#${statement.index}`];
    const askOwn = (caller: AwsPrincipal): Judgement => {
      const answer = judge.ask(caller, { action, resource, context: asked });
      return lock ? both(answer, lock.judge(caller)) : answer;
    };
    const drawOwn = (caller: AwsPrincipal): void => {
      const judgement = askOwn(caller);
      if (judgement.truth !== NO) drawing.edge({ kind: "permits", from: caller.id, to: id, judgement, because, gives });
    };
    for (const caller of letIn(statement)) drawOwn(caller);
    for (const from of callersOf(statement, id, estate)) {
      const principal = estate.principal(from);
      const context = { ...asked, "aws:PrincipalOrgID": null, "aws:PrincipalOrgPaths": null };
      const ask = (caller: string): Judgement => {
        const answer = judge.askFor(caller, { action, resource, context: from === ANYONE ? context : asked });
        return lock ? both(answer, lock.judgeFor(caller)) : answer;
      };
      const judgement = principal ? askOwn(principal) : surest(namesOf(from, id, policy.policy), ask);
      if (from === ANYONE && judgement.truth !== YES && !isByService(statement)) {
        const account = estate.resource(id)?.account ?? accountOfArn(id);
        const { isPersonal } = doors(action)(id);
        const opened = { id, account, action, gives, because, isPersonal, anyone: judgement, ask: askOwn };
        everyoneWithin.draw(opened, drawing);
      }
      if (judgement.truth === NO) continue;
      if (from === ANYONE) drawAnyone(drawing);
      else if (!principal) drawing.node(foreignNode(from));
      drawing.edge({ kind: "permits", from, to: id, judgement, because, gives });
      for (const session of sessions.of(from)) drawOwn(session);
    }
  }
}

/** Who is asked about for a caller that was not read: somebody, and a role of each name that the policy lets in, which it may make. */
function namesOf(from: string, beside: string, policy: Policy): readonly string[] {
  const someone = from === ANYONE ? "*" : from.replace(/:root$/, ":role/<someone>");
  if (someone === from) return [from];
  const account = from === ANYONE ? "000000000000" : accountOfArn(from);
  return [someone, ...rolesLetIn(policy, account, partitionOf(beside))];
}

function callersOf({ principals }: Statement, beside: string, estate: Estate): string[] {
  if (!principals) return [];
  if (principals.isEveryone || principals.isNegated) return [ANYONE];
  return principals.aws.flatMap((text) => {
    const account = accountNamed(text);
    if (account !== undefined) return estate.hasAccount(account) ? [] : [rootOf(account, beside)];
    const owner = accountOfArn(text);
    return estate.principal(text) || (/^\d{12}$/.test(owner) && !estate.hasAccount(owner)) ? [text] : [];
  });
}
