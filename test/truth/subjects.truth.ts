// The subject matcher against tables of tokens and patterns: every pattern asked about every token of its issuer.
import { createPolicyCompiler } from "../../src/analyze/aws/policy/compile.js";
import { toTrustConditions } from "../../src/analyze/trust/conditions.js";
import { toCredentialConditions } from "../../src/analyze/trust/entra-credential.js";
import { evaluateTrust, type TrustConditions, type TrustContext } from "../../src/analyze/trust/evaluate-trust.js";
import { accepts } from "../../src/analyze/trust/federated.js";
import { toProviderConditions } from "../../src/analyze/trust/google-provider.js";
import { fillKind, type TokenKind } from "../../src/analyze/trust/grammar.js";
import { createIssuerTable } from "../../src/analyze/trust/issuers.js";
import { judgeSaml, samlContext } from "../../src/analyze/trust/judge-saml.js";
import { fixedTemplate } from "../../src/analyze/trust/template.js";
import type { Issuer } from "../../src/analyze/trust/token-context.js";
import { loadTables } from "../../src/catalog/tables.js";
import type { Figure } from "./figure.js";
import { CLOUDS } from "./subjects/clouds.js";
import { GITHUB, GITHUB_ENTERPRISE, GITHUB_RESIDENCY, GITHUB_SERVER } from "./subjects/github.js";
import { OTHERS } from "./subjects/others.js";
import { ASSERTIONS, SAML_PATTERNS, type SamlPattern } from "./subjects/saml.js";
import type { IssuerTableText, PatternText, TokenText } from "./subjects/table.js";

const NOW = new Date("2026-11-25T12:00:00Z");
const TABLES: readonly IssuerTableText[] = [
  GITHUB,
  GITHUB_SERVER,
  GITHUB_ENTERPRISE,
  GITHUB_RESIDENCY,
  ...OTHERS,
  ...CLOUDS,
];

interface Tally {
  got: number;
  of: number;
  readonly problems: string[];
}

export async function run(): Promise<readonly Figure[]> {
  const issuers = createIssuerTable((await loadTables("rules/tables")).issuers);
  const make = (): Tally => ({ got: 0, of: 0, problems: [] });
  const [forms, accepted, refused, open] = [make(), make(), make(), make()];
  let patterns = 0;
  for (const table of TABLES) {
    const issuer = issuers.issuer(table.issuer, () => Object.values(table.tokens).map(({ sub }) => sub));
    const kinds = new Map(Object.entries(table.tokens).map(([name, text]) => [name, toKind(issuer, text)]));
    for (const [name, text] of Object.entries(table.tokens)) {
      count(
        forms,
        subjectOf(kinds.get(name)) === text.sub,
        `${table.issuer} ${name}: ${subjectOf(kinds.get(name))} instead of ${text.sub}`,
      );
    }
    for (const pattern of table.patterns) {
      patterns += 1;
      ask(pattern, { table, issuer, kinds }, { accepted, refused, open });
    }
  }
  return [
    { name: "documented subjects written by the grammars", ...forms },
    {
      name: `tokens accepted over ${patterns} patterns of ${TABLES.length} issuers`,
      ...accepted,
      falseAlarms: { got: refused.of - refused.got, of: refused.of },
      problems: [...accepted.problems, ...refused.problems],
    },
    { name: "what cannot be told is not told", ...open },
    ...saml(),
  ];
}

/** Assertions of a SAML provider, and how many of its users each trust lets in. */
function saml(): readonly Figure[] {
  const make = (): Tally => ({ got: 0, of: 0, problems: [] });
  const [accepted, refused, open, breadths] = [make(), make(), make(), make()];
  for (const pattern of SAML_PATTERNS) {
    const conditions = samlConditions(pattern);
    const said = JSON.stringify(pattern.when);
    const { breadth } = judgeSaml(conditions, NOW);
    count(breadths, breadth === pattern.breadth, `${said}: ${breadth} instead of ${pattern.breadth}`);
    const yes = new Set(pattern.yes.split(" "));
    const unknown = new Set((pattern.unknown ?? "").split(" "));
    for (const [name, attributes] of Object.entries(ASSERTIONS)) {
      const { verdict } = evaluateTrust(conditions, assertionContext(attributes));
      const wanted = yes.has(name) ? "met" : unknown.has(name) ? "unknown" : "blocked";
      const tally = wanted === "met" ? accepted : wanted === "unknown" ? open : refused;
      count(tally, verdict === wanted, `${said}, assertion ${name}: ${verdict} instead of ${wanted}`);
    }
  }
  return [
    {
      name: `SAML assertions accepted over ${SAML_PATTERNS.length} patterns`,
      ...accepted,
      falseAlarms: { got: refused.of - refused.got, of: refused.of },
      problems: [...accepted.problems, ...refused.problems],
    },
    { name: "SAML conditions whose answer is not in the assertion", ...open },
    { name: "SAML trusts whose users are told", ...breadths },
  ];
}

