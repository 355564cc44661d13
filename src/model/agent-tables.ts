// Reviewed facts about tools of agents, from rules/tables/agent-servers.yaml and agent-clients.yaml; each row with its source.

/**
 * What a tool lets an agent do.
 * `untrusted`: it brings in text that people outside may have written. `private`: it reads what is not public.
 * `sends`: it carries text to where outsiders can see it. `writes`: it changes something that they do not see.
 * `runs`: it runs code, or passes on whatever statement or call it is given.
 */
export type ToolClass = "untrusted" | "private" | "sends" | "writes" | "runs";

/** A well-known MCP server. A server that is in no row is unknown, not harmless. */
export interface AgentServerRow {
  readonly name: string;
  /** `npm:package`, `pypi:package`, `docker:image`, `host:name of a remote server`; `*` is any run of characters. */
  readonly servers: readonly string[];
  readonly classes: readonly ToolClass[];
  /** What its tools let do when it is started with a switch by which it changes nothing; `servers` are those that have the switch, all when left out. */
  readonly read_only?:
    | { readonly servers?: readonly string[] | undefined; readonly classes: readonly ToolClass[] }
    | undefined;
  readonly source: string;
}

/** Tools that a client brings itself. */
export interface AgentClientRow {
  /** Id of the client: cursor. */
  readonly client: string;
  readonly tools: string;
  readonly classes: readonly ToolClass[];
  /** A person is asked before each call, unless the settings say otherwise. */
  readonly asks: boolean;
  readonly source: string;
}
