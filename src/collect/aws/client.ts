// The SDK behind one door: pages of listed calls. Retries, the credential chain, profiles and endpoints are the SDK's own.
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { ProviderError } from "../../model/errors.js";
import { AnswerFault } from "../fault.js";
import { listOf, textOf } from "../fields.js";
import type { Page } from "../page.js";
import { PageTrail } from "../page-trail.js";
import type { AwsCall } from "./call.js";
import { endpointOf } from "./endpoint.js";
import { toFault, toSignInError } from "./errors.js";
import { guard } from "./guard.js";
import { clientOf, loadService, type SdkClient, type SdkModule, settingsOf } from "./sdk.js";

export interface ClientOptions {
  readonly profile?: string;
  /** Region of global services; decides the partition. */
  readonly region: string;
  /** Credentials for a service; the SDK's own chain when left out. */
  credentials?(service: string): Promise<object | undefined>;
  /** Calls that may be made: `iam:ListUsers`. */
  readonly allowed: ReadonlySet<string>;
  readonly signal: AbortSignal;
  onCall(call: string): void;
}

export interface AwsClient {
  readonly region: string;
  /** Pages of a call, without tokens and metadata. Throws AnswerFault. */
  pages(call: AwsCall, input: object, region?: string): AsyncIterable<Page>;
  /** Waits, or stops when the crawl is interrupted. */
  pause(milliseconds: number): Promise<void>;
  close(): void;
}

const MAX_ATTEMPTS = 8;

/** Opens a client. Nothing is called and no SDK is loaded before the first page is asked for. */
export function openClient(options: ClientOptions): AwsClient {
  // Every call in flight listens for the interruption.
  setMaxListeners(0, options.signal);
  const open = new Map<string, Promise<{ sdk: SdkModule; client: SdkClient }>>();
  // One client for each service and region, so that the retry budgets of one do not slow down another.
  const clientFor = (call: string, region: string): Promise<{ sdk: SdkModule; client: SdkClient }> => {
    const key = `${clientOf(call)} ${region}`;
    const known = open.get(key) ?? connect(options, call, region);
    open.set(key, known);
    return known;
  };
  return {
    region: options.region,
    pages: (call, input, region = options.region) =>
      pagesOf(
        call,
        input,
        async (page) => {
          const [, operation = ""] = call.call.split(":");
          const { sdk, client } = await clientFor(call.call, region);
          const command = sdk.command(operation, page);
          if (command === undefined) throw new ProviderError(`${call.call}: the SDK has no such operation`);
          return client.send(command, { abortSignal: options.signal });
        },
        options.signal,
      ),
    pause: async (milliseconds) => {
      await sleep(milliseconds, undefined, { signal: options.signal });
    },
    close: () => {
      for (const pending of open.values()) pending.then(({ client }) => client.destroy()).catch(() => undefined);
    },
  };
}

async function connect(options: ClientOptions, call: string, region: string) {
  const [service = ""] = call.split(":");
  const sdk = await loadService(clientOf(call));
  const credentials = await options.credentials?.(service);
  const endpoint = await endpointOf(serviceIdOf(sdk, region), options.profile);
  const client = sdk.create({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(credentials === undefined ? {} : { credentials }),
    retryMode: "adaptive",
    maxAttempts: MAX_ATTEMPTS,
    customUserAgent: "nhi",
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 120_000 },
    ...settingsOf(clientOf(call)),
  });
  // The SDK types plugins by service; a guard is the same for all.
  client.middlewareStack.use(guard({ service, allowed: options.allowed, onCall: options.onCall }) as never);
  return { sdk, client };
}

/** The SDK's own name of a service; only a client knows it. */
function serviceIdOf(sdk: SdkModule, region: string): string {
  const client = sdk.create({ region });
  client.destroy();
  return client.config.serviceId;
}

/** Follows the tokens of one call. One that comes again, or a list without end, is a fault: what came before stays. */
async function* pagesOf(
  call: AwsCall,
  input: object,
  send: (input: object) => Promise<object>,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  const trail = new PageTrail(call.call);
  let token: string | undefined;
  for (;;) {
    const asked = call.nextInput ?? call.next;
    const answer = await send(asked === undefined || token === undefined ? input : { ...input, [asked]: token }).catch(
      (error: unknown) => {
        throw toFault(error, call, signal);
      },
    );
    const { $metadata, IsTruncated, [call.next ?? "NextToken"]: next, ...page } = { ...answer } as Page;
    yield page;
    if (asked === undefined) return;
    // moto leaves IsTruncated out; a token alone counts.
    const found = call.more === undefined ? textOf(next) : lastOf(page, call);
    if (found === undefined || IsTruncated === false) return;
    token = trail.follow(found);
  }
}

/** Name that the next page begins after; undefined when there is no more. That there is more after nothing is no end. */
function lastOf(page: Page, { lists, more }: AwsCall): string | undefined {
  return page[more ?? ""] === true ? (textOf(listOf(page[lists?.[0] ?? ""]).at(-1)) ?? "") : undefined;
}

/** Region for global services: as given, from the environment, from the profile, or the first one of AWS. */
export async function resolveRegion(profile: string | undefined, given?: string): Promise<string> {
  const set = given ?? textOf(process.env["AWS_REGION"]) ?? textOf(process.env["AWS_DEFAULT_REGION"]);
  if (set !== undefined) return set;
  const sdk = await loadService("sts");
  const client = sdk.create(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    return "us-east-1";
  } finally {
    client.destroy();
  }
}

/** Who the credentials are. Throws AuthError or ProviderError, in words for people. */
export async function firstCall(client: AwsClient, call: AwsCall, profile: string | undefined): Promise<Page> {
  try {
    for await (const page of client.pages(call, {})) return page;
  } catch (fault) {
    if (!(fault instanceof AnswerFault)) throw fault;
    throw toSignInError(fault, { profile, region: client.region });
  }
  throw new ProviderError(`${call.call}: no answer`);
}
