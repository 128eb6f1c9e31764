/** Longest sentence, in words. A piece of code counts as one word, and so does a list of such pieces. */
const maxWords = 25;

/** Stands for code inside of prose: one word that no rule knows. A capital letter, so that it can begin a sentence. */
export const codeMark = "Ƈ";

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** The segmenter takes a full stop before a number for that of an abbreviation. */
const beforeNumber = /(?<=[\p{Ll}\p{N}Ƈ)][.!?]\)? )(?=\p{N})(?<!\b(?:e\.g|i\.e|cf|No)\. )/u;

const subject = /^(what|whatever|who|whoever|whose|whether|that|how|of)\b/i;

/** Words that the glossary replaces. `unless` names words of the same sentence that give the word its other meaning. */
const replaced = [
  { word: /\bholes?\b/i, by: "gap" },
  {
    word: /\b(?:is|are|was|were|be|been|being|while|went|goes) away\b/i,
    by: '"cannot be reached" or "is disconnected"',
  },
  { word: /\b(?:comes?|came|coming) back\b/i, by: '"reconnects", "returns" or "resumes"' },
  {
    word: /\bletters?\b/i,
    by: "e-mail",
    unless: /\b(?:digits?|numbers?|case|capitals?|characters?|words?|alphabet|accents?|ASCII|Unicode|bytes?|texts?)\b/i,
  },
  {
    word: /\bpromis(?:e|es|ed)\b/i,
    by: "guarantee",
    unless: /\b(?:resolv\w*|reject\w*|await\w*|settle\w*|floating|pending|async\w*)\b/i,
  },
  { word: /\bthere (?:is|are) no such\b/i, by: '"not found", then what to do' },
  { word: /\blest\b/i, by: '"so that … not"' },
  { word: /\bin vain\b/i, by: '"without success", or the reason' },
  { word: /\bin (?:its|their|his|her) stead\b/i, by: '"instead"' },
  { word: /\bwhichever it is\b/i, by: '"each" or "any"' },
  { word: /\bnot un(?:like|common|usual|likely)\b/i, by: "the plain statement" },
];

/**
 * Finds the sentences of a text that break a rule of CONTRIBUTING.md.
 *
 * @param {string} text Prose with `codeMark` for code. Blank lines and list items end a sentence.
 * @returns {{ offset: number, fault: string, sentence: string }[]} In the order of the text.
 */
export function findFaults(text) {
  return splitSentences(text).flatMap(({ offset, sentence }) =>
    judge(sentence).map((fault) => ({ offset, fault, sentence })),
  );
}

/** Longest line of prose, in characters: `lineWidth` of biome.jsonc. Biome itself leaves comments as they are. */
const maxWidth = 120;

/** Targets of links cannot be broken, and neither can suppressions. */
const unbreakable = /\]\([^)]*\)|\bhttps?:\/\/\S+/g;

/**
 * Finds the lines of a file that hold prose and are too long.
 *
 * @param {string} source The whole file.
 * @param {{ line: number, text: string, wraps?: boolean }} prose A text that a reader found, and if its lines can be
 * broken.
 * @returns {{ line: number, fault: string, sentence: string }[]} In the order of the file.
 */
export function findLongLines(source, { line, text, wraps }) {
  if (!wraps) return [];
  const lines = source.split("\n").slice(line - 1);
  return text.split("\n").flatMap((prose, index) => {
    const whole = lines[index] ?? "";
    const isFree = prose.trim() === "" || whole.includes("biome-ignore");
    if (isFree || whole.replace(unbreakable, "]").length <= maxWidth) return [];
    const fault = `Line has ${whole.length} characters. Break it: at most ${maxWidth}.`;
    return [{ line: line + index, fault, sentence: whole.trim() }];
  });
}

function judge(sentence) {
  const faults = [];
  const first = subject.exec(sentence)?.[0];
  if (first && !sentence.endsWith("?") && !/^how to\b/i.test(sentence)) {
    faults.push(`Begins with "${first}". Begin with a verb or a noun.`);
  }
  for (const { word, by, unless } of replaced) {
    const found = word.exec(sentence)?.[0];
    if (found && !unless?.test(sentence)) faults.push(`Says "${found}". Write ${by}.`);
  }
  const words = countWords(sentence);
  if (words > maxWords) faults.push(`Has ${words} words. Split it: at most ${maxWords}.`);
  return faults;
}

function countWords(sentence) {
  const words = sentence.replace(/Ƈ(?:(?:,| and| or|, and|, or) Ƈ)+/g, codeMark).split(/\s+/);
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function splitSentences(text) {
  return splitParagraphs(text).flatMap(({ offset, paragraph }) =>
    segment(paragraph.replace(/\s/g, " ")).flatMap(({ index, text: segment }) => {
      const sentence = segment.replace(/^[^\p{L}\p{N}]+/u, "");
      const start = offset + index + segment.length - sentence.length;
      return sentence ? [{ offset: start, sentence: sentence.trim().replace(/ +/g, " ") }] : [];
    }),
  );
}

function segment(paragraph) {
  return [...segmenter.segment(paragraph)].flatMap(({ segment, index }) => {
    let end = index;
    return segment.split(beforeNumber).map((text) => {
      end += text.length;
      return { index: end - text.length, text };
    });
  });
}

function splitParagraphs(text) {
  const ends = /\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*•]|\d+\.|@\w+)\s)/g;
  const paragraphs = [];
  let offset = 0;
  for (const { index, 0: end } of text.matchAll(ends)) {
    paragraphs.push({ offset, paragraph: text.slice(offset, index) });
    offset = index + end.length;
  }
  return [...paragraphs, { offset, paragraph: text.slice(offset) }];
}
