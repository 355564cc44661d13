// What live sources of REST APIs share: a client that says what it does, a first call that shows whether the sign-in works,
// and answers that are recorded on the way.
import type { GraphBatch } from "../../../model/batch.js";
import type { CollectContext } from "../../../model/collector.js";
import type { NhiError } from "../../../model/errors.js";
import { AnswerFault } from "../../fault.js";
import { LiveAnswers } from "../../live.js";
import type { CollectOptions } from "../../options.js";
import type { Page } from "../../page.js";
import { recorderFor } from "../../recorder.js";
import type { SenderOptions } from "./sender.js";

/** What a client tells of its calls, and what ends them. */
export type Heard = Pick<SenderOptions, "signal" | "onCall" | "onPause" | "clock">;

export interface LiveSource<Client> {
  /** Scope that calls and pauses are told of. */
  readonly scope: string;
  /** Whose limit it is that is waited out: `GitLab's`. */
  readonly whose: string;
  /** Opens a client; calls nothing yet. Throws AuthError where no sign-in is found. */
  open(heard: Heard): Client;
  /** The first call, which every crawl makes anyway. */
  first(client: Client): AsyncIterable<Page>;
  /** What a refusal of the first call means for people. */
  toSignInError(fault: AnswerFault): NhiError;
}

/** Makes the first call; answers the client and the first page. Throws AuthError or ProviderError. */
export async function signIn<Client>(
  source: LiveSource<Client>,
  heard: Heard = { signal: new AbortController().signal, onCall: () => undefined, onPause: () => undefined },
): Promise<{ readonly client: Client; readonly page: Page }> {
  const client = source.open(heard);
  try {
    for await (const page of source.first(client)) return { client, page };
    return { client, page: {} };
  } catch (fault) {
    throw fault instanceof AnswerFault ? source.toSignInError(fault) : fault;
  }
}

/** Batches of a live crawl, recorded where that is asked for. Throws AuthError or ProviderError before the first of them. */
export async function* collectLive<Client>(
  source: LiveSource<Client>,
  options: CollectOptions,
  context: CollectContext,
  crawl: (opened: { client: Client; page: Page; answers: LiveAnswers }) => AsyncIterable<GraphBatch>,
): AsyncGenerator<GraphBatch> {
  const { scope, whose } = source;
  const { client, page } = await signIn(source, {
    signal: context.signal,
    onCall: (call) => context.called(scope, call),
    onPause: (seconds, until) =>
      context.log("warn", `${scope}: ${whose} limit is reached; going on in ${seconds} s (${until.toISOString()})`),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  });
  const recorder = await recorderFor(options, context.now);
  yield* crawl({ client, page, answers: new LiveAnswers(context.joinKey, recorder) });
  await recorder?.close();
}
