// What somebody needs who records a SPIRE server for nhi.
import { CALLS } from "./calls.js";

/** As JSON: the command, and what it needs. It changes nothing and prints no key. */
export function permissionsText(): string {
  const text = {
    commands: [
      "spire-server entry show -output json > entries.json",
      "spire-server federation list -output json > federation.json",
    ],
    advice:
      "run it where the server's socket is (in its pod: kubectl exec), then nhi scan --bundle entries.json; beside other providers it is spire/TRUST-DOMAIN/ListEntries.json in the bundle, and the second file ListFederationRelationships.json",
    calls: Object.fromEntries(CALLS.map(({ route, access }) => [route, access])),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}
