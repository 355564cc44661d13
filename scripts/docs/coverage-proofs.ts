// The facts that docs/coverage.md is made of, read where the tests themselves read or assert them.
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AwsCall } from "../../src/collect/aws/call.js";
import { MEMBER_USERS, ROLES, USERS } from "../../test/e2e/aws/estate.js";

/** From the strongest to none. */
export type Proof = "server" | "schema" | "bundle" | "nothing";

export interface Proofs {
  /** Name and version of the server that answered. */
  readonly server: string;
  /** Calls that it answered in a scan that found what it should; the end-to-end test holds the list. */
  readonly answered: ReadonlySet<string>;
  /** Rules that must flag something seeded there. */
  readonly seededRules: ReadonlySet<string>;
  /** `iam/list-users`: commands with an answer in a fixture. */
  readonly recorded: ReadonlySet<string>;
  /** Rules that a fixture expects to flag something. */
  readonly fixtureRules: ReadonlySet<string>;
  /** Names of technique files. */
  readonly techniques: readonly string[];
}

export async function readProofs(root: string): Promise<Proofs> {
  const answered = JSON.parse(await readFile(join(root, "test/e2e/aws/answered.json"), "utf8")) as AnsweredFile;
  const users = [...USERS, ...MEMBER_USERS];
  const seeded = [...users, ...ROLES, ...users.flatMap(({ keys }) => keys)].flatMap(({ rules }) => rules);
  return {
    server: answered.server,
    answered: new Set(answered.calls),
    seededRules: new Set(seeded),
    recorded: await recordedCommands(join(root, "fixtures")),
    fixtureRules: await fixtureRules(join(root, "fixtures")),
    techniques: await techniqueNames(join(root, "rules/techniques")),
  };
}

interface AnsweredFile {
  readonly server: string;
  readonly calls: readonly string[];
}

/** Commands below a folder of bundles: `…/aws/<account>/[<region>/]<service>/<command>[/<name>].json`. */
async function recordedCommands(folder: string): Promise<Set<string>> {
  const files = await readdir(folder, { recursive: true });
  const commands = files.flatMap((file) => {
    if (file.endsWith(".error.json")) return [];
    const path = file.replaceAll("\\", "/");
    const [, service, command] =
      /\/aws\/\d{12}\/(?:[a-z]{2}-[a-z-]+-\d\/)?([a-z0-9-]+)\/([a-z0-9-]+)[/.]/.exec(path) ?? [];
    // A credential report may lie there as its CSV.
    return service === undefined || command === undefined
      ? []
      : [`${service}/${command.replace(/^credential-report$/, "get-$&")}`];
  });
  return new Set(commands);
}

async function fixtureRules(folder: string): Promise<Set<string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith("expected.json"));
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  return new Set(texts.flatMap((text) => expectedRules(JSON.parse(text) as ExpectedFile)));
}

/** Acme lists rules, each with the one place where it fires; a scene lists findings. */
interface ExpectedFile {
  readonly rules?: { readonly [id: string]: { readonly fires?: unknown } };
  readonly findings?: readonly { readonly rule: string }[];
}

function expectedRules({ rules, findings }: ExpectedFile): string[] {
  const firing = Object.entries(rules ?? {}).filter(([, { fires }]) => fires !== undefined);
  return [...firing.map(([id]) => id), ...(findings ?? []).map(({ rule }) => rule)];
}

async function techniqueNames(folder: string): Promise<string[]> {
  if (!existsSync(folder)) return [];
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith(".yaml"));
  return files.map((file) => file.replaceAll("\\", "/").replace(/\.yaml$/, "")).sort();
}

export function proofOfCall({ answered, recorded }: Proofs, { call, path }: Pick<AwsCall, "call" | "path">): Proof {
  if (answered.has(call)) return "server";
  return recorded.has(path.join("/")) ? "bundle" : "nothing";
}

export function proofOfRule({ seededRules, fixtureRules }: Proofs, id: string): Proof {
  if (seededRules.has(id)) return "server";
  return fixtureRules.has(id) ? "bundle" : "nothing";
}

export function proofOfClient({ answered }: Proofs, service: string): Proof {
  return [...answered].some((call) => call.startsWith(`${service}:`)) ? "server" : "nothing";
}
