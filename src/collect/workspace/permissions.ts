// What has to be granted so that nhi can read, printed from the list of calls that the client enforces.
import { CALLS, scopeUrl } from "./calls.js";

/** As JSON: OAuth scopes and privileges with what each opens and which rules need it, and the APIs that have to be enabled. */
export function permissionsText(rulesOf: (dataSet: string) => readonly string[]): string {
  const scopes = sorted(CALLS.map(({ scope }) => scope));
  const privileges = sorted(CALLS.map(({ privilege }) => privilege));
  const buys = (dataSets: readonly string[]) => ({ opens: dataSets, rules: sorted(dataSets.flatMap(rulesOf)) });
  const text = {
    scopes: scopes.map(scopeUrl),
    apis: ["admin.googleapis.com", "cloudidentity.googleapis.com"],
    byScope: Object.fromEntries(
      scopes.map((scope) => [
        scope,
        buys(sorted(CALLS.filter((call) => call.scope === scope).map(({ dataSet }) => dataSet))),
      ]),
    ),
    byPrivilege: Object.fromEntries(
      privileges.map((privilege) => [
        privilege,
        buys(sorted(CALLS.filter((call) => call.privilege === privilege).map(({ dataSet }) => dataSet))),
      ]),
    ),
    delegation:
      "no API lists domain-wide delegation: give the list of the admin console (Security > Access and data control > API controls > Domain-wide delegation) as a file, NHI_WORKSPACE_DELEGATION",
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort();
}
