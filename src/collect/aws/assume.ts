// Sessions of the role in another account, always narrowed by a session policy to the calls that nhi makes.
import { toRefusal } from "../answers.js";
import { AnswerFault } from "../fault.js";
import type { AwsCall } from "./call.js";
import { ASSUME_ROLE } from "./calls.js";
import { toFault } from "./errors.js";
import { guard } from "./guard.js";
import { sessionPolicies } from "./permissions.js";
import { silenceVersionWarning } from "./sdk.js";

const SESSION_NAME = "nhi";
/** Sessions are renewed when they end within five minutes. */
const RENEW_BEFORE = 5 * 60_000;

interface Session {
  readonly expiration?: Date;
}

export interface AssumeOptions {
  /** ARN of the role. */
  readonly role: string;
  /** What the sessions may do. */
  readonly calls: readonly AwsCall[];
  readonly profile: string | undefined;
  readonly region: string;
  readonly signal: AbortSignal;
  onCall(call: string): void;
}

/** Credentials by service for a client: one session for the services that fit into one session policy. */
export function assumeRole(options: AssumeOptions): (service: string) => Promise<object> {
  const policies = sessionPolicies(options.calls);
  const sessions = new Map<string, Promise<() => Promise<Session>>>();
  return async (service) => {
    const found = policies.find(({ services }) => services.has(service));
    if (found === undefined) throw new Error(`no session policy for ${service}`);
    const session = sessions.get(found.policy) ?? open(options, found.policy);
    sessions.set(found.policy, session);
    return session;
  };
}

async function open(options: AssumeOptions, policy: string): Promise<() => Promise<Session>> {
  silenceVersionWarning();
  const { fromNodeProviderChain, fromTemporaryCredentials } = await import("@aws-sdk/credential-providers");
  const provider = fromTemporaryCredentials({
    masterCredentials: fromNodeProviderChain(options.profile === undefined ? {} : { profile: options.profile }),
    params: { RoleArn: options.role, RoleSessionName: SESSION_NAME, Policy: policy },
    clientConfig: { region: options.region, retryMode: "adaptive", maxAttempts: 8 },
    // The SDK types plugins by the service; a guard is the same for all.
    clientPlugins: [guard({ service: "sts", allowed: new Set([ASSUME_ROLE.call]), onCall: options.onCall }) as never],
  });
  return shared(async () => {
    try {
      return await provider();
    } catch (error) {
      throw toAssumeFault(error, options);
    }
  });
}

/** One session for all clients of the account; a refused role is asked for once. */
function shared(renew: () => Promise<Session>): () => Promise<Session> {
  let current: Promise<Session> | undefined;
  return async () => {
    current ??= renew();
    const session = await current;
    const ends = session.expiration?.getTime() ?? Number.POSITIVE_INFINITY;
    if (ends - Date.now() > RENEW_BEFORE) return session;
    current = renew();
    return current;
  };
}

/** A refused role is a fault that names the role. */
function toAssumeFault(error: unknown, options: AssumeOptions): unknown {
  const fault = toFault(error, ASSUME_ROLE, options.signal);
  if (!(fault instanceof AnswerFault)) return fault;
  const name = options.role.slice(options.role.lastIndexOf("/") + 1);
  return toRefusal(
    { call: `${ASSUME_ROLE.call} ${name}`, permission: ASSUME_ROLE.call },
    {
      code: fault.code,
      message: fault.message.replace(/^sts:AssumeRole: [^:]*:? ?/, ""),
      ...(fault.status === undefined ? {} : { status: fault.status }),
    },
  );
}
