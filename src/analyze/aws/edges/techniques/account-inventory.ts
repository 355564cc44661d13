// What techniques ask about besides policies: which workloads run as which role, who is in an instance profile, how many keys
// a user has, what exists in an account. What was not read is told apart from what is not there.
import type { AnalysisInput, StoredNode } from "../../../../model/analysis.js";
import { addTo, groupBy } from "../../../../model/group-by.js";
import { once, oncePerWord } from "../../../../model/once.js";
import { readSets } from "../../../read-sets.js";
import { accountOfArn } from "../../attached-policy.js";
import type { AwsPrincipal, Estate } from "../../estate.js";
import { DETAILS } from "../../read-accounts.js";
import { createExisting, type Existing } from "../builder/existing-targets.js";
import { type PoolPlaces, readPoolPlaces } from "../cognito/role-mappings.js";
import { startedLatest } from "../compute/auto-scaling-groups.js";
import { ADMINISTRATORS, CLUSTER, toAdministrators } from "../compute/eks-administrators.js";
import { type EksPlaces, readEksPlaces } from "../compute/eks-clusters.js";
import { type IdentityCenters, readIdentityCenters } from "../identity-center/instances.js";

export interface Workload {
  /** ARN, or the id that its collector gave it. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly properties: StoredNode["properties"];
  /** Roles that it runs as. */
  readonly roles: readonly string[];
}

export interface Surroundings {
  /** Workloads of the types in an account, sorted by id. */
  workloads(types: readonly string[], account: string): readonly Workload[];
  workload(id: string): Workload | undefined;
  /** Roles that workloads get by way of an instance profile: workload → role. */
  readonly throughProfiles: ReadonlyMap<string, string>;
  /** Workloads that run as a role. */
  runningAs(role: string): readonly Workload[];
  /** Nodes of the types in an account; undefined when there are none and they were not read. */
  existing(types: readonly string[], account: string): Existing | undefined;
  /** Whether all nodes of the types in an account were read. */
  areRead(types: readonly string[], account: string): boolean;
  /** Undefined when instance profiles were not read. */
  isInInstanceProfile(role: string): boolean | undefined;
  /** Instance profiles with a role, as far as they were read. */
  profilesOf(role: string): readonly string[];
  /** Whether a SAML provider of an account is there; undefined when they were not read. */
  hasSamlProvider(arn: string): boolean | undefined;
  /** Access keys of a user; undefined when they were not read. */
  accessKeys(user: AwsPrincipal): number | undefined;
  /** Whether a user has a console password; undefined when that was not read. */
  hasLoginProfile(user: AwsPrincipal): boolean | undefined;
  readonly groupsOf: Estate["groupsOf"];
  readonly centers: IdentityCenters;
  readonly eks: EksPlaces;
  readonly pools: PoolPlaces;
  /**
   * Members that were read of the organisation that the account manages, or to which a service was delegated that it administers for it;
   * sorted.
   */
  managedBy(account: string, service: string | undefined): readonly string[];
  /** Whether the account that manages the organisation has a service-linked role of the service; undefined when its roles were not read. */
  hasLinkedRole(account: string, service: string): boolean | undefined;
}

const KEYS = "aws/iam:access-keys";
const REPORT = "aws/iam:credential-report";
const PROFILES = "aws/iam:login-profiles";
const PROVIDERS = "aws/iam:saml-providers";

/** Reads the types that are asked about; nothing else of the graph is walked. */
export function readSurroundings(input: AnalysisInput, types: readonly string[], estate: Estate): Surroundings {
  // a region that was read says nothing of the others
  const read = readSets(input.scopes(), "whole");
  const profiles = readProfiles(input);
  const isRead = (account: string, dataSet: string) => read.isComplete(`aws:${account}`, dataSet);
  const { workloads, throughProfiles } = readWorkloads(input, types, profiles, isRead);
  const byPlace = groupBy(workloads.values(), ({ type, account }) => `${type} ${account}`);
  const byRole = once(() => groupByRole(workloads.values()));
  const areRead = (wanted: readonly string[], account: string): boolean =>
    wanted.every((type) => isRead(account, DATA_SET_OF[type] ?? ""));
  const all = (wanted: readonly string[], account: string): readonly Workload[] =>
    wanted.flatMap((type) => byPlace.get(`${type} ${account}`) ?? []);
  // only few accounts have callers that these matter for, and then they cost a walk over all users
  const keys = once(() => readKeys(input));
  const passwords = once(() => readPasswords(input));
  const members = oncePerWord((organization) => readMembers(organization, input, estate));
  const providers = once(() => new Set([...input.nodes(["aws.saml-provider"])].map(({ id }) => id)));
  return {
    workloads: all,
    workload: (id) => workloads.get(id),
    throughProfiles,
    runningAs: (role) => byRole().get(role) ?? [],
    areRead,
    existing: createExistence(all, areRead, estate),
    isInInstanceProfile: (role) => profiles.of.has(role) || (isRead(accountOfArn(role), DETAILS) ? false : undefined),
    profilesOf: (role) => profiles.of.get(role) ?? [],
    hasSamlProvider: (arn) => {
      if (providers().has(arn)) return true;
      return isRead(accountOfArn(arn), PROVIDERS) ? false : undefined;
    },
    accessKeys: ({ id, account }) => {
      const count = keys().get(id);
      return count ?? (isRead(account, KEYS) || isRead(account, REPORT) ? 0 : undefined);
    },
    hasLoginProfile: ({ id }) => passwords().get(id),
    groupsOf: estate.groupsOf,
    centers: readIdentityCenters(input, estate),
    eks: readEksPlaces(input),
    pools: readPoolPlaces(input, estate),
    managedBy: (account, service) =>
      administers(account, service, estate) ? members(estate.organizations.placeOf(account)?.organization ?? "") : [],
    hasLinkedRole: createLinkedRoles(estate, isRead),
  };
}

