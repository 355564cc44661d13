// Sources by name, and bundles. A provider more is one folder and one line here.
import { existsSync } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import type { GraphBatch } from "../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../model/collector.js";
import { ProviderError, UsageError } from "../model/errors.js";
import { didYouMean } from "../model/nearest.js";
import { decodeUtf } from "../model/utf.js";
import { type Bundle, openBundle, plainBundle } from "./bundle.js";
import { digestOf } from "./digest.js";
import { AnswerFault } from "./fault.js";
import { findJsonFault } from "./json-fault.js";
import { sayNear } from "./near-recording.js";
import type { CollectOptions } from "./options.js";
import { decodeName } from "./paths.js";
import type { Provider, SourceIdentity } from "./provider.js";

/** Every provider by the name that its sources begin with, loaded when it is asked. */
export const PROVIDERS: { readonly [name: string]: () => Promise<Provider> } = {
  aws: async () => (await import("./aws/index.js")).aws,
  entra: async () => (await import("./entra/index.js")).entra,
  azure: async () => (await import("./azure/index.js")).azure,
  github: async () => (await import("./github/index.js")).github,
  gcp: async () => (await import("./gcp/index.js")).gcp,
  gitlab: async () => (await import("./gitlab/index.js")).gitlab,
  circleci: async () => (await import("./circleci/index.js")).circleci,
  jenkins: async () => (await import("./jenkins/index.js")).jenkins,
  workspace: async () => (await import("./workspace/index.js")).workspace,
  agents: async () => (await import("./agents/index.js")).agents,
  kubernetes: async () => (await import("./kubernetes/index.js")).kubernetes,
  spire: async () => (await import("./spire/index.js")).spire,
  openai: async () => (await import("./openai/index.js")).openai,
  anthropic: async () => (await import("./anthropic/index.js")).anthropic,
  repo: async () => (await import("./repo/index.js")).repo,
};

/** A collector of recorded answers, and the clock they were recorded at. */
export interface BundleCollector extends Collector {
  readonly recordedAt: Date | undefined;
}

/** The collector of a source: `aws`, `aws:prod`. Throws UsageError for a provider that nhi does not know. */
export async function collectorFor(source: string, options: CollectOptions = {}): Promise<Collector> {
  const { provider, named } = await providerOf(source);
  return provider.source(named, options);
}

/** Who the credentials of a source are. Throws AuthError or ProviderError. */
export async function whoAmI(source: string, options: CollectOptions = {}): Promise<SourceIdentity> {
  const { provider, named } = await providerOf(source);
  return provider.identify(named, options);
}

/** The collector of a bundle: a folder, or a plain file of a vendor's CLI. Throws UsageError when there is nothing to read. */
export async function collectorForBundle(path: string): Promise<BundleCollector> {
  const bundle = await openAny(path);
  const providers = await providersIn(bundle);
  const { recordedAt } = bundle.head;
  return {
    source: `bundle:${path}`,
    recordedAt: recordedAt === undefined ? undefined : new Date(recordedAt),
    collect: (context) => collectBundle(bundle, providers, context),
    plan: () => planBundle(bundle, providers),
    isOfFiles: true,
    digest: () => digestOf(path),
  };
}

/** The provider of a source, and the source with its name as all others write it: `AWS:prod` is `aws:prod`. */
async function providerOf(source: string): Promise<{ readonly provider: Provider; readonly named: string }> {
  const [written = ""] = source.split(":");
  const name = written.toLowerCase();
  const load = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  if (load !== undefined) return { provider: await load(), named: name + source.slice(name.length) };
  const known = Object.keys(PROVIDERS);
  if (existsSync(source)) {
    throw new UsageError(
      `"${source}" is a file or folder and no source: recorded answers are read with --bundle ${source}, a checkout as repo:${source}; a database is judged again by nhi check --db ${source}`,
    );
  }
  if (/^(?:\.{0,2}|~)[/\\]/.test(source)) throw new UsageError(`${source}: no such file or folder`);
  throw new UsageError(
    `unknown source "${source}"${didYouMean(name, known) || `; it begins with one of: ${known.join(", ")}`}`,
  );
}

