// The order in which an account's answers come, page by page and list by list, changes nothing of what is kept of them.
import { expect, it } from "vitest";
import { type BundleSpec, withBundle } from "./bundle.js";
import { ACCOUNT, allow, arn, deny, EVERYTHING, root, service, trusts } from "./scene.js";

const at = (name: string, rest: string) => `arn:aws:${name}:us-east-1:${ACCOUNT}:${rest}`;
const FUNCTIONS = ["a", "b", "c"].map((name) => ({
  FunctionName: name,
  FunctionArn: at("lambda", `function:${name}`),
  Role: arn(`role/${name === "b" ? "boss" : "plain"}`),
}));

const SPEC = {
  users: {
    ann: [allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"])],
    ben: [allow("lambda:UpdateFunctionCode", at("lambda", "function:*")), deny("lambda:*", at("lambda", "function:b"))],
    cat: [allow("sts:AssumeRole"), allow("s3:GetObject")],
    dan: [allow("sts:AssumeRole"), allow("s3:GetObject")],
  },
  roles: {
    boss: { trust: [trusts(root()), trusts(service("lambda"))], allows: [EVERYTHING] },
    plain: { trust: [trusts(service("lambda"))], allows: [allow("sts:AssumeRole", arn("role/boss"))] },
    spare: { trust: [trusts({ AWS: [arn("user/cat"), arn("user/dan")] })] },
  },
  profiles: { one: "boss", two: "plain" },
  buckets: ["x", "y"],
} satisfies BundleSpec;

const reversed = <T>(map: { readonly [key: string]: T }) => Object.fromEntries(Object.entries(map).reverse());

const read = (spec: BundleSpec, functions: typeof FUNCTIONS) => {
  const absent = { status: 404, code: "ResourceNotFoundException", message: "none" };
  const details = functions.flatMap(({ FunctionName: name }) => [
    [`us-east-1/lambda/get-policy/${name}.error.json`, absent] as const,
    [`us-east-1/lambda/get-function-url-config/${name}.error.json`, absent] as const,
  ]);
  const files = { "us-east-1/lambda/list-functions.json": { Functions: functions }, ...Object.fromEntries(details) };
  return withBundle({ ...spec, files }, ({ store }) => ({
    edges: [...store.pathEdges()],
    identities: [...store.inventory()],
  }));
};

it("an account read backwards is the same account", async () => {
  const { users, roles, profiles, buckets } = SPEC;
  const forwards = await read(SPEC, FUNCTIONS);
  const backwards = await read(
    {
      users: reversed(Object.fromEntries(Object.entries(users).map(([name, list]) => [name, [...list].reverse()]))),
      roles: reversed(
        Object.fromEntries(
          Object.entries(roles).map(([name, role]) => [name, { ...role, trust: [...role.trust].reverse() }]),
        ),
      ),
      profiles: reversed(profiles),
      buckets: [...buckets].reverse(),
    },
    [...FUNCTIONS].reverse(),
  );
  // which statement of a document it was is its place there, and that did change
  const plain = (text: object) =>
    JSON.parse(
      JSON.stringify(text)
        .replace(/#\d+"/g, '#"')
        .replace(/(#trust\/[^"]*?\/)\d+"/g, '$1"'),
    );
  expect(forwards.edges.length).toBeGreaterThan(10);
  expect(plain(backwards.edges)).toEqual(plain(forwards.edges));
  expect(plain(backwards.identities)).toEqual(plain(forwards.identities));
});
