// Roles of Google Cloud that are asked for, end to end: acme's organisation with entitlements of Privileged Access Manager.
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { ACME, freshFolder } from "./nhi.js";

const ORGANIZATION = "organizations/482915307716";
const NOW = "2026-11-01T00:00:00Z";
const ORDERS = "orders@acme-web-prod.iam.gserviceaccount.com";
const RELEASE = "release@acme-build.iam.gserviceaccount.com";

interface Finding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
}

interface Path {
  readonly capability: string;
  readonly state: string;
  readonly condition?: string;
  readonly confidence: number;
  readonly hops: readonly { readonly condition: string | null }[];
}

interface Entitlement {
  readonly id: string;
  readonly who: string;
  readonly role: string;
  readonly approver?: string;
  readonly state?: string;
}

function toAnswer({ id, who, role, approver, state = "AVAILABLE" }: Entitlement) {
  const resource = "//cloudresourcemanager.googleapis.com/projects/acme-web-prod";
  const gcpIamAccess = { resourceType: "x", resource, roleBindings: [{ role }] };
  const steps = [{ approvers: [{ principals: [approver] }], approvalsNeeded: 1 }];
  return {
    name: `${ORGANIZATION}/locations/global/entitlements/${id}`,
    state,
    eligibleUsers: [{ principals: [`serviceAccount:${who}`] }],
    privilegedAccess: { gcpIamAccess },
    requesterJustificationConfig: { unstructured: {} },
    ...(approver !== undefined && { approvalWorkflow: { manualApprovals: { steps } } }),
  };
}

/** Acme's Google Cloud with these entitlements, scanned. */
async function scanned(entitlements: readonly Entitlement[], others: readonly object[] = []) {
  const folder = freshFolder();
  for (const part of ["bundle.json", "gcp"]) cpSync(join(ACME, part), join(folder, part), { recursive: true });
  const place = `gcp/${ORGANIZATION}/privilegedaccessmanager/v1/${ORGANIZATION}/locations/global/entitlements.json`;
  writeFileSync(join(folder, place), JSON.stringify({ entitlements: [...entitlements.map(toAnswer), ...others] }));
  const [db, report] = [join(folder, "nhi.db"), join(folder, "report.json")];
  const args = ["--db", db, "--now", NOW, "--fail-on", "none"];
  const { code, stderr } = await nhi(["scan", "--bundle", folder, ...args, "--output", `json=${report}`], folder);
  expect(stderr + String(code)).toMatch(/0$/);
  const text = readFileSync(report, "utf8");
  const { findings } = JSON.parse(text) as { findings: Finding[] };
  const of = (...rules: readonly string[]) =>
    findings
      .filter(({ rule }) => rules.includes(rule))
      .map(({ rule, severity, message }) => `${rule} ${severity} ${message}`);
  const paths = async (from: string) => {
    const out = await nhi(
      ["paths", "--from", from, "--to", "gcp:projects/acme-web-prod", "--db", db, "--format", "json"],
      folder,
    );
    const found = JSON.parse(out.stdout) as { paths: Path[] };
    return found.paths.map(({ capability, state, confidence, hops, condition }) => [
      capability,
      state,
      hops[0]?.condition ?? condition,
      confidence,
    ]);
  };
  return { of, paths, text };
}

describe("roles that are asked for", () => {
  it("a service account that only has to ask for Owner is found, and is owner in one step", async () => {
    const { of, paths } = await scanned([{ id: "incident", who: ORDERS, role: "roles/owner" }]);
    expect(of("JIT-004")).toEqual([
      `JIT-004 high roles/owner may be activated by ${ORDERS}, with a justification: nobody has to approve it`,
    ]);
    expect(await paths(ORDERS)).toEqual([
      ["admin", "attacker-settable", "it asks for incident, which nobody has to approve", 1],
    ]);
  });

  it("its twin, which somebody has to approve, is no path", async () => {
    const { of, paths } = await scanned([
      { id: "incident", who: ORDERS, role: "roles/owner", approver: "user:vera.okafor@acme.example" },
    ]);
    expect(of("JIT-004")).toEqual([]);
    expect(await paths(ORDERS)).toEqual([]);
  });

  it("an approval for what the account holds for good is none; what holds it for good could ask as well", async () => {
    const { of } = await scanned([
      { id: "release", who: RELEASE, role: "roles/owner", approver: "user:vera.okafor@acme.example" },
    ]);
    expect(of("JIT-004")).toEqual([
      `JIT-004 medium roles/owner may be activated by ${RELEASE}, with a justification: its approval can be done without: it is held for good as well`,
    ]);
    const standing = of("JIT-002").join("\n");
    expect(standing).toContain("roles/owner on projects/acme-web-prod");
    expect(standing).not.toContain("monitoring.viewer");
  });

  it("an entitlement that does not say what it is about is a gap that names the file; the others are read", async () => {
    const whole: Entitlement = { id: "incident", who: ORDERS, role: "roles/owner" };
    const lacking = await scanned(
      [whole],
      [{ name: `${ORGANIZATION}/locations/global/entitlements/odd`, state: "AVAILABLE" }],
    );
    expect(lacking.text).toMatch(
      /entitlements\.json: 1 of 2 elements without a usable privilegedAccess\.gcpIamAccess\.resource, left out/,
    );
    expect(lacking.of("JIT-004")).toEqual((await scanned([whole])).of("JIT-004"));
    expect((await scanned([whole])).text).not.toContain("without a usable privilegedAccess");
  });

  it("without an entitlement that can be used nobody asks, and nothing is said", async () => {
    const { of, paths } = await scanned([{ id: "old", who: ORDERS, role: "roles/owner", state: "DELETED" }]);
    expect(of("JIT-004")).toEqual([]);
    expect(of("JIT-002").filter((one) => one.includes("projects/"))).toEqual([]);
    expect(await paths(ORDERS)).toEqual([]);
  });
});
