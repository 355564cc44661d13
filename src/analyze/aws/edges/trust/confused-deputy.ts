// Other customers of a vendor that many trust (the confused deputy): a role that does not ask for the ExternalId which the vendor
// gave to its owner may be taken on behalf of whoever tells the vendor its name.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
import type { VendorAccountRow } from "../../../../model/tables.js";
import { accountOfArn } from "../../attached-policy.js";
import { NO } from "../../condition/truth.js";
import { rootOf, someoneOf } from "../../partition.js";
import type { Drawing } from "../builder/edge-builder.js";
import { toTrustId, uncertain } from "../evaluation/decision.js";
import type { Judge } from "../evaluation/requests.js";
import { foreignNode } from "./external-principal.js";
import { ASSUME_ROLE, type TrustBook } from "./trust-policies.js";

/** An ExternalId that no trust asks for: the vendor made it for somebody else. */
const OF_ANOTHER = { "sts:ExternalId": "0q7-other-customer" };

/** Draws can_assume, not known for sure, from a vendor's other customers to the roles that trust the vendor as anybody's. */
export function drawVendorCustomers(
  { byAccount, naming }: Pick<TrustBook, "byAccount" | "naming">,
  vendors: readonly VendorAccountRow[],
  judge: Judge,
  drawing: Drawing,
): void {
  const published = new Map(vendors.map((row) => [row.account, row.vendor]));
  for (const [account, roles] of byAccount) draw(someoneOf(account, roles[0] ?? ""), account, roles);
  for (const [name, roles] of naming) draw(name, accountOfArn(name), roles);

  function draw(caller: string, account: string, roles: readonly string[]): void {
    const vendor = published.get(account);
    if (vendor === undefined || judge.estate.hasAccount(account)) return;
    for (const role of roles) {
      const { truth } = judge.askFor(caller, { action: ASSUME_ROLE, resource: role, context: OF_ANOTHER });
      if (truth === NO) continue;
      drawing.node(toCustomers(account, vendor, role));
      const judgement = uncertain(`${vendor} takes the role for a customer who is not its owner`);
      drawing.edge({ kind: "can_assume", from: idOf(account), to: role, judgement, because: [toTrustId(role)] });
    }
  }
}

const idOf = (account: string): string => `aws:${account}/other-customers`;

function toCustomers(account: string, vendor: string, role: string) {
  const whole = foreignNode(rootOf(account, role));
  return { ...whole, id: idOf(account), type: "aws.vendor-customers", name: `other customers of ${vendor}` };
}
