// What signs the requests: a token as it was given, or an App's, which is asked for and lasts an hour.
import { createAppAuth } from "@octokit/auth-app";
import type { PauseGate } from "../pause.js";
import { pauseOf, readThrown, toTokenFault } from "./errors.js";
import type { AppSignIn, SignIn } from "./sign-in.js";

type AppAuth = ReturnType<typeof createAppAuth>;

export interface SessionOptions {
  readonly signIn: SignIn;
  readonly gate: PauseGate;
  readonly signal: AbortSignal;
  /** How often a token is asked for when limits refuse it. */
  readonly mostAttempts: number;
}

export class Session {
  readonly #options: SessionOptions;
  #token: () => Promise<string>;
  #renew: (() => Promise<unknown>) | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { signIn } = options;
    this.#token = async () => (signIn.kind === "token" ? `token ${signIn.token}` : "");
  }

  /** Signs as the App itself; `request` is the client's, so that asking for tokens is held to the list of calls as well. */
  asApp(
    { appId, privateKey }: AppSignIn,
    request: NonNullable<Parameters<typeof createAppAuth>[0]["request"]>,
  ): AppAuth {
    const app = createAppAuth({ appId, privateKey, request });
    this.#token = async () => `bearer ${(await app({ type: "app" })).token}`;
    return app;
  }

  /** Signs as an installation of the App, with these permissions alone. */
  asInstallation(app: AppAuth, installationId: number, permissions: { readonly [name: string]: "read" }): void {
    const wanted = { type: "installation" as const, installationId, permissions };
    this.#token = async () => `token ${(await app(wanted)).token}`;
    this.#renew = () => app({ ...wanted, refresh: true });
  }

  /** Whether a token that was refused can be replaced. */
  get canRenew(): boolean {
    return this.#renew !== undefined;
  }

  /** The header that signs a request. Throws AnswerFault when the installation gives no token. */
  authorization(): Promise<string> {
    return this.#given(this.#token);
  }

  /** Replaces a token that was refused, unless another request already has. Throws AnswerFault. */
  async replace(refused: string): Promise<void> {
    if ((await this.authorization()) === refused && this.#renew !== undefined) await this.#given(this.#renew);
  }

  /** Limits on tokens are waited out; any other refusal is one of the sign-in, not of the call that was to be signed. */
  async #given<T>(ask: () => Promise<T>): Promise<T> {
    const { gate, signal, mostAttempts } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await ask();
      } catch (error) {
        if (signal.aborted) throw error;
        const said = readThrown(error);
        const seconds = pauseOf(said, gate.now);
        if (seconds === undefined || attempt >= mostAttempts) throw toTokenFault(said);
        gate.close(seconds);
        await gate.pass();
      }
    }
  }
}
