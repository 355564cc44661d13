// Which clusters of Kubernetes are of a cloud, by who issues the tokens of their service accounts.

/** Whether it is an issuer of EKS, of IPv4 alone or of both. In: host and path, without scheme. */
export function isEksIssuer(issuer: string): boolean {
  return /^oidc[.-]eks\./.test(issuer);
}
