// What Microsoft's APIs say to one request, and how long they ask to wait. Graph and Resource Manager do it alike.

/** How long to wait when an API is busy and says no time. */
const WAIT_S = 10;

/** What a response holds of the answer. */
export interface Said {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** Undefined when it was no JSON. */
  readonly body: unknown;
}

/** A fault of the API's own is asked about again so many times; a limit more often. */
const FAULT_ATTEMPTS = 3;
const LIMIT_ATTEMPTS = 8;
const LIMITS: ReadonlySet<number> = new Set([429, 503, 504]);

/** Seconds to wait before the request may be made again; undefined when it is of no use. */
export function pauseOf({ status, headers }: Said, attempt: number): number | undefined {
  if (status === 500 || status === 502)
    return attempt < FAULT_ATTEMPTS ? Number(headers["retry-after"] ?? attempt) : undefined;
  if (!LIMITS.has(status) || attempt >= LIMIT_ATTEMPTS) return undefined;
  const text = headers["retry-after"];
  const after = Number(text);
  if (text !== undefined && text !== "" && Number.isFinite(after)) return Math.max(0, after);
  const until = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(until) ? WAIT_S : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}
