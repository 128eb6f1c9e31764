import { readFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { extname, join } from "node:path";
import { negotiate } from "@fastify/accept-negotiator";

/** One file of the pages, held in memory, with the compressed copies that the build made. */
interface Asset {
  readonly type: string;
  readonly plain: Buffer;
  /** By the name that HTTP has for the compression; the best one first. */
  readonly copies: ReadonlyMap<string, Buffer>;
}

/** One form of an asset, ready to be sent. */
export interface Representation {
  readonly type: string;
  readonly body: Buffer;
  /** Value of `Content-Encoding`; null: not compressed. */
  readonly encoding: string | null;
}

/**
 * Answers a file name of the folder in the best form that an `Accept-Encoding` header allows; undefined: no such file.
 */
export type FindAsset = (name: string, acceptEncoding: string | undefined) => Representation | undefined;

/** Media types by the ends of the names that the build gives. */
const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Names in HTTP of the compressed copies, by the ends of their names. */
const encodings = { ".br": "br", ".gz": "gzip" };

/**
 * Reads all files of a folder into memory, not those of folders in it, so that a page costs neither a file read nor
 * compression. This thread reads them: several hundred reads by libuv's threads take three times the CPU.
 */
export async function loadAssets(directory: string): Promise<FindAsset> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const contents = new Map(names.map((name) => [name, readFileSync(join(directory, name))]));
  const assets = new Map([...contents].map(([name, plain]) => [name, toAsset(name, plain)]));

  function toAsset(name: string, plain: Buffer): Asset {
    const copies = new Map<string, Buffer>();
    for (const [end, encoding] of Object.entries(encodings)) {
      const copy = contents.get(name + end);
      if (copy) copies.set(encoding, copy);
    }
    return { type: types[extname(name)] ?? "application/octet-stream", plain, copies };
  }

  return (name, acceptEncoding = "") => {
    const asset = assets.get(name);
    if (!asset) return undefined;
    const { type, plain, copies } = asset;
    const encoding = negotiate(acceptEncoding, [...copies.keys()]);
    return { type, encoding, body: (encoding !== null && copies.get(encoding)) || plain };
  };
}
