// A scene with every list in it the other way round.
import type { Json } from "../../../../../src/model/words.js";
import type { Scene } from "../scene.js";

/** All lists the other way round, those within statements as well; ids of documents stay. */
export function reverse(scene: Scene): void {
  scene.nodes.reverse();
  scene.edges.reverse();
  const turned = (value: Json): Json => {
    if (Array.isArray(value)) return value.map((one: Json) => turned(one)).reverse();
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, one]) => [key, turned(one)])
        .reverse(),
    );
  };
  for (const [hash, text] of scene.documents) scene.documents.set(hash, JSON.stringify(turned(JSON.parse(text))));
}