/** What is there of some types in an account, put in order once for each. */
function createExistence(
  all: Surroundings["workloads"],
  areRead: Surroundings["areRead"],
  estate: Estate,
): Surroundings["existing"] {
  const existing = oncePerWord((place) => {
    const [account = "", ...types] = place.split(" ");
    const ids = all(types, account).map(({ id }) => id);
    return ids.length > 0 || areRead(types, account) ? createExisting(ids, estate) : undefined;
  });
  return (types, account) => existing(`${account} ${types.join(" ")}`);
}

/** Service-linked roles are looked through when the first is asked about. */
function createLinkedRoles(
  estate: Estate,
  isRead: (account: string, dataSet: string) => boolean,
): Surroundings["hasLinkedRole"] {
  const linked = once(() => readLinked(estate));
  return (caller, service) => {
    const account = estate.organizations.placeOf(caller)?.management ?? caller;
    if (linked().has(`${account} ${service}`)) return true;
    return isRead(account, DETAILS) ? false : undefined;
  };
}

function groupByRole(workloads: Iterable<Workload>): ReadonlyMap<string, readonly Workload[]> {
  const byRole = new Map<string, Workload[]>();
  for (const workload of workloads) for (const role of workload.roles) addTo(byRole, role, workload);
  return byRole;
}

const GROUP = "aws.auto-scaling-group";
const TEMPLATE = "aws.launch-template";
const STACK_SET = "aws.cloudformation-stack-set";
/** Role of stack sets of which nobody passes another: "Grant self-managed permissions", CloudFormation User Guide. */
const USUAL_ROLE = /:role\/AWSCloudFormationStackSetAdministrationRole$/;

/** Data set that holds all nodes of a type which some technique needs to be there; what is read nowhere has none. */
const DATA_SET_OF: { readonly [type: string]: string } = {
  "aws.apigateway-http-api": "aws/apigateway:http-apis",
  "aws.apigateway-rest-api": "aws/apigateway:rest-apis",
  "aws.apprunner-service": "aws/apprunner:services",
  [GROUP]: "aws/autoscaling:auto-scaling-groups",
  "aws.batch-job-queue": "aws/batch:job-queues",
  "aws.bedrock-agentcore-runtime": "aws/bedrock-agentcore:runtimes",
  "aws.cloudformation-stack": "aws/cloudformation:stacks",
  [STACK_SET]: "aws/cloudformation:stack-sets",
  "aws.codebuild-project": "aws/codebuild:projects",
  "aws.codedeploy-deployment-group": "aws/codedeploy:deployment-groups",
  "aws.codepipeline-pipeline": "aws/codepipeline:pipelines",
  "aws.ec2-instance": "aws/ec2:instances",
  "aws.ecs-cluster": "aws/ecs:clusters",
  "aws.ecs-container-instance": "aws/ecs:clusters",
  "aws.ecs-service": "aws/ecs:clusters",
  "aws.ecs-task-definition": "aws/ecs:task-definitions",
  "aws.eks-cluster": "aws/eks:clusters",
  "aws.eks-pod-identity": "aws/eks:clusters",
  "aws.event-pipe": "aws/pipes:pipes",
  "aws.firehose-delivery-stream": "aws/firehose:delivery-streams",
  "aws.glue-job": "aws/glue:jobs",
  "aws.glue-trigger": "aws/glue:triggers",
  "aws.iot-role-alias": "aws/iot:role-aliases",
  "aws.iot-topic-rule": "aws/iot:topic-rules",
  "aws.lambda-function": "aws/lambda:functions",
  [TEMPLATE]: "aws/ec2:launch-templates",
  "aws.sagemaker-notebook": "aws/sagemaker:notebook-instances",
  "aws.sagemaker-pipeline": "aws/sagemaker:pipelines",
  "aws.sagemaker-user-profile": "aws/sagemaker:user-profiles",
  "aws.schedule": "aws/scheduler:schedules",
  "aws.ssm-association": "aws/ssm:associations",
  "aws.ssm-maintenance-window": "aws/ssm:maintenance-windows",
  "aws.state-machine": "aws/states:state-machines",
};

