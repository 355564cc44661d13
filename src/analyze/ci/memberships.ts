// Who is among the writers of a repository, from what was read of permissions: people, teams, keys, Apps and tokens. An App
// or token without the permission for workflows changes other files only.
import type { AnalysisInput, StoredEdge, StoredNode } from "../../model/analysis.js";
import { idOf, isRecord, textOf } from "../properties.js";
import { customRoles } from "./custom-roles.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner, CiRepository } from "./estate.js";
import type { Gate } from "./gates.js";
import { drawAppPast, drawByRole, drawPastRulesets } from "./let-past.js";
import { drawPassers } from "./past-new-refs.js";
import { isOfPeople } from "./rights.js";
import { registersId } from "./runners.js";
import { defaultFilesId, drawDispatch, drawSuppliedCode, filesId, type ManualEvent } from "./supplied-code.js";
import { settledByOwner } from "./token-owners.js";
import { writersId } from "./writers.js";

const BY_PERMISSIONS: readonly string[] = ["github.app-permissions", "github.token-permissions"];
const KEY = "github.deploy-key-access";
const JOB_TOKEN = "github.job-token";

/** Draws who is among the writers, who supplies code to jobs, and who starts them. */
export function drawMemberships(
  input: Pick<AnalysisInput, "nodes" | "edges" | "scopes">,
  owners: readonly CiOwner[],
  drawing: CiDrawing,
): void {
  const repositories = new Map<string, CiRepository>();
  for (const owner of owners) for (const repository of owner.repositories) repositories.set(repository.id, repository);
  for (const repository of repositories.values()) if (!repository.isArchived) drawSuppliedCode(repository, drawing);
  const all = new Map<string, CiOwner>(owners.map((owner) => [`${owner.scope}/all-repositories`, owner]));
  const scopes = new Map<string, CiOwner>(owners.map((owner) => [owner.scope, owner]));
  const grants = new Map<string, StoredNode>();
  for (const node of input.nodes([...BY_PERMISSIONS, KEY, JOB_TOKEN])) grants.set(node.id, node);
  const apps = new Map<string, string>();
  for (const { id, properties } of input.nodes(["github.app-installation"])) {
    const number = idOf(properties["app_id"]);
    if (number !== undefined) apps.set(id, `github:app/${number}`);
  }
  const settled = settledByOwner(input, owners, repositories, drawing);
  const estate = { repositories, all, scopes, apps, roleOf: customRoles(input), drawing };
  for (const edge of input.edges(["permits"])) {
    const grant = grants.get(edge.from);
    if (grant === undefined && !isOfPeople(edge.from)) continue;
    for (const one of settled(edge)) drawPermitted(one, grant, estate);
  }
  for (const repository of repositories.values()) if (!repository.isArchived) drawPassers(repository, drawing);
}

interface Estate {
  readonly repositories: ReadonlyMap<string, CiRepository>;
  /** Set of all repositories → their owner. */
  readonly all: ReadonlyMap<string, CiOwner>;
  readonly scopes: ReadonlyMap<string, CiOwner>;
  /** Installation → its App, as protections and rulesets name it. */
  readonly apps: ReadonlyMap<string, string>;
  readonly roleOf: ReturnType<typeof customRoles>;
  readonly drawing: CiDrawing;
}

function drawPermitted(
  edge: StoredEdge,
  grant: StoredNode | undefined,
  { repositories, all, scopes, apps, roleOf, drawing }: Estate,
): void {
  const repository = repositories.get(edge.to);
  const owner = all.get(edge.to);
  const target = repository ?? owner;
  if (target && edge.capability === "write") {
    drawWriter(edge, grant, target, drawing);
    const app = apps.get(grant?.parent ?? "");
    if (app !== undefined && grant)
      drawAppPast(app, { grant, own: gateOf(edge), changesWorkflows: changesWorkflows(grant) }, target, drawing);
    if (repository && grant === undefined) drawByRole(edge, roleOf(edge, repository), repository, drawing);
  }
  for (const event of target ? startedBy(edge, grant) : [])
    for (const one of repository ? [repository] : (owner?.repositories ?? []))
      drawDispatch({ from: edge.from, own: gateOf(edge), event }, one, drawing);
  const organization = scopes.get(edge.to);
  if (organization && edge.capability === "use" && grant && writes(grant, "organization_self_hosted_runners")) {
    const { from, state, confidence } = edge;
    drawing.edge({ kind: "member_of", from, to: registersId(organization), state, confidence, because: [grant.id] });
  }
}

/** Events by which somebody starts runs of the default branch with texts of their own. A key starts none, an App or token those it may. */
function startedBy({ capability }: StoredEdge, grant: StoredNode | undefined): readonly ManualEvent[] {
  if (grant === undefined) return capability === "write" ? ["workflow_dispatch", "repository_dispatch"] : [];
  return capability === "use" && writes(grant, "actions") ? ["workflow_dispatch"] : [];
}

function drawWriter(
  edge: StoredEdge,
  grant: StoredNode | undefined,
  target: CiRepository | CiOwner,
  drawing: CiDrawing,
): void {
  const { from, to, confidence } = edge;
  const stroke = { kind: "member_of" as const, from, ...gateOf(edge), confidence, because: [grant?.id ?? to] };
  const isRepository = "defaultBranch" in target;
  if (grant?.type === JOB_TOKEN) {
    // a push with this token starts no workflow: what it leaves on the default branch is run later
    if (isRepository) drawing.edge({ ...stroke, to: defaultFilesId(target) });
  } else if (grant === undefined || changesWorkflows(grant)) {
    if (isRepository) drawPastRulesets(edge, grant, grant?.type === KEY, target, drawing);
    drawing.edge({ ...stroke, to: isRepository ? writersId(target) : hubOf(target, "writers", writersId, drawing) });
  } else {
    drawing.edge({ ...stroke, to: isRepository ? filesId(target) : hubOf(target, "files", filesId, drawing) });
  }
}

/** What stands before what a grant permits: it is suspended, or how much it gives is not known. */
function gateOf({ state, properties }: StoredEdge): Gate {
  const why = textOf(properties["why"]);
  return { state, ...(why !== undefined && { condition: why }) };
}

/** An App or a token needs `workflows` to change a workflow file; a key does not. */
function changesWorkflows(grant: StoredNode): boolean {
  return grant.type === KEY || (writes(grant, "contents") && writes(grant, "workflows"));
}

function writes({ properties }: StoredNode, name: string): boolean {
  const permissions = properties["permissions"];
  return isRecord(permissions) && (permissions[name] === "write" || permissions[name] === "admin");
}

const WORDS = {
  writers: ["github.all-writers", "writers of every repository of"],
  files: ["github.file-writers", "whoever may change files of every repository of"],
} as const;

/** Hub of what may write to every repository of an owner. */
function hubOf(
  owner: CiOwner,
  what: keyof typeof WORDS,
  idOf: (repository: CiRepository) => string,
  drawing: CiDrawing,
): string {
  const id = `set:${owner.scope}/${what}`;
  if (drawing.has(id)) return id;
  const [type, words] = WORDS[what];
  drawing.node({ id, kind: "set", type, name: `${words} ${owner.login}`, scope: owner.scope, properties: {} });
  for (const repository of owner.repositories) {
    if (drawing.has(idOf(repository))) drawing.edge({ kind: "includes", from: id, to: idOf(repository) });
  }
  return id;
}
