// What each category of OWASP NHI 2025 cannot show from what providers' APIs answer, and where to look instead.

/** Category id to what nhi looks at in it, and what stays out of sight. */
export const CATEGORY_LIMITS: { readonly [id: string]: { readonly looks: string; readonly hidden: string } } = {
  NHI1: {
    looks:
      "Credentials, roles, grants and trusts that nobody uses, or that belong to someone or something that is gone.",
    hidden:
      "Whether the workload behind an identity still runs: an idle identity may be a yearly job, a busy one may be run by someone who left. That an owner changed team or left, unless a list of people is given. Use that the provider does not record: AWS has tracked keys since April 2015 and roles for 400 days only; GitHub Apps, classic tokens and many deploy tokens have no last use anywhere. OAuth apps that users of GitHub authorised for themselves cannot be listed.",
  },
  NHI2: {
    looks: "Secrets in places that scanners can read: configuration, workflow files, settings of agents.",
    hidden:
      "Copies in chats, tickets, wikis, images, on laptops and at vendors; private places that the scanner may not read. Values in CI secret stores can be written but not read, so a leaked value cannot be matched with them, only with copies that are readable. The history of repositories is the job of secret scanners, such as gitleaks and TruffleHog.",
  },
  NHI3: {
    looks: "Which third parties have access, how they are held to their own customers, how much they may do.",
    hidden:
      "Whether the vendor is vulnerable or already breached, what it does with the data, which others work for it; extensions of editors and browsers. Only the access is visible: who, how much, since when, used or not.",
  },
  NHI4: {
    looks: "Sign-in by a static secret where a role or federation would do; weak ways to prove an identity.",
    hidden:
      "How a client really signs in: PKCE, password grants and token storage are run-time behaviour that only sign-in logs show. Protocols inside networks, and multi-factor rules of service users outside the directory, are out of sight.",
  },
  NHI5: {
    looks: "What a workload may do: administrator rights, ways to get them, rights that were never used.",
    hidden:
      "What the job really needs. Used-against-granted exists for some services and actions only, and not for scopes of OAuth without logs. Limits that live elsewhere (organisation policies that could not be read, session policies, conditions on the request) make the answer an upper bound; where a condition could not be decided, the finding says so.",
  },
  NHI6: {
    looks: "Trust between pipelines and clouds: which repository, branch or tenant may become which role.",
    hidden:
      "Pipelines that are defined outside the scanned systems, runners of one's own, the state of Terraform, and who can start all of them in fact. A subject in a customised format, or a condition beyond what can be decided, is not evaluated.",
  },
  NHI7: {
    looks: "Secrets that live until someone rotates them, how old they are, and when they end.",
    hidden:
      "The age of the value where a store shows only when it was last saved (the same value may have been saved again). Secrets in vaults that are not scanned, session cookies, and keys of third-party services that the vendor holds.",
  },
  NHI8: {
    looks: "Identities that reach from one environment into another.",
    hidden:
      "What production is: that needs the map in nhi.yaml, tags, or at least names, and what has none of them is not evaluated. OWASP calls this category uncommon, so a guess from names alone never makes a finding severe. Separation by network, and data that is copied between environments, are not visible here.",
  },
  NHI9: {
    looks: "One identity or credential that several unrelated workloads or parties use.",
    hidden:
      "The same key pasted in ten places that show no fingerprint of it (CI secrets, consoles of vendors). Only attachments, public keys, thumbprints, trusts and readable copies can be compared.",
  },
  NHI10: {
    looks: "Identities that a person and a program can both use.",
    hidden:
      "Who sat behind a session. That needs logs with addresses and user agents, and no provider has a tool for it; the rules here find that it is possible, and by the dates of sign-in and key use that it is likely, not that it happened.",
  },
};
