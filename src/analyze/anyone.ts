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
