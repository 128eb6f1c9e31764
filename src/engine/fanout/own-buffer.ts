/**
 * The text in UTF-8, for a buffer that is kept: of its own memory, as a share in Node's pool of small buffers would keep
 * all that others left there.
 */
export function toOwnBuffer(text: string): Buffer {
  const buffer = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  buffer.write(text);
  return buffer;
}