/** `<account> <service>` of every service-linked role. */
function readLinked({ principals }: Estate): ReadonlySet<string> {
  const services = principals.flatMap(({ id, account, isServiceLinked }) => {
    const service = isServiceLinked ? /:role\/aws-service-role\/([^/]+)\//.exec(id)?.[1] : undefined;
    return service === undefined ? [] : [`${account} ${service}`];
  });
  return new Set(services);
}

/** Whether the account manages its organisation, or the service was delegated to it. */
function administers(account: string, service: string | undefined, { organizations }: Estate): boolean {
  const place = organizations.placeOf(account);
  if (place === undefined || place.isManagement || service === undefined) return place?.isManagement === true;
  return organizations.delegatedTo(place.organization, service)?.includes(account) === true;
}

/** Accounts of an organisation that were read, without the one that manages it. */
function readMembers(organization: string, input: AnalysisInput, { organizations }: Estate): readonly string[] {
  const accounts = [...input.scopes()].flatMap(({ id }) => /^aws:(\d{12})$/.exec(id)?.[1] ?? []);
  const isMember = (account: string) => {
    const place = organizations.placeOf(account);
    return place?.organization === organization && !place.isManagement;
  };
  return accounts.filter(isMember).sort();
}

interface Profiles {
  /** Role → instance profiles. */
  readonly of: ReadonlyMap<string, readonly string[]>;
  /** Instance profile → role. */
  readonly byId: ReadonlyMap<string, string>;
}

function readProfiles(input: AnalysisInput): Profiles {
  const byId = new Map<string, string>();
  for (const { id, properties } of input.nodes(["aws.instance-profile"])) {
    if (typeof properties["role"] === "string") byId.set(id, properties["role"]);
  }
  const of = new Map<string, string[]>();
  for (const [id, role] of byId) addTo(of, role, id);
  return { of, byId };
}

function readWorkloads(
  input: AnalysisInput,
  types: readonly string[],
  profiles: Profiles,
  isRead: (account: string, dataSet: string) => boolean,
) {
  const throughProfiles = new Map<string, string>();
  const workloads = new Map<string, Workload>();
  const nodes = types.length === 0 ? [] : [...input.nodes(types)];
  if (types.includes(ADMINISTRATORS)) for (const one of input.nodes([CLUSTER])) nodes.push(toAdministrators(one));
  // a walk over all edges is worth it only where something runs
  const runs = input.types("workload").length > 0;
  const roles = runs ? readRoles(input, profiles, throughProfiles) : new Map<string, string[]>();
  const latest = once(() => startedLatest(input));
  const startsLatest = (template: string, account: string) =>
    latest().has(template) || (isRead(account, DATA_SET_OF[GROUP] ?? "") ? false : undefined);
  for (const { id, type, name, scope, region, properties: own, supplements } of nodes) {
    const account = scope.startsWith("aws:") ? scope.slice(4) : "";
    const more = {
      ...(type === TEMPLATE && { starts_latest: startsLatest(id, account) }),
      ...(type === STACK_SET && { has_usual_role: roles.get(id)?.some((role) => USUAL_ROLE.test(role)) }),
    };
    // another data set may know more of it: whether the agent of a service runs there
    const properties = Object.assign({}, ...Object.values(supplements), more, own);
    workloads.set(id, { id, type, name, account, region, properties, roles: roles.get(id) ?? [] });
  }
  return { workloads, throughProfiles };
}

function readRoles(
  input: AnalysisInput,
  { byId }: Profiles,
  throughProfiles: Map<string, string>,
): Map<string, string[]> {
  const roles = new Map<string, string[]>();
  for (const { from, to } of input.edges(["runs_as"])) {
    const role = byId.get(to);
    if (role !== undefined) throughProfiles.set(from, role);
    addTo(roles, from, role ?? to);
  }
  return roles;
}

function readKeys(input: AnalysisInput): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  for (const { parent } of input.nodes(["aws.access-key"])) {
    if (parent !== undefined) keys.set(parent, (keys.get(parent) ?? 0) + 1);
  }
  return keys;
}

function readPasswords(input: AnalysisInput): ReadonlyMap<string, boolean> {
  const passwords = new Map<string, boolean>();
  for (const { id, supplements } of input.nodes(["aws.iam-user"])) {
    const said = (supplements[REPORT] ?? supplements[PROFILES])?.["password_enabled"];
    if (typeof said === "boolean") passwords.set(id, said);
  }
  return passwords;
}
