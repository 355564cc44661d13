// What holds of every Google estate: a deny, a boundary, a condition or a smaller scope never lets anybody do more, and a grant
// more never lets anybody do less.
import fc from "fast-check";
import { expect, test } from "vitest";
import { account, ask, type Binding, type Deny, FOLDER, type Google, INSIDE, ORGANIZATION, OUTSIDE } from "./google.js";

const PERMISSIONS = ["storage.buckets.list", "storage.buckets.create", "iam.serviceAccounts.actAs"];
const PLACES = [ORGANIZATION, FOLDER, INSIDE, OUTSIDE];
const MEMBERS = ["user:ada@octo.example", account("bot"), "group:g@octo.example"];
const CONDITIONS = [
  'request.time < timestamp("2030-01-01T00:00:00Z")',
  'request.time < timestamp("2020-01-01T00:00:00Z")',
  'request.host == "10.0.0.1"',
  'resource.name.startsWith("projects/inside")',
];
const ROLES = {
  "roles/all": PERMISSIONS,
  "roles/list": PERMISSIONS.slice(0, 1),
  "roles/act": PERMISSIONS.slice(2),
  "roles/unread": null,
};

const binding: fc.Arbitrary<Binding> = fc.record(
  {
    on: fc.constantFrom(...PLACES),
    role: fc.constantFrom(...Object.keys(ROLES)),
    member: fc.constantFrom(...MEMBERS, "allUsers"),
    condition: fc.constantFrom(...CONDITIONS),
  },
  { requiredKeys: ["on", "role", "member"] },
);
const deny: fc.Arbitrary<Deny> = fc.record(
  {
    on: fc.constantFrom(...PLACES),
    principals: fc.subarray(
      [
        "principalSet://goog/public:all",
        "principal://goog/subject/ada@octo.example",
        "principalSet://goog/group/g@octo.example",
      ],
      { minLength: 1 },
    ),
    permissions: fc.subarray(["storage.googleapis.com/*", "iam.googleapis.com/serviceAccounts.actAs"], {
      minLength: 1,
    }),
    condition: fc.constantFrom("resource.matchTag('1/env', 'prod')"),
  },
  { requiredKeys: ["on", "principals", "permissions"] },
);
const estate: fc.Arbitrary<Google> = fc.record({
  roles: fc.constant(ROLES),
  bindings: fc.array(binding, { maxLength: 5 }),
  denies: fc.array(deny, { maxLength: 2 }),
  groups: fc.constantFrom({}, { "g@octo.example": ["user:ada@octo.example"] }),
});

/** From least to most. */
const RANK = { "explicit-deny": 0, "implicit-deny": 0, unknown: 1, allowed: 2 } as const;

/** How much each member may do at each place. */
function ranks(google: Google): readonly number[] {
  return MEMBERS.flatMap((member) =>
    PLACES.flatMap((place) => PERMISSIONS.map((permission) => RANK[ask(google, member, permission, place).verdict])),
  );
}

function expectNoMore(less: Google, more: Google): void {
  const high = ranks(more);
  expect(ranks(less).filter((rank, at) => rank > (high[at] ?? 0))).toEqual([]);
}

const RUNS = { numRuns: 60 };

test("these estates have rights to lose, and a deny, a condition and a smaller scope take some of them", () => {
  const sum = (google: Google): number => ranks(google).reduce((all, rank) => all + rank, 0);
  const held = fc.sample(estate, { numRuns: 60, seed: 7 }).map(sum);
  expect(held.filter((rights) => rights > 0).length).toBeGreaterThan(30);
  const one = { on: ORGANIZATION, role: "roles/all", member: "user:ada@octo.example" };
  const whole = sum({ roles: ROLES, bindings: [one] });
  const denial = {
    on: ORGANIZATION,
    principals: ["principalSet://goog/public:all"],
    permissions: ["storage.googleapis.com/*"],
  };
  const past = 'request.time < timestamp("2020-01-01T00:00:00Z")';
  for (const less of [
    { roles: ROLES, bindings: [one], denies: [denial] },
    { roles: ROLES, bindings: [{ ...one, condition: past }] },
    { roles: ROLES, bindings: [{ ...one, on: INSIDE }] },
  ]) {
    expect(sum(less)).toBeLessThan(whole);
  }
});

test("a deny more never lets anybody do more", () => {
  fc.assert(
    fc.property(estate, deny, (google, one) => {
      expectNoMore({ ...google, denies: [...(google.denies ?? []), one] }, google);
    }),
    RUNS,
  );
});

test("a boundary never lets anybody do more", () => {
  const sets = fc.constantFrom(
    "//cloudresourcemanager.googleapis.com/projects/inside",
    "//cloudresourcemanager.googleapis.com/organizations/1",
  );
  fc.assert(
    fc.property(estate, sets, fc.subarray(PLACES), (google, set, places) => {
      expectNoMore({ ...google, boundaries: { [set]: places } }, google);
    }),
    RUNS,
  );
});

test("a binding more never lets anybody do less", () => {
  fc.assert(
    fc.property(estate, binding, (google, one) => {
      expectNoMore(google, { ...google, bindings: [...(google.bindings ?? []), one] });
    }),
    RUNS,
  );
});

test("a condition never lets anybody do more than the binding without it", () => {
  fc.assert(
    fc.property(estate, binding, fc.constantFrom(...CONDITIONS), (google, { condition: _, ...one }, condition) => {
      const with_ = (last: Binding): Google => ({ ...google, bindings: [...(google.bindings ?? []), last] });
      expectNoMore(with_({ ...one, condition }), with_(one));
    }),
    RUNS,
  );
});

test("the same grant on a smaller scope never lets anybody do more", () => {
  const smaller = fc.constantFrom(
    [FOLDER, ORGANIZATION],
    [INSIDE, FOLDER],
    [OUTSIDE, ORGANIZATION],
    [INSIDE, ORGANIZATION],
  );
  fc.assert(
    fc.property(estate, binding, smaller, (google, one, [low = "", high = ""]) => {
      const at = (on: string): Google => ({ ...google, bindings: [...(google.bindings ?? []), { ...one, on }] });
      expectNoMore(at(low), at(high));
    }),
    RUNS,
  );
});

test("nobody may what no binding gives", () => {
  fc.assert(
    fc.property(fc.array(deny, { maxLength: 3 }), (denies) => {
      expect(ranks({ roles: ROLES, denies }).filter((rank) => rank > 0)).toEqual([]);
    }),
    RUNS,
  );
});
