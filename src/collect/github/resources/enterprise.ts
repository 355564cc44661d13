// github/org:enterprise: whether an enterprise stands above the organisation, who owns it, and what of it nobody below is
// shown. GitHub tells it in GraphQL alone.
import type { Gap, GraphBatch } from "../../../model/batch.js";
import { AnswerFault } from "../../fault.js";
import { fieldsOf, integerOf, isFields, listOf, properties, textOf } from "../../fields.js";
import type { Page } from "../../page.js";
import { PartBuilder } from "../../part.js";
import { type GitHubCall, OF_ORGANIZATION } from "../call.js";
import { userId } from "../ids.js";
import { isOwnServer, ON_GITHUB_COM } from "../issuers.js";
import type { OwnerCrawl } from "../owner-crawl.js";
import type { GitHubResource } from "../resource.js";

const ENTERPRISE = "github/org:enterprise";

/** Owners of the enterprise; none where there is no enterprise, or where this sign-in is shown none. */
export const OWNERS_QUERY = `query NhiEnterpriseOwners($login: String!) {
  organization(login: $login) {
    viewerIsAMember
    enterpriseOwners(first: 100) { totalCount edges { organizationRole node { login databaseId } } }
  }
}`;

/** Its name, which only its members are told. */
export const NAME_QUERY = `query NhiEnterpriseName($login: String!) {
  viewer { enterprises(first: 20) { nodes { slug organizations(first: 20, query: $login) { nodes { login } } } } }
}`;

const ASK: GitHubCall = {
  route: "POST /graphql",
  dataSet: ENTERPRISE,
  access: { permission: "members:read", scope: "read:org" },
  count: "1, and 1 more where there is an enterprise",
  param: ["query", "enterprise"],
};

/** What an enterprise holds that no call of an organisation tells. */
const UNSEEN: readonly (readonly [subject: string, what: string])[] = [
  ["apps", "GitHub Apps that are installed on the enterprise, and what they may do in its organisations"],
  ["runners", "machines of the enterprise's runner groups, and which of its other organisations use them"],
  ["policies", "policies of the enterprise: they may forbid what the organisation allows"],
  ["roles", "who holds roles and teams of the enterprise, apart from its owners"],
];

export const enterprise: GitHubResource = {
  dataSet: ENTERPRISE,
  calls: [ASK],
  extents: OF_ORGANIZATION,
  async *collect(crawl: OwnerCrawl): AsyncGenerator<GraphBatch> {
    const issuer = textOf(crawl.facts.scope["oidc_issuer"]);
    // A server of one's own is its enterprise, and its schema is older.
    const answer = isOwnServer(issuer) ? {} : await crawl.queried(ASK, () => askGitHub(crawl));
    if (answer instanceof AnswerFault) {
      yield crawl.closeAfter(ENTERPRISE, ASK, answer);
      return;
    }
    const organization = fieldsOf(answer["organization"]);
    const owners = listOf(fieldsOf(organization["enterpriseOwners"])["edges"]).map(fieldsOf);
    const isIn = owners.length > 0 || isOffCloud(issuer) || (isToldNone(crawl, organization) ? false : undefined);
    const name = nameIn(answer, crawl.owner);
    crawl.facts.scope = { ...crawl.facts.scope, ...properties({ in_enterprise: isIn, enterprise: name }) };
    const out = new PartBuilder();
    for (const { node, organizationRole: role } of owners) addOwner(fieldsOf(node), role, { crawl, out });
    const gaps = isIn === false ? [] : gapsOf(crawl.owner, isIn, name);
    yield crawl.close(ENTERPRISE, ASK, {}, { nodes: out.nodes, edges: out.edges, gaps });
  },
};

async function askGitHub(crawl: OwnerCrawl): Promise<Page> {
  const variables = { login: crawl.owner };
  const { organization } = await crawl.told(ASK, OWNERS_QUERY, variables);
  if (listOf(fieldsOf(fieldsOf(organization)["enterpriseOwners"])["edges"]).length === 0) return { organization };
  try {
    return { organization, viewer: (await crawl.told(ASK, NAME_QUERY, variables))["viewer"] };
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    crawl.context.log("debug", `${crawl.id}: the name of its enterprise was not told: ${fault.message}`);
    return { organization };
  }
}

/** A server of one's own and a host with data residency are one enterprise. */
function isOffCloud(issuer: string | undefined): boolean {
  return issuer !== undefined && issuer !== ON_GITHUB_COM;
}

/** No owners mean no enterprise to a member, and in a plan that has none; to others they may be hidden. */
function isToldNone(crawl: OwnerCrawl, organization: Page): boolean {
  const plan = textOf(crawl.facts.scope["plan"]);
  const hasNone = plan !== undefined && !/enterprise|business/i.test(plan);
  return isFields(organization["enterpriseOwners"]) && (organization["viewerIsAMember"] === true || hasNone);
}

/** The enterprise of those that the sign-in belongs to in which the organisation is. */
function nameIn(answer: Page, owner: string): string | undefined {
  const found = listOf(fieldsOf(fieldsOf(answer["viewer"])["enterprises"])["nodes"]).map(fieldsOf);
  const isIts = (one: Page): boolean =>
    listOf(fieldsOf(one["organizations"])["nodes"]).some(
      (raw) => textOf(fieldsOf(raw)["login"])?.toLowerCase() === owner.toLowerCase(),
    );
  return textOf(found.find(isIts)?.["slug"]);
}

/** An owner of the enterprise makes themselves owner of its organisations; members and owners of this one are known. */
function addOwner(node: Page, role: unknown, { crawl, out }: { crawl: OwnerCrawl; out: PartBuilder }): void {
  const number = integerOf(node["databaseId"]);
  const login = textOf(node["login"]);
  if (number === undefined || login === undefined || role === "OWNER") return;
  const id = userId(number);
  if (role === "UNAFFILIATED") {
    out.nodes.push({
      id,
      kind: "principal",
      type: "github.user",
      name: login,
      aliases: [`github:user/${login}`],
      properties: { login, user_id: number, user_type: "User", role: "enterprise-owner" },
    });
  }
  out.edge("permits", id, crawl.id, { capability: "admin" });
}

function gapsOf(owner: string, isIn: true | undefined, name: string | undefined): Gap[] {
  const gap = (subject: string, message: string): Gap => ({
    dataSet: ENTERPRISE,
    subject: `${owner}/enterprise/${subject}`,
    message,
  });
  if (isIn === undefined) {
    const hint = "a token of one of its members is told";
    return [gap("membership", `whether ${owner} belongs to an enterprise was not told (${hint}), nor what that adds`)];
  }
  const whose = name === undefined ? "an enterprise" : `the enterprise ${name}`;
  return UNSEEN.map(([subject, what]) =>
    gap(subject, `${owner} belongs to ${whose}; shown to the owners of that alone: ${what}`),
  );
}
