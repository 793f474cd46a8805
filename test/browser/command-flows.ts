import { expect, test } from 'vitest';
import { type Visit, whenPlaying } from './stage.ts';

/** The commands as a person types them. */
export function commandFlows(visitNow: () => Visit, photo: () => string): void {
  test('/ray is typed by the keyboard alone, and its video plays', async () => {
    const visit = visitNow();
    const { page } = visit;
    const prompt = `A red fox in tall grass, ${visit.size.name}`;

    await page.getByRole('combobox', { name: /^Message/ }).focus();
    await page.keyboard.type('/');
    await page.getByRole('option', { name: /^\/ray / }).waitFor();
    await visit.picture('commands');
    await page.keyboard.type('ray');
    const chosen = page.getByRole('option', { selected: true });
    expect(await chosen.textContent()).toContain('/ray');
    await page.keyboard.press('ArrowDown');
    expect(await chosen.textContent()).toContain('/ray-flash');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('[data-option="prompt"] textarea:focus').waitFor();
    await page.keyboard.type(prompt);
    await visit.picture('draft');
    await page.keyboard.press('Enter');

    await whenPlaying(visit, prompt);
    await visit.picture('video');
  });

  test('/ray-flash takes a length from its choices and a concept from its suggestions', async () => {
    const visit = visitNow();
    const { page } = visit;
    const prompt = `A kite over the dunes, ${visit.size.name}`;

    await visit.type('ray-flash');
    await visit.option('prompt').getByRole('textbox').fill(prompt);
    const duration = await visit.add('duration');
    await duration.getByRole('combobox').click();
    await page.getByRole('option', { name: /^9 seconds/ }).click();
    const concepts = await visit.add('concepts');
    await concepts.getByRole('combobox').fill('push');
    await page.getByRole('option', { name: 'push in' }).waitFor();
    await visit.picture('suggestions');
    await page.keyboard.press('Enter');
    expect(await concepts.getByRole('combobox').inputValue()).toBe('push in');
    await visit.send();

    const message = await whenPlaying(visit, prompt);
    expect(await message.textContent()).toContain('9 s');
  });

  test('/animate takes a picture that is chosen, and shows it before it is sent', async () => {
    const visit = visitNow();
    const prompt = `Clouds drift over the lake, ${visit.size.name}`;

    await visit.type('animate');
    await visit.send();
    await visit.option('image').getByRole('alert').waitFor();
    await visit.option('image').locator('input[type=file]').setInputFiles(photo());
    await visit.option('image').locator('img').waitFor();
    await visit.option('prompt').getByRole('textbox').fill(prompt);
    await visit.picture('attachment');
    await visit.send();

    await whenPlaying(visit, prompt);
  });

  test('a prompt that is refused is told to its member alone', async () => {
    const visit = visitNow();
    await visit.become('Mira');
    await visit.type('ray-flash');
    await visit.option('prompt').getByRole('textbox').fill('Hello @everyone');
    await visit.send();

    const refusal = visit.messages('A prompt cannot mention anybody').last();
    await refusal.getByText('Only you can see this').waitFor();
    await visit.picture('refusal');
    const id = await refusal.getAttribute('id');
    await visit.become('Tomás');
    await visit.page.locator(`[id="${id}"]`).waitFor({ state: 'detached' });
  });

  test('a member without credits is told so', async () => {
    const visit = visitNow();
    await visit.become('Béla');
    await visit.type('ray');
    await visit.option('prompt').getByRole('textbox').fill('A comet');
    await visit.send();
    await visit
      .messages(/credits/)
      .last()
      .getByText('Only you can see this')
      .waitFor();
    await visit.picture('without-credits');
  });
}
