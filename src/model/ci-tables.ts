// Reviewed facts about CI, from rules/tables/ci-*.yaml, secret-names.yaml and token-formats.yaml; each row carries its
// source. Loaded and checked by catalog, handed to collectors by app.

/** How a job signs in: with a stored secret, with an id-token, or with what the machine already has. */
export type LoginMode = "static" | "oidc" | "ambient";

/** Where a login leads; `other` names its service beside. */
export type LoginCloud = "aws" | "azure" | "gcp" | "other";

/** An action that signs in, told by its inputs. */
export interface CiLoginRow {
  /** `owner/name` in lower case, with the folder when it is not the root. */
  readonly action: string;
  readonly cloud: LoginCloud;
  /** What it signs in to: `AWS`, `Docker registry`, `PyPI`. */
  readonly service: string;
  /** Inputs of which one makes it static, unless it holds only the job's own token. */
  readonly static_inputs: readonly string[];
  /** Inputs of which one makes it an id-token login when no static one is there. */
  readonly oidc_inputs: readonly string[];
  /** Inputs with the value that decides the mode alone: `auth-type: IDENTITY` is ambient. */
  readonly decided_by: readonly { readonly input: string; readonly value: string; readonly mode: LoginMode }[];
  /** What it is when none of its inputs decides; it is no login when left out. */
  readonly otherwise?: LoginMode | undefined;
  /** Public facts in inputs: role, client_id, tenant_id, subscription_id, provider, service_account, audience. */
  readonly facts: { readonly [fact: string]: string };
  readonly source: string;
}

/** A command or a variable by which a script signs in. */
export interface CiLoginSignRow {
  readonly sign: "command" | "variable";
  /** Regular expression (RE2), case-insensitive; for a variable over its whole name. */
  readonly pattern: string;
  readonly cloud: LoginCloud;
  readonly service: string;
  readonly mode: LoginMode;
  readonly source: string;
}

/** What the name of a secret says. The first row that fits counts. */
export interface SecretNameRow {
  /** Regular expression (RE2) over the whole name, case-insensitive. */
  readonly pattern: string;
  /** Words of the vendors: aws, azure, gcp, github, npm, … */
  readonly provider: string;
  /** What it is: access-key, client-secret, client-id, … */
  readonly holds: string;
  /** It is a static credential; false for ids and addresses that only look like one. */
  readonly static: boolean;
  readonly source: string;
}

/** An expression whose value someone outside may choose. */
export interface UntrustedContextRow {
  /** Path of names; `*` is any one name or index: github.event.commits.*.message. */
  readonly context: string;
  /** Events whose payload carries it. */
  readonly events: readonly string[];
  /** It is free text: put into a script, it can end a string and go on with commands. A commit hash cannot. */
  readonly text: boolean;
  /** It names the head of a pull request: checking it out brings the author's code. */
  readonly head: boolean;
  readonly source: string;
}

/** An input of an action that is run as code. */
export interface CodeInputRow {
  readonly action: string;
  readonly input: string;
  readonly source: string;
}

/** An action that brings files of a cache into the job. */
export interface CiCacheActionRow {
  readonly action: string;
  /** Input that decides whether it does; it always does when left out. */
  readonly input?: string | undefined;
  /** Values of it, in lower case, that turn it off. */
  readonly off: readonly string[];
  /** What the input has to have in it. */
  readonly holds?: string | undefined;
  /** Whether it does when the input is not given. */
  readonly otherwise: boolean;
  /** First major version of which `otherwise` holds. */
  readonly since?: number | undefined;
  readonly source: string;
}

/** An action that merges or approves the pull request at hand, whoever's it is. */
export interface CiMergeActionRow {
  readonly action: string;
  readonly does: "merge" | "approve";
  /** Input that takes the token; that of the job when it is not given. */
  readonly token_input?: string | undefined;
  readonly source: string;
}

/** An action that looks at what the one who acts may do. */
export interface CiActorCheckRow {
  readonly action: string;
  /** Input that says which right is asked for. */
  readonly level_input?: string | undefined;
  /** Its values, in lower case, that take somebody who writes. */
  readonly enough: readonly string[];
  /** Whether it takes somebody who writes where the input is not given, or there is none. */
  readonly otherwise: boolean;
  /** Outputs, in lower case, that are `true` for who has the right. */
  readonly outputs: readonly string[];
  /** Outputs, in lower case, that are the right itself. */
  readonly levels: readonly string[];
  /** It fails for who has not. */
  readonly stops: boolean;
  /** An input that makes it the other way round with this value. */
  readonly turned_by?: { readonly input: string; readonly value: string } | undefined;
  readonly source: string;
}

