import type { Transform } from "node:stream";
import zlib, { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Instance, startInstance } from "../../support/instance.ts";
import { createTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { signToken } from "../../support/sign-token.ts";

let database: TestDatabase;
let instance: Instance;
/** The streams that inflate bodies, and how many bytes came out of each. */
const inflating: { readonly stream: Transform; readonly readInflated: () => number }[] = [];

beforeAll(async () => {
  for (const name of ["createGunzip", "createInflate", "createBrotliDecompress"] as const) {
    const create = zlib[name] as () => Transform;
    vi.spyOn(zlib, name as "createGunzip").mockImplementation(() => watch(create()));
  }
  database = await createTestDatabase();
  instance = await startInstance(database.url);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await instance.close();
  await database.close();
});

const compressions = { gzip: gzipSync, deflate: deflateSync, br: compressQuickly } as const;
const encodings = Object.keys(compressions) as (keyof typeof compressions)[];
const mebibyte = 1024 * 1024;
const query = "{ me { name } __typename }";

describe.each(encodings)("a body in %s", (encoding) => {
  it("is read", async () => {
    const response = await send(encoding, compressions[encoding](bodyOf(1_000)));
    expect(await response.json()).toEqual({ data: { me: { name: "ada" }, __typename: "Query" } });
  });

  it("may measure 1 MiB once it is inflated, and no byte more", async () => {
    expect((await send(encoding, compressions[encoding](bodyOf(mebibyte)))).status).toBe(200);
    const refused = await send(encoding, compressions[encoding](bodyOf(mebibyte + 1)));
    expect(refused.status).toBe(413);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
  });

  it("inflating to 200 MiB is refused before it is inflated", async () => {
    const bomb = compressions[encoding](Buffer.alloc(200 * mebibyte));
    expect(bomb.length).toBeLessThan(mebibyte);
    inflating.splice(0);
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await send(encoding, bomb)).status));
    expect(statuses).toEqual(Array(8).fill(413));
    expect(inflating).toHaveLength(8);
    for (const { stream, readInflated } of inflating) {
      await vi.waitFor(() => expect(stream.destroyed).toBe(true));
      expect(readInflated()).toBeLessThan(4 * mebibyte);
    }
  });

  it("cut short or in another format is BAD_REQUEST", async () => {
    const whole = compressions[encoding](bodyOf(10_000));
    for (const body of [whole.subarray(0, whole.length - 9), Buffer.from(bodyOf(1_000)), Buffer.alloc(0)]) {
      const response = await send(encoding, body);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
    }
  });
});

it.each(["zstd", "compress", "gzip, gzip", "exi"])("a body in %s is refused with 415", async (encoding) => {
  const response = await send(encoding, Buffer.from(bodyOf(1_000)));
  expect(response.status).toBe(415);
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "BAD_REQUEST" } }] });
});

/** A request of so many bytes. */
function bodyOf(size: number): string {
  const around = JSON.stringify({ query, variables: { text: "" } });
  return JSON.stringify({ query, variables: { text: "x".repeat(size - around.length) } });
}

function watch(stream: Transform): zlib.Gunzip {
  let inflated = 0;
  const push = stream.push.bind(stream);
  stream.push = (chunk: Buffer | null) => {
    inflated += chunk?.length ?? 0;
    return push(chunk);
  };
  inflating.push({ stream, readInflated: () => inflated });
  return stream as zlib.Gunzip;
}

async function send(encoding: string, body: Buffer): Promise<Response> {
  return fetch(`${instance.url}/graphql`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "content-encoding": encoding,
      authorization: `Bearer ${await signToken("ada")}`,
    },
    body: new Uint8Array(body),
  });
}

function compressQuickly(body: string | Buffer): Buffer {
  return brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 3 } });
}
