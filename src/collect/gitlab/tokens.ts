// A token of GitLab as a credential, and what it gives as a grant: never more than its scopes, never more than its role. Pure.
import type { GraphEdge } from "../../model/batch.js";
import type { Capability } from "../../model/words.js";
import { type Fields, integerOf, listOf, properties, proseOf, textOf } from "../fields.js";
import type { PartBuilder } from "../part.js";
import { toIso } from "../time.js";
import type { GroupCrawl } from "./group-crawl.js";
import { userId } from "./ids.js";
import { DEVELOPER, levelOf, MAINTAINER, OWNER } from "./roles.js";

export interface TokenPlace {
  readonly type:
    | "gitlab.project-access-token"
    | "gitlab.group-access-token"
    | "gitlab.deploy-token"
    | "gitlab.service-account-token"
    | "gitlab.personal-access-token";
  readonly crawl: GroupCrawl;
  /** Group, project or user that it belongs to: where its id stands. */
  readonly holder: string;
  /** Group or project that it reaches; undefined for what its user reaches. */
  readonly reach?: string;
  /** User that it acts as, when no field says. */
  readonly of?: string;
}

/** Tokens of these scopes change code; the others read, or reach registries only. */
const WRITES: ReadonlySet<string> = new Set(["api", "write_repository"]);

/** Adds a token, what it gives and whom it acts as to `out`; nothing where the answer has no number for it. */
export function addToken(raw: Fields, place: TokenPlace, out: PartBuilder): void {
  const number = integerOf(raw["id"]);
  if (number === undefined) return;
  const { type, crawl, holder } = place;
  const id = `${holder}/${type === "gitlab.deploy-token" ? "deploy-token" : "token"}/${number}`;
  const name = proseOf(raw["name"]) ?? `token ${number}`;
  const scopes = listOf(raw["scopes"]).filter((scope): scope is string => typeof scope === "string");
  const level = levelOf(raw["access_level"]);
  const user = integerOf(raw["user_id"]);
  const acting = user === undefined ? place.of : userId(crawl.host, user);
  const isActive = raw["active"] !== false && raw["revoked"] !== true && raw["expired"] !== true;
  out.nodes.push({
    id,
    kind: "credential",
    type,
    name,
    parent: acting ?? holder,
    properties: properties({
      status: isActive ? "active" : "inactive",
      static: true,
      token_id: number,
      holder,
      owner_login: textOf(raw["username"]),
      scopes: [...scopes].sort(),
      access_level: level,
      created_at: toIso(raw["created_at"]),
      expires_at: toIso(raw["expires_at"]),
      last_used_at: toIso(raw["last_used_at"]),
      // GitLab leaves the field out of deploy tokens, and says null for never.
      last_used_known: raw["last_used_at"] === undefined ? undefined : true,
    }),
  });
  addGrant({ id, name, scopes, level, isActive, reach: place.reach, acting }, out);
}

interface GrantOf {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly level: number | undefined;
  readonly isActive: boolean;
  readonly reach: string | undefined;
  readonly acting: string | undefined;
}

function addGrant({ id, name, scopes, level, isActive, reach, acting }: GrantOf, out: PartBuilder): void {
  const blocked: Partial<GraphEdge> = isActive ? {} : { state: "blocked" };
  // A token of the whole API is its user, who has no password; one of less is a grant.
  if (reach === undefined) {
    if (acting !== undefined && scopes.includes("api")) out.edge("authenticates_as", id, acting, blocked);
    return;
  }
  const grant = `${id}/permissions`;
  out.nodes.push({
    id: grant,
    kind: "grant",
    type: "gitlab.token-permissions",
    name: `permissions of ${name}`,
    parent: id,
    properties: properties({ scopes, level }),
  });
  out.edge("has_grant", id, grant, blocked);
  for (const capability of capabilitiesOf(scopes, level, reach)) {
    out.edge("permits", grant, reach, { capability, properties: properties({ level }), ...blocked });
  }
}

/** A role that was not said is the one that projects give tokens by default. */
function capabilitiesOf(scopes: readonly string[], level = MAINTAINER, reach: string): readonly Capability[] {
  const isProject = reach.includes("/-/projects/");
  if (scopes.includes("api") && level >= (isProject ? MAINTAINER : OWNER)) return ["admin"];
  if (scopes.some((scope) => WRITES.has(scope)) && level >= DEVELOPER) return ["read", "write"];
  return scopes.some((scope) => scope === "api" || /^read_(?:api|repository)$/.test(scope)) ? ["read"] : [];
}
