import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { projectRoot } from "../../src/config/project-root.ts";

const kept = join(projectRoot, "test/pictures/looks");
const results = join(projectRoot, "test-results/looks");

/** Distance of two colours up to which they count as the same, from 0 to 1. */
const threshold = 0.05;

/**
 * Returns the share of pixels that differ from the kept picture, from 0 to 1. Both are halved before, so that the edges
 * of glyphs, which no two versions of a browser draw alike, weigh little. Keeps the new picture, and the one of the
 * differences, in `test-results/looks`. With `TEST_UPDATE_LOOKS` the new one replaces the kept one.
 */
export function comparePicture(name: string, screenshot: Buffer): number {
  const actual = halve(PNG.sync.read(screenshot));
  const { width, height } = actual;
  const expected = readKept(name);
  if (process.env["TEST_UPDATE_LOOKS"]) write(kept, name, actual);
  write(results, name, actual);
  if (expected?.width !== width || expected.height !== height) return 1;
  const differences = new PNG({ width, height });
  const count = pixelmatch(expected.data, actual.data, differences.data, width, height, { threshold });
  write(results, `${name}-differences`, differences);
  return count / (width * height);
}

function readKept(name: string): PNG | null {
  const file = join(kept, `${name}.png`);
  return existsSync(file) ? PNG.sync.read(readFileSync(file)) : null;
}

/** Returns the picture with the means of four pixels each. */
function halve({ width, height, data }: PNG): PNG {
  const half = new PNG({ width: width >> 1, height: height >> 1 });
  half.data.forEach((_, index) => {
    const [channel, pixel] = [index % 4, index >> 2];
    const [x, y] = [2 * (pixel % half.width), 2 * Math.floor(pixel / half.width)];
    const at = (right: number, down: number) => data[((y + down) * width + x + right) * 4 + channel] ?? 0;
    half.data[index] = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
  });
  return half;
}

function write(folder: string, name: string, picture: PNG): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.png`), PNG.sync.write(picture, { colorType: 2, deflateLevel: 9 }));
}
