import { errors, type JWK, type JWTHeaderParameters } from "jose";

/** Issuer and audience of the tokens of the server's own accounts, and the issuer of the users behind them. */
export const ownIssuer = "lockstep";

/** Tokens with made-up key ids cost one read in this time, in milliseconds, however many come. */
const rereadAfter = 5_000;

/** A key as it is stored. */
export interface StoredKey {
  readonly id: string;
  /** JSON of a JWK. */
  readonly publicKey: string;
}

/**
 * The public keys of the server's own accounts, as jose asks for them. Kept in memory and read again by `readKeys` at
 * an unknown key id, since another instance may have made a key. A known key needs no read and does not wait for one.
 * Rejects with `JWKSNoMatchingKey` for a key that is not its own, and with the error of the read.
 */
export function createOwnKeys(
  readKeys: () => Promise<readonly StoredKey[]>,
): (header: JWTHeaderParameters) => Promise<JWK> {
  let keys = new Map<string, JWK>();
  let reading: Promise<void> | null = null;
  let rereadAt = 0;

  async function read(): Promise<void> {
    const rows = await readKeys();
    keys = new Map(rows.map(({ id, publicKey }) => [id, JSON.parse(publicKey)]));
    rereadAt = performance.now() + rereadAfter;
  }

  return async ({ kid }) => {
    if (kid === undefined) throw new errors.JWKSNoMatchingKey();
    if (!keys.has(kid)) {
      if (performance.now() >= rereadAt) {
        reading ??= read().finally(() => {
          reading = null;
        });
      }
      await reading;
    }
    const key = keys.get(kid);
    if (key === undefined) throw new errors.JWKSNoMatchingKey();
    return key;
  };
}
