import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Forms, fromForm, inForm } from '#core/keys/forms.ts';
import {
  problemsOf,
  record,
  SAMPLE_KEYS,
  type Samples,
  type Stored,
  SUBJECTS,
  type Subject,
  todaysForm,
} from './form-samples.ts';
import { RECORD_VALUES } from './form-values.ts';

/**
 * A sample of every form that anything sealed has ever had. What is in here was written by a version that somebody may
 * have run: it is never changed, and never taken out.
 */
const FILE = join(import.meta.dirname, 'forms.vectors.json');
const WRITE = 'OWNPOOL_WRITE_FORMS';

const read = () => JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Samples>;

/** Adds the samples of new forms. Those that are there stay, or the tests would agree to any change. */
function writeNewForms(): void {
  const all = read();
  for (const [name, subject] of Object.entries(SUBJECTS)) {
    const form = todaysForm(subject);
    all[name] = { [form]: subject.seal(SAMPLE_KEYS), ...all[name] };
  }
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

if (process.env[WRITE]) writeNewForms();

describe('what was ever sealed', () => {
  const all = read();

  it.each(Object.keys(SUBJECTS))('%s: opens in every form, and is sealed in one that has a sample', (name) => {
    const hint = `A changed form needs the next number and an upgrade; ${WRITE}=1 then writes its sample.`;
    expect(problemsOf(name, SUBJECTS[name]!, all[name]), hint).toStrictEqual([]);
  });

  it('is something that the service still knows', () => {
    expect(Object.keys(all).filter((name) => !(name in SUBJECTS))).toStrictEqual([]);
  });
});

describe('these tests', () => {
  const samples = read()['record family']!;
  const family = RECORD_VALUES.family;
  const wrong = 'record family: form 1 does not open as what was sealed in it';
  const other = 'record family: what is sealed today is not in form 1 as its sample is';

  it('notice a member that is renamed, dropped, or means something else, under the same number', () => {
    const { generation, ...rest } = family;
    const changed = [{ ...rest, turn: generation }, rest, { ...family, expiresAt: family.expiresAt / 1000 }];
    for (const value of changed) {
      const problems = problemsOf('record family', record('family', value as typeof family), samples);
      expect(problems).toStrictEqual([wrong, other]);
    }
  });

  it('notice another form although it is read like the one before', () => {
    const { seal, open, opens } = SUBJECTS['record family']!;
    const packed: Subject = {
      seal: (keys) =>
        seal({ ...keys, seal: (...[purpose, context, data]) => keys.seal(purpose, context, reversed(data)) }),
      open: (keys, stored) => open(keys, stored),
      opens,
    };
    expect(problemsOf('record family', packed, samples)).toStrictEqual([other]);
  });

  it('notice another key or index entry', () => {
    const subject = SUBJECTS['record family']!;
    const moved = (keys: typeof SAMPLE_KEYS): Stored => ({ ...(subject.seal(keys) as object), ttl: 1 });
    expect(problemsOf('record family', { ...subject, seal: moved }, samples)).toStrictEqual([other]);
  });

  it('notice that what was stored before is no longer found where it is', () => {
    const job = SUBJECTS['record job']!;
    const before = read()['record job']!;
    const moved: Subject = {
      ...job,
      seal: (keys) => ({ ...(job.seal({ ...keys, seal: secondForm(keys) }) as object), gsi1pk: 'JOBS#NEW' }),
      open: (keys, stored) => job.open({ ...keys, open: anyForm(keys) }, stored),
    };
    expect(problemsOf('record job', moved, { ...before, 2: moved.seal(SAMPLE_KEYS) })).toStrictEqual([
      'record job: form 1 is in another place',
    ]);
  });

  it('ask for a sample of a new form, and then for an upgrade of the ones before', () => {
    const subject = (forms: Forms<string>): Subject => ({
      seal: (keys) => keys.seal('directory', 'c', inForm(forms, '"value"')).toString('base64'),
      open: (keys, stored) => fromForm(forms, keys.open('directory', 'c', Buffer.from(stored as string, 'base64'))!),
      opens: 'value',
    });
    const first = subject({ form: 1 });
    const known: Samples = { 1: first.seal(SAMPLE_KEYS) };
    expect(problemsOf('x', first, known)).toStrictEqual([]);
    const careless = subject({ form: 2, upgrade: () => 'nothing' });
    expect(problemsOf('x', careless, known)).toStrictEqual([
      'x: form 1 does not open as what was sealed in it',
      'x: form 2 has no sample',
    ]);
    const second = subject({ form: 2, upgrade: (old) => old as string });
    expect(problemsOf('x', second, { ...known, 2: second.seal(SAMPLE_KEYS) })).toStrictEqual([]);
  });
});

/** Seals in a second form, which has the content of the first. */
const secondForm =
  (keys: typeof SAMPLE_KEYS): typeof SAMPLE_KEYS.seal =>
  (purpose, context, data) =>
    keys.seal(purpose, context, Buffer.concat([Buffer.of(2), data]));

const anyForm =
  (keys: typeof SAMPLE_KEYS): typeof SAMPLE_KEYS.open =>
  (...given) => {
    const plain = keys.open(...given);
    return plain?.[0] === 2 ? plain.subarray(1) : plain;
  };

/** The same members in another order. */
function reversed(data: Buffer): Buffer {
  return Buffer.from(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(data.toString())).reverse())));
}
