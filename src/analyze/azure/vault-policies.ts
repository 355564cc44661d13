// Access policies of vaults as roles: what each word of a policy lets somebody do, in the operations that roles use for the same.
import type { StoredNode } from "../../model/analysis.js";
import type { Operations, Role } from "./roles.js";
import { textsOf } from "./roles.js";

const VAULT = "Microsoft.KeyVault/vaults";
/** List of a policy and word in it → operation. */
const WORDS: { readonly [list: string]: { readonly [word: string]: string } } = {
  secrets: {
    get: `${VAULT}/secrets/getSecret/action`,
    set: `${VAULT}/secrets/setSecret/action`,
  },
  keys: {
    sign: `${VAULT}/keys/sign/action`,
    decrypt: `${VAULT}/keys/decrypt/action`,
    unwrapkey: `${VAULT}/keys/unwrap/action`,
  },
  certificates: {},
};

/** The role that a policy amounts to, at its vault and for what is in it. */
export function toPolicyRole({ id, properties }: StoredNode, operations: Operations): Role {
  const held = Object.entries(WORDS).flatMap(([list, words]) => {
    const said = textsOf(properties[list]);
    return said.includes("all") ? Object.values(words) : said.flatMap((word) => words[word] ?? []);
  });
  let mask = 0n;
  for (const operation of held) mask |= operations.bitOf(operation);
  // a policy for a user in one application does not work in another
  const { application } = properties;
  const condition = typeof application === "string" ? `through the application ${application}` : undefined;
  const readsOnly = held.length === 0;
  return { id, name: "access policy", isCustom: false, keepers: [], given: [{ mask, condition }], readsOnly };
}
