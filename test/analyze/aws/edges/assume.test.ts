// Who may assume a role, case by case, with the reasons written down.
import { describe, expect, it } from "vitest";
import { analyzeScene, stepsFrom } from "./reachable.js";
import { ACCOUNT, allow, arn, deny, OTHER, root, Scene, service, trusts, VENDOR } from "./scene.js";

const ROLE = arn("role/target");
const assume = (on = ROLE) => allow("sts:AssumeRole", on);
const named = { AWS: arn("user/caller") };

type Case = readonly [
  what: string,
  trust: ReturnType<typeof trusts>,
  held: readonly ReturnType<typeof allow>[],
  state: string | undefined,
];

describe("a user of the same account", () => {
  it.each<Case>([
    ["named, without a permission of its own", trusts(named), [], "none"],
    ["through the account, with a permission", trusts(root()), [assume()], "none"],
    ["through the account by its number", trusts({ AWS: ACCOUNT }), [assume()], "none"],
    ["through the account, without a permission", trusts(root()), [], undefined],
    ["through the account, with a permission on another role", trusts(root()), [assume(arn("role/other"))], undefined],
    ["trusted as everyone, without a permission", trusts("*"), [], "none"],
    ["not trusted, with a permission on everything", trusts(service("lambda")), [assume("*")], undefined],
    ["denied", trusts(named), [deny("sts:*")], undefined],
    ["denied on another role", trusts(named), [deny("sts:*", arn("role/other"))], "none"],
    [
      "denied outside a network",
      trusts(named),
      [deny("sts:*", "*", { Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } } })],
      "unknown",
    ],
    ["with MFA asked for", trusts(named, { Bool: { "aws:MultiFactorAuthPresent": "true" } }), [], "needs-actor"],
    [
      "with a session name asked for",
      trusts(named, { StringEquals: { "sts:RoleSessionName": "x" } }),
      [],
      "attacker-settable",
    ],
    ["with its tag asked for", trusts(root(), { StringEquals: { "aws:PrincipalTag/team": "ops" } }), [assume()], "met"],
    [
      "with another's tag asked for",
      trusts(root(), { StringEquals: { "aws:PrincipalTag/team": "dev" } }),
      [assume()],
      undefined,
    ],
    ["after a date", trusts(named, { DateLessThan: { "aws:CurrentTime": "2025-01-01T00:00:00Z" } }), [], undefined],
  ])("%s", (_, trust, held, state) => {
    const scene = new Scene().user("caller", { inline: held, tags: { team: "ops" } }).role("target", [trust]);
    const { edges } = analyzeScene(scene);
    expect(stepsFrom(edges, arn("user/caller"), ["can_assume"]).get(ROLE)).toBe(state);
  });

  it("a Deny keeps the edge, blocked", () => {
    const scene = new Scene().user("caller", { inline: [deny("sts:*")] }).role("target", [trusts(named)]);
    expect(analyzeScene(scene).edges).toEqual([
      expect.objectContaining({ kind: "can_assume", to: ROLE, state: "blocked", condition: "denied by identity" }),
    ]);
  });

  it("a boundary stops a role that is named, not a user", () => {
    const scene = new Scene()
      .managed("tight", [allow("s3:*")])
      .user("caller", { boundary: "tight" })
      .role("caller", [trusts(service("ec2"))], { boundary: "tight" })
      .role("target", [trusts({ AWS: [arn("user/caller"), arn("role/caller")] })]);
    const { edges } = analyzeScene(scene);
    expect(stepsFrom(edges, arn("user/caller"), ["can_assume"]).get(ROLE)).toBe("none");
    expect(stepsFrom(edges, arn("role/caller"), ["can_assume"]).get(ROLE)).toBeUndefined();
  });

  it("a unique id names a principal that is there, and nobody when it is gone", () => {
    const scene = new Scene().user("caller");
    const id = scene.nodes[0]?.incarnation;
    scene.role("target", [trusts({ AWS: [id, "AIDAGONEGONEGONEGONE"] })]);
    expect(analyzeScene(scene).edges.map(({ from, to }) => [from, to])).toEqual([[arn("user/caller"), ROLE]]);
  });
});

