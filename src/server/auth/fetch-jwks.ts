import { z } from "zod";
import { readNetworkError } from "../../database/read-network-error.ts";

/** Time in which an issuer must answer with its keys, in milliseconds. */
const patience = 3_000;

/**
 * The keys of an issuer, at least one of which can verify tokens.
 *
 * @throws Error when they cannot be fetched within three seconds, or before the signal aborts.
 */
export async function fetchJwks(url: string, signal?: AbortSignal): Promise<Jwks> {
  const { status, text } = await request(url, signal);
  if (status !== 200) throw new Error(`it answers with status ${status}`);
  const parsed = jwks.safeParse(parseJson(text));
  if (!parsed.success) throw new Error("it answers with something else than a JSON Web Key Set");
  if (parsed.data.keys.some(canVerify)) return parsed.data;
  throw new Error("it has no key that verifies signatures");
}

type Jwks = z.infer<typeof jwks>;

const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string(), use: z.string().optional() })) });

/** A secret key cannot be published: its readers could sign as well. */
function canVerify({ kty, use }: Jwks["keys"][number]): boolean {
  return ["RSA", "EC", "OKP"].includes(kty) && use !== "enc";
}

async function request(
  url: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  const tooLate = AbortSignal.timeout(patience);
  try {
    const response = await fetch(url, {
      headers: { accept: "application/json, application/jwk-set+json" },
      // The operator names the address of the keys; a redirection must not change it.
      redirect: "manual",
      signal: signal ? AbortSignal.any([tooLate, signal]) : tooLate,
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    throw explain(error);
  }
}

function explain(error: unknown): Error {
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new Error(`it does not answer within ${patience / 1_000} seconds`, { cause: error });
  }
  const { cause = error } = error instanceof Error ? error : {};
  return new Error(readNetworkError(cause).reason, { cause: error });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
