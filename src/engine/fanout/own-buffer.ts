/**
 * Returns the text in UTF-8 in memory of its own, for a buffer that is kept. A share in Node's pool of small buffers
 * would keep the whole pool.
 */
export function toOwnBuffer(text: string): Buffer {
  const buffer = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  buffer.write(text);
  return buffer;
}
