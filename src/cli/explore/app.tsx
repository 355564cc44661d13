// The terminal side of nhi explore: keys in, lines out. What it all means is in model, keys and screen.
import { Box, type Key, Text, useApp, useInput, useStdout } from "ink";
import { useEffect, useReducer } from "react";
import type { Press } from "./keys.js";
import type { Model } from "./model.js";
import type { Line } from "./screen.js";

/** A page beside the list is made when the cursor has rested for so long, in milliseconds. */
const REST_MS = 60;

export function App({ model }: { readonly model: Model }) {
  const { exit } = useApp();
  const { stdout } = useStdout();
  const [drawing, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => {
    const end = model.subscribe(redraw);
    // What was done since the first drawing, nobody was told of.
    redraw();
    return end;
  }, [model]);
  useEffect(() => {
    const resize = () => model.resize({ columns: stdout.columns || 80, rows: stdout.rows || 24 });
    stdout.on("resize", resize);
    return () => void stdout.off("resize", resize);
  }, [model, stdout]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each drawing starts the rest anew
  useEffect(() => {
    const timer = setTimeout(() => model.settle(), REST_MS);
    return () => clearTimeout(timer);
  }, [model, drawing]);
  useInput((text, key) => {
    if (model.press(toPress(text, key))) exit();
  });
  return <Screen lines={model.lines()} />;
}

/** Lines of pieces as ink draws them. */
function Screen({ lines }: { readonly lines: readonly Line[] }) {
  return (
    <Box flexDirection="column">
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <Text key={at} wrap="truncate">
          {line.length === 0
            ? " "
            : line.map(({ text, color, bold = false, dim = false, inverse = false }, piece) => (
                <Text
                  // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place
                  key={piece}
                  {...(color && { color })}
                  bold={bold}
                  dimColor={dim}
                  inverse={inverse}
                >
                  {text}
                </Text>
              ))}
        </Text>
      ))}
    </Box>
  );
}

const NAMES: readonly (readonly [keyof Key, NonNullable<Press["name"]>])[] = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageUp"],
  ["pageDown", "pageDown"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "escape"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
];

function toPress(text: string, key: Key): Press {
  if (key.tab) return { name: key.shift ? "backTab" : "tab", text: "" };
  const named = NAMES.find(([flag]) => key[flag] === true);
  if (named !== undefined) return { name: named[1], text: "" };
  if (key.ctrl) return { text: text === "u" ? "\u0015" : text === "d" ? "\u0004" : "" };
  return { text: key.meta ? "" : text };
}
