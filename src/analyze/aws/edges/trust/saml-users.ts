// Whoever a SAML provider vouches for, as a set: what roles trust, and what who may change the provider becomes.
import type { DerivedNode } from "../../../../model/analysis.js";
import { addTo } from "../../../../model/group-by.js";
import { once } from "../../../../model/once.js";
import { accountOfArn } from "../../attached-policy.js";
import type { Estate } from "../../estate.js";
import { createTargets, type Targets } from "../builder/target-index.js";

const PREFIX = "saml:";

/** Id of the set of users of a provider, given its ARN. */
export function samlUsersOf(provider: string): string {
  return PREFIX + provider;
}

/** ARN of the provider of such a set. */
export function samlProviderOf(users: string): string {
  return users.slice(PREFIX.length);
}

/** The node of such a set. */
export function toSamlUsers(id: string): DerivedNode {
  const name = `users of ${id.slice(id.indexOf("saml-provider/"))}`;
  return { id, kind: "set", type: "saml.users", name, scope: "", properties: {} };
}

/**
 * Users of the providers that roles of an account trust, by account, read at the first question; policies name them by the
 * ARN of the provider.
 */
export function createSamlTargets({ principals }: Estate): (account: string) => Targets {
  const byAccount = once(() => {
    const named = new Map<string, string[]>();
    for (const { account, trust } of principals) {
      for (const { isAllow, principals: trusted } of trust?.policy.statements ?? []) {
        for (const provider of isAllow ? (trusted?.federated ?? []) : [])
          if (
            provider.startsWith("saml-provider/", provider.lastIndexOf(":") + 1) &&
            accountOfArn(provider) === account
          )
            addTo(named, account, samlUsersOf(provider));
      }
    }
    return named;
  });
  return (account) => createTargets(byAccount().get(account) ?? [], samlUsersOf);
}
