// IPv4 and IPv6 addresses and CIDR blocks of IpAddress conditions.

export interface AddressBlock {
  readonly version: 4 | 6;
  /** First address as a number. */
  readonly start: bigint;
  /** Bits of the network part. */
  readonly prefix: number;
}

const BITS = { 4: 32, 6: 128 } as const;

/** A block (`10.0.0.0/8`) or a single address; undefined when the text is neither. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [address = "", length, ...more] = text.trim().split("/");
  const parsed = address.includes(":") ? parseV6(address) : parseV4(address);
  if (!parsed || more.length > 0) return undefined;
  const bits = BITS[parsed.version];
  if (length === undefined) return { ...parsed, prefix: bits };
  if (!/^\d{1,3}$/.test(length) || Number(length) > bits) return undefined;
  return { ...parsed, prefix: Number(length) };
}

/** Whether the block holds the address; families never mix. */
export function holdsAddress(block: AddressBlock, address: AddressBlock): boolean {
  if (block.version !== address.version) return false;
  const shift = BigInt(BITS[block.version] - block.prefix);
  return block.start >> shift === address.start >> shift;
}

function parseV4(text: string): { version: 4; start: bigint } | undefined {
  const fields = text.split(".");
  if (fields.length !== 4 || !fields.every((field) => /^\d{1,3}$/.test(field) && Number(field) < 256)) return undefined;
  return { version: 4, start: BigInt(fields.reduce((sum, field) => sum * 256 + Number(field), 0)) };
}

function parseV6(text: string): { version: 6; start: bigint } | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => toGroups(half));
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return { version: 6, start: groups.reduce((sum, group) => (sum << 16n) | BigInt(group), 0n) };
}

/** Groups of 16 bits; the last may be written as an IPv4 address. */
function toGroups(half: string): number[] | undefined {
  if (half === "") return [];
  const groups: number[] = [];
  for (const [i, field] of half.split(":").entries()) {
    const v4 = field.includes(".") && i === half.split(":").length - 1 ? parseV4(field) : undefined;
    if (v4) groups.push(Number(v4.start >> 16n), Number(v4.start & 0xffffn));
    else if (/^[0-9a-fA-F]{1,4}$/.test(field)) groups.push(Number.parseInt(field, 16));
    else return undefined;
  }
  return groups;
}

/** Whether a block stands for all addresses: policies that mean everyone write 0.0.0.0/0 alone. */
export function isEveryAddress({ version, prefix }: AddressBlock): boolean {
  return version === 4 && prefix === 0;
}

/**
 * An address for each part into which blocks cut the addresses of both families: the first of each block, the first after it, and
 * the first of all. Undefined where a text is no block.
 */
export function addressesAround(texts: readonly string[]): readonly string[] | undefined {
  const blocks = texts.map(parseBlock);
  const isAll = blocks.some((one) => one && isEveryAddress(one)) && blocks.every((one) => one?.version === 4);
  const found = new Set(isAll ? ["0.0.0.0"] : ["0.0.0.0", "::"]);
  for (const block of blocks) {
    if (!block) return undefined;
    const rest = BigInt(BITS[block.version] - block.prefix);
    const first = (block.start >> rest) << rest;
    const after = first + (1n << rest);
    found.add(toAddress(block.version, first));
    if (after >> BigInt(BITS[block.version]) === 0n) found.add(toAddress(block.version, after));
  }
  return [...found];
}

function toAddress(version: 4 | 6, address: bigint): string {
  const [count, bits] = version === 4 ? [4, 8n] : [8, 16n];
  const fields = Array.from(
    { length: count },
    (_, i) => (address >> (bits * BigInt(count - 1 - i))) & ((1n << bits) - 1n),
  );
  return version === 4 ? fields.join(".") : fields.map((field) => field.toString(16)).join(":");
}
