import { expect, test } from 'vitest';
import type { Visit } from './stage.ts';

/** Run in the browser. */
const DISTANCE_FROM_END = `(() => {
  const { scrollHeight, scrollTop, clientHeight } = document.querySelector('.scroll');
  return scrollHeight - scrollTop - clientHeight;
})()`;

async function speak(visit: Visit, language: string): Promise<void> {
  await visit.inPanel(async () => {
    await visit.page.getByRole('radiogroup', { name: 'Language of your Discord' }).getByText(language).click();
    await expect.poll(() => visit.page.getByRole('radio', { name: language }).isChecked()).toBe(true);
  });
}

/** The page itself: who sees what, the keyboard, the colours. */
export function pageFlows(visitNow: () => Visit): void {
  test('everybody sees the channels and commands that are theirs', async () => {
    const visit = visitNow();
    await visit.become('Mira');
    const { page } = visit;
    const channels = page.locator('aside.channels');
    expect(await channels.textContent()).not.toContain('mod-reports');
    await visit.become('Tomás');
    await expect.poll(() => channels.textContent()).toContain('mod-reports');
    await page.getByRole('combobox', { name: /^Message/ }).fill('/settings');
    await page.getByRole('option', { name: /^\/settings show/ }).waitFor();
    await visit.become('Noor');
    await expect.poll(() => channels.textContent()).toContain('bot-operator');
    await visit.inPanel(async () => visit.picture('panel'));
  });

  test('Escape leaves the list, the command, the menu and the drawer, and focus comes back', async () => {
    const visit = visitNow();
    const { page } = visit;
    const line = page.getByRole('combobox', { name: /^Message/ });
    await line.fill('/');
    await page.getByRole('listbox', { name: 'Commands' }).waitFor();
    await line.press('Escape');
    await page.getByRole('listbox', { name: 'Commands' }).waitFor({ state: 'detached' });
    await visit.type('ray');
    await page.keyboard.press('Escape');
    await page.locator('.composer-text:focus').waitFor();

    await line.fill(`Hello from the ${visit.size.name}`);
    await line.press('Enter');
    const more = visit
      .messages(`Hello from the ${visit.size.name}`)
      .getByRole('button', { name: 'More for this message' });
    await more.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem').first().waitFor();
    await visit.picture('menu');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await page.locator('.message-menu:focus').waitFor();
  });

  test('whose Discord is in German reads commands, answers and times in German', async () => {
    const visit = visitNow();
    const { page } = visit;
    await speak(visit, 'Deutsch');
    await page.getByRole('combobox', { name: /^Message/ }).fill('/');
    await page.getByRole('option', { name: /^\/animate.+Bring ein Bild in Bewegung/ }).waitFor();
    await visit.type('credits');
    await visit.send();
    const answer = visit.messages('Verfügbar').last();
    await answer.getByText(/^in \d+ (Tag|Stunde|Minute)/).waitFor();
    await visit.picture('german');
    await speak(visit, 'English');
  });

  test('whoever sends a command sees what comes of it, wherever they have scrolled to', async () => {
    const visit = visitNow();
    const { page } = visit;
    const answers = visit.messages('Your credits here');
    const before = await answers.count();
    const scroll = page.locator('.scroll');
    for (const nth of [1, 2, 3]) {
      await scroll.hover();
      await page.mouse.wheel(0, -10_000);
      await visit.type('credits');
      await visit.send();
      await expect.poll(() => answers.count()).toBe(before + nth);
    }
    await expect.poll(() => page.evaluate(DISTANCE_FROM_END)).toBeLessThan(2);
  });

  test('other colours change nothing else: the newest message stays in view, and nothing is wider than the window', async () => {
    const visit = visitNow();
    const { page } = visit;
    await page.getByRole('button', { name: /^(Dark|Light) colours$/ }).click();
    await expect.poll(() => page.evaluate(DISTANCE_FROM_END)).toBeLessThan(2);
    await visit.picture('other-colours');
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBe(0);
  });
}
