import { z } from "zod";
import type { PlacedEntry } from "../log/entry.ts";

/** Above this many bytes a message carries only the number and the token; listeners read the entry from the log. */
const longMessage = 64 * 1024;

/**
 * A message on a stream's channel of the bus. It is a whole entry, the number of one, or a hint of one of the host's
 * kinds. A number without a token comes from another version.
 */
export type FeedMessage =
  | { readonly kind: "entry"; readonly placed: PlacedEntry }
  | { readonly kind: "number"; readonly seq: number; readonly token: string | null }
  | { readonly kind: "hint"; readonly name: string; readonly text: string };

/** Returns the message that tells of a committed entry. */
export function encodeEntry(placed: PlacedEntry): string {
  const message = JSON.stringify({ kind: "entry", ...placed });
  if (Buffer.byteLength(message) <= longMessage) return message;
  return JSON.stringify({ kind: "number", seq: placed.seq, token: placed.token });
}

/** Returns the message that carries a hint. `name` is the host's kind of hint. */
export function encodeHint(name: string, text: string): string {
  return JSON.stringify({ kind: "hint", name, text });
}

/** Returns null for a message without a number. A message that is no entry but has a number counts as one. */
export function decodeMessage(text: string): FeedMessage | null {
  const value = parse(text);
  const { data: message } = messageSchema.safeParse(value);
  if (message?.kind === "entry") return { kind: "entry", placed: message };
  if (message) return message;
  const { data: number } = numberSchema.safeParse(value);
  return number ? { kind: "number", seq: number.seq, token: null } : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const seq = z.int().positive();

const messageSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("entry"),
    streamId: z.string(),
    seq,
    token: z.string(),
    previous: z.string(),
    type: z.string(),
    at: z.string(),
    idempotencyKey: z.string().nullable(),
    // The codec reads it.
    body: z.custom<object>((body) => typeof body === "object" && body !== null && !Array.isArray(body)),
    // An older version sends none. The tracer checks it.
    traceparent: z.string().optional().catch(undefined),
  }),
  z.object({ kind: z.literal("number"), seq, token: z.string().nullable() }),
  z.object({ kind: z.literal("hint"), name: z.string(), text: z.string() }),
]);

const numberSchema = z.object({ seq });
