// The configuration of a credential: which class keeps it, and who may use it. Nothing else of it is kept. Pure.
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { fieldsOf, textOf } from "../fields.js";

export interface CredentialConfig {
  /** com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl */
  readonly type: string;
  /** GLOBAL: jobs may use it; SYSTEM: only the controller itself; undefined where it does not say. */
  readonly scope: string | undefined;
}

/** Java writes `_` of a class name as `__` in XML. */
const NAME = /^[A-Za-z_$][\w.$-]*$/;

/** Reads it; undefined when it is no such configuration. Entities are not resolved, so that none can grow. */
export function readConfig(xml: string): CredentialConfig | undefined {
  // Jenkins writes version 1.1, of which the parser knows only what 1.0 has too.
  const text = xml.replace(/^\uFEFF?<\?xml[^>]*\?>/, "");
  if (XMLValidator.validate(text) !== true) return undefined;
  const parser = new XMLParser({ ignoreAttributes: true, processEntities: false, parseTagValue: false });
  const [root, ...others] = Object.entries(fieldsOf(parser.parse(text))).filter(([name]) => !name.startsWith("?"));
  if (root === undefined || others.length > 0 || !NAME.test(root[0])) return undefined;
  const scope = textOf(fieldsOf(root[1])["scope"])?.toUpperCase();
  return { type: root[0].replaceAll("__", "_"), scope: /^[A-Z]+$/.test(scope ?? "") ? scope : undefined };
}

/** The configuration with only what readConfig takes: user names, descriptions and whatever a plugin adds are gone. */
export function cleanConfig(xml: string): string {
  const config = readConfig(xml);
  if (config === undefined) return "";
  const name = config.type.replaceAll("_", "__");
  return config.scope === undefined ? `<${name}/>\n` : `<${name}><scope>${config.scope}</scope></${name}>\n`;
}
