// aws/iam:outbound-federation: whether principals of the account may get tokens that others trust, and by which issuer.
import type { GraphNode } from "../../../model/batch.js";
import { wholeOf } from "../../answers.js";
import { AnswerFault } from "../../fault.js";
import { textOf } from "../../fields.js";
import type { Part } from "../../part.js";
import type { AwsCall } from "../call.js";
import type { Reader } from "../reader.js";
import { toResource } from "../service.js";

const DATA_SET = "aws/iam:outbound-federation";

const GET_FEDERATION: AwsCall = {
  call: "iam:GetOutboundWebIdentityFederationInfo",
  path: ["iam", "get-outbound-web-identity-federation-info"],
  dataSet: DATA_SET,
  count: "1",
};

export const outboundFederation = toResource({
  dataSet: DATA_SET,
  calls: [GET_FEDERATION],
  isGlobal: true,
  async *read(reader: Reader): AsyncGenerator<Part> {
    const node = reader.account.scope.id;
    try {
      const answer = await wholeOf(reader.pages(GET_FEDERATION));
      const issuer = textOf(answer["IssuerIdentifier"])?.replace(/^https:\/\//, "");
      const outbound = { outbound_federation: answer["JwtVendingEnabled"] === true };
      const properties = issuer === undefined ? outbound : { ...outbound, outbound_issuer: issuer };
      const isOn = outbound.outbound_federation && issuer !== undefined;
      yield { supplements: [{ node, properties }], ...(isOn && { nodes: [toTokens(reader, issuer)] }) };
    } catch (fault) {
      // An account that never switched it on is told so as an error.
      if (!(fault instanceof AnswerFault) || !/FeatureDisabled/.test(fault.code)) throw fault;
      yield { supplements: [{ node, properties: { outbound_federation: false } }] };
    }
  },
});

/** The tokens of the account, as whoever trusts the issuer sees them. */
function toTokens({ account: { account } }: Reader, issuer: string): GraphNode {
  return {
    id: `oidc:${issuer}`,
    kind: "set",
    type: "aws.outbound-tokens",
    name: `tokens of account ${account}`,
    properties: { issuer, account },
  };
}
