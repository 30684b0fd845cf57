import type { Report } from '../../region/src/telling/report.ts';
import type { Adoption } from '../../region/src/telling/tellings.ts';

export interface Sent {
  update: string;
  subscriber: string;
  region: string;
  epoch: number;
}

/** The one outside: it sees each message that goes out and each takeover, and says what broke a promise. */
export interface Witness {
  sent(message: Sent): void;
  adopted(adoption: Adoption, report: Report | undefined): void;
  /** How often a message went to somebody who had it already. */
  repeated(): number;
  told(update: string): Set<string>;
  /** How many people the takeovers so far had in doubt, and how many of these lay in a window. */
  doubted(people: string[]): { all: number; mostInWindow: number };
  broken: string[];
}

export function createWitness(): Witness {
  const broken: string[] = [];
  const sent: Sent[] = [];
  const told = new Map<string, Set<string>>();
  const adoptions: { adoption: Adoption; report: Report | undefined }[] = [];
  let repeated = 0;

  /**
   * Whoever takes over under a greater epoch knows of all that an older one has sent and may still send: it lies within what was
   * reserved, or is open by name. Else the two would tell the same people without either knowing.
   */
  const check = ({ update, subscriber, epoch, region }: Sent, { adoption, report }: (typeof adoptions)[number]) => {
    if (adoption.update !== update || adoption.epoch <= epoch || adoption.isAlone) return;
    const isKnown = report !== undefined && report.reservedTo !== null && subscriber <= report.reservedTo;
    if (!isKnown) broken.push(`${region} sent under epoch ${epoch} what epoch ${adoption.epoch} does not know as reserved`);
  };
  return {
    broken,
    sent: (message) => {
      const { update, subscriber } = message;
      const known = told.get(update) ?? new Set();
      if (known.has(subscriber)) repeated += 1;
      told.set(update, known.add(subscriber));
      sent.push(message);
      for (const each of adoptions) check(message, each);
    },
    adopted: (adoption, report) => {
      const made = { adoption, report };
      adoptions.push(made);
      for (const each of sent) check(each, made);
    },
    repeated: () => repeated,
    told: (update) => told.get(update) ?? new Set(),
    doubted: (people) => {
      const windows = adoptions.map(({ report }) => {
        const { reservedTo = null, toldTo = null } = report ?? {};
        return people.filter((id) => reservedTo !== null && id <= reservedTo && (toldTo === null || id > toldTo)).length;
      });
      const open = adoptions.reduce((sum, { report }) => sum + (report?.open.length ?? 0), 0);
      return { all: windows.reduce((sum, each) => sum + each, open), mostInWindow: Math.max(0, ...windows) };
    },
  };
}