async function openAny(path: string): Promise<Bundle> {
  const file = await stat(path).catch(() => undefined);
  if (file?.isFile() !== true) return openBundle(path);
  const place = await placeOf(path);
  if (place !== undefined) return plainBundle(path, place);
  if (await isPacked(path)) {
    throw new UsageError(`bundle ${path}: is compressed; unpack it (gunzip, tar, unzip) and name what comes out`);
  }
  throw new UsageError(
    `bundle ${path}: ${await faultOf(path)}not the output of a command that nhi knows (aws iam get-account-authorization-details, a credential report, spire-server entry show -output json)`,
  );
}

/** Place in a bundle of a plain file of a vendor's CLI. */
async function placeOf(file: string): Promise<string | undefined> {
  for (const load of Object.values(PROVIDERS)) {
    const place = await (await load()).placeOf(file);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** Whether a file begins as gzip, also of a .tar.gz, or as zip. */
async function isPacked(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return ["1f8b", "504b"].includes(buffer.toString("hex"));
  } finally {
    await file.close();
  }
}

/** Longer files are not read again to say what is wrong with them. */
const LONGEST = 64 * 1024 * 1024;

/** What is wrong with a file that should be JSON, before what follows; a credential report is recognised before. */
async function faultOf(path: string): Promise<string> {
  if ((await stat(path)).size > LONGEST) return "";
  const text = decodeUtf(await readFile(path));
  const fault = findJsonFault(text);
  if (fault === undefined) return "";
  const line = text.slice(0, fault.offset).split("\n").length;
  return `not JSON (line ${line}: ${fault.reason}), and so `;
}

async function providersIn(bundle: Bundle): Promise<readonly Provider[]> {
  const folders = (await bundle.entries("")).filter((entry) => entry.isFolder).map((entry) => entry.name);
  const known = Object.entries(PROVIDERS).filter(([name]) => folders.includes(name));
  if (known.length > 0) return Promise.all(known.map(([, load]) => load()));
  const isPlain = async (file: string) => (await placeOf(file).catch(() => undefined)) !== undefined;
  const next = await sayNear({ bundle, providers: new Set(Object.keys(PROVIDERS)), isPlain });
  throw new UsageError(
    `bundle ${bundle.display}: holds nothing that nhi reads; expected a folder such as aws/<account>/iam${next}`,
  );
}

async function* collectBundle(
  bundle: Bundle,
  providers: readonly Provider[],
  context: CollectContext,
): AsyncGenerator<GraphBatch> {
  await nameLeftOut(bundle, context);
  const faults: string[] = [];
  for (const provider of providers) {
    try {
      yield* provider.collectBundle(bundle, context);
    } catch (fault) {
      if (!(fault instanceof AnswerFault || fault instanceof ProviderError)) throw fault;
      faults.push(fault.message);
    }
  }
  if (faults.length > 0) throw new ProviderError(faults.join("; "));
}

/** Says of which folders nothing is read. Files beside the recording, a README or expectations, are not part of it. */
async function nameLeftOut(bundle: Bundle, context: CollectContext): Promise<void> {
  const warn = (path: string, why: string) => context.log("warn", `${bundle.show(path)}: not read: ${why}`);
  for (const { name, isFolder } of await bundle.entries("")) {
    if (!isFolder) continue;
    if (!Object.hasOwn(PROVIDERS, name)) {
      warn(name, "not a provider that nhi knows");
      continue;
    }
    const below = await bundle.entries(name).catch(() => []);
    for (const one of below) {
      if (decodeName(one.name) === undefined)
        warn(`${name}/${one.name}`, "its name is not percent-encoded as it should be");
    }
  }
}

/** What of the bundle would be asked. A folder that cannot be looked into is the bundle's fault, not of who asks. */
async function planBundle(bundle: Bundle, providers: readonly Provider[]): Promise<readonly PlannedCall[]> {
  try {
    return (await Promise.all(providers.map((provider) => provider.planBundle(bundle)))).flat();
  } catch (fault) {
    if (fault instanceof AnswerFault) throw new ProviderError(fault.message, { cause: fault });
    throw fault;
  }
}
