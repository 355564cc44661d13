// OAuth applications of a Workspace domain when none, some and all projects of Google Cloud are scanned beside it: whatever is reported
// with less is reported with more, until it is known to be one's own; and the allow list is heeded.
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { freshFolder } from "../fresh-folder.js";
import { nhi } from "./kept-nhi.js";

const RULES = ["GWS-001", "GWS-006", "GWS-008"];
const UNKNOWN = "; publisher unknown: its project is not among those scanned";
const OWN = "510000000001-sheet";
const OTHERS = [
  "GWS-001 700000000001-quill",
  "GWS-001 700000000002-people",
  "GWS-006 700000000003-notes",
  "GWS-008 700000000002-people",
];

let folder: string;
beforeEach(() => {
  folder = join(freshFolder(), "acme");
  cpSync(resolve("fixtures/acme"), folder, { recursive: true });
});

/** Keeps these folders of the recording of Google Cloud. */
function keep(...names: readonly string[]): void {
  renameSync(join(folder, "gcp"), join(folder, "all"));
  mkdirSync(join(folder, "gcp"));
  for (const name of names) renameSync(join(folder, "all", name), join(folder, "gcp", name));
  rmSync(join(folder, "all"), { recursive: true });
}

interface Report {
  readonly findings: readonly {
    readonly rule: string;
    readonly subject: { readonly id: string };
    readonly message: string;
  }[];
  readonly notEvaluated: readonly { readonly rule: string }[];
}

/** Findings of these rules, and those of them that say that the publisher is unknown. */
async function found(...more: readonly string[]) {
  const { stdout } = await nhi(["scan", "--bundle", folder, "--format", "json", "--fail-on", "none", ...more]);
  const { findings, notEvaluated } = JSON.parse(stdout) as Report;
  expect(notEvaluated.filter(({ rule }) => RULES.includes(rule))).toEqual([]);
  const own = findings.filter(({ rule }) => RULES.includes(rule));
  const named = (list: Report["findings"]) =>
    list.map(({ rule, subject }) => `${rule} ${/client\/([^.]+)/.exec(subject.id)?.[1]}`).sort();
  return { all: named(own), unknown: named(own.filter(({ message }) => message.endsWith(UNKNOWN))) };
}

test("all projects are scanned: others' are reported as others'", async () => {
  expect(await found()).toEqual({ all: OTHERS, unknown: [] });
});

test("some are: others' are reported, their publisher unknown, and what was made in a scanned project is one's own", async () => {
  keep("acme-web-prod");
  expect(await found()).toEqual({ all: OTHERS, unknown: OTHERS });
});

test("some are, and not that of the own application: it is reported until it is allowed", async () => {
  keep("acme-build");
  const all = [`GWS-001 ${OWN}`, ...OTHERS];
  expect(await found()).toEqual({ all, unknown: all });
  const config = join(folder, "..", "nhi.yaml");
  const clients = [OWN, "700000000002-people"].map((name) => `${name}.apps.googleusercontent.com`).join(", ");
  const notes = "700000000003-notes.apps.googleusercontent.com";
  writeFileSync(config, `params: { GWS-001: { allowed: [${clients}] }, GWS-006: { allowed: [${notes}] } }\n`);
  const left = ["GWS-001 700000000001-quill", "GWS-008 700000000002-people"];
  expect(await found("--config", config)).toEqual({ all: left, unknown: left });
});

test("none is", async () => {
  keep();
  rmSync(join(folder, "gcp"), { recursive: true });
  const all = [`GWS-001 ${OWN}`, ...OTHERS];
  expect(await found()).toEqual({ all, unknown: all });
});
