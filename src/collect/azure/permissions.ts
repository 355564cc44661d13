// What has to be granted so that nhi can read, printed from the list of calls that the client enforces.
import { CALLS } from "./calls.js";
import { LIST_DIRECTORY_SETTINGS } from "./resources/diagnostic-settings.js";

/** What would show more and is not asked for, with what stays unseen. */
const NOT_ASKED = {
  "Microsoft.Web/sites/config/list/action":
    "names of app settings that hold their value themselves: Azure shows them only together with the values, publishing credentials among them",
  "Microsoft.Storage/storageAccounts/listKeys/action": "keys of storage accounts: their dates are read, the keys never",
} as const;

/** As JSON: a custom role that reads what nhi asks for and nothing else, and what each operation is good for. */
export function permissionsText(rulesOf: (dataSet: string) => readonly string[]): string {
  // Resource Graph shows what may be read anyway, and asks for nothing of its own
  const operations = sorted(CALLS.map(({ permission }) => permission).filter((one) => one !== "*/read"));
  const dataSetsOf = (operation: string): readonly string[] =>
    sorted(CALLS.filter(({ permission }) => permission === operation).map(({ dataSet }) => dataSet));
  const text = {
    customRole: {
      Name: "nhi auditor",
      IsCustom: true,
      Description: "Reads what nhi needs and nothing else; assign it at the tenant's root management group",
      Actions: operations,
      NotActions: [],
      DataActions: [],
      NotDataActions: [],
      AssignableScopes: ["/providers/Microsoft.Management/managementGroups/<tenant id>"],
    },
    builtInRole: "Reader",
    atTheRoot: {
      [LIST_DIRECTORY_SETTINGS.permission]:
        "asked for at / itself, which a role at the root management group does not reach: assign one there, too",
    },
    notAsked: NOT_ASKED,
    buys: Object.fromEntries(
      operations.map((operation) => {
        const opens = dataSetsOf(operation);
        return [operation, { opens, rules: sorted(opens.flatMap(rulesOf)) }];
      }),
    ),
  };
  return `${JSON.stringify(text, null, 2)}\n`;
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort();
}
