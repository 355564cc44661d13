// Condition keys by who decides them, for a request of an IAM principal that calls AWS directly. Reviewed by hand; sources are
// the pages "AWS global condition context keys" and the condition keys of each service in AWS's authorization reference.

/**
 * principal: follows from the caller. resource: from the resource. time: from the clock. request: the caller writes it into the
 * request. service: only set when an AWS service calls, or federation: only in a federated sign-in; both absent otherwise.
 * context: network and the like, decided by nobody that the graph knows, but for keys in request-keys.ts.
 */
export type KeyClass = "principal" | "resource" | "time" | "request" | "service" | "federation" | "context";

const EXACT: { readonly [key: string]: KeyClass } = {
  "aws:principalarn": "principal",
  "aws:principalaccount": "principal",
  "aws:principalorgid": "principal",
  "aws:principalorgpaths": "principal",
  "aws:principaltype": "principal",
  "aws:principalisawsservice": "principal",
  "aws:principalservicename": "principal",
  "aws:principalservicenameslist": "principal",
  "aws:userid": "principal",
  "aws:username": "principal",
  "aws:multifactorauthpresent": "principal",
  "aws:multifactorauthage": "principal",
  "aws:tokenissuetime": "principal",
  "aws:federatedprovider": "principal",
  "aws:assumedroot": "principal",
  "aws:sourceidentity": "principal",
  "aws:calledvia": "principal",
  "aws:calledviafirst": "principal",
  "aws:calledvialast": "principal",
  "kms:calleraccount": "principal",
  "eks:principalarn": "principal",
  "aws:resourceaccount": "resource",
  "aws:resourceorgid": "resource",
  "aws:resourceorgpaths": "resource",
  "s3:resourceaccount": "resource",
  "aws:requestedregion": "resource",
  "ec2:region": "resource",
  "aws:currenttime": "time",
  "aws:epochtime": "time",
  "aws:securetransport": "request",
  "aws:useragent": "request",
  "aws:referer": "request",
  "aws:tagkeys": "request",
  "aws:viaawsservice": "request",
  "sts:externalid": "request",
  "sts:rolesessionname": "request",
  "sts:sourceidentity": "request",
  "sts:durationseconds": "request",
  "sts:transitivetagkeys": "request",
  "sts:taskpolicyarn": "request",
  "iam:passedtoservice": "request",
  "iam:associatedresourcearn": "request",
  "iam:awsservicename": "request",
  "iam:permissionsboundary": "request",
  "iam:policyarn": "request",
  "s3:prefix": "request",
  "s3:delimiter": "request",
  "s3:max-keys": "request",
  "s3:versionid": "request",
  "s3:authtype": "request",
  "s3:signatureversion": "request",
  "s3:signatureage": "request",
  "s3:tlsversion": "request",
  "dynamodb:leadingkeys": "request",
  "dynamodb:attributes": "request",
  "dynamodb:select": "request",
  "ec2:createaction": "request",
  "lambda:functionurlauthtype": "request",
  "lambda:layer": "request",
  "lambda:principal": "request",
  "lambda:vpcids": "request",
  "kms:requestalias": "request",
  "kms:encryptionalgorithm": "request",
  "kms:granteeprincipal": "request",
  "kms:grantoperations": "request",
  "kms:encryptioncontextkeys": "request",
  "secretsmanager:versionstage": "request",
  "secretsmanager:versionid": "request",
  "cloudformation:rolearn": "request",
  "cloudformation:changesetname": "request",
  "ssm:sessiondocumentaccesscheck": "request",
  "aws:sourcearn": "service",
  "aws:sourceaccount": "service",
  "aws:sourceowner": "service",
  "aws:sourceorgid": "service",
  "aws:sourceorgpaths": "service",
};

const PREFIXES: readonly (readonly [string, KeyClass])[] = [
  ["aws:principaltag/", "principal"],
  ["aws:requesttag/", "request"],
  ["s3:requestobjecttag", "request"],
  ["s3:x-amz-", "request"],
  ["kms:encryptioncontext:", "request"],
  ["saml:", "federation"],
  ["cognito-identity.amazonaws.com:", "federation"],
  ["accounts.google.com:", "federation"],
  ["graph.facebook.com:", "federation"],
  ["www.amazon.com:", "federation"],
];

const RESOURCE_TAG = /^[a-z0-9-]+:resourcetag\//;
// claims of an OIDC issuer are written as its host and path, a colon, and the claim
const ISSUER_CLAIM = /^[a-z0-9-]+(\.[a-z0-9-]+)+(\/[^:]*)*:[^:]+$/;

/** Class of a key given in lower case; what is not listed is decided by nobody that the graph knows. */
export function classOfKey(key: string): KeyClass {
  // policies write what they like, such as names that every object has
  const exact = Object.hasOwn(EXACT, key) ? EXACT[key] : undefined;
  if (exact) return exact;
  for (const [prefix, found] of PREFIXES) if (key.startsWith(prefix)) return found;
  if (RESOURCE_TAG.test(key)) return "resource";
  return ISSUER_CLAIM.test(key) ? "federation" : "context";
}
