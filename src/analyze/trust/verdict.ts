// One sentence a trust: who can use it, and why.
import type { AccountStanding } from "./accounts.js";
import type { CallerJudgement, CallerParty } from "./judge-caller.js";
import type { SamlJudgement } from "./judge-saml.js";
import type { TokenJudgement } from "./judge-token.js";
import type { Issuer } from "./token-context.js";

const MAX_NAMED = 3;

/** Words for what a judgement has in common. */
interface Judged {
  readonly isDead: boolean;
  readonly because: readonly string[];
}

function nobody({ because }: Judged): string {
  return `Nobody can use it: ${because[0] ?? "its conditions cannot be met"}.`;
}

/** The sentence of a trust in an issuer of tokens. */
export function tokenVerdict(judgement: TokenJudgement, issuer: Issuer): string {
  if (judgement.isDead) return nobody(judgement);
  const name = issuer.row?.name ?? issuer.name;
  const { words } = issuer.grammar;
  const limits = limitsOf(judgement);
  const pullRequests = judgement.acceptsPullRequest ? ", pull requests included" : "";
  switch (judgement.breadth) {
    case undefined:
      return `It could not be decided who of ${name} can use it: ${judgement.undecided[0] ?? "unknown"}.`;
    case "anyone":
      return `Anyone with an account at ${name} can use it: ${judgement.vacuousReason ?? "nothing limits whose tokens are accepted"}.`;
    case "tenants":
      return `Several ${words.tenants} of ${name} can use it: ${limits}.`;
    case "organization":
      return `Any ${words.repository} of ${isServer(judgement, issuer) ? name : `a named ${words.tenant} of ${name}`} can use it${pullRequests}: ${limits}.`;
    case "repository":
      return `Any ${nounOf(judgement, issuer)} of a named ${words.repository} of ${name} can use it${pullRequests}: ${limits}.`;
    case "pattern":
      return `Any ${matching(judgement, issuer)} of a named ${words.repository} of ${name} can use it${pullRequests}: ${limits}.`;
    default:
      return `Only the named ${nounOf(judgement, issuer)} of ${name} can use it${pullRequests}: ${limits}.`;
  }
}

/** Who gets in, in the words of the issuer: what is a repository at one is a workspace at another. Nothing for nobody. */
export function breadthWords(judgement: TokenJudgement, issuer: Issuer): string | undefined {
  const { words } = issuer.grammar;
  switch (judgement.breadth) {
    case "anyone":
      return "anyone";
    case "tenants":
      return `several ${words.tenants}`;
    case "organization":
      return `any ${words.repository} of ${tenantOf(judgement, issuer)}`;
    case "repository":
      return `any ${nounOf(judgement, issuer)} of a named ${words.repository}`;
    case "pattern":
      return `any ${matching(judgement, issuer)} of a named ${words.repository}`;
    case "context":
      return judgement.acceptsPullRequest
        ? `any pull request of a named ${words.repository}`
        : `a named ${nounOf(judgement, issuer)}`;
    default:
      return undefined;
  }
}

/** The kinds of token that get in as widely as the widest: a tag only, where the trust names tags only. */
function widest({ readings, breadth }: TokenJudgement) {
  return readings.filter((reading) => reading.breadth === breadth && reading.kind.narrow.length > 0);
}

/** What gets in, in one noun or several: the grammar's own where a kind of token has none. */
function nounOf(judgement: TokenJudgement, { grammar }: Issuer): string {
  const nouns = [...new Set(widest(judgement).map(({ kind }) => kind.noun))];
  const known = nouns.filter((noun) => noun !== undefined);
  return known.length === 0 || known.length < nouns.length ? grammar.words.narrow : listText(known);
}

/** The same with the patterns that its name must fit. */
function matching(judgement: TokenJudgement, { grammar }: Issuer): string {
  const byNames = new Map<string, Set<string>>();
  for (const { kind, names } of widest(judgement)) {
    const pattern = shortList(names ?? []);
    byNames.set(pattern, (byNames.get(pattern) ?? new Set()).add(kind.noun ?? grammar.words.narrow));
  }
  return [...byNames].map(([pattern, nouns]) => `${listText([...nouns])} that matches ${pattern}`).join(" or any ");
}

function listText(nouns: readonly string[]): string {
  return nouns.length < 2 ? nouns.join("") : `${nouns.slice(0, -1).join(", ")} or ${nouns.at(-1)}`;
}

