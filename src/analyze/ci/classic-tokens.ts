// What classic tokens of GitHub open: as much of what their owner may as the scopes let through. The token never becomes the
// person: a grant stands between the two.

import type { AnalysisInput, StoredNode } from "../../model/analysis.js";
import type { GitHubScopeRow } from "../../model/ci-tables.js";
import { hasReached } from "../../model/clock.js";
import type { ConditionState } from "../../model/words.js";
import { textOf, textsOf } from "../properties.js";
import type { CiDrawing } from "./drawing.js";
import type { CiOwner } from "./estate.js";
import { HELD, mostOf, type Rights, readRights } from "./rights.js";
import { registersId } from "./runners.js";
import { filesId } from "./supplied-code.js";
import { writersId } from "./writers.js";

const TOKEN = "github.classic-token";
/** A scope that no table knows may let anything through. */
const UNKNOWN_SCOPE = 0.3;

type Gift = GitHubScopeRow["gives"][number];
type Input = Pick<AnalysisInput, "nodes" | "edges" | "types" | "now">;

/** In: tokens and the rights of their owners. Draws a grant for each token that is in force, and what it permits. */
export function drawClassicTokens(
  input: Input,
  owners: readonly CiOwner[],
  rows: readonly GitHubScopeRow[],
  drawing: CiDrawing,
): void {
  if (!input.types("credential").includes(TOKEN)) return;
  const scopes = new Map(owners.map((owner) => [owner.scope, owner]));
  const tokens = [...input.nodes([TOKEN])].filter((token) => scopes.has(token.scope) && isInForce(token, input.now));
  if (tokens.length === 0) return;
  const users = new Map<string, StoredNode>();
  for (const user of input.nodes(["github.user"])) {
    const login = textOf(user.properties["login"]);
    if (login !== undefined) users.set(`${user.scope} ${login.toLowerCase()}`, user);
  }
  const rightsOf = readRights(input);
  const gifts = new Map(rows.map(({ scope, gives }) => [scope, gives]));
  for (const token of tokens) {
    const owner = scopes.get(token.scope);
    const user = users.get(`${token.scope} ${textOf(token.properties["owner_login"])?.toLowerCase()}`);
    if (owner === undefined || user === undefined) continue;
    drawToken(token, rightsOf(user, owner), { owner, given: givenBy(token, gifts), drawing });
  }
}

function isInForce({ properties }: StoredNode, now: Date): boolean {
  const end = textOf(properties["expires_at"]);
  return properties["status"] === "active" && (end === undefined || !hasReached(now, Date.parse(end)));
}

/** What the scopes give, and how sure that is. */
function givenBy({ properties }: StoredNode, gifts: ReadonlyMap<string, readonly Gift[]>): ReadonlyMap<Gift, Sureness> {
  const given = new Map<Gift, Sureness>();
  for (const scope of textsOf(properties["scopes"]) ?? []) {
    const known = gifts.get(scope);
    for (const gift of known ?? (["code", "workflows", "organization"] as const)) {
      if (known !== undefined) given.set(gift, SURE);
      else if (!given.has(gift)) given.set(gift, { state: "unknown", confidence: UNKNOWN_SCOPE });
    }
  }
  return given;
}

interface Sureness {
  readonly state: ConditionState;
  readonly confidence: number;
}
const SURE: Sureness = { state: "none", confidence: 1 };

interface Frame {
  readonly owner: CiOwner;
  readonly given: ReadonlyMap<Gift, Sureness>;
  readonly drawing: CiDrawing;
}

function drawToken(token: StoredNode, rights: Rights, { owner, given, drawing }: Frame): void {
  const from = `${token.id}/scopes`;
  const scopes = textsOf(token.properties["scopes"]) ?? [];
  const name = `scopes of ${token.name}`;
  drawing.node({
    id: from,
    kind: "grant",
    type: "github.token-scopes",
    name,
    scope: owner.scope,
    properties: { scopes },
  });
  drawing.edge({ kind: "has_grant", from: token.id, to: from, because: [token.id] });
  const because = [token.id];
  const organization = rights.ownsOrganization ? given.get("organization") : undefined;
  if (organization)
    drawing.edge({ kind: "permits", from, to: owner.scope, capability: "admin", because, ...organization });
  const runners = rights.ownsOrganization ? given.get("runners") : undefined;
  if (runners) drawing.edge({ kind: "member_of", from, to: registersId(owner), because, ...runners });
  for (const repository of owner.repositories) {
    const held = rights.ownsOrganization ? "admin" : mostOf(rights, repository, owner);
    const code = given.get("code") ?? (repository.isPrivate === false ? given.get("public-code") : undefined);
    if (held === undefined || code === undefined) continue;
    for (const capability of HELD.slice(0, HELD.indexOf(held) + 1))
      drawing.edge({ kind: "permits", from, to: repository.id, capability, because, ...code });
    if (held === "read" || repository.isArchived) continue;
    const workflows = given.get("workflows");
    const sure = workflows === undefined || code.confidence < workflows.confidence ? code : workflows;
    drawing.edge({
      kind: "member_of",
      from,
      because,
      ...sure,
      to: workflows ? writersId(repository) : filesId(repository),
    });
  }
}
