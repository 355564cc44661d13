// Places that a server works on: names in variables and options, never what opens them.
import { expect, it } from "vitest";
import { targetsOf } from "../../../src/collect/shared/agents/targets.js";

const word = (text: string) => ({ text, offset: 0 });

function targets(environment: { readonly [name: string]: string }, command: readonly string[] = []): readonly string[] {
  const named = Object.entries(environment).map(([name, text]) => ({ name, ...word(text) }));
  return targetsOf({ environment: named, command: command.map(word) } as unknown as Parameters<typeof targetsOf>[0]);
}

it("are told of profiles, clusters, projects and databases", () => {
  expect(
    targets({ AWS_PROFILE: "shop-prod", KUBECONTEXT: "dev", GOOGLE_CLOUD_PROJECT: "p1", PGHOST: "db.example.com" }),
  ).toEqual(["AWS profile shop-prod", "Google project p1", "cluster dev", "database db.example.com"]);
  expect(targets({}, ["kubectl-mcp", "--context", "prod", "--profile=ops", "--verbose"])).toEqual([
    "AWS profile ops",
    "cluster prod",
  ]);
});

it("of an address are its host alone", () => {
  const url = "postgres://app:EXAMPLE-password@db.shop-test.example.com:5432/orders?sslmode=require";
  expect(targets({ DATABASE_URL: url }, ["x", url])).toEqual(["database db.shop-test.example.com"]);
});

it("are not what only refers to one, and not other variables", () => {
  expect(
    targets({ AWS_PROFILE: "${env:PROFILE}", AWS_REGION: "eu-west-1", API_TOKEN: "EXAMPLE" }, ["x", "--context"]),
  ).toEqual([]);
});
