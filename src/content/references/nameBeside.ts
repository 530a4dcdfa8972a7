/** In characters. Longer names say more than which token it is. */
const maxLength = 60;
/** A name, perhaps a type, and what assigns the value: `influxToken: string = "`, `"influx-token" => "`. */
const assigned =
  /(?:^|[\s"'`{([,.$@#:-])([A-Za-z_][\w-]*)["'`]?\??\s*(?:(?:\s(?=string\b)|:\s*)[A-Za-z][\w.<>[\]?|]*\s*(?=:?=))?(?::=|=>?|:)\s*[A-Za-z$@]{0,2}["'`]$/;
/** A constant, as opposed to a member or an entry that may be a setting of another program. */
const constant = /(?:^|[;{}])[\w$\s]*$/;
/** Words that don't say which token it is. */
const general = new Set(
  'TOKEN AUTH ACCESS API BEARER MY THE NEW OLD DEFAULT CURRENT TEST SECRET USER SESSION VALID INVALID FAKE DUMMY'.split(
    ' ',
  ),
);
/** The value isn't a token, but something about it. */
const isOther = /(?:^|_)(?:FILE|PATH|HASH|NAME|ID|TYPE|PREFIX|URL|KEY|HEADER)$/;

interface NamingOptions {
  /** See `Idiom`. */
  readonly sharesVariables: boolean;
}

/**
 * The environment variable that a name in code suggests for the token after it: `INFLUX_TOKEN` for `influxToken = "`.
 * Returns `undefined` if the name could be for any token.
 * @param before the text up to the token
 */
export function variableNamedBeside(before: string, { sharesVariables }: NamingOptions): string | undefined {
  const line = /[^\r\n]*(?:[=:]\s*)?[^\r\n]*$/.exec(before.slice(-200))?.[0] ?? '';
  const [found = '', name = ''] = assigned.exec(line) ?? [];
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '');
  const variable = words.join('_').replace(/INFLUX_DB/g, 'INFLUXDB');
  const isSame = variable === name;
  const isConstant =
    constant.test(line.slice(0, line.length - found.length)) &&
    !/^[.'"`[]/.test(found) &&
    /[^:=]=\s*\w{0,2}["'`]$/.test(found);
  const isSuitable =
    words.includes('TOKEN') &&
    words.some((word) => !general.has(word) && !/^\d+$/.test(word)) &&
    /^[A-Z]/.test(variable) &&
    variable.length <= maxLength &&
    !isOther.test(variable);
  return isSuitable && (!isSame || (isConstant && !sharesVariables)) ? variable : undefined;
}
