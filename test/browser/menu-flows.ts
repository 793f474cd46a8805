import { expect, test } from 'vitest';
import { type Visit, whenPlaying } from './stage.ts';
import { ask, flip } from './trouble-flows.ts';

/** What can be done with messages: their menus, their buttons, and the forms behind them. */
export function menuFlows(visitNow: () => Visit, photo: () => string): void {
  test('«Animate this» makes a video of a picture in any message', async () => {
    const visit = visitNow();
    const { page, size } = visit;
    const said = `Look at our lake, ${size.name}`;
    const prompt = `The mist rises, ${size.name}`;
    await page.getByLabel('Attach a file').setInputFiles(photo());
    await page.locator('.chosen-files img').waitFor();
    await page.getByRole('combobox', { name: /^Message/ }).fill(said);
    await visit.send();
    const message = visit.messages(said).filter({ has: page.locator('img.picture, .picture img') });
    await message.waitFor();
    await visit.useMenu(message, 'Animate this');
    const form = page.getByRole('dialog');
    await form.getByRole('textbox').first().fill(prompt);
    await visit.picture('animate-this');
    await form.getByRole('button', { name: 'Submit' }).click();

    await whenPlaying(visit, prompt);
  });

  test('a finished video can be asked for anew with another prompt', async () => {
    const visit = visitNow();
    const { page, size } = visit;
    const prompt = `A paper boat, ${size.name}`;
    await ask(visit, prompt);
    const message = await whenPlaying(visit, prompt);
    await message.getByRole('button', { name: 'Edit prompt' }).click();
    const field = page.getByRole('dialog').getByRole('textbox').first();
    expect(await field.inputValue()).toBe(prompt);
    await field.fill(`${prompt} in the rain`);
    await visit.picture('edit-prompt');
    await page.getByRole('button', { name: 'Submit' }).click();

    await whenPlaying(visit, `${prompt} in the rain`);
    await visit.picture('buttons');
  });

  test('a video that is no longer wanted is not posted', async () => {
    const visit = visitNow();
    const prompt = `Nobody wants this, ${visit.size.name}`;
    await flip(visit, 'Videos take forever');
    await ask(visit, prompt);
    const card = visit.messages(prompt).last();
    const button = card.getByRole('button', { name: /^(Cancel|Don’t post)$/ });
    await button.click();
    await button.waitFor({ state: 'detached' });
    await visit.picture('cancelled');
    await flip(visit, 'Videos take forever');
  });

  test('a report reaches the moderators, who can decide about it', async () => {
    const visit = visitNow();
    const { page, size } = visit;
    const prompt = `Something to complain about, ${size.name}`;
    await ask(visit, prompt);
    const message = await whenPlaying(visit, prompt);
    await visit.useMenu(message, 'Report');
    await page.getByRole('dialog').getByRole('textbox').first().fill(`It is too loud, ${size.name}`);
    await page.getByRole('button', { name: 'Submit' }).click();
    await visit.messages('have your report').last().waitFor();
    await visit.become('Tomás');
    await visit.goTo('mod-reports');
    const report = visit.messages(`It is too loud, ${size.name}`);
    await visit.picture('report');
    await report.getByRole('button', { name: 'Delete video' }).click();
    await visit.goTo('videos');
    await visit
      .messages(prompt)
      .filter({ has: page.locator('video') })
      .waitFor({ state: 'detached' });
  });
}