describe("across accounts", () => {
  const FAR = arn("role/target", OTHER);
  it.each<Case>([
    ["both sides agree", trusts(root()), [assume(FAR)], "none"],
    ["named, but without a permission", trusts(named), [], undefined],
    ["a permission, but no trust", trusts(root(OTHER)), [assume(FAR)], undefined],
    ["trusted as everyone, without a permission", trusts("*"), [], undefined],
    ["trusted as everyone, with one", trusts("*"), [assume("*")], "none"],
  ])("%s", (_, trust, held, state) => {
    const scene = new Scene()
      .account()
      .account(OTHER)
      .user("caller", { inline: held })
      .role("target", [trust], {}, OTHER);
    const { edges } = analyzeScene(scene);
    expect(stepsFrom(edges, arn("user/caller"), ["can_assume"]).get(FAR)).toBe(state);
  });

  it("a role of an account of ours that refused its roles may be there; of one that was read it is not", () => {
    const theirs = arn("role/runner", OTHER);
    const edgesOf = (details: "complete" | "denied" | "partial") => {
      const coverage = [{ dataSet: "aws/iam:account-authorization-details", state: details }] as const;
      // the credential report names the root user, whatever else is refused
      const scene = new Scene()
        .account()
        .account(OTHER, coverage)
        .node("principal", "aws.root-user", root(OTHER).AWS, { account: OTHER })
        .role("target", [trusts({ AWS: theirs }, { StringEquals: { "aws:PrincipalTag/team": "x" } })])
        .role("open", [trusts(root(OTHER))]);
      const { edges, nodes } = analyzeScene(scene);
      const steps = (from: string) => Object.fromEntries(stepsFrom(edges, from, ["can_assume"]));
      return { named: steps(theirs), root: steps(root(OTHER).AWS), drawn: nodes.map(({ id }) => id) };
    };
    expect(edgesOf("complete")).toEqual({ named: {}, root: {}, drawn: [] });
    for (const details of ["denied", "partial"] as const) {
      const { named: steps, root: asRoot, drawn } = edgesOf(details);
      expect(steps).toEqual({ [ROLE]: "unknown" });
      expect(asRoot).toEqual({ [arn("role/open")]: "none" });
      expect(drawn).toEqual([theirs]);
    }
  });

  it("an account that was not read is a vendor, whatever its ExternalId", () => {
    const vendor = "999988887777";
    const scene = new Scene().role("target", [trusts(root(vendor), { StringEquals: { "sts:ExternalId": "x" } })]);
    const { edges, nodes } = analyzeScene(scene);
    expect(edges).toEqual([
      expect.objectContaining({ from: `arn:aws:iam::${vendor}:root`, to: ROLE, state: "attacker-settable" }),
    ]);
    expect(nodes).toEqual([expect.objectContaining({ type: "aws.external-account" })]);
  });

  it("a vendor's other customers come as far as the ExternalId lets them", () => {
    const customers = `aws:${VENDOR.account}/other-customers`;
    const stateOf = (trust: ReturnType<typeof trusts>) => {
      const { edges } = analyzeScene(new Scene().role("target", [trust]));
      return stepsFrom(edges, customers, ["can_assume"]).get(ROLE);
    };
    const asRole = { AWS: `arn:aws:iam::${VENDOR.account}:role/crawler` };
    expect(stateOf(trusts(root(VENDOR.account)))).toBe("unknown");
    expect(stateOf(trusts(asRole))).toBe("unknown");
    expect(stateOf(trusts(root(VENDOR.account), { StringLike: { "sts:ExternalId": "*" } }))).toBe("unknown");
    expect(stateOf(trusts(root(VENDOR.account), { StringEquals: { "sts:ExternalId": "ours" } }))).toBeUndefined();
    expect(stateOf(trusts(asRole, { StringEquals: { "sts:ExternalId": "ours" } }))).toBeUndefined();
    // whom nobody publishes as a vendor has no customers
    expect(stateOf(trusts(root("999988887777")))).toBeUndefined();
  });

  it("everyone is not an organisation", () => {
    const limited = trusts("*", { StringEquals: { "aws:PrincipalOrgID": "o-abc123" } });
    const open = new Scene().role("target", [trusts("*")]);
    const closed = new Scene().role("target", [limited]);
    expect(stepsFrom(analyzeScene(open).edges, "any:internet", ["can_assume"]).get(ROLE)).toBe("none");
    expect(stepsFrom(analyzeScene(closed).edges, "any:internet", ["can_assume"]).get(ROLE)).toBeUndefined();
  });

  it("control of an account is control of whoever in it reaches another", () => {
    const scene = new Scene()
      .account()
      .account(OTHER)
      .user("admin", { inline: [allow("*")] })
      .role("bridge", [trusts(service("ec2"))], { inline: [assume(FAR)] })
      .role("target", [trusts({ AWS: arn("role/bridge") })], { inline: [allow("*")] }, OTHER);
    const { edges } = analyzeScene(scene);
    expect(edges).toContainEqual(
      expect.objectContaining({ kind: "contains", from: `aws:${ACCOUNT}`, to: arn("role/bridge"), hops: 1 }),
    );
  });
});

