// Access policies of vaults as roles: what each word of a policy lets somebody do, in the operations that roles use for the same.
import type { StoredNode } from "../../model/analysis.js";
import { listedTexts } from "../properties.js";
import type { Operations, Role } from "./roles.js";

const VAULT = "Microsoft.KeyVault/vaults";
/** List of a policy and word in it → operation. */
const WORDS: { readonly [list: string]: { readonly [word: string]: string } } = {
  secrets: {
    ...actions("secrets", ["backup", "recover", "restore", "purge"]),
    get: `${VAULT}/secrets/getSecret/action`,
    list: `${VAULT}/secrets/readMetadata/action`,
    set: `${VAULT}/secrets/setSecret/action`,
    delete: `${VAULT}/secrets/delete`,
  },
  keys: {
    ...actions("keys", ["backup", "create", "decrypt", "encrypt", "import", "purge", "recover", "release", "restore"]),
    ...actions("keys", ["rotate", "sign", "update", "verify"]),
    get: `${VAULT}/keys/read`,
    list: `${VAULT}/keys/read`,
    delete: `${VAULT}/keys/delete`,
    wrapkey: `${VAULT}/keys/wrap/action`,
    unwrapkey: `${VAULT}/keys/unwrap/action`,
    getrotationpolicy: `${VAULT}/keyrotationpolicies/read`,
    setrotationpolicy: `${VAULT}/keyrotationpolicies/write`,
  },
  certificates: {
    ...actions("certificates", ["backup", "create", "import", "purge", "recover", "restore", "update"]),
    get: `${VAULT}/certificates/read`,
    list: `${VAULT}/certificates/read`,
    delete: `${VAULT}/certificates/delete`,
    managecontacts: `${VAULT}/certificatecontacts/write`,
    getissuers: `${VAULT}/certificatecas/read`,
    listissuers: `${VAULT}/certificatecas/read`,
    setissuers: `${VAULT}/certificatecas/write`,
    manageissuers: `${VAULT}/certificatecas/write`,
    deleteissuers: `${VAULT}/certificatecas/delete`,
  },
};

/** Operations on data that a policy can give. */
export const POLICY_OPERATIONS: readonly string[] = [
  ...new Set(Object.values(WORDS).flatMap((words) => Object.values(words))),
];

function actions(of: string, words: readonly string[]): { readonly [word: string]: string } {
  return Object.fromEntries(words.map((word) => [word, `${VAULT}/${of}/${word}/action`]));
}

/** The role that a policy amounts to, at its vault and for what is in it. */
export function toPolicyRole({ id, properties }: StoredNode, operations: Operations): Role {
  const held = Object.entries(WORDS).flatMap(([list, words]) => {
    const said = listedTexts(properties[list]);
    return said.includes("all") ? Object.values(words) : said.flatMap((word) => words[word] ?? []);
  });
  let mask = 0n;
  for (const operation of held) mask |= operations.bitOf(operation);
  // a policy for a user in one application does not work in another
  const { application } = properties;
  const condition = typeof application === "string" ? `through the application ${application}` : undefined;
  const readsOnly = held.length === 0;
  const permissions = [{ actions: [], notActions: [], dataActions: held, notDataActions: [], condition }];
  const given = [{ mask, condition }];
  return { id, name: "access policy", isCustom: false, keepers: [], isWhole: true, given, permissions, readsOnly };
}
