import { randomBytes } from "node:crypto";

/** A place in a stream's history: after the entry with this number and token. */
export interface LogPosition {
  /** Number of the entry; 0 before the first one. */
  readonly seq: number;
  /** Random 64 bits that the entry got when it was written, in hexadecimal; "0" for entries without a token. */
  readonly token: string;
}

/** Position before the first entry. It is the same in all histories. */
export const startPosition: LogPosition = { seq: 0, token: "0" };

/** Returns a token for a new entry; never "0". */
export function createToken(): string {
  const token = randomBytes(8).readBigUInt64BE().toString(16);
  return token === "0" ? createToken() : token;
}

/**
 * Returns the position as a client keeps it: one opaque text, safe in URLs and in the `id:` of server-sent events.
 * `kind` names the kind of stream, in lower-case letters.
 */
export function formatCursor(kind: string, { seq, token }: LogPosition): string {
  return `${kind}.${seq}.${token}`;
}

/** Returns null for a text that `formatCursor` never returns for this kind of stream. */
export function parseCursor(kind: string, cursor: string): LogPosition | null {
  const [, ofKind, seq = "", token = ""] = pattern.exec(cursor) ?? [];
  const position = { seq: Number(seq), token };
  if (ofKind !== kind || position.seq > maxSeq) return null;
  return position.seq === 0 && token !== startPosition.token ? null : position;
}

const pattern = /^([a-z]+)\.(0|[1-9]\d{0,9})\.(0|[1-9a-f][0-9a-f]{0,15})$/;

/** Largest number of an entry: PostgreSQL's largest `integer`. */
export const maxSeq = 2 ** 31 - 1;
