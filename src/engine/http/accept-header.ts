/** One of the media types that a client takes. */
export interface MediaRange {
  /** In lower case, as are the names of its parameters; may be a wildcard. */
  readonly type: string;
  /** Without quotes, in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** The last header that was parsed. One request is asked for it several times, and most send the same. */
let last: { readonly accept: string; readonly ranges: readonly MediaRange[] } | null = null;

/** Parses an Accept header, in its order. A missing or empty one takes everything. */
export function parseAccept(accept = ""): readonly MediaRange[] {
  if (last?.accept === accept) return last.ranges;
  const parsed = splitOutsideQuotes(accept.toLowerCase(), /(?:[^,"]|"[^"]*"?)+/g).map(parseMediaRange);
  const ranges = parsed.length === 0 ? [{ type: "*/*", parameters: new Map(), quality: 1 }] : parsed;
  last = { accept, ranges };
  return ranges;
}

/** Returns the quality that the most specific range gives a type; 0 when none takes it. */
export function qualityOf(ranges: readonly MediaRange[]): (type: string) => number {
  return (type) => {
    const patterns = [type, `${type.split("/")[0]}/*`, "*/*"];
    const found = patterns.map((pattern) => ranges.find((range) => range.type === pattern));
    return found.find((range) => range !== undefined)?.quality ?? 0;
  };
}

/** Returns the quality that the header gives a type by its name; 0 for all others. Wildcards name nothing. */
export function qualityByName(accept: string | undefined): (type: string) => number {
  const ranges = parseAccept(accept);
  return (name) => ranges.find(({ type }) => type === name)?.quality ?? 0;
}

function parseMediaRange(range: string): MediaRange {
  const [type = "", ...rest] = splitOutsideQuotes(range, /(?:[^;"]|"[^"]*"?)+/g);
  const parameters = new Map(rest.map(parseParameter));
  return { type, parameters, quality: Number(parameters.get("q") ?? 1) };
}

function parseParameter(text: string): [name: string, value: string] {
  const [name = "", value = ""] = text.split("=", 2).map((part) => part.trim());
  return [name, value.replace(/^"(.*)"$/, "$1")];
}

/** `parts` matches a part; separators inside of quotes belong to it. */
function splitOutsideQuotes(text: string, parts: RegExp): readonly string[] {
  return (text.match(parts) ?? []).map((part) => part.trim()).filter((part) => part !== "");
}
