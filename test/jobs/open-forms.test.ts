import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openDatabase } from '../../src/database/connection.ts';
import { OpenForms } from '../../src/jobs/open-forms.ts';
import { ManualClock } from '../builders/manual-clock.ts';

const ann = { guildId: '222222222222222222', memberId: '444444444444444444', interactionId: '1' };
const schema = z.object({ pictures: z.array(z.string()) });
const content = { pictures: ['a kite'] };
const hourMs = 60 * 60_000;

async function openWorld() {
  const { database, close } = await openDatabase(':memory:');
  onTestFinished(close);
  const clock = new ManualClock();
  return { database, clock, forms: new OpenForms(database, clock) };
}

describe('an open form', () => {
  it('is there when its modal comes back, more than once, and for another run of the bot', async () => {
    const { database, clock, forms } = await openWorld();
    const payload = await forms.keep(ann, content);
    expect(await forms.find(payload, ann, schema)).toEqual(content);
    expect(await new OpenForms(database, clock).find(payload, ann, schema)).toEqual(content);
  });

  it('is the first one where its interaction is delivered twice', async () => {
    const { forms } = await openWorld();
    const payload = await forms.keep(ann, content);
    await forms.keep(ann, { pictures: ['another'] });
    expect(await forms.find(payload, ann, schema)).toEqual(content);
  });

  it.each([
    ['another member', { memberId: '500000000000000001' }],
    ['another guild', { guildId: '222222222222222223' }],
  ])('is not for %s', async (_whom, changes) => {
    const { forms } = await openWorld();
    const payload = await forms.keep(ann, content);
    await expect(forms.find(payload, { ...ann, ...changes }, schema)).rejects.toMatchObject({ code: 'form-too-old' });
  });

  it('is too old after an hour, and the next one takes it away', async () => {
    const { database, clock, forms } = await openWorld();
    const payload = await forms.keep(ann, content);
    await clock.advance(hourMs - 1);
    expect(await forms.find(payload, ann, schema)).toEqual(content);
    await clock.advance(1);
    await expect(forms.find(payload, ann, schema)).rejects.toMatchObject({ code: 'form-too-old' });
    await forms.keep({ ...ann, interactionId: '2' }, content);
    expect(await database.selectFrom('open_form').select('id').execute()).toEqual([{ id: '2' }]);
  });
});
