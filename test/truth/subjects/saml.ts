// Assertions of a SAML provider of AWS and the trusts of roles: which assertions get in, and how many users that is.
// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-saml

const is = (key: string, ...values: readonly string[]) => ({ StringEquals: { [key]: values } });
const like = (key: string, ...values: readonly string[]) => ({ StringLike: { [key]: values } });

/** Attributes by condition key, in lower case, as AWS fills them; what is left out the assertion lacks. */
export const ASSERTIONS: { readonly [name: string]: { readonly [key: string]: string } } = {
  ada: {
    "saml:aud": "https://signin.aws.amazon.com/saml",
    "saml:iss": "https://idp.acme.example",
    "saml:sub": "ada@acme.example",
    "saml:sub_type": "persistent",
    "saml:namequalifier": "acme-qualifier",
    "saml:edupersonaffiliation": "staff",
    "sts:rolesessionname": "ada@acme.example",
  },
  bo: {
    "saml:aud": "https://signin.aws.amazon.com/saml",
    "saml:iss": "https://idp.acme.example",
    "saml:sub": "bo@partner.example",
    "saml:sub_type": "transient",
    "saml:namequalifier": "acme-qualifier",
    "sts:rolesessionname": "bo@partner.example",
  },
  /** Signed in for another application of the same identity provider. */
  elsewhere: {
    "saml:aud": "https://other.example/saml",
    "saml:iss": "https://idp.acme.example",
    "saml:sub": "ada@acme.example",
    "saml:sub_type": "persistent",
    "saml:namequalifier": "acme-qualifier",
    "sts:rolesessionname": "ada@acme.example",
  },
};

export interface SamlPattern {
  readonly when: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
  /** Names of assertions that get in, with spaces between; all others do not. */
  readonly yes: string;
  readonly unknown?: string;
  /** `organization`: users of the provider, none of them named; `context`: users or attributes by name; `nobody`. */
  readonly breadth: "organization" | "context" | "nobody";
}

export const SAML_PATTERNS: readonly SamlPattern[] = [
  { when: {}, yes: "ada bo elsewhere", breadth: "organization" },
  { when: is("SAML:aud", "https://signin.aws.amazon.com/saml"), yes: "ada bo", breadth: "organization" },
  { when: is("SAML:sub", "ada@acme.example"), yes: "ada elsewhere", breadth: "context" },
  { when: is("saml:sub", "Ada@acme.example"), yes: "", breadth: "context" },
  // a wildcard names no user: everybody whom the provider gives such an address
  { when: like("saml:sub", "*@acme.example"), yes: "ada elsewhere", breadth: "organization" },
  { when: is("saml:sub", "*@acme.example"), yes: "", breadth: "nobody" },
  { when: is("saml:sub_type", "persistent"), yes: "ada elsewhere", breadth: "organization" },
  { when: is("saml:iss", "https://idp.acme.example"), yes: "ada bo elsewhere", breadth: "organization" },
  { when: is("saml:iss", "https://idp.evil.example"), yes: "", breadth: "organization" },
  { when: is("saml:namequalifier", "acme-qualifier"), yes: "ada bo elsewhere", breadth: "organization" },
  { when: is("saml:edupersonaffiliation", "staff"), yes: "ada", breadth: "context" },
  { when: { StringNotEquals: { "saml:sub": "bo@partner.example" } }, yes: "ada elsewhere", breadth: "organization" },
  {
    when: { "ForAllValues:StringEquals": { "saml:edupersonaffiliation": "staff" } },
    yes: "ada bo elsewhere",
    breadth: "organization",
  },
  { when: { "ForAnyValue:StringEquals": { "saml:edupersonaffiliation": "staff" } }, yes: "ada", breadth: "context" },
  { when: is("sts:RoleSessionName", "bo@partner.example"), yes: "bo", breadth: "context" },
  {
    when: { StringEquals: { "saml:aud": "https://signin.aws.amazon.com/saml", "saml:sub": "ada@acme.example" } },
    yes: "ada",
    breadth: "context",
  },
  // keys that an assertion never carries
  { when: is("aws:PrincipalOrgID", "o-abc123"), yes: "", breadth: "nobody" },
  {
    when: is("token.actions.githubusercontent.com:sub", "repo:acme/site:ref:refs/heads/main"),
    yes: "",
    breadth: "nobody",
  },
  { when: is("sts:ExternalId", "acme-1"), yes: "", breadth: "nobody" },
  { when: { Bool: { "aws:MultiFactorAuthPresent": "true" } }, yes: "", breadth: "nobody" },
  // what the provider asserts about the session is not in front of us
  {
    when: is("aws:RequestTag/team", "payments"),
    yes: "",
    unknown: "ada bo elsewhere",
    breadth: "organization",
  },
];
