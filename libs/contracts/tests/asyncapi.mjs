// Reads an AsyncAPI document with the reference parser and prints what it finds wrong, one line each.
import { readFileSync } from "node:fs";
import { Parser } from "@asyncapi/parser";

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], "utf8"));
const errors = diagnostics.filter((d) => d.severity === 0);
for (const error of errors) console.log(`${error.path.join("/")}: ${error.message}`);
if (!document) console.log("no document");
console.log(`${document?.allMessages().length ?? 0} messages`);
