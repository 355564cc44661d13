// The configurations of the clients that start MCP servers, in the spelling of each client's documentation: a secret that is
// written out is found in each, a reference in its place in none, and a file that breaks off is a gap by its name.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { resolveSettings } from "../../src/app/settings.js";
import { CLIENTS } from "../../src/collect/shared/agents/clients.js";
import { CONFIGURATIONS, TOKEN } from "../collect/agents/configurations.js";
import { type BundleReport, scanWith } from "../fixtures/scan-bundle.js";
import type { Figure } from "./figure.js";

/** The rule on secrets that are written out in a configuration. */
const RULE = "AGT-001";
const REFERENCE = "${GITHUB_TOKEN}";

export async function run(): Promise<readonly Figure[]> {
  const literal = secretsIn(await reportOn((text) => text));
  const referred = secretsIn(await reportOn((text) => text.replace(TOKEN, REFERENCE)));
  const torn = await reportOn((text) => text.slice(0, text.indexOf(TOKEN)));
  const named = CONFIGURATIONS.filter(({ path }) => torn.gaps.some(({ subject }) => subject?.startsWith(path)));
  const found = CLIENTS.filter(({ id }) =>
    CONFIGURATIONS.some(
      ({ client, path }) => client === id && literal.some((subject) => subject.includes(`/${path}#`)),
    ),
  );
  return [
    {
      name: "clients of agents parsed, by the secret in their configuration",
      got: found.length,
      of: CLIENTS.length,
      falseAlarms: { got: referred.length, of: CONFIGURATIONS.length },
      problems: [
        ...CLIENTS.filter((client) => !found.includes(client)).map(({ id }) => `${id}: no secret`),
        ...referred,
      ],
    },
    {
      name: "configurations that break off reported by name",
      got: named.length,
      of: CONFIGURATIONS.length,
      falseAlarms: { got: secretsIn(torn).length, of: CONFIGURATIONS.length },
      problems: CONFIGURATIONS.filter((one) => !named.includes(one)).map(({ path }) => `${path}: no gap`),
    },
  ];
}

const secretsIn = ({ findings }: BundleReport): readonly string[] =>
  findings.filter(({ rule }) => rule === RULE).map(({ subject }) => subject.id);

/** What `nhi scan agents:<folder>` says of all configurations, each changed. */
async function reportOn(change: (text: string) => string): Promise<BundleReport> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-clients-"));
  try {
    for (const { path, text } of CONFIGURATIONS) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), change(text));
    }
    const settings = await resolveSettings({ failOn: "none", db: ":memory:" }, [`agents:${folder}`], {}, folder);
    return (await scanWith(settings)).report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
