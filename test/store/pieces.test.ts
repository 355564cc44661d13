// Reads that come in pieces say what the reads of everything say.
import { expect, test } from "vitest";
import { openJudgedEstate } from "../../src/app/judged-estate.js";
import { resolveSettings } from "../../src/app/settings.js";
import { quietTerminal } from "../quiet-terminal.js";

const settings = await resolveSettings({ bundle: ["fixtures/acme"], config: undefined }, [], {});
const { store } = await openJudgedEstate(settings, quietTerminal([]));
const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

test("edges in pieces are the edges", () => {
  const all = [...store.pathEdges()];
  expect(all.length).toBeGreaterThan(100);
  expect(sorted([...store.pathEdgePieces()].flat())).toEqual(sorted(all));
});

test("findings by their lines, their texts and in full are the open findings", () => {
  const open = store.openFindings();
  const lines = [...store.findingLines()].flat();
  expect(open.length).toBeGreaterThan(50);
  expect(sorted(lines.map(({ row }) => store.findingAt(row)))).toEqual(sorted(open));
  const keys = ({ fingerprint, rule, scope, severity }: (typeof open)[number] | (typeof lines)[number]) => [
    fingerprint,
    rule,
    scope,
    severity,
  ];
  expect(sorted(lines.map(keys))).toEqual(sorted(open.map(keys)));
  const texts = [...store.findingTexts()].flat().map(({ message, name, parent }) => [message, name, parent]);
  expect(sorted(texts)).toEqual(
    sorted(open.map(({ message, subject: { name, parent } }) => [message, name, parent ?? null])),
  );
  expect(store.findingAt(-1)).toBeUndefined();
});

test("paths from a source are those of all paths that begin there", () => {
  const all = [...store.accessPaths()];
  const source = all[0]?.source ?? "";
  expect(all.length).toBeGreaterThan(10);
  expect([...store.accessPaths(source)]).toEqual(all.filter((path) => path.source === source));
  expect([...store.accessPaths("nobody")]).toEqual([]);
});

test("ids of a kind are those of the nodes that have it", () => {
  const { rows } = store.query("SELECT id FROM node WHERE kind = 'grant'");
  const grants = [...rows].map(([id]) => String(id)).sort();
  expect(grants.length).toBeGreaterThan(10);
  expect([...new Set(store.nodeIds("grant"))].sort()).toEqual(grants);
  const { rows: profiles } = store.query("SELECT id FROM node WHERE type = 'aws.instance-profile'");
  expect([...new Set(store.nodeIds("resource", "aws.instance-profile"))].sort()).toEqual(
    [...profiles].map(([id]) => String(id)).sort(),
  );
});
