// Puts requests about single things together, 20 in one `$batch`, as they come: whoever asks sees only its own answer.
import type { Said } from "../shared/microsoft/said.js";

/** As many as Graph takes. */
const MOST = 20;

export interface BatchRequest {
  readonly id: string;
  readonly method: "GET";
  /** Path below the version, with query. */
  readonly url: string;
}

interface Waiting {
  readonly url: string;
  readonly resolve: (said: Said) => void;
  readonly reject: (error: unknown) => void;
}

export class Batcher {
  readonly #send: (requests: readonly BatchRequest[]) => Promise<ReadonlyMap<string, Said>>;
  #waiting: Waiting[] = [];

  constructor(send: (requests: readonly BatchRequest[]) => Promise<ReadonlyMap<string, Said>>) {
    this.#send = send;
  }

  /** The answer to one request, sent with the others of this turn. */
  ask(url: string): Promise<Said> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ url, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => this.#flush());
      else if (this.#waiting.length === MOST) this.#flush();
    });
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    if (waiting.length > 0) void this.#run(waiting);
  }

  async #run(waiting: readonly Waiting[]): Promise<void> {
    try {
      const answers = await this.#send(waiting.map(({ url }, at) => ({ id: String(at), method: "GET", url })));
      for (const [at, { resolve }] of waiting.entries()) {
        resolve(answers.get(String(at)) ?? { status: 502, headers: {}, body: undefined });
      }
    } catch (error) {
      for (const { reject } of waiting) reject(error);
    }
  }
}
