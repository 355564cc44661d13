// Drawn identities of three clouds and a cluster, each of which may trust others: what is in an estate, without how it is written.
import fc from "fast-check";

/** Roles of one account of AWS, service accounts of Google, applications and managed identities of a tenant, service accounts of a cluster. */
export const KINDS = ["role", "account", "app", "managed", "pod"] as const;
export type Kind = (typeof KINDS)[number];
const COUNTS: { readonly [kind in Kind]: number } = { role: 4, account: 3, app: 3, managed: 2, pod: 2 };

export const NAMES: readonly string[] = KINDS.flatMap((kind) =>
  Array.from({ length: COUNTS[kind] }, (_, at) => `${kind}-${at}`),
);
export const kindOf = (name: string): Kind => KINDS.find((kind) => name.startsWith(`${kind}-`)) ?? "role";
export const numberOf = (name: string): number => Number(name.slice(name.indexOf("-") + 1));

/** In which ways one kind may be let in by another, those that let nobody in among them: told.ts says what each comes to. */
export const WAYS = {
  "role role": ["named", "account", "account-without", "elsewhere"],
  "role account": [
    "aws-role",
    "aws-everyone",
    "aws-elsewhere",
    "aws-off",
    "aws-condition",
    "aws-other",
    "token",
    "token-session",
  ],
  "role app": ["token", "token-session", "token-elsewhere"],
  "role managed": ["token", "token-session"],
  "role pod": ["admin", "view"],
  "account role": ["sub", "aud", "email", "sub-and-oaud"],
  "account account": ["tokens", "access-token", "id-token", "jwt", "act-as"],
  "account app": ["sub", "email"],
  "account managed": ["sub", "email"],
  "app role": ["sub", "client", "elsewhere"],
  "app account": ["sub", "client", "elsewhere"],
  "app app": ["owner"],
  "app managed": ["writer", "reader"],
  "managed role": ["sub", "elsewhere"],
  "managed account": ["sub", "elsewhere"],
  "managed app": ["owner"],
  "managed managed": ["writer", "reader"],
  "pod role": ["sub", "namespace", "other-namespace"],
  "pod account": ["sub", "other-namespace"],
  "pod app": ["sub", "wild"],
  "pod managed": ["sub", "wild"],
} as const satisfies { readonly [pair: string]: readonly string[] };

export interface Link {
  readonly from: string;
  readonly to: string;
  /** One of WAYS. */
  readonly way: string;
}

/** What a role may do about tokens of its account: ask for them, be denied that, or nothing. */
export const TOKENS = ["any", "denied", "none"] as const;
export type Tokens = (typeof TOKENS)[number];

export interface Plan {
  readonly links: readonly Link[];
  /** Whether the account issues tokens. */
  readonly issues: boolean;
  /** By number of the role. */
  readonly tokens: readonly Tokens[];
  /** Names of service accounts that have a key: they have identity tokens of themselves. */
  readonly keys: readonly string[];
  /** Names of applications and service accounts that are switched off. */
  readonly off: readonly string[];
}

const PAIRS: readonly (readonly [string, string, readonly string[]])[] = NAMES.flatMap((from) =>
  NAMES.flatMap((to) => {
    const ways: readonly string[] | undefined = (WAYS as { [pair: string]: readonly string[] })[
      `${kindOf(from)} ${kindOf(to)}`
    ];
    return ways === undefined || from === to ? [] : [[from, to, ways] as const];
  }),
);

const link: fc.Arbitrary<Link> = fc
  .constantFrom(...PAIRS)
  .chain(([from, to, ways]) => fc.constantFrom(...ways).map((way) => ({ from, to, way })));

export const plans: fc.Arbitrary<Plan> = fc.record({
  links: fc.uniqueArray(link, { minLength: 4, maxLength: 14, selector: ({ from, to, way }) => `${from} ${to} ${way}` }),
  issues: fc.integer({ min: 0, max: 3 }).map((one) => one > 0),
  tokens: fc.array(fc.constantFrom(...TOKENS), { minLength: COUNTS.role, maxLength: COUNTS.role }),
  keys: fc.subarray(NAMES.filter((name) => kindOf(name) === "account")),
  off: fc.subarray(
    NAMES.filter((name) => ["app", "account"].includes(kindOf(name))),
    { maxLength: 2 },
  ),
});
