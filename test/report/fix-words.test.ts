// What is changed to cut a path, in words: what it is called without the database, and what is said of it.
import { expect, test } from "vitest";
import { nameFix } from "../../src/app/fix-names.js";
import { fixText, kindOf } from "../../src/report/fix-words.js";

const KEY = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555";

test.each([
  [`${KEY}/grant/abc123#0`, `grant abc123 of ${KEY}`],
  [`${KEY}/grant/abc123#1`, `grant abc123 of ${KEY}`],
  [`${KEY}#1`, `statement 2 of ${KEY}`],
])("%s", (fix, text) => {
  expect([kindOf(fix), fixText(fix)]).toEqual(["statement", text]);
  expect(nameFix(fix, { node: () => undefined })).toBe(text);
});

test.each([
  ["kubernetes:prod/clusterrolebindings/deployers#binding", "cluster role binding deployers of cluster prod"],
  [
    "kubernetes:arn:aws:eks:eu-west-1:111122223333:cluster/prod/namespaces/shop/rolebindings/ci#binding",
    "role binding ci in namespace shop of cluster arn:aws:eks:eu-west-1:111122223333:cluster/prod",
  ],
])("%s", (fix, text) => {
  expect([kindOf(fix), fixText(fix)]).toEqual(["binding", text]);
  expect(nameFix(fix, { node: () => undefined })).toBe(text);
});
