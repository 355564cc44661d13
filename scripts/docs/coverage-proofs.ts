// The facts that docs/coverage.md is made of, read where the tests themselves read or assert them.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AwsCall } from "../../src/collect/aws/call.js";
import type { Proof as Proven } from "../../test/e2e/aws/proofs.js";

/** From the strongest to none. */
export type Proof = "server" | "schema" | "bundle" | "scripted" | "nothing";

export interface Proofs {
  /** Name and version of the server that answered. */
  readonly server: string;
  /** Calls that it answered in scans that found what they should; the end-to-end tests compare the lists. */
  readonly answered: ReadonlySet<string>;
  /** Calls answered as AWS's own models say, likewise. */
  readonly modelled: ReadonlySet<string>;
  /** Rules that flagged something seeded there. */
  readonly serverRules: ReadonlySet<string>;
  readonly modelRules: ReadonlySet<string>;
  /** `iam/list-users`: commands with an answer in a fixture. */
  readonly recorded: ReadonlySet<string>;
  /** Rules that a fixture expects to flag something. */
  readonly fixtureRules: ReadonlySet<string>;
}

export async function readProofs(root: string): Promise<Proofs> {
  const proven = await readProven(join(root, "test/e2e/aws/proofs"));
  const all = (part: keyof Proven) => new Set(proven.flatMap((proof) => proof[part] ?? []));
  return {
    server: "moto 5.1.1",
    answered: all("server"),
    modelled: all("schema"),
    serverRules: all("serverRules"),
    modelRules: all("schemaRules"),
    recorded: await recordedCommands(join(root, "fixtures")),
    fixtureRules: await fixtureRules(join(root, "fixtures")),
  };
}

async function readProven(folder: string): Promise<readonly Proven[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(folder, file), "utf8")) as Proven));
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

/** Acme lists rules, each with the one place where it fires, and those that compare two times; a scene lists findings. */
interface ExpectedFile {
  readonly rules?: { readonly [id: string]: { readonly fires?: unknown } };
  readonly drift?: { readonly [id: string]: { readonly fires?: readonly unknown[] } };
  readonly findings?: readonly { readonly rule: string }[];
}

function expectedRules({ rules, drift, findings }: ExpectedFile): string[] {
  const firing = Object.entries(rules ?? {}).filter(([, { fires }]) => fires !== undefined);
  const later = Object.entries(drift ?? {}).filter(([, { fires }]) => fires !== undefined && fires.length > 0);
  return [...[...firing, ...later].map(([id]) => id), ...(findings ?? []).map(({ rule }) => rule)];
}

export function proofOfCall(proofs: Proofs, { call, path }: Pick<AwsCall, "call" | "path">): Proof {
  if (proofs.answered.has(call)) return "server";
  if (proofs.modelled.has(call)) return "schema";
  return proofs.recorded.has(path.join("/")) ? "bundle" : "nothing";
}

export function proofOfRule(proofs: Proofs, id: string): Proof {
  if (proofs.serverRules.has(id)) return "server";
  if (proofs.modelRules.has(id)) return "schema";
  return proofs.fixtureRules.has(id) ? "bundle" : "nothing";
}

export function proofOfClient({ answered, modelled }: Proofs, service: string): Proof {
  const isOf = (call: string) => call.startsWith(`${service}:`);
  if ([...answered].some(isOf)) return "server";
  return [...modelled].some(isOf) ? "schema" : "nothing";
}
