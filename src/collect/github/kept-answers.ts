// Answers of an earlier run, kept under the mark (ETag) that GitHub gave them: what is unchanged is 304 and counts for nothing.
import { createHmac } from "node:crypto";
import type { AnswerCache } from "../../model/collector.js";
import { fieldsOf, isFields, textOf } from "../fields.js";
import type { Page } from "../page.js";
import type { GitHubCall } from "./call.js";

/** Characters of the longest answer that is kept. */
const LARGEST_KEPT = 4 << 20;
/** Raised when what is kept of an answer changes: older ones are then asked for anew. */
const FORM = "1";

/** A page without what must not be stored, and the address of the one after it. */
export interface KeptPage {
  readonly page: Page;
  readonly next: string | undefined;
}

/** An answer as it was kept, with what asks whether it is still the same. */
export interface KnownAnswer extends KeptPage {
  readonly mark: string;
}

export class KeptAnswers {
  readonly #cache: AnswerCache | undefined;
  readonly #joinKey: Buffer;

  constructor(cache: AnswerCache | undefined, joinKey: Buffer) {
    this.#cache = cache;
    this.#joinKey = joinKey;
  }

  /** What an address was answered with; undefined when it was not asked yet, or what was kept cannot be read. */
  find(call: GitHubCall, url: string): KnownAnswer | undefined {
    const known = this.#cache?.get(this.#keyOf(call, url));
    const kept = known === undefined ? undefined : fromBody(known.body);
    return known === undefined || kept === undefined ? undefined : { ...kept, mark: known.mark };
  }

  /** Keeps an answer; one without a mark, or too large, is asked for again next time. */
  keep(call: GitHubCall, url: string, mark: string | undefined, kept: KeptPage): void {
    if (mark === undefined || this.#cache === undefined) return;
    const body = JSON.stringify(kept, withoutAddresses);
    if (body.length <= LARGEST_KEPT) this.#cache.put(this.#keyOf(call, url), { mark, body });
  }

  /** Keyed, so that the database does not tell what was asked for. */
  #keyOf({ secrets = [] }: GitHubCall, url: string): string {
    return createHmac("sha256", this.#joinKey)
      .update(JSON.stringify([url, secrets, FORM]))
      .digest("hex");
  }
}

/** Half of an answer are addresses of other answers, which nobody reads. */
function withoutAddresses(key: string, value: unknown): unknown {
  return key === "_links" || key.endsWith("_url") ? undefined : value;
}

function fromBody(body: string): KeptPage | undefined {
  try {
    const { page, next } = fieldsOf(JSON.parse(body));
    return isFields(page) ? { page, next: textOf(next) } : undefined;
  } catch {
    return undefined;
  }
}
