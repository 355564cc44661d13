// Which host an owner is on, told by who issues the tokens of its jobs.

export const ON_GITHUB_COM = "token.actions.githubusercontent.com";

/** Whether it is a server of one's own; undefined issuers are not. */
export function isOwnServer(issuer: string | undefined): boolean {
  return issuer?.endsWith("/_services/token") === true;
}
