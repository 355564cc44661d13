// What every SDK client passes through: only listed calls, plain http only on loopback, each call counted.
import { ProviderError } from "../../model/errors.js";
import { isLoopback } from "../loopback.js";

/** A middleware as the SDK takes it; its own types ask for a service's input and output, which a guard does not know. */
type Handler = (args: { request?: unknown }) => Promise<unknown>;
type Middleware = (next: Handler, context: { commandName?: string }) => Handler;
interface Stack {
  add(middleware: Middleware, options: { step: string; name: string; priority?: string; override: boolean }): void;
}

export interface GuardOptions {
  /** Service of the client: `iam`. */
  readonly service: string;
  /** Calls that are allowed: `iam:ListUsers`. */
  readonly allowed: ReadonlySet<string>;
  onCall(call: string): void;
}

/** A plugin for the middleware stack of a client. */
export function guard(options: GuardOptions): { applyToStack(stack: Stack): void } {
  return {
    applyToStack: (stack) => {
      stack.add((next, context) => checkCall(next, context, options), {
        step: "initialize",
        name: "nhiAllowedCalls",
        // The SDK applies the plugins of a session each time it renews it.
        override: true,
        priority: "high",
      });
      stack.add((next) => checkEndpoint(next), {
        step: "finalizeRequest",
        name: "nhiEndpoint",
        priority: "low",
        override: true,
      });
    },
  };
}

function checkCall(next: Handler, context: { commandName?: string }, options: GuardOptions): Handler {
  return async (args) => {
    const call = `${options.service}:${(context.commandName ?? "").replace(/Command$/, "")}`;
    if (!options.allowed.has(call)) throw new ProviderError(`${call} is not on the list of calls that nhi makes`);
    options.onCall(call);
    return next(args);
  };
}

function checkEndpoint(next: Handler): Handler {
  return async (args) => {
    const { request } = args;
    if (typeof request === "object" && request !== null && "protocol" in request && "hostname" in request) {
      const protocol = String(request.protocol);
      const hostname = String(request.hostname);
      if (protocol !== "https:" && !isLoopback(hostname)) {
        throw new ProviderError(
          `refused to send credentials to ${protocol}//${hostname}: use https, or a loopback address`,
        );
      }
    }
    return next(args);
  };
}
