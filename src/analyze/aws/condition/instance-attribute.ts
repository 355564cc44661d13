// ec2:Attribute in requests that change the user data of an instance: a technique says that they do by bringing ec2:Attribute/UserData.
import { ABSENT, type KeyState, type KeyValues, open } from "./key-state.js";
import type { RequestFacts } from "./request-facts.js";
import { UNKNOWN } from "./truth.js";

const ACTION = "ec2:modifyinstanceattribute";
const NAME = "ec2:attribute";
const USER_DATA = `${NAME}/userdata`;

/** The documentation writes names of attributes with a capital, requests without. */
const NAMES: readonly KeyValues[] = [null, ["userData"], ["UserData"]];

/**
 * State of ec2:Attribute and of ec2:Attribute/…; undefined of other keys, and where the request may change any attribute. Only one can
 * be changed at a time (ModifyInstanceAttribute, Amazon EC2 API Reference), and it is told by its name or by its value, as the request
 * is written ("ec2:Attribute condition key", Amazon EC2 User Guide).
 */
export function instanceAttribute(key: string, { action, context }: RequestFacts): KeyState | undefined {
  if (action !== ACTION || !key.startsWith(NAME)) return undefined;
  const value = context.get(USER_DATA);
  if (value === undefined) return undefined;
  if (key === NAME) return open(UNKNOWN, "how AWS names the attribute is not known", { possible: NAMES });
  if (key !== USER_DATA) return ABSENT;
  return open(UNKNOWN, "whether AWS tells the user data is not known", { possible: [null, value] });
}
