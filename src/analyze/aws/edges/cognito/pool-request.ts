// What AWS is asked for somebody who comes from an identity pool of Amazon Cognito.
import type { AwsPrincipal } from "../../estate.js";
import type { Question } from "../evaluation/requests.js";

export const POOLS = "cognito-identity.amazonaws.com";

/** May who comes from the pool take on the role? `amr`: whether and how the identity signed in. */
export function toQuestion(pool: string, { id }: AwsPrincipal, amr: string | readonly string[]): Question {
  const context = { [`${POOLS}:aud`]: pool, [`${POOLS}:amr`]: amr };
  return { action: "sts:AssumeRoleWithWebIdentity", resource: id, context };
}
