// What conditions ask of a resource that its address says already: names of a storage account and of a container. Of a
// blob it does not: letters count there, and an address has them all small. Pure.

const STORAGE = "microsoft.storage/storageaccounts";
const ADDRESS =
  /\/providers\/microsoft\.storage\/storageaccounts\/([^/]+)(?:\/blobservices\/default\/containers\/([^/]+)(?:\/blobs\/.+)?)?$/;

/** Attribute as conditions write it, in lower case → value. */
export function placeAttributes(place: string): ReadonlyMap<string, string> {
  const [, account, container] = ADDRESS.exec(place) ?? [];
  const said: readonly (readonly [string, string | undefined])[] = [
    [`@resource[${STORAGE}:name]`, account],
    [`@resource[${STORAGE}/blobservices/containers:name]`, container],
  ];
  return new Map(said.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

/** Whether a condition asks for one of these. */
export function asksOfPlace(condition: string): boolean {
  return /@resource\[microsoft\.storage\/storageaccounts(?:\/blobservices\/containers)?:name\]/i.test(condition);
}
