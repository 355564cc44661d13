// Facts about credentials of GitHub that take more than one answer: whether the person behind one is still there, and
// whether the branch that a deploy key writes to is open.
import type { AnalysisInput, DerivedFact, StoredNode } from "../../model/analysis.js";
import { isRecord } from "../properties.js";
import { scopesWith, wasRead } from "../read-sets.js";

const MEMBERS = "github/org:members";
const RULESETS = "github/org:rulesets";
/** Rules of a ruleset that keep someone from pushing to a branch. */
const STOPS_PUSH: ReadonlySet<unknown> = new Set(["pull_request", "update"]);

/** Facts about deploy keys and personal tokens. */
export function githubFacts(input: AnalysisInput): readonly DerivedFact[] {
  const people = readPeople(input);
  const facts: DerivedFact[] = [];
  const repositories = new Map<string, StoredNode>();
  for (const node of input.nodes(["github.repository"])) repositories.set(node.id, node);
  const ofOwner = rulesetsByScope(input);
  for (const node of input.nodes([
    "github.deploy-key",
    "github.fine-grained-token",
    "github.classic-token",
    "github.ssh-key",
  ])) {
    const status = holderStatus(node, people.get(node.scope));
    const repository = node.type === "github.deploy-key" ? repositories.get(node.parent ?? "") : undefined;
    const isProtected = repository === undefined ? undefined : isBranchProtected(repository, ofOwner.get(node.scope));
    const columns = {
      ...(status === undefined ? {} : { holder_status: status }),
      ...(isProtected === undefined ? {} : { default_branch_protected: isProtected }),
    };
    if (Object.keys(columns).length > 0) facts.push({ node: node.id, columns });
  }
  return facts;
}

interface People {
  readonly logins: ReadonlySet<string>;
  readonly numbers: ReadonlySet<number>;
}

/** Members and outside collaborators, by scope; only of scopes where all of them were read. */
function readPeople(input: AnalysisInput): ReadonlyMap<string, People> {
  const people = new Map<string, { logins: Set<string>; numbers: Set<number> }>();
  for (const id of scopesWith(input.scopes(), MEMBERS)) people.set(id, { logins: new Set(), numbers: new Set() });
  for (const { scope, properties } of input.nodes(["github.user"])) {
    const { login, user_id: number } = properties;
    const known = people.get(scope);
    if (typeof login === "string") known?.logins.add(login.toLowerCase());
    if (typeof number === "number") known?.numbers.add(number);
  }
  return people;
}

/** present, departed, or app; undefined where nobody can tell. */
function holderStatus({ properties }: StoredNode, people: People | undefined): string | undefined {
  const { owner_id: number, owner_login: owner, added_by: adder } = properties;
  const login = owner ?? adder;
  if (typeof login === "string" && login.endsWith("[bot]")) return "app";
  if (people === undefined) return undefined;
  // A login may change, the number does not.
  if (typeof number === "number") return people.numbers.has(number) ? "present" : "departed";
  if (typeof login !== "string") return undefined;
  return people.logins.has(login.toLowerCase()) ? "present" : "departed";
}

/** Whether something stops a push to the default branch; undefined where not all of it was read. */
function isBranchProtected({ supplements }: StoredNode, byOwner: boolean | undefined): boolean | undefined {
  const classic = supplements["github/repo:branch-protection"]?.["default_branch_protected"];
  const own = supplements["github/repo:rulesets"]?.["rulesets"];
  if (classic === true || byOwner === true || stopsPush(own) === true) return true;
  return classic === false && byOwner === false && stopsPush(own) === false ? false : undefined;
}

/** By scope: whether rulesets of its owner may stop a push; undefined where they were not read. A user has none. */
function rulesetsByScope(input: AnalysisInput): ReadonlyMap<string, boolean | undefined> {
  const nodes = new Map<string, StoredNode>();
  for (const node of input.nodes(["github.organization"])) nodes.set(node.id, node);
  const stops = new Map<string, boolean | undefined>();
  for (const scope of input.scopes()) {
    const { id, type } = scope;
    const read = wasRead(scope, RULESETS)
      ? stopsPush(nodes.get(id)?.supplements[RULESETS]?.["rulesets"] ?? [])
      : undefined;
    stops.set(id, type === "github.user-account" ? false : read);
  }
  return stops;
}

function stopsPush(rulesets: unknown): boolean | undefined {
  if (!Array.isArray(rulesets)) return undefined;
  return rulesets.filter(isRecord).some(({ target, enforcement, rules }) => {
    if (target === "tag" || enforcement !== "active" || !Array.isArray(rules)) return false;
    return rules.filter(isRecord).some(({ type }) => STOPS_PUSH.has(type));
  });
}
