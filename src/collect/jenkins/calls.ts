// The one list of calls that nhi makes to Jenkins. The client refuses others, and the permissions are printed from it.
import type { RestCall } from "../shared/rest/call.js";

export const CREDENTIALS = "jenkins/server:credentials";
export const SCOPES = "jenkins/server:credential-scopes";
export const PLUGINS = "jenkins/server:plugins";

const VIEW = "Overall/Read and Credentials/View";

/** Domains of the store of the controller itself, which is above every folder and job. */
export const LIST_DOMAINS: RestCall = {
  route: "GET /credentials/store/system/api/json",
  dataSet: CREDENTIALS,
  access: VIEW,
  count: "1",
  shape: { domains: "fields" },
};
export const LIST_CREDENTIALS: RestCall = {
  route: "GET /credentials/store/system/domain/:domain/api/json",
  dataSet: CREDENTIALS,
  access: VIEW,
  count: "1 per domain",
  list: "credentials",
  shape: { "credentials.*.id": "id", "credentials.*.typeName": "text" },
  query: { depth: "1" },
};
/** The only place that tells the scope. Jenkins leaves secrets out of it; what is kept is less still. */
export const GET_CREDENTIAL: RestCall = {
  route: "GET /credentials/store/system/domain/:domain/credential/:id/config.xml",
  dataSet: SCOPES,
  access: VIEW,
  count: "1 per credential",
};
export const LIST_PLUGINS: RestCall = {
  route: "GET /pluginManager/api/json",
  dataSet: PLUGINS,
  access: "Overall/SystemRead (or Overall/Administer)",
  count: "1",
  list: "plugins",
  // One that is left out would count as not installed.
  shape: { "plugins.*.shortName": "id", "plugins.*.active": "flag" },
  isOne: true,
  query: { depth: "1" },
};

export const CALLS: readonly RestCall[] = [LIST_DOMAINS, LIST_CREDENTIALS, GET_CREDENTIAL, LIST_PLUGINS];
