/** Provider in a scope id: what stands before its first colon. */
export function providerOf(scope: string): string {
  const colon = scope.indexOf(":");
  return colon < 0 ? scope : scope.slice(0, colon);
}
