// What may be kept of the address of a server: scheme and host. Paths and parameters can open it and never leave.

export interface Address {
  readonly scheme: string;
  readonly host: string;
  /** Without encryption. */
  readonly isPlain: boolean;
  /** On the machine itself. */
  readonly isLoopback: boolean;
}

/** The names by which a container reaches the machine that it runs on count as that machine. */
const LOOPBACK =
  /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f00:1\]|0\.0\.0\.0|host\.docker\.internal|gateway\.docker\.internal|host\.containers\.internal)$/;

/** Reads an address; undefined for what is none or only refers to one (`${MCP_URL}`). */
export function addressOf(text: string): Address | undefined {
  if (!/^(?:https?|wss?):\/\/[^$%{<]/i.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, host } = new URL(text);
  const scheme = protocol.slice(0, -1);
  return { scheme, host, isPlain: scheme === "http" || scheme === "ws", isLoopback: LOOPBACK.test(hostname) };
}
