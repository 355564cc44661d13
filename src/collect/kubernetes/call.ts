// What a call to a cluster is: its address, and the rule of RBAC that opens it. Pure.
import type { Shape } from "../shape.js";
import type { RestCall } from "../shared/rest/call.js";

/** A list of a cluster, of all namespaces. */
export interface KubernetesCall extends RestCall {
  /** API group as RBAC writes it: empty for the core. */
  readonly group: string;
  /** Resource as RBAC writes it: serviceaccounts. */
  readonly resource: string;
  /** The only one of its kind that is asked for, by namespace and name; of all namespaces when left out. */
  readonly only?: Named;
}

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** So many elements a page: an API server keeps a list open for some minutes. */
const PER_PAGE = "500";

export interface ListOf {
  /** Group and version: `v1`, `rbac.authorization.k8s.io/v1`. */
  readonly api: string;
  readonly resource: string;
  readonly dataSet: string;
  readonly query?: { readonly [name: string]: string };
  readonly only?: Named;
  readonly accept?: string;
  readonly shape?: Shape;
  readonly clean: NonNullable<RestCall["clean"]>;
}

/** A call that lists a resource in all namespaces, page by page; `only`: the list of one namespace, of which one has the name. */
export function listOfAll({ api, resource, dataSet, query, only, accept, shape, clean }: ListOf): KubernetesCall {
  const [group = ""] = api.includes("/") ? api.split("/") : [""];
  const of = group === "" ? resource : `${resource}.${group}`;
  return {
    route: `GET /${api.includes("/") ? `apis/${api}` : `api/${api}`}/${only === undefined ? "" : `namespaces/${only.namespace}/`}${resource}`,
    group,
    resource,
    dataSet,
    ...(only !== undefined && { only }),
    access:
      only === undefined
        ? `verb list on ${of} in all namespaces (a ClusterRoleBinding)`
        : `verb list on ${of} named ${only.name} in ${only.namespace} (a RoleBinding)`,
    count: only === undefined ? `1 per ${PER_PAGE} ${resource}` : "1",
    list: "items",
    // who may list those of one name alone has to ask for that name
    query: { limit: PER_PAGE, ...(only !== undefined && { fieldSelector: `metadata.name=${only.name}` }), ...query },
    paging: {
      query: "continue",
      next(page) {
        const { metadata } = page as { readonly metadata?: { readonly continue?: unknown } };
        return typeof metadata?.continue === "string" && metadata.continue !== "" ? metadata.continue : undefined;
      },
    },
    ...(accept === undefined ? {} : { accept }),
    ...(shape === undefined ? {} : { shape }),
    clean,
  };
}
