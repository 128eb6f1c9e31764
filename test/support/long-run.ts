/**
 * True in `npm run soak -- long`, which runs every test file that imports this. `npm test` takes the cases that find
 * most in the least time, the long run takes all.
 */
export const isLongRun = process.env["TEST_LONG"] === "1";
