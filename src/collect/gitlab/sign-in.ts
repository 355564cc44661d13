// The token that nhi signs in with: personal, group, project or OAuth. GitLab takes all of them as a bearer token.
import { AuthError } from "../../model/errors.js";

export interface GitLabSignIn {
  readonly token: string;
  /** Where it came from, for messages: GITLAB_TOKEN. */
  readonly from: string;
}

/** Variables as the glab command reads them; what is meant for nhi alone comes first. */
const TOKEN_VARIABLES = ["NHI_GITLAB_TOKEN", "GITLAB_TOKEN", "GITLAB_ACCESS_TOKEN"] as const;

/** The sign-in for a host. Throws AuthError, in words for people, when there is none. */
export function findSignIn(host: string, env: NodeJS.ProcessEnv): GitLabSignIn {
  for (const from of TOKEN_VARIABLES) {
    const token = env[from];
    if (!token) continue;
    if (token === env["CI_JOB_TOKEN"] || token.startsWith("glcbt-")) {
      throw new AuthError(
        `gitlab: ${from} holds the token of a job (CI_JOB_TOKEN), which reads a few endpoints of its own project only: ` +
          "make a group access token with scope read_api and role Owner, and give it to the job as a masked variable",
      );
    }
    return { token, from };
  }
  throw new AuthError(
    `gitlab: no sign-in for ${host} found: set GITLAB_TOKEN to a token with the scope read_api (nhi permissions gitlab says more)`,
  );
}
