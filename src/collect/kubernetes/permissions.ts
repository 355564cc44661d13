// The ClusterRoles that nhi needs, printed from the list of calls that the client enforces.
import { GET_ISSUER, GET_VERSION, LIST_CALLS } from "./calls.js";

const ACCOUNT = { namespace: "nhi", name: "nhi-auditor" };
/** RBAC knows no "metadata only": who may list secrets could read them, so that it is a role of its own. */
const SENSITIVE = "secrets";

/** As one list, ready for `kubectl apply -f -`: a namespace, an account, two roles with their bindings. */
export function permissionsText(): string {
  const items = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: ACCOUNT.namespace } },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: ACCOUNT, automountServiceAccountToken: false },
    ...roleWithBinding(
      "nhi-auditor",
      rulesFor((resource) => resource !== SENSITIVE),
      {
        "nhi/note":
          "Reads no secret. Sign in with a token that ends: kubectl create token nhi-auditor -n nhi --duration=1h",
      },
    ),
    ...roleWithBinding(
      "nhi-auditor-secrets",
      rulesFor((resource) => resource === SENSITIVE),
      {
        "nhi/note":
          "Finds long-lived tokens of service accounts. nhi asks for the metadata alone, but whoever holds this could read" +
          " every secret: leave it out, and those tokens are reported as not read.",
      },
    ),
    ...LIST_CALLS.flatMap(({ only, group, resource }) =>
      only === undefined ? [] : namedRole(only, { apiGroups: [group], resources: [resource] }),
    ),
  ];
  return `${JSON.stringify({ apiVersion: "v1", kind: "List", items }, null, 2)}\n`;
}

function rulesFor(isWanted: (resource: string) => boolean): readonly object[] {
  const byGroup = new Map<string, Set<string>>();
  for (const { group, resource, only } of LIST_CALLS) {
    if (only === undefined && isWanted(resource)) byGroup.set(group, (byGroup.get(group) ?? new Set()).add(resource));
  }
  const urls = [GET_VERSION, GET_ISSUER].map(({ route }) => route.slice(route.indexOf("/")));
  return [
    ...[...byGroup].map(([group, resources]) => ({
      apiGroups: [group],
      resources: [...resources].sort(),
      verbs: ["list"],
    })),
    ...(isWanted("namespaces") ? [{ nonResourceURLs: urls, verbs: ["get"] }] : []),
  ];
}

const API = "rbac.authorization.k8s.io";

/** A role for one thing of a namespace by its name, with its binding. */
function namedRole({ namespace, name }: { readonly namespace: string; readonly name: string }, what: object): object[] {
  const metadata = { name: `nhi-auditor-${name}`, namespace };
  return [
    {
      apiVersion: `${API}/v1`,
      kind: "Role",
      metadata,
      rules: [{ ...what, resourceNames: [name], verbs: ["list"] }],
    },
    {
      apiVersion: `${API}/v1`,
      kind: "RoleBinding",
      metadata,
      roleRef: { apiGroup: API, kind: "Role", name: metadata.name },
      subjects: [{ kind: "ServiceAccount", ...ACCOUNT }],
    },
  ];
}

function roleWithBinding(name: string, rules: readonly object[], annotations: object): readonly object[] {
  return [
    { apiVersion: `${API}/v1`, kind: "ClusterRole", metadata: { name, annotations }, rules },
    {
      apiVersion: `${API}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name },
      roleRef: { apiGroup: API, kind: "ClusterRole", name },
      subjects: [{ kind: "ServiceAccount", ...ACCOUNT }],
    },
  ];
}
