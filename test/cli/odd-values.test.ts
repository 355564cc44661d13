// A field that decides what is found and is of another type than the vendor documents: what it stands in is neither found fault
// with nor clean, the file and the field are named, and nothing new is found by it.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const SCENES = join(ACME, "../scenes");
const TENANT = "entra/5ac3e1d0-7b52-4a1f-9c0e-2d6f8b1a4e70/v1.0";

interface Case {
  readonly what: string;
  readonly bundle: string;
  /** Folder of the bundle that is read. */
  readonly part: string;
  readonly file: string;
  readonly change: (answer: string) => string;
  readonly says: RegExp;
  /** Findings that cannot be judged any more, by rule. */
  readonly lost: readonly string[];
}

const CASES: readonly Case[] = [
  {
    what: "AWS: an access key of a status that nobody knows",
    bundle: join(SCENES, "two-old-keys"),
    part: "aws",
    file: "aws/111122223333/iam/list-access-keys/tomas.reyes.json",
    change: (text) => text.replace('"Status": "Active"', '"Status": "@"'),
    says: /tomas\.reyes\.json: wrong shape \(AccessKeyMetadata\[0\]\.Status is none of Active, Inactive, Expired\)/,
    lost: [],
  },
  {
    what: "Entra: secrets wrapped in a list",
    bundle: ACME,
    part: "entra",
    file: `${TENANT}/applications.json`,
    change: (text) => text.replace(/"passwordCredentials": (\[\s*\{[^\]]*\])/, '"passwordCredentials": [$1]'),
    says: /applications\.json: wrong shape \(value\[\d+\]\.passwordCredentials\.\*[^)]*\)/,
    lost: ["AZ-001"],
  },
  {
    what: "GitLab: a limit that is neither on nor off",
    bundle: ACME,
    part: "gitlab",
    file: "gitlab/gitlab.com/api/v4/projects/58010001/job_token_scope.json",
    change: (text) => text.replace('"inbound_enabled": false', '"inbound_enabled": {}'),
    says: /job_token_scope\.json: wrong shape \(inbound_enabled is neither true nor false\)/,
    lost: ["CI-004"],
  },
  {
    what: "Kubernetes: a template that is a list",
    bundle: join(SCENES, "own-cluster"),
    part: "kubernetes",
    file: "kubernetes/shop-prod/apis/apps/v1/deployments.json",
    change(text) {
      const { items, ...rest } = JSON.parse(text);
      const [{ spec, ...first }, ...others] = items;
      return JSON.stringify({ ...rest, items: [{ ...first, spec: { template: [spec.template] } }, ...others] });
    },
    says: /deployments\.json: wrong shape \(items\[\d+\]\.spec\.template is no object\); what is odd was left out/,
    lost: ["K8S-004"],
  },
];

async function report(bundle: string) {
  const outcome = await nhi(["scan", "--bundle", bundle, "--format", "json", "--fail-on", "none"]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const { findings, gaps, notEvaluated } = JSON.parse(outcome.stdout) as {
    findings: { rule: string; subject: { id: string }; columns: { principal_name?: string } }[];
    gaps: { message: string }[];
    notEvaluated: { rule: string }[];
  };
  const unjudged = new Set(notEvaluated.map(({ rule }) => rule));
  // Without the list a key goes by the time at which it was made: it is the same key of the same user.
  const found = findings.map(({ rule, subject, columns }) => `${rule} ${columns.principal_name ?? subject.id}`);
  return { ...outcome, found, unjudged, said: gaps.map(({ message }) => message).join("\n") };
}

it.each(CASES)("$what", async ({ bundle, part, file, change, says, lost }) => {
  const folder = freshFolder();
  cpSync(join(bundle, part), join(folder, part), { recursive: true });
  cpSync(join(bundle, "bundle.json"), join(folder, "bundle.json"));
  const before = await report(folder);
  expect(before.said).not.toMatch(says);

  const text = readFileSync(join(folder, file), "utf8");
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, file), changed);
  const after = await report(folder);
  expect(after.stderr).toMatch(says);
  expect(after.said).toMatch(says);
  const left = [...before.found];
  for (const finding of after.found) {
    const at = left.indexOf(finding);
    expect(at, finding).not.toBe(-1);
    left.splice(at, 1);
  }
  expect(left.map((finding) => finding.replace(/ .*/s, "")).sort()).toEqual(lost);
  expect(lost.filter((rule) => !after.unjudged.has(rule))).toEqual([]);
});
