import type { SimulatedCluster } from './cluster.ts';
import type { IssuedToken } from './tokens.ts';
import { serverUrl } from './network.ts';
import { serverCount } from './steps.ts';
import type { HistoryFixture } from './fixture.ts';

export interface Report {
  readonly at: number;
  readonly text: string;
  readonly server: number;
  /** The cluster that responded at the server's URL. */
  readonly cluster: SimulatedCluster;
  /** The names of the tokens that it says aren't here, or might not be. */
  readonly lost: readonly string[];
}

const saysLost =
  /never received|isn't stored here|isn't stored on this machine|Couldn't check whether|no way to check|might already have been|couldn't be stored|is missing from VS Code/;
const saysNoAccess =
  /never received|isn't stored|was replaced|Couldn't check whether|no way to check|might already have been|couldn't be stored|is missing from|rejects all stored tokens|no longer works|longer accepts/;
const tokenString = /apiv3_[A-Za-z0-9_-]{40}/;

/** What the user was told, each checked to be true. */
export class Reports {
  readonly #fixture: HistoryFixture;
  readonly #all: Report[] = [];

  constructor(fixture: HistoryFixture) {
    this.#fixture = fixture;
  }

  /** @param server index of the server that the text is about */
  add(text: string, server: number): void {
    const fixture = this.#fixture;
    const cluster = fixture.network.at(server);
    this.#all.push({ at: fixture.next(), text, server, cluster, lost: lostNames(text) });
    if (tokenString.test(text)) {
      fixture.violate('a token string was shown');
    }
    this.#checkTruth(text, server, cluster);
  }

  log(text: string): void {
    if (tokenString.test(text)) {
      this.#fixture.violate('a token string was logged');
    }
  }

  isReportedLost({ name, cluster, server, issuedAt }: IssuedToken): boolean {
    return this.#all.some(
      (report) =>
        report.at > issuedAt && (report.cluster === cluster || report.server === server) && report.lost.includes(name),
    );
  }

  saysNoAccess(cluster: SimulatedCluster, server: number | undefined, since: number): boolean {
    return this.#all.some(
      (report) =>
        report.at > since && (report.cluster === cluster || report.server === server) && saysNoAccess.test(report.text),
    );
  }

  texts(): string[] {
    return this.#all.map(({ at, text, cluster }) => `${at} ${cluster.name}: ${text}`);
  }

  /** Two requests for the same name at the same time can't be told apart, nor can what was lost right after it was stored. */
  #isUnknowable({ name, isRaced, isHere, excuse }: IssuedToken): boolean {
    return isRaced || excuse === 'lost by the keyring' || (isHere && this.#fixture.disk.countRequests(name) > 1);
  }

  #checkTruth(text: string, server: number, cluster: SimulatedCluster): void {
    const fixture = this.#fixture;
    const [, created] =
      /(The token "[^"]+"|The operator token) was (?:created|replaced), but [^.]* nobody has it/.exec(text) ?? [];
    if (created !== undefined) {
      fixture.count('said that nobody has it');
      const token = fixture.tokens.listed(cluster, namesIn(created)[0] ?? '');
      if (token?.isWithColleague === true && this.#isUnknowable(token)) {
        fixture.count('said that nobody has it, and nothing could show that a colleague has it');
      } else if (token?.isWithColleague === true) {
        fixture.violate(`"nobody has it" was said, but a colleague has "${token.name}": ${text}`);
      }
      if (token?.server === server && fixture.storedStrings().has(token.string)) {
        fixture.violate(`"nobody has it" was said, but "${token.name}" is stored: ${text}`);
      }
    }
    const [, unchanged] = /Nothing changed: .* has no (token named "[^"]+"|operator token)/.exec(text) ?? [];
    const existing = unchanged && fixture.tokens.listed(cluster, namesIn(unchanged)[0] ?? '');
    if (existing !== undefined && existing !== '') {
      fixture.violate(`"nothing changed" was said, but "${existing.name}" exists: ${text}`);
    }
    const [, stored = ''] = /"([^"]+)" was created and is stored on this machine\.$/.exec(text) ?? [];
    const listed = fixture.tokens.listed(cluster, stored);
    if (listed !== undefined && !fixture.storedStrings().has(listed.string)) {
      fixture.violate(`"is stored" was said, but "${listed.name}" isn't: ${text}`);
    }
  }
}

function lostNames(text: string): string[] {
  const sentences = text.split(/(?<=[.?!]) /).filter((sentence) => saysLost.test(sentence));
  const names = sentences.flatMap(namesIn);
  return sentences.length > 0 && names.length === 0 ? namesIn(text) : names;
}

function namesIn(text: string): string[] {
  const quoted = [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  return [...quoted, ...(/operator token/i.test(text) ? ['_admin'] : [])];
}

export function indexOfUrl(url: string): number {
  return Array.from({ length: serverCount }, (_, index) => serverUrl(index)).indexOf(url);
}
