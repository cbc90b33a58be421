// Colours code. Reads [{language, text}, …] as JSON from standard input, and prints a list of HTML as long.

import { readFileSync } from "node:fs";
import highlighter from "highlight.js/lib/common";

const names = { ebnf: "plaintext", nginx: "ini", sh: "bash", text: "plaintext", "": "plaintext" };
const snippets = JSON.parse(readFileSync(0, "utf8"));
const coloured = snippets.map(({ language, text }) => {
    const name = names[language] ?? language;
    if (!highlighter.getLanguage(name)) throw new Error(`highlight.js does not know the language ${language}`);
    return highlighter.highlight(text, { language: name }).value;
});
process.stdout.write(JSON.stringify(coloured));
