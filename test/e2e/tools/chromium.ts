// A real browser, driven over its own protocol through a pipe: no driver in between, no port.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { run } from "./run.js";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of the browser; undefined when there is none. */
export function chromiumPath(): string | undefined {
  return PROGRAMS.find((path) => existsSync(path));
}

/** Installs Debian's chromium unless a browser is there; throws with the command to run by hand. */
export async function installChromium(): Promise<void> {
  if (chromiumPath() !== undefined) return;
  const apt = ["-q", "-o", "DPkg::Lock::Timeout=500", "-o", "Acquire::Retries=5"];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", [...apt, "update"], { env });
  const words = [...apt, "install", "-y", "--no-install-recommends", "chromium"];
  const { status, stderr } = await run("apt-get", words, { env, timeout: 600_000 });
  if (status === 0 && chromiumPath() !== undefined) return;
  throw new Error(`no browser; as root: apt-get install chromium\n${stderr.slice(-2000)}`);
}

type Fields = { readonly [key: string]: unknown };

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Fields;
  readonly result?: Fields;
  readonly error?: { readonly message: string };
  readonly sessionId?: string;
}

/** What a page did that it should not, and what it asked for. */
export interface Seen {
  /** Errors and warnings of the console, exceptions, violations of the policy. */
  readonly faults: string[];
  /** Addresses asked for, the page itself apart. */
  readonly requests: string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly scripts?: boolean;
  /** For tools that a test puts into the page; never for the page's own sake. */
  readonly bypassPolicy?: boolean;
}

/** One browser with an empty profile. Close it. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Map<string, (method: string, params: Fields) => void>();
  #count = 0;
  #rest = "";

  constructor() {
    const path = chromiumPath();
    if (path === undefined) throw new Error("no browser");
    this.#profile = mkdtempSync(join(tmpdir(), "nhi-e2e-chromium-"));
    const flags = [
      "--headless=new",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      "--hide-scrollbars",
      "--no-first-run",
      "--disable-background-networking",
      `--user-data-dir=${this.#profile}`,
      "--remote-debugging-pipe",
    ];
    this.#process = spawn(path, flags, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
    (this.#process.stdio[4] as Readable).setEncoding("utf8").on("data", (text: string) => this.#read(text));
  }

  #read(text: string): void {
    const parts = (this.#rest + text).split("\0");
    this.#rest = parts.pop() ?? "";
    for (const part of parts) {
      const message = JSON.parse(part) as Message;
      if (message.id !== undefined) this.#waiting.get(message.id)?.(message);
      else if (message.sessionId !== undefined) {
        this.#listeners.get(message.sessionId)?.(message.method ?? "", message.params ?? {});
      }
    }
  }

  async send(method: string, params: Fields = {}, sessionId?: string): Promise<Fields> {
    this.#count += 1;
    const id = this.#count;
    const answered = new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    (this.#process.stdio[3] as Writable).write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    const { result, error } = await answered;
    this.#waiting.delete(id);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** Opens a file in a new page and waits until it is loaded. */
  async open(file: string, options: PageOptions = {}): Promise<Page> {
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank" });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page(this, String(sessionId), `file://${file}`);
    this.#listeners.set(String(sessionId), (method, params) => page.hear(method, params));
    await page.load(options);
    return page;
  }

  async close(): Promise<void> {
    const ended = once(this.#process, "exit");
    await this.send("Browser.close").catch(() => this.#process.kill());
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A page that is open. */
export class Page implements Seen {
  readonly faults: string[] = [];
  readonly requests: string[] = [];
  readonly #browser: Browser;
  readonly #session: string;
  readonly #url: string;
  #loaded: () => void = () => {};

  constructor(browser: Browser, session: string, url: string) {
    this.#browser = browser;
    this.#session = session;
    this.#url = url;
  }

  send(method: string, params: Fields = {}): Promise<Fields> {
    return this.#browser.send(method, params, this.#session);
  }

  hear(method: string, params: Fields): void {
    if (method === "Page.loadEventFired") this.#loaded();
    if (method === "Runtime.exceptionThrown") this.faults.push(JSON.stringify(params["exceptionDetails"]));
    if (method === "Runtime.consoleAPICalled") this.faults.push(JSON.stringify(params["args"]));
    if (method === "Log.entryAdded") this.faults.push(JSON.stringify(params["entry"]));
    if (method === "Page.javascriptDialogOpening") this.faults.push(`dialog: ${String(params["message"])}`);
    if (method === "Network.requestWillBeSent") {
      const { url } = params["request"] as { url: string };
      if (url !== this.#url && url !== "data:,") this.requests.push(url);
    }
  }

  async load({ width = 1280, height = 1000, dark = false, scripts = true, bypassPolicy = false }: PageOptions) {
    for (const domain of ["Page", "Runtime", "Log", "Network"]) await this.send(`${domain}.enable`);
    await this.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false });
    const features = [{ name: "prefers-color-scheme", value: dark ? "dark" : "light" }];
    await this.send("Emulation.setEmulatedMedia", { features });
    if (!scripts) await this.send("Emulation.setScriptExecutionDisabled", { value: true });
    if (bypassPolicy) await this.send("Page.setBypassCSP", { enabled: true });
    const loaded = new Promise<void>((resolve) => {
      this.#loaded = resolve;
    });
    await this.send("Page.navigate", { url: this.#url });
    await loaded;
  }

  /** Value of an expression in the page; promises are waited for. */
  async evaluate<T>(expression: string): Promise<T> {
    const answer = await this.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    const details = answer["exceptionDetails"] as { text: string; exception?: { description?: string } } | undefined;
    if (details !== undefined) throw new Error(details.exception?.description ?? details.text);
    return (answer["result"] as { value: T }).value;
  }

  /** Presses and lets go of a key. */
  async press(key: "Tab" | "Enter" | "Space"): Promise<void> {
    const code = { Tab: 9, Enter: 13, Space: 32 }[key];
    const text = { Tab: "", Enter: "\r", Space: " " }[key];
    const fields = { key: key === "Space" ? " " : key, code: key, windowsVirtualKeyCode: code };
    await this.send("Input.dispatchKeyEvent", { type: text === "" ? "rawKeyDown" : "keyDown", ...fields, text });
    await this.send("Input.dispatchKeyEvent", { type: "keyUp", ...fields });
  }

  /** Types into what has the focus. */
  async type(text: string): Promise<void> {
    await this.send("Input.insertText", { text });
    await this.frame();
  }

  /** Waits until what was changed is drawn. */
  async frame(): Promise<void> {
    await this.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(0))))");
  }

  /** Writes what the window shows as PNG. */
  async screenshot(file: string): Promise<void> {
    const { data } = await this.send("Page.captureScreenshot", { format: "png" });
    writeFileSync(file, Buffer.from(String(data), "base64"));
  }

  /** The page on paper. */
  async pdf(): Promise<Buffer> {
    const { data } = await this.send("Page.printToPDF", { printBackground: true });
    return Buffer.from(String(data), "base64");
  }
}