function tenantOf(judgement: TokenJudgement, issuer: Issuer): string {
  if (isServer(judgement, issuer)) return issuer.row?.name ?? issuer.name;
  return `a named ${issuer.grammar.words.tenant}`;
}

/** Whether all of a server of the company's own gets in: it names no group or organisation, as issuers of one tenant do. */
function isServer({ readings }: TokenJudgement, { row, grammar }: Issuer): boolean {
  if (row?.sharing !== "tenant" || !/^git(?:lab|hub-server)$/.test(row.vendor)) return false;
  return readings.some(({ outcome }) => !grammar.tenant.some((hole) => outcome.closed.has(hole)));
}

/** What the conditions demand, in a few words. */
function limitsOf({ subjects, readings }: TokenJudgement): string {
  if (subjects.length > 0) return `sub is ${shortList(subjects)}`;
  const closed = [...(readings[0]?.outcome.closed ?? [])].filter(([hole]) => hole !== "audience");
  if (closed.length === 0) return "no condition limits the subject";
  return closed
    .slice(0, MAX_NAMED)
    .map(([hole, values]) => `${hole.replace(/_/g, " ")} ${shortList([...values])}`)
    .join(", ");
}

function shortList(texts: readonly string[]): string {
  const named = texts.slice(0, MAX_NAMED).join(" or ");
  return texts.length > MAX_NAMED ? `${named} or ${texts.length - MAX_NAMED} more` : named;
}

/** The sentence of a trust in a principal, an account or a service; `standing` says whose the account is. */
export function callerVerdict(
  judgement: CallerJudgement,
  party: CallerParty,
  provider: string,
  standing: AccountStanding | undefined,
): string {
  if (judgement.isDead) return nobody(judgement);
  const doubt = judgement.undecided.length > 0 ? `; not decided: ${judgement.undecided[0]}` : "";
  return `${whoCalls(party, provider, standing)} can use it${limitsOfCaller(judgement, party, standing)}${doubt}.`;
}

function whoCalls(party: CallerParty, provider: string, standing: AccountStanding | undefined): string {
  const account = accountText(party.account, standing);
  switch (party.kind) {
    case "anyone":
      return "Anyone with an AWS account";
    case "aws-service":
      return `The service ${provider}`;
    case "aws-account":
      return `Whoever ${account} allows to`;
    case "aws-principal":
      return `${provider.split(":").slice(5).join(":")} of ${account}`;
  }
}

const RELATIONS: { readonly [relation in AccountStanding["relation"]]: string } = {
  same: "the same account",
  organization: "in the same organisation",
  known: "known",
  external: "external",
  unknown: "perhaps external: the organisation was not read",
};

function accountText(account: string | undefined, standing: AccountStanding | undefined): string {
  if (account === undefined || standing === undefined) return "an unknown account";
  if (standing.relation === "same") return "the same account";
  const name = standing.name === undefined ? "" : `${standing.name}, `;
  return `account ${account} (${name}${RELATIONS[standing.relation]})`;
}

/** Relations in which an ExternalId is of no use. */
const OURS: ReadonlySet<string> = new Set(["same", "organization", "known"]);

function limitsOfCaller(judgement: CallerJudgement, party: CallerParty, standing: AccountStanding | undefined): string {
  const limits = [
    judgement.hasExternalId ? "with the right ExternalId" : "",
    judgement.needsMfa ? "by people with MFA" : "",
    judgement.limitsOrganization ? "within the named organisation" : "",
    judgement.limitsSource ? "from the named source" : "",
  ].filter((limit) => limit !== "");
  if (limits.length > 0) return `, ${limits.join(", ")}`;
  if (judgement.restrictsCaller) return ", within what its conditions name";
  if (party.kind === "aws-service") return ", for any source";
  return standing !== undefined && OURS.has(standing.relation) ? "" : ", without an ExternalId";
}

/** The sentence of a trust in a SAML provider. */
export function samlVerdict(judgement: SamlJudgement, provider: string): string {
  if (judgement.isDead) return nobody(judgement);
  const name = provider.split("/").slice(1).join("/");
  if (judgement.breadth === "context")
    return `Only the users that its conditions name can use it, by way of the SAML provider ${name}.`;
  return `Every user whom the SAML provider ${name} gives this role can use it.`;
}