describe("many callers and many roles", () => {
  it("meet in one hub", () => {
    const scene = new Scene();
    for (let n = 0; n < 20; n++) scene.user(`u${n}`, { inline: [assume("*")] }).role(`r${n}`, [trusts(root())]);
    const { edges, nodes } = analyzeScene(scene);
    expect(nodes.map(({ kind }) => kind)).toEqual(["set"]);
    expect(edges.length).toBe(40);
    const reached = [...stepsFrom(edges, arn("user/u3"), ["can_assume"]).keys()];
    expect(reached.filter((id) => nodes.every((hub) => hub.id !== id)).length).toBe(20);
  });

  it("who has a Deny of its own stays out of what it denies", () => {
    const scene = new Scene();
    for (let n = 0; n < 5; n++) scene.user(`u${n}`, { inline: [assume("*")] }).role(`r${n}`, [trusts(root())]);
    scene.user("other", { inline: [assume("*"), deny("sts:AssumeRole", arn("role/r1"))] });
    const { edges } = analyzeScene(scene);
    expect([...stepsFrom(edges, arn("user/other"), ["can_assume"]).keys()].sort()).toEqual(
      ["r0", "r2", "r3", "r4"].map((name) => arn(`role/${name}`)),
    );
  });
});

describe("administrators", () => {
  const admin = (held: readonly ReturnType<typeof allow>[], more: object = {}) => {
    const scene = new Scene()
      .managed("open", [allow("*")])
      .managed("tight", [allow("s3:*")])
      .user("caller", { inline: held, ...more });
    return analyzeScene(scene).facts.find(({ node }) => node === arn("user/caller"))?.columns;
  };
  it("everything on everything is effective, with no step to go", () => {
    expect(admin([allow("*")])).toEqual({
      admin: "effective",
      tier: 0,
      tier_known: true,
      reaches_admin: true,
      admin_hops: 0,
    });
  });
  it("a Deny that it can lift makes it one in all but name", () => {
    expect(admin([allow("*"), deny("s3:DeleteBucket")])).toEqual({
      admin: "reaches",
      reaches_admin: true,
      admin_hops: 0,
      tier: 0,
      tier_known: true,
    });
  });
  it("a Deny of IAM does not", () => {
    expect(admin([allow("*"), deny("iam:*")])?.["admin"]).toBe("no");
  });
  it("a boundary caps it", () => {
    expect(admin([allow("*")], { boundary: "tight" })?.["admin"]).toBe("no");
    expect(admin([allow("*")], { boundary: "open" })?.["admin"]).toBe("effective");
  });
  it("a policy that was not read makes it unknown", () => {
    const scene = new Scene().user("caller", { managed: ["missing"] });
    const { facts, gaps } = analyzeScene(scene);
    expect(facts.map(({ columns }) => columns)).toEqual([{ admin: "unknown" }]);
    expect(gaps).toEqual([expect.objectContaining({ subject: arn("policy/missing") })]);
  });
});
