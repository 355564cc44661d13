// Drift of agents' configurations: two scans of one machine, and what became another server between them.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { nhi } from "./kept-nhi.js";
import { freshFolder } from "./nhi.js";

const npx = (...args: readonly string[]) => ({ command: "npx", args: ["-y", ...args] });

/** Findings of AGT-011 after a scan of the machine with these servers. */
async function scan(folder: string, day: string, servers: { readonly [name: string]: object }): Promise<string[]> {
  mkdirSync(join(folder, "desk/.cursor"), { recursive: true });
  writeFileSync(join(folder, "desk/.cursor/mcp.json"), JSON.stringify({ mcpServers: servers }));
  const flags = ["--db", "nhi.db", "--now", `${day}T00:00:00Z`, "--fail-on", "none", "--format", "json"];
  const { stdout, stderr } = await nhi(["scan", "agents:desk", ...flags], folder);
  expect(stdout, stderr).not.toBe("");
  const { findings } = JSON.parse(stdout) as {
    findings: { rule: string; severity: string; subject: { name: string } }[];
  };
  return findings
    .filter(({ rule }) => rule === "AGT-011")
    .map(({ severity, subject }) => `${severity} ${subject.name}`)
    .sort();
}

it("a server of another publisher and new ones are found; an upgrade, and what stays, are not", async () => {
  const folder = freshFolder();
  const before = { notes: npx("@acme/notes@1.2.0"), files: npx("@acme/files@2.0.0"), kept: npx("@acme/kept@1.0.0") };
  expect(await scan(folder, "2026-11-01", before)).toEqual([]);
  const after = {
    notes: npx("@acme/notes@1.3.0"),
    files: npx("@other/files@2.0.0"),
    kept: npx("@acme/kept@1.0.0"),
    crm: npx("@acme/crm@1.0.0"),
    mail: npx("@acme/mail"),
  };
  expect(await scan(folder, "2026-11-10", after)).toEqual(["high files", "high mail", "medium crm"]);
  expect(await scan(folder, "2026-11-11", before)).toEqual([]);
});
