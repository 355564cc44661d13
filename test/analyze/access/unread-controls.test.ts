// Service control policies that were not read: a path holds all the same, and each of its steps that they could stop says so.
import { expect, it } from "vitest";
import { analyzeScene } from "./reachable.js";
import { ACCOUNT, allow, arn, EVERYTHING, OTHER, root, Scene, trusts } from "./scene.js";

const UNREAD = "the service control policies of o-acme, which were not read, allow it";
/** Management account that was not read. */
const FAR = "777766665555";

interface Organization {
  readonly management?: string;
  /** Whether its policies were read whole, and that there are none. */
  readonly isRead?: boolean;
}

/** Conditions of the edges of a user and of an account that was not read to a role, and from the role to its account. */
function conditions(organization: Organization | undefined): readonly (string | null)[] {
  const scene = new Scene()
    .account()
    .user("caller", { inline: [allow("sts:AssumeRole", arn("role/admin"))] })
    .role("admin", [trusts(root()), trusts(root(OTHER))], { inline: [EVERYTHING] });
  if (organization !== undefined) {
    const { management = FAR, isRead = false } = organization;
    scene.scopes.set("o-acme", {
      id: "aws:o-acme",
      type: "aws.organization",
      name: "acme",
      parent: undefined,
      properties: { management_account: management },
      coverage: [{ dataSet: "aws/organizations:policies", state: isRead ? "complete" : "denied" }],
    });
    scene.node("scope", "aws.organization-root", "r-root", { account: "o-acme" });
    scene.edge("contains", "r-root", `aws:${ACCOUNT}`);
  }
  const { edges } = analyzeScene(scene);
  const of = (from: string, to: string): string | null => {
    const [edge] = edges.filter((one) => one.from === from && one.to === to);
    expect(edge?.state).toMatch(/^(none|met)$/);
    return edge?.condition ?? null;
  };
  const role = arn("role/admin");
  return [of(arn("user/caller"), role), of(role, `aws:${ACCOUNT}`), of(arn("root", OTHER), role)];
}

it.each<[string, Organization | undefined, readonly (string | null)[]]>([
  ["they were not read", {}, [UNREAD, UNREAD, null]],
  ["they were, and there are none", { isRead: true }, [null, null, null]],
  ["the account runs the organisation, and none binds it", { management: ACCOUNT }, [null, null, null]],
  ["there is no organisation", undefined, [null, null, null]],
])("%s", (_, organization, expected) => {
  expect(conditions(organization)).toEqual(expected);
});
