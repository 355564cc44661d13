// What the tests of the crawl of Google Cloud share: a crawl from the scripted server with a token that is given.
import { OAuth2Client } from "google-auth-library";
import { CALLS } from "../../../src/collect/gcp/calls.js";
import { type Container, ContainerCrawl } from "../../../src/collect/gcp/container-crawl.js";
import { crawlWithProjects } from "../../../src/collect/gcp/crawl.js";
import { EstateFacts } from "../../../src/collect/gcp/facts.js";
import { LiveAnswers } from "../../../src/collect/live.js";
import type { Clock } from "../../../src/collect/pause.js";
import { openRecorder } from "../../../src/collect/recorder.js";
import { addressesOf } from "../../../src/collect/shared/google/addresses.js";
import { openClient } from "../../../src/collect/shared/google/client.js";
import { type Gathered, gather, JOIN_KEY, NOW, type Noted, noting } from "../support.js";
import { ORGANIZATION } from "./estate.js";
import type { GoogleServer } from "./server.js";

/** What no file that nhi writes may hold. */
export const TOKEN = "ya29.e2eTokenEXAMPLEthatIsNoToken";

export interface LiveOptions {
  readonly record?: string;
  readonly noted?: Noted;
  readonly top?: Container;
  readonly clock?: Clock;
}

/** A crawl of an organisation and its projects from a server, or of another container. */
export async function crawlLive(
  server: Pick<GoogleServer, "url">,
  { record, noted = noting(), top = { kind: "organization", name: ORGANIZATION }, clock }: LiveOptions = {},
): Promise<Gathered> {
  const auth = new OAuth2Client();
  auth.setCredentials({ access_token: TOKEN });
  const client = openClient({
    auth,
    addresses: addressesOf({ NHI_GOOGLE_API_URL: server.url }),
    calls: CALLS,
    signal: noted.context.signal,
    onCall: (call) => noted.calls.push(call),
    clock,
  });
  const recorder =
    record === undefined ? undefined : await openRecorder({ folder: record, now: NOW, tool: "nhi test" });
  const answers = new LiveAnswers(JOIN_KEY, recorder);
  const shared = new EstateFacts();
  const { context } = noted;
  const open = (container: Container) => new ContainerCrawl({ container, answers, client, context, shared });
  const batches = [];
  for await (const batch of crawlWithProjects(open(top), open)) batches.push(batch);
  await recorder?.close();
  return gather(batches);
}
