// Drawn roles as an account that was read: providers, roles and a trust for each statement that allows.
import { ACCOUNT, account, complete, node, trusting } from "../../estate.js";
import type { PlanRole } from "./aws-plan.js";
import { issuerOf, keyOf } from "./aws-told.js";
import type { Side } from "./github-found.js";

const providerArn = (role: PlanRole): string => `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuerOf(role)}`;
const roleArn = (at: number): string => `arn:aws:iam::${ACCOUNT}:role/role-${at}`;

export function policyOf(role: PlanRole): object {
  return {
    Version: "2012-10-17",
    Statement: role.statements.map(({ isAllow, isOfEveryone, conditions }) => {
      const block: { [operator: string]: { [key: string]: readonly string[] } } = {};
      for (const { operator, claim, values } of conditions)
        block[operator] = { ...block[operator], [keyOf(claim, role)]: values };
      return {
        Effect: isAllow ? "Allow" : "Deny",
        Principal: isOfEveryone ? "*" : { Federated: providerArn(role) },
        Action: "sts:AssumeRoleWithWebIdentity",
        ...(conditions.length > 0 && { Condition: block }),
      };
    }),
  };
}

export function accountOf(roles: readonly PlanRole[]): Side {
  const documents = roles.map(policyOf);
  const providers = new Map(
    roles.flatMap((role) => {
      const arn = providerArn(role);
      const properties = { url: issuerOf(role), client_ids: [...(role.audiences ?? [])] };
      return role.audiences === undefined ? [] : [[arn, node(arn, "aws.oidc-provider", { properties })] as const];
    }),
  );
  const trusts = roles.flatMap((role, at) =>
    trusting(
      `role-${at}`,
      documents[at],
      role.statements.flatMap(({ isAllow }, statement) =>
        isAllow ? [{ kind: "oidc", provider: issuerOf(role), statement, providerArn: providerArn(role) }] : [],
      ),
    ),
  );
  const coverage = complete("aws/iam:account-authorization-details", "aws/iam:open-id-connect-providers");
  return {
    scope: account(undefined, { coverage }),
    nodes: [...trusts, ...providers.values()],
    documents,
    ends: roles.map((_, at) => roleArn(at)),
  };
}
