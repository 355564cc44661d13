// The set of everyone on the internet, as every part of the analysis draws it.

export const ANYONE = "any:internet";

export const ANYONE_NODE = {
  id: ANYONE,
  kind: "set",
  type: "any.internet",
  name: "anyone on the internet",
  scope: "",
  properties: {},
} as const;

/** Everybody with a Google account, which anyone makes. */
export const GOOGLE_ACCOUNTS = {
  id: "any:google-account",
  kind: "set",
  type: "any.google-account",
  name: "anyone with a Google account",
  scope: "",
  properties: {},
} as const;
