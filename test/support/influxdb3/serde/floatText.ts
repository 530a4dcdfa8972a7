// Uses the fewest digits that parse to the same number, and always a fraction or an exponent, as the server does.
/** @param exponentSign empty in 3.7 (`1.8e19`) and a plus in 3.10 (`1.8e+19`) */
export function floatText(value: number, exponentSign: '' | '+'): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0.0`;
  const [mantissa = '', exponentText = ''] = Math.abs(value).toExponential().split('e');
  const exponent = Number(exponentText);
  const digits = mantissa.replace('.', '');

  if (exponent >= 0 && exponent < 16) {
    const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
    return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
  }
  if (exponent < 0 && exponent >= -5) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return `${sign}${mantissa}e${exponent < 0 ? '' : exponentSign}${exponent}`;
}
