// What a command loads at start; reading YAML is in load-rules.js and tables.js, loaded when asked for.
export { type Catalog, loadCatalog } from "./catalog.js";
