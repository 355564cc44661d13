// Publicly documented incidents: what was there before each is flagged by the rules that were named beforehand, and its
// harmless twin by none of them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resolveSettings } from "../../src/app/settings.js";
import { type Incident, readIncidents, writeIncident } from "../fixtures/breach-replays.js";
import { scanWith } from "../fixtures/scan-bundle.js";
import type { Figure } from "./figure.js";

/** Clock of every replay: the day its facts are of. */
const NOW = new Date("2026-01-15T00:00:00Z");

export async function run(): Promise<readonly Figure[]> {
  const missed: string[] = [];
  const alarms: string[] = [];
  const incidents = readIncidents();
  let flagged = 0;
  for (const incident of incidents) {
    const said = await rulesOf(incident, false);
    const silent = incident.rules.filter((rule) => !said.has(rule));
    if (silent.length === 0) flagged += 1;
    else missed.push(`${incident.slug}: ${silent.join(", ")} silent; said: ${[...said].sort().join(" ")}`);
    const twin = await rulesOf(incident, true);
    const wrong = incident.rules.filter((rule) => twin.has(rule));
    if (wrong.length > 0) alarms.push(`${incident.slug}: the twin is flagged by ${wrong.join(", ")}`);
  }
  return [
    {
      name: "breach replays flagged by the rules named beforehand",
      got: flagged,
      of: incidents.length,
      falseAlarms: { got: alarms.length, of: incidents.length },
      problems: [...missed, ...alarms],
    },
  ];
}

/** Rules that have a finding in the precondition, or in the twin. */
async function rulesOf(incident: Incident, isTwin: boolean): Promise<ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), "nhi-breach-"));
  try {
    writeIncident(incident, isTwin, folder);
    const isBundle = incident.kind === "bundle";
    const flags = { now: NOW, failOn: "none" as const, db: ":memory:", ...(isBundle && { bundle: [folder] }) };
    const settings = await resolveSettings(flags, isBundle ? [] : [`repo:${folder}`], {}, "fixtures");
    const { findings } = (await scanWith(settings)).report;
    return new Set(findings.map(({ rule }) => rule));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
