import { constants, deflateRawSync } from "node:zlib";

/** Part of a `next` message between the id of its subscription and an event's text. */
export const messageMiddle = `,"type":"next","payload":`;

/** Bytes of the beginning of a compressed message up to its id, with spaces behind: the same for all subscribers. */
export const headLength = 64;

/** Upper bound of the distance between a text and what it repeats (RFC 1951). */
const reach = 32 * 1024;

/** Bytes behind a place that zlib wants to see before it looks for what is repeated there. */
const lookahead = 262;

/** Bytes that stand for a head in zlib's dictionary. JSON has none of them, so no text repeats a part of a head. */
const filler = Buffer.alloc(headLength);
const middle = Buffer.from(messageMiddle);

/** Rest of a `next` message behind the event's text. */
export const messageEnd = Buffer.from("}");
/** Ends what zlib writes on a byte: a stored block without contents, which RFC 7692 leaves to the peer. */
const flushed = Buffer.from([0x00, 0x00, 0xff, 0xff]);

/** A message that is compressed once for all subscribers, as the payload of a frame of `permessage-deflate`. */
export interface DeflatedFrame {
  /** Differs from that of any other frame of the process. */
  readonly number: number;
  /** Number of the frame that must end the peer's window; 0: the frame refers to none, and stands behind a head. */
  readonly follows: number;
  readonly payload: Buffer;
}

/** Compresses a message without its head, which `storeHead` writes. */
export function deflateAlone(text: Buffer): DeflatedFrame {
  return createFrame(0, deflate(Buffer.concat([middle, text, messageEnd]), null));
}

/**
 * Compresses a message for peers whose window ends with `window`. The last message in it is `lastLength` bytes long and
 * begins with the same head. The frame repeats the head from there, so that the payload is the same for all.
 */
export function deflateAfter(text: Buffer, window: Buffer, lastLength: number, follows: number): DeflatedFrame {
  const body = deflate(Buffer.concat([middle, text, messageEnd]), Buffer.concat([window, filler]));
  return createFrame(follows, Buffer.concat([repeatHead(lastLength), body]));
}

/** Length of a message as it stands in the window of any peer. */
export function lengthInWindow(text: Buffer): number {
  return headLength + middle.length + text.length + messageEnd.length;
}

/** Writes a message as it stands in the window of any peer. */
export function writeToWindow(text: Buffer, window: Buffer, at: number): void {
  window.set(filler, at);
  window.set(middle, at + headLength);
  window.set(text, at + headLength + middle.length);
  window.set(messageEnd, at + headLength + middle.length + text.length);
}

/** Returns true if a message can repeat the head of one that was so many bytes long. */
export function isInReach(lastLength: number): boolean {
  return lastLength + headLength + lookahead <= reach;
}

/** Returns true if the head of a plain message can be that of a compressed one. */
export function fitsHead(head: Buffer): boolean {
  return head.length - middle.length <= headLength;
}

/** The head of a plain message as a stored block. */
export function storeHead(head: Buffer): Buffer {
  const block = Buffer.alloc(5 + headLength, " ");
  block[0] = 0;
  block.writeUInt16LE(headLength, 1);
  block.writeUInt16LE(0xffff - headLength, 3);
  block.set(head.subarray(0, head.length - middle.length), 5);
  return block;
}

let count = 0;

function createFrame(follows: number, payload: Buffer): DeflatedFrame {
  count += 1;
  // A share in Node's pool of small buffers would keep the whole pool.
  const own = Buffer.allocUnsafeSlow(payload.length);
  own.set(payload);
  return { number: count, follows, payload: own };
}

function deflate(text: Buffer, dictionary: Buffer | null): Buffer {
  const size = Math.max(text.length, dictionary?.length ?? 0) + lookahead;
  const deflated = deflateRawSync(text, {
    // Less memory is sooner made ready: most of the time of a short text.
    windowBits: Math.min(Math.max(32 - Math.clz32(size), 9), 15),
    memLevel: 5,
    // A deeper search saves one byte in ten of such texts, and takes a third longer.
    level: 3,
    // zlib would have 16 KiB made ready for each.
    chunkSize: 2_048,
    finishFlush: constants.Z_SYNC_FLUSH,
    ...(dictionary && { dictionary }),
  });
  return deflated.subarray(0, -flushed.length);
}

/** Block with fixed codes that repeats a head from so many bytes ago; what follows begins on a byte. */
function repeatHead(distance: number): Buffer {
  // Two codes for each power of two.
  const extra = 30 - Math.clz32(distance - 1);
  const code = 2 * extra + ((distance - 1) >> extra);
  const bits = new BitWriter();
  // Not the last block; fixed codes.
  bits.write(0b010, 3);
  // The lengths from 59 to 66 have code 276.
  bits.writeCode(276 - 256, 7);
  bits.write(headLength - 59, 3);
  bits.writeCode(code, 5);
  bits.write((distance - 1) & ((1 << extra) - 1), extra);
  // End of the block; a stored block without contents.
  bits.writeCode(256 - 256, 7);
  bits.write(0b000, 3);
  return Buffer.concat([bits.finish(), flushed]);
}

/** Packs at most 48 bits into bytes, the lowest first. */
class BitWriter {
  #bits = 0;
  #length = 0;

  write(value: number, length: number): void {
    this.#bits += value * 2 ** this.#length;
    this.#length += length;
  }

  /** Huffman codes begin with their highest bit. */
  writeCode(code: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) this.write((code >> bit) & 1, 1);
  }

  /** The bytes, the last one filled up with zeros. */
  finish(): Buffer {
    const bytes = Buffer.alloc(Math.ceil(this.#length / 8));
    bytes.writeUIntLE(this.#bits, 0, bytes.length);
    return bytes;
  }
}
