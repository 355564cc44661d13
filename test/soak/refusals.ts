// Every answer of the made-up company refused, one at a time, and what comes after the first page of each that is a list: what is not
// known then is said to be unknown.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compareText } from "../../src/model/compare.js";
import { measure, NHI } from "../bench/measure.js";
import type { SoakFigure } from "./inputs.js";
import { RefusingBundle, type Said, toSaid, untold } from "./refused-answer.js";

const ACME = fileURLToPath(new URL("../../fixtures/acme", import.meta.url));
const NAME = "refusals: every answer";
/** Files beside the answers. */
const BESIDE = /^(?:bundle|expected|earlier)\.json$|^README\.md$/;
/** Of so many answers every one is refused in a whole run, in a small one some. */
const SMALL = 12;
const MOST_PROBLEMS = 30;

/** What is said although an answer is not there: which answers, what of it, and why. */
const MEANT: readonly (readonly [answers: RegExp, said: readonly string[]])[] = [
  // the report has every key by its user and date: where the list with the ids is not there, it is another subject
  [/\/iam\/list-access-keys\//, ["new: AWS-"]],
  // a deny policy that was not read stands in nobody's way: the scope has a gap, and the way is there without it
  [/\/denypolicies(?:\/|\.json$)/, ["GCP-010", "administrator: ", "a way: "]],
  // whether an owner is still there is unknown without the directory, as it is where none was asked for
  [/\/users\.json$/, ["vanishes: X-009"]],
  // of an organisation's repositories these are not asked: the organisation's own answers hold for them
  [
    /\/repos\/[^/]+\/[^/]+\/(?:teams|collaborators@affiliation=outside|actions\/permissions(?:\/.+)?)\.json$/,
    ["no gap says"],
  ],
  // a binding of an account that is switched off does not count; of one that is not known nothing says so, and it passes as others do
  [/\/serviceAccounts\.json$/, ["passes: GCP-0"]],
  // a member of an organisation has a gap of its list of accounts already
  [/\/organizations\/describe-organization\.json$/, ["no gap says"]],
  // nothing asks for these: a recording says by its folders which organisations of CircleCI it has, and acme was not asked for labels of
  // groups; of outside collaborators their second factor says nothing
  [
    /\/me\/collaborations\.json$|\/groups\/[^/]+\.json$|\/outside_collaborators@filter=2fa_disabled\.json$/,
    ["no gap says"],
  ],
  // configuration of agents is read of a checkout alone
  [/\/raw\/[^/]+\/(?:\.[a-z]+\/)?\.?mcp\.json$/, ["no gap says"]],
  // an account without sign-ins is idle, whether or not a key of an API is bound to it, as the rule's page says
  [/\/apikeys\//, ["GCP-004"]],
];

/** Every answer of the recording; of a small run some, from all over it. */
export async function* soakRefusals(
  small: boolean,
  isWanted: (name: string) => boolean,
  note: (progress: string) => void,
  recording = ACME,
): AsyncGenerator<SoakFigure> {
  if (!isWanted(NAME)) return;
  const folder = mkdtempSync(join(tmpdir(), "nhi-refusals-"));
  try {
    const bundle = new RefusingBundle(recording, join(folder, "bundle"));
    const all = answersOf(recording);
    const chosen = small ? all.filter((_, at) => at % Math.ceil(all.length / SMALL) === 0) : all;
    const whole = saidOf(bundle.folder, folder);
    const problems: string[] = [];
    let cuts = 0;
    for (const [at, file] of chosen.entries()) {
      const less = await bundle.refuse(file, async () => saidOf(bundle.folder, folder));
      problems.push(...untold(whole, less, meant(file)).map((what) => `${file}: ${what}`));
      const cut = await bundle.cut(file, async () => saidOf(bundle.folder, folder));
      if (cut !== undefined) {
        cuts += 1;
        problems.push(...untold(whole, cut, meant(file)).map((what) => `${file} cut: ${what}`));
      }
      if (at % 50 === 49) note(`${at + 1} of ${chosen.length} answers refused, ${problems.length} problems`);
      if (problems.length >= MOST_PROBLEMS) break;
    }
    const said = `${chosen.length} of ${all.length} answers refused, one at a time, and ${cuts} cut after the first page`;
    yield { name: NAME, said, problems };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function meant(file: string): readonly string[] {
  return MEANT.flatMap(([answer, said]) => (answer.test(file) ? said : []));
}

/** Paths of the answers within a recording, sorted. */
function answersOf(recording: string): readonly string[] {
  return readdirSync(recording, { recursive: true, withFileTypes: true })
    .flatMap((one) => (one.isFile() ? [relative(recording, join(one.parentPath, one.name))] : []))
    .filter((file) => !BESIDE.test(file) && !file.endsWith(".error.json"))
    .sort(compareText);
}

function saidOf(bundle: string, folder: string): Said {
  const database = join(folder, "nhi.db");
  for (const end of ["", "-wal", "-shm", "-lock"]) rmSync(database + end, { force: true });
  const report = join(folder, "report.json");
  const scan = ["scan", "--bundle", bundle, "--db", database, "--fail-on", "none", "--quiet", "--output", report];
  measure([NHI, ...scan], folder, [0, 3]);
  const ask = (...args: string[]): string =>
    measure([NHI, ...args, "--db", database, "--format", "json"], folder, [0, 1, 3]).stdout;
  const [inventory, paths] = [ask("inventory"), ask("paths", "--to", "admin")];
  return toSaid({ report: readFileSync(report, "utf8"), inventory, paths });
}
