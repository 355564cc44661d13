// Google Cloud live: a project, or an organisation or folder with the projects below it.
import type { GraphBatch } from "../../model/batch.js";
import type { CollectContext, Collector, PlannedCall } from "../../model/collector.js";
import { UsageError } from "../../model/errors.js";
import { AnswerFault } from "../fault.js";
import { LiveAnswers } from "../live.js";
import type { CollectOptions } from "../options.js";
import type { Page } from "../page.js";
import type { SourceIdentity } from "../provider.js";
import { recorderFor } from "../recorder.js";
import { addressesOf } from "../shared/google/addresses.js";
import { type GoogleClient, openClient } from "../shared/google/client.js";
import { toSignInError } from "../shared/google/errors.js";
import { findSignIn, type SignInWish } from "../shared/google/sign-in.js";
import type { GcpCall } from "./call.js";
import { CALLS, callsFor } from "./calls.js";
import { type Container, ContainerCrawl } from "./container-crawl.js";
import { crawlWithProjects } from "./crawl.js";
import { EstateFacts } from "./facts.js";
import { containerId } from "./ids.js";
import { GET_FOLDER, GET_ORGANIZATION, GET_PROJECT } from "./resources/containers.js";
import { lacksOf } from "./standing.js";

/** Several of the APIs know no scope that only reads: what nhi may do is up to its roles and to its list of calls. */
const SIGN_IN: SignInWish = { source: "gcp", scopes: ["https://www.googleapis.com/auth/cloud-platform"] };

/** What `gcp:<project | organizations/N | folders/N>` names. Throws UsageError. */
function parseTarget(source: string): Container {
  const text = source.replace(/^gcp:?/, "");
  const [, word, number] = /^(organizations|folders)\/(\d+)$/.exec(text) ?? [];
  if (word !== undefined && number !== undefined)
    return { kind: word === "folders" ? "folder" : "organization", name: number };
  const project = text.replace(/^projects\//, "");
  if (/^(?:[a-z0-9.-]+:)?[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(project)) return { kind: "project", name: project };
  throw new UsageError(
    `source "${source}": name a project, an organisation or a folder: gcp:acme-prod, gcp:organizations/123456789012`,
  );
}

/** The collector of a source. Makes no call before it is asked to collect. */
export function gcpSource(source: string, options: CollectOptions): Collector {
  const target = parseTarget(source);
  return {
    source,
    collect: (context) => collect(target, options, context),
    plan: async () => planGcp(target),
  };
}

function planGcp({ kind, name }: Container): readonly PlannedCall[] {
  const scope = containerId(kind === "project" ? `projects/${name}` : `${kind}s/${name}`);
  const own = callsFor(kind).map(({ method, dataSet, count }) => ({ scope, call: method, dataSet, count }));
  if (kind === "project") return own;
  const below = callsFor("project").map(({ method, dataSet, count }) => ({
    scope: `${scope}, each project`,
    call: method,
    dataSet,
    count,
  }));
  return [...own, ...below];
}

/** Who the sign-in of a source is, for people. Throws AuthError or ProviderError. */
export async function identifyGcp(source: string): Promise<SourceIdentity> {
  const target = parseTarget(source);
  const signIn = await findSignIn(process.env, SIGN_IN);
  const addresses = addressesOf(process.env);
  const { signal } = new AbortController();
  const open = (calls: readonly GcpCall[]) =>
    openClient({ auth: signIn.client, addresses, calls, signal, onCall: () => undefined });
  await probe(open(CALLS), target, signIn.from);
  const { kind, name } = target;
  const resource = kind === "project" ? `projects/${name}` : `${kind}s/${name}`;
  const message = `${signIn.from} at ${addresses.name}: ${kind} ${name}`;
  return { message, scope: containerId(resource), lacks: await lacksOf(target, open) };
}

async function* collect(
  target: Container,
  options: CollectOptions,
  context: CollectContext,
): AsyncGenerator<GraphBatch> {
  const signIn = await findSignIn(process.env, SIGN_IN);
  const top = target.kind === "project" ? `projects/${target.name}` : `${target.kind}s/${target.name}`;
  const client = openClient({
    auth: signIn.client,
    addresses: addressesOf(process.env),
    calls: CALLS,
    signal: context.signal,
    onCall: (call) => context.called(containerId(top), call),
  });
  await probe(client, target, signIn.from);
  const recorder = await recorderFor(options, context.now);
  const answers = new LiveAnswers(context.joinKey, recorder);
  const shared = new EstateFacts();
  const open = (container: Container) => new ContainerCrawl({ container, answers, client, context, shared });
  yield* crawlWithProjects(open(target), open);
  await recorder?.close();
}

/** The first call: whether the sign-in works, and whether it may see the place at all. */
async function probe(client: GoogleClient, { kind, name }: Container, how: string): Promise<Page> {
  const call = kind === "project" ? GET_PROJECT : kind === "folder" ? GET_FOLDER : GET_ORGANIZATION;
  try {
    let found: Page = {};
    for await (const page of client.pages(call, { [kind]: name })) found = page;
    return found;
  } catch (fault) {
    throw fault instanceof AnswerFault ? toSignInError(fault, `gcp:${name}`, how) : fault;
  }
}
