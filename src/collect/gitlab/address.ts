// Where GitLab answers: gitlab.com or a server of one's own, which may live below a path.
import { UsageError } from "../../model/errors.js";
import { isLoopback } from "../loopback.js";

export interface GitLabAddress {
  /** As gitbeaker takes it, without a slash at its end: https://gitlab.com, https://example.com/gitlab. */
  readonly base: string;
  /** Of the API, without a slash at its end. */
  readonly api: string;
  /** Host and path without scheme, lower case: gitlab.com. It is also the issuer of the tokens of jobs. */
  readonly host: string;
}

const GITLAB = "https://gitlab.com";

/**
 * Address for `--gitlab-url`, else of the server whose job runs us (CI_SERVER_URL), else gitlab.com. Throws UsageError for
 * what is no address, or would send a token in the clear.
 */
export function gitlabAddress(url: string | undefined, env: NodeJS.ProcessEnv): GitLabAddress {
  if (url !== undefined && url !== "") return toAddress(url, "--gitlab-url");
  const ofJob = env["GITLAB_CI"] === "true" ? env["CI_SERVER_URL"] : undefined;
  return ofJob ? toAddress(ofJob, "CI_SERVER_URL") : toAddress(GITLAB, "");
}

function toAddress(text: string, from: string): GitLabAddress {
  let url: URL;
  try {
    url = new URL(text.includes("://") ? text : `https://${text}`);
  } catch (cause) {
    throw new UsageError(`${from} ${text}: not an address; write it as https://gitlab.example.com`, { cause });
  }
  if (url.username !== "" || url.password !== "") {
    throw new UsageError(`${from}: holds a user name or password; leave it out, the token comes from GITLAB_TOKEN`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new UsageError(`${from} ${text}: a token is only sent over https, or to a loopback address`);
  }
  const path = url.pathname.replace(/\/(?:api(?:\/v4)?)?\/*$/, "").replace(/\/+$/, "");
  const base = `${url.origin}${path}`;
  return { base, api: `${base}/api/v4`, host: `${url.host}${path}`.toLowerCase() };
}
