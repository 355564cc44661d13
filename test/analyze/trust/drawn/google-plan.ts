// Drawn pools of Google: a mapping, an attribute condition, and the identities of the pool that bindings name.
import fc from "fast-check";

export type PlanTest =
  | {
      readonly path: string;
      readonly how: "==" | "!=" | "startsWith" | "endsWith" | "contains";
      readonly value: string;
    }
  | { readonly path: string; readonly how: "in"; readonly values: readonly string[] };

/** Ways of which one has to hold, each a list of tests that all do. */
export type PlanExpression = readonly (readonly PlanTest[])[];

export interface PlanPool {
  readonly isActive: boolean;
  readonly issuer: "github" | "gitlab";
  /** Attribute → claim that it is mapped from. */
  readonly mapping: { readonly [attribute: string]: string };
  readonly condition: PlanExpression | undefined;
  /** `subject/S`, `attribute.A/V` or `*`. */
  readonly members: readonly string[];
}

const VALUES: { readonly [claim: string]: readonly string[] } = {
  sub: [
    ...["repo:acme/site:ref:refs/heads/main", "repo:acme/site:environment:production", "repo:acme/site:pull_request"],
    ...["repo:acme@10482231/shop@2:ref:refs/heads/main", "repo:acme/", "repo:acme", "repo:acme/site:ref:"],
    ...["repository_owner:acme:", ":environment:production", ":pull_request", "repo:acme@10482231/"],
  ],
  repository: ["acme/site", "acme/shop", "acme/", "acme", "/site"],
  repository_id: ["1", "2", "99"],
  repository_owner: ["acme"],
  repository_owner_id: ["10482231"],
  ref: ["refs/heads/main", "refs/heads/dev", "refs/tags/v1"],
  event_name: ["push", "workflow_dispatch"],
  workflow: ["ci", "deploy"],
  job_workflow_ref: ["acme/site/.github/workflows/ci.yml@refs/heads/main", "acme/site/", "@refs/heads/main"],
};
const ATTRIBUTES: { readonly [attribute: string]: string } = {
  "attribute.repository": "repository",
  "attribute.owner": "repository_owner",
  "attribute.ref": "ref",
  "attribute.actor": "actor",
};

const WHOLE = ["==", "!="] as const;
const BEGINNINGS = ["==", "==", "!=", "startsWith"] as const;
const PARTS = ["==", "==", "!=", "startsWith", "endsWith", "contains"] as const;

const test = fc.constantFrom(...Object.keys(VALUES)).chain((claim): fc.Arbitrary<PlanTest> => {
  const attribute = Object.entries(ATTRIBUTES).find(([, from]) => from === claim)?.[0];
  // another number ends in the same digits, and a branch in whatever its name does
  const isName = claim.endsWith("_id") || claim === "workflow";
  const hows = isName ? WHOLE : claim.endsWith("ref") ? BEGINNINGS : PARTS;
  const path = fc.constantFrom(`assertion.${claim}`, attribute ?? `assertion.${claim}`);
  const value = fc.constantFrom(...(VALUES[claim] ?? []));
  const one = fc.record({ path, how: fc.constantFrom(...hows), value });
  // nobody has an empty name behind the slash
  const whole = value.filter((text) => !text.endsWith("/"));
  const list = fc.record({
    path,
    how: fc.constant("in" as const),
    values: fc.uniqueArray(whole, { minLength: 1, maxLength: 2 }),
  });
  return fc.oneof({ weight: 4, arbitrary: one }, list);
});
const members = fc.constantFrom(
  ...["*", "subject/repo:acme/site:ref:refs/heads/main", "subject/repo:acme/site:environment:production"],
  ...["subject/repo:acme@10482231/shop@2:pull_request", "attribute.repository/acme/site", "attribute.owner/acme"],
  ...["attribute.ref/refs/heads/main", "attribute.nothing/x", "attribute.actor/octocat"],
);

export const pools: fc.Arbitrary<PlanPool> = fc.record({
  isActive: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, fc.constant(false)),
  issuer: fc.oneof({ weight: 9, arbitrary: fc.constant("github" as const) }, fc.constant("gitlab" as const)),
  mapping: fc.constant({ "google.subject": "sub", ...ATTRIBUTES }),
  condition: fc.option(fc.array(fc.array(test, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }), {
    freq: 5,
    nil: undefined,
  }),
  members: fc.uniqueArray(members, { minLength: 1, maxLength: 2 }),
});

/** The condition in the language that Google reads it in. */
export function toCel(expression: PlanExpression): string {
  const quoted = (text: string): string => `'${text}'`;
  const one = (it: PlanTest): string => {
    if (it.how === "in") return `${it.path} in [${it.values.map(quoted).join(", ")}]`;
    return it.how === "==" || it.how === "!="
      ? `${it.path} ${it.how} ${quoted(it.value)}`
      : `${it.path}.${it.how}(${quoted(it.value)})`;
  };
  return expression.map((tests) => `(${tests.map(one).join(" && ")})`).join(" || ");
}
