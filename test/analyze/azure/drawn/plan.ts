// Drawn estates of Azure: who is assigned what where, and what is denied.
import fc from "fast-check";
import type { ScopedTechnique } from "../../../../src/model/scoped-technique.js";
import { MEMBERS, SCOPES, THINGS } from "./names.js";

export interface DrawnAssignment {
  readonly scope: string;
  readonly member: string;
  /** Which technique's operations, of those that are drawn, and which of them. */
  readonly technique: number;
  readonly part: "all" | "first" | "rest" | "wide" | "owner" | "contributor" | "reader" | "unread" | "own";
  readonly condition: string | undefined;
  readonly isEligible: boolean;
}

export interface DrawnDenial {
  readonly scope: string;
  readonly principals: readonly string[];
  readonly except: readonly string[];
  readonly technique: number;
  readonly part: "first" | "all" | "wide";
  readonly onlyThere: boolean;
  readonly condition: string | undefined;
}

export interface AzurePlan {
  readonly techniques: readonly ScopedTechnique[];
  readonly assignments: readonly DrawnAssignment[];
  readonly denials: readonly DrawnDenial[];
  /** Who may read secrets by the policies of which vault. */
  readonly policies: readonly { readonly member: string; readonly vault: number }[];
}

const EVERYONE = "00000000-0000-0000-0000-000000000000";
const CONDITIONS = [
  "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}))",
  "(!(ActionMatches{'Microsoft.Web/*'}))",
  "(@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'one')",
  "(@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'other')",
  "(!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'}) OR (@Request[Microsoft.Authorization/roleAssignments:PrincipalType] StringEquals 'User'))",
];
const scope = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...SCOPES.map(({ written }) => written)) },
  fc.constantFrom(...THINGS.map(({ written }) => written)),
);
const members = MEMBERS.map(({ id }) => id);

const assignment: fc.Arbitrary<DrawnAssignment> = fc.record({
  scope,
  member: fc.constantFrom(...members),
  technique: fc.nat(3),
  part: fc.oneof(
    { weight: 6, arbitrary: fc.constant("all" as const) },
    { weight: 2, arbitrary: fc.constantFrom("first" as const, "rest" as const, "wide" as const) },
    fc.constantFrom("owner" as const, "contributor" as const, "reader" as const, "unread" as const, "own" as const),
  ),
  condition: fc.option(fc.constantFrom(...CONDITIONS), { nil: undefined, freq: 4 }),
  isEligible: fc.integer({ min: 0, max: 9 }).map((one) => one === 0),
});

const denial: fc.Arbitrary<DrawnDenial> = fc.record({
  scope,
  principals: fc.subarray([EVERYONE, ...members], { minLength: 1, maxLength: 2 }),
  except: fc.subarray(members, { maxLength: 1 }),
  technique: fc.nat(3),
  part: fc.constantFrom("first" as const, "all" as const, "wide" as const),
  onlyThere: fc.boolean(),
  condition: fc.option(fc.constant("(@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'one')"), {
    nil: undefined,
    freq: 4,
  }),
});

/** Techniques that operations on what is there alone decide. */
function isToldByOperations({ actions, target, types = [target] }: ScopedTechnique): boolean {
  const kinds = new Set([...THINGS.flatMap((one) => one.kinds), ...SCOPES.map(({ kind }) => kind)]);
  return actions.every(({ on }) => on === "target" || on === "anywhere") && types.some((type) => kinds.has(type));
}

export function plansOf(techniques: readonly ScopedTechnique[]): fc.Arbitrary<AzurePlan> {
  const known = techniques.filter(isToldByOperations);
  return fc.record({
    techniques: fc.uniqueArray(fc.constantFrom(...known), { minLength: 4, maxLength: 4, selector: ({ id }) => id }),
    assignments: fc.array(assignment, { minLength: 3, maxLength: 8 }),
    denials: fc.array(denial, { maxLength: 2 }),
    policies: fc.array(fc.record({ member: fc.constantFrom(...members), vault: fc.nat(2) }), { maxLength: 2 }),
  });
}
