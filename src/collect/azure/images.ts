// Images of containers that a resource runs, as written: registry, repository, and tag or digest. Pure.
import { type Fields, fieldsOf, textOf } from "../fields.js";

/** Images by place, as the query to Resource Graph names them; undefined where there are none. */
export function imagesOf(byPlace: Fields): readonly string[] | undefined {
  return toImages(Object.values(byPlace));
}

function toImages(found: readonly unknown[]): readonly string[] | undefined {
  const images = new Set(found.flatMap((one) => textOf(one)?.toLowerCase() ?? []));
  return images.size === 0 ? undefined : [...images].sort();
}

/**
 * The image of a web app, which its configuration names as `DOCKER|registry/repository:tag`.
 * https://learn.microsoft.com/en-us/azure/app-service/configure-custom-container
 */
export function siteImages(site: Fields): readonly string[] | undefined {
  const config = fieldsOf(fieldsOf(site["properties"])["siteConfig"]);
  const versions = [textOf(config["linuxFxVersion"]), textOf(config["windowsFxVersion"])];
  return toImages(versions.flatMap((one) => /^DOCKER\|(.+)$/i.exec(one ?? "")?.[1] ?? []));
}