/** Outputs of an action that hold what someone outside may choose. */
export interface CiActionOutputRow {
  readonly action: string;
  /** In lower case; `*_files` is any name that ends so. */
  readonly outputs: readonly string[];
  /** Context that they are like, with a row of its own. */
  readonly holds: string;
  /** Input that decides whether they are as they were written; quoted for the shell where it has none of `raw_values`. */
  readonly raw_input?: string | undefined;
  readonly raw_values: readonly string[];
  /** First major version that quotes them unless the input says otherwise; always quoted then where left out. */
  readonly quoted_since?: number | undefined;
  readonly source: string;
}

/** Who can make a workflow run: everyone, who can start the workflow it follows, a writer, the clock, a calling workflow. */
export type TriggeredBy = "anyone" | "relayed" | "writer" | "schedule" | "caller";

/** Who can make a workflow run by an event, and with what rights. */
export interface CiTriggerRow {
  readonly event: string;
  readonly by: TriggeredBy;
  /** Secrets and a token of the repository are there although someone outside started it. */
  readonly privileged: boolean;
  /** Activity types that only a member can cause (adding a label): with these alone somebody has to act first. */
  readonly member_types: readonly string[];
  readonly source: string;
}

/** A token format that names itself. */
export interface TokenFormatRow {
  /** Kebab-case id: stripe-live-key. */
  readonly format: string;
  readonly name: string;
  readonly provider: string;
  /** Regular expression (RE2), case-sensitive; the first group is the token when there is one. */
  readonly pattern: string;
  /** A text without any of these (in lower case) cannot hold one. */
  readonly keywords: readonly string[];
  readonly source: string;
}

/** A scope of classic tokens of GitHub. */
export interface GitHubScopeRow {
  readonly scope: string;
  /** Which part of what the owner may goes through. */
  readonly gives: readonly ("code" | "public-code" | "workflows" | "organization" | "runners")[];
  readonly source: string;
}

/** An agent that a job starts by an action. */
export interface CiAgentRow {
  /** `owner/repository` in lower case. */
  readonly action: string;
  /** Inputs that it is told. */
  readonly prompts: readonly string[];
  /** It reads what started the run by itself. */
  readonly reads_event: boolean;
  /** Input that lets people without write access start it; none: it asks nobody. */
  readonly opened_by?: string | undefined;
  /** Whether it runs commands only where an input says so, or wherever none says which tools it has. */
  readonly commands: "matched" | "unless_limited";
  readonly commands_inputs: readonly string[];
  readonly commands_pattern: string;
  /** What in those inputs says which tools it has. */
  readonly limits_pattern?: string | undefined;
  readonly source: string;
}

/** A command of a script that starts an agent which asks nobody. */
export interface CiAgentCommandRow {
  /** Regular expression for RE2. */
  readonly command: string;
  readonly agent: string;
  readonly source: string;
}

export interface CiTables {
  readonly logins: readonly CiLoginRow[];
  readonly loginSigns: readonly CiLoginSignRow[];
  readonly secretNames: readonly SecretNameRow[];
  readonly untrustedContexts: readonly UntrustedContextRow[];
  readonly codeInputs: readonly CodeInputRow[];
  readonly actionOutputs: readonly CiActionOutputRow[];
  readonly cacheActions: readonly CiCacheActionRow[];
  readonly mergeActions: readonly CiMergeActionRow[];
  readonly actorChecks: readonly CiActorCheckRow[];
  readonly agents: readonly CiAgentRow[];
  readonly agentCommands: readonly CiAgentCommandRow[];
  readonly triggers: readonly CiTriggerRow[];
  readonly tokenFormats: readonly TokenFormatRow[];
  readonly githubScopes: readonly GitHubScopeRow[];
}

/** No facts: every trigger, login and name is unknown. */
export const NO_CI_TABLES: CiTables = {
  logins: [],
  loginSigns: [],
  secretNames: [],
  untrustedContexts: [],
  codeInputs: [],
  actionOutputs: [],
  cacheActions: [],
  mergeActions: [],
  actorChecks: [],
  agents: [],
  agentCommands: [],
  triggers: [],
  tokenFormats: [],
  githubScopes: [],
};