/** The context of any assertion, with what this one says filled in. */
function assertionContext(attributes: { readonly [key: string]: string }): TrustContext {
  const any = samlContext(NOW);
  return {
    keyRole(key) {
      const role = any.keyRole(key);
      if (role.role !== "claim") return role;
      const value = attributes[key];
      if (value === undefined) return { role: "absent", why: "the assertion has no such attribute" };
      return { ...role, template: fixedTemplate(value) };
    },
  };
}

function samlConditions({ when: Condition }: SamlPattern): TrustConditions {
  const provider = "arn:aws:iam::111122223333:saml-provider/okta";
  const statement = {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithSAML",
    Condition,
  };
  return compiled(statement, { kind: "saml", provider });
}

interface Asked {
  readonly table: IssuerTableText;
  readonly issuer: Issuer;
  readonly kinds: ReadonlyMap<string, TokenKind>;
}

function ask(
  pattern: PatternText,
  { table, issuer, kinds }: Asked,
  tallies: { accepted: Tally; refused: Tally; open: Tally },
): void {
  const { cloud, conditions } = toConditions(pattern, table.issuer);
  const yes = new Set(pattern.yes.split(" "));
  const unknown = new Set((pattern.unknown ?? "").split(" "));
  for (const [name, kind] of kinds) {
    const { verdict } = accepts({ cloud, issuer, conditions }, kind, NOW);
    const wanted = yes.has(name) ? "met" : unknown.has(name) ? "unknown" : "blocked";
    const tally = wanted === "met" ? tallies.accepted : wanted === "unknown" ? tallies.open : tallies.refused;
    const said = pattern.condition ?? pattern.subject ?? pattern.expression ?? JSON.stringify(pattern.when);
    count(tally, verdict === wanted, `${table.issuer} ${said}, token ${name}: ${verdict} instead of ${wanted}`);
  }
}

function count(tally: Tally, isRight: boolean, problem: string): void {
  tally.of += 1;
  if (isRight) tally.got += 1;
  else tally.problems.push(problem);
}

function toKind({ grammar }: Issuer, { kind: name, values, without = [] }: TokenText): TokenKind {
  const kind = grammar.kinds.find((one) => one.name === name);
  if (kind === undefined) throw new Error(`${grammar.name} has no kind of token ${name}`);
  const filled = fillKind(kind, new Map(Object.entries({ audience: "sts.amazonaws.com", ...values })));
  return { ...filled, claims: new Map([...filled.claims].filter(([claim]) => !without.includes(claim))) };
}

function subjectOf(kind: TokenKind | undefined): string {
  return (kind?.claims.get("sub")?.parts ?? [])
    .map((part) => ("fixed" in part ? part.fixed : `<${part.hole}>`))
    .join("");
}

function toConditions(pattern: PatternText, issuer: string): { cloud: string; conditions: TrustConditions } {
  if (pattern.condition !== undefined) {
    return { cloud: "gcp", conditions: toProviderConditions({ attribute_condition: pattern.condition }) };
  }
  if (pattern.subject !== undefined)
    return { cloud: "entra", conditions: toCredentialConditions({ subject: pattern.subject }) };
  if (pattern.expression !== undefined) {
    return { cloud: "entra", conditions: toCredentialConditions({ claims_matching_expression: pattern.expression }) };
  }
  return { cloud: "aws", conditions: awsConditions(pattern, issuer) };
}

function awsConditions({ when = {} }: PatternText, issuer: string): TrustConditions {
  const named = ([claim, value]: [string, string | readonly string[]]) => [
    claim.includes(":") ? claim : `${issuer}:${claim}`,
    value,
  ];
  const Condition = Object.fromEntries(
    Object.entries(when).map(([operator, claims]) => [operator, Object.fromEntries(Object.entries(claims).map(named))]),
  );
  const provider = `arn:aws:iam::111122223333:oidc-provider/${issuer}`;
  const statement = {
    Effect: "Allow",
    Principal: { Federated: provider },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition,
  };
  return compiled(statement, { kind: "oidc", provider: issuer });
}

function compiled(
  statement: object,
  party: { readonly kind: "oidc" | "saml"; readonly provider: string },
): TrustConditions {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const policy = createPolicyCompiler().compile(text, text);
  const [first] = policy.statements;
  if (first === undefined) throw new Error(`no statement in ${text}`);
  return toTrustConditions(policy, first, party);
}
