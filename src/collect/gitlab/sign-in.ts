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
    if (token) return { token, from };
  }
  throw new AuthError(
    `gitlab: no sign-in for ${host} found: set GITLAB_TOKEN to a token with the scope read_api (nhi permissions gitlab says more)`,
  );
}
