// The one list of calls that nhi makes to a cluster. The client refuses others, and the permissions are printed from it.
import type { RestCall } from "../shared/rest/call.js";
import { RESOURCES } from "./resources.js";

/** Which version answers: open to everybody who signs in. */
export const GET_VERSION: RestCall = {
  route: "GET /version",
  dataSet: "kubernetes/discovery:version",
  access: "nonResourceURL /version (ClusterRole system:public-info-viewer)",
  count: "1",
  clean: ({ gitVersion }) => ({ gitVersion }),
};

/** Who issues the tokens of the cluster: what clouds trust. */
export const GET_ISSUER: RestCall = {
  route: "GET /.well-known/openid-configuration",
  dataSet: "kubernetes/discovery:issuer",
  access: "nonResourceURL /.well-known/openid-configuration (ClusterRole system:service-account-issuer-discovery)",
  count: "1",
  clean: ({ issuer }) => ({ issuer }),
};

export const LIST_CALLS = RESOURCES.map(({ call }) => call);

export const CALLS: readonly RestCall[] = [GET_VERSION, GET_ISSUER, ...LIST_CALLS];
