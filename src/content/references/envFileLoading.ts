/** How code loads `.env` into its environment. Functions that only return the values don't count. */
type Loads = (code: string) => boolean;

/** Arguments that either name no file or name `.env`, because another file says nothing about the variable. */
const defaultFile = String.raw`\((?:[^()"'\x60]*[()]|[^()"'\x60]*["'\x60](?:[^"'\x60\n]*[\\/])?\.env["'\x60])`;
const slashes = String.raw`\/[/*]`;
const dotenv = String.raw`["'\x60]dotenv["'\x60]`;

const importedInJavaScript = notIn(slashes, String.raw`(?:\bfrom|\brequire\s*\(|\bimport\s*\()\s*${dotenv}`);
const configuredInJavaScript = notIn(
  slashes,
  String.raw`(?:\b\w*dotenv\w*\s*\.\s*|(?<![.\w$])|${dotenv}\s*\)\s*\)?\s*\.\s*)config\s*${defaultFile}`,
);
const builtIntoJavaScript = notIn(
  slashes,
  String.raw`(?:\bfrom|\brequire\s*\(|\bimport(?:\s*\()?)\s*["'\x60]dotenv/config["'\x60]|(?<![\w$])loadEnvFile\s*${defaultFile}`,
);
const commonInPhp = String.raw`\bDotenv::createUnsafe\w+\s*\(|\busePutenv\s*\(\s*(?:true\s*)?\)`;

export const loadsInJavaScript: Loads = (code) =>
  builtIntoJavaScript.test(code) || (importedInJavaScript.test(code) && configuredInJavaScript.test(code));
export const loadsInPython = loads('#', String.raw`\bload_dotenv\s*${defaultFile}`);
export const loadsInGo = loads(
  slashes,
  String.raw`\bgodotenv\.(?:Load|Overload)\s*${defaultFile}|"github\.com/joho/godotenv/autoload"`,
);
export const loadsInRuby = loads(
  '#',
  String.raw`\bDotenv\.(?:load|overload)!?(?![\w?!])\s*(?:$|;|${defaultFile}|["'](?:[^"'\n]*/)?\.env["'])|\brequire\s*\(?\s*["']dotenv/(?:load|auto_?load)["']`,
);
/** Without these, the libraries set only `$_ENV`, which `getenv` doesn't read. */
export const loadsInPhp = loads(String.raw`(?:${slashes}|#)`, commonInPhp);
export const loadsInCSharp = loads(
  slashes,
  String.raw`\b(?:Env|DotEnv)\.(?:(?:TraversePath|NoClobber|Fluent|LoadMulti)\s*\(\s*\)\s*\.\s*)*Load\s*${defaultFile}`,
);
export const loadsInShell = loads(
  String.raw`(?<!\S)#`,
  String.raw`(?:^|[;&|({!]|\b(?:then|do|else))[ \t]*(?:\.|source)[ \t]+["']?(?:[^\s;|&]*/)?\.env["']?(?![\w.\-])`,
);

function loads(comment: string, statement: string): Loads {
  const pattern = notIn(comment, statement);
  return (code) => pattern.test(code);
}

/** A statement that no comment precedes on its line. */
function notIn(comment: string, statement: string): RegExp {
  return new RegExp(String.raw`^(?![ \t]*\*)(?:(?!${comment}).)*?(?:${statement})`, 'm');
}
