/** Turns messages into the bytes of a connection. It stands before and behind each message. */
export interface Framing {
  /** Number of bytes before a message of this length. */
  headerLength(length: number): number;
  /** Writes them into `target`, at this place. */
  writeHeader(target: Buffer, at: number, length: number): void;
  /** Bytes behind every message. */
  readonly trailer: Buffer;
}

const nothing = Buffer.alloc(0);
const hexadecimal = Buffer.from("0123456789abcdef");
const [carriageReturn, lineFeed] = [13, 10];

/** Unmasked text frames of a WebSocket, one for each message (RFC 6455, section 5.2). */
export const webSocketFraming = frameAs(0x81);

/** The same for messages that are compressed (RFC 7692, section 6). */
export const deflatedFraming = frameAs(0xc1);

/** Chunks of an HTTP/1.1 body, one for each message (RFC 9112, section 7.1). */
export const chunkFraming: Framing = {
  headerLength: (length) => countDigits(length) + 2,
  // Each subscriber's frame has its own: a text of the number would take seven times as long.
  writeHeader(target, at, length) {
    const digits = countDigits(length);
    for (let place = digits - 1; place >= 0; place -= 1) {
      target[at + place] = hexadecimal[(length >>> (4 * (digits - 1 - place))) & 15] as number;
    }
    target[at + digits] = carriageReturn;
    target[at + digits + 1] = lineFeed;
  },
  trailer: Buffer.from("\r\n"),
};

/** Messages as they are: the body of an answer that ends with its connection, as for clients of HTTP/1.0. */
export const plainFraming: Framing = {
  headerLength: () => 0,
  writeHeader() {},
  trailer: nothing,
};

/** Number of hexadecimal digits of a length below 2³². */
function countDigits(length: number): number {
  return Math.max(1, (35 - Math.clz32(length)) >> 2);
}

function frameAs(firstByte: number): Framing {
  return {
    headerLength: (length) => (length < 126 ? 2 : length < 65_536 ? 4 : 10),
    writeHeader(target, at, length) {
      target[at] = firstByte;
      if (length < 126) target[at + 1] = length;
      else if (length < 65_536) {
        target[at + 1] = 126;
        target.writeUInt16BE(length, at + 2);
      } else {
        target[at + 1] = 127;
        target.writeBigUInt64BE(BigInt(length), at + 2);
      }
    },
    trailer: nothing,
  };
}
