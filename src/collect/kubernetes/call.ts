// What a call to a cluster is: its address, and the rule of RBAC that opens it. Pure.
import type { Shape } from "../shape.js";
import type { RestCall } from "../shared/rest/call.js";

/** A list of a cluster, of all namespaces. */
export interface KubernetesCall extends RestCall {
  /** API group as RBAC writes it: empty for the core. */
  readonly group: string;
  /** Resource as RBAC writes it: serviceaccounts. */
  readonly resource: string;
}

/** So many elements a page: an API server keeps a list open for some minutes. */
const PER_PAGE = "500";

export interface ListOf {
  /** Group and version: `v1`, `rbac.authorization.k8s.io/v1`. */
  readonly api: string;
  readonly resource: string;
  readonly dataSet: string;
  readonly query?: { readonly [name: string]: string };
  readonly accept?: string;
  readonly shape?: Shape;
  readonly clean: NonNullable<RestCall["clean"]>;
}

/** A call that lists a resource in all namespaces, page by page. */
export function listOfAll({ api, resource, dataSet, query, accept, shape, clean }: ListOf): KubernetesCall {
  const [group = ""] = api.includes("/") ? api.split("/") : [""];
  const of = group === "" ? resource : `${resource}.${group}`;
  return {
    route: `GET /${api.includes("/") ? `apis/${api}` : `api/${api}`}/${resource}`,
    group,
    resource,
    dataSet,
    access: `verb list on ${of} in all namespaces (a ClusterRoleBinding)`,
    count: `1 per ${PER_PAGE} ${resource}`,
    list: "items",
    query: { limit: PER_PAGE, ...query },
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
